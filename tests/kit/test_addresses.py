"""Addresses put together from a shape found once are those Django would find."""

from uuid import uuid4

import pytest
from django.template import engines
from django.urls import NoReverseMatch, clear_script_prefix, reverse, set_script_prefix

from letstalk.kit.addresses import address


def drawn(source: str, **context) -> str:
    return engines["django"].from_string(source).render(context)


def test_an_address_with_ids_is_djangos_own():
    one, other = uuid4(), uuid4()

    assert address("desk:today") == reverse("desk:today")
    assert address("desk:person", one) == reverse("desk:person", args=[one])
    assert address("desk:person", other) == reverse("desk:person", args=[other])


def test_an_address_with_a_word_in_it_is_djangos_own():
    assert address("public:supporter", "a-token") == reverse("public:supporter", args=["a-token"])
    assert drawn('{% url "public:supporter" token %}', token="a-token") == reverse("public:supporter", args=["a-token"])


def test_a_prefix_that_the_server_sets_stands_in_front():
    one = uuid4()
    plain = address("desk:person", one)

    set_script_prefix("/talk/")
    try:
        assert address("desk:person", one) == "/talk" + plain
    finally:
        clear_script_prefix()
    assert address("desk:person", one) == plain


def test_a_name_nobody_has_is_an_error():
    with pytest.raises(NoReverseMatch):
        address("desk:nowhere", uuid4())
    with pytest.raises(NoReverseMatch):
        drawn('{% url "desk:nowhere" as where %}{{ where }}')


def test_templates_write_the_address_or_keep_it():
    one = uuid4()

    assert drawn('{% url "desk:person" id %}', id=one) == reverse("desk:person", args=[one])
    assert drawn('{% url "desk:person" id as where %}-{{ where }}', id=one) == f"-{reverse('desk:person', args=[one])}"
    assert drawn('{% url "desk:person" person_id=id %}', id=one) == reverse("desk:person", args=[one])
