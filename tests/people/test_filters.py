"""A filter is codes that are checked wherever they come from, and reads as one sentence."""

from uuid import uuid4

import pytest
from django.utils.translation import gettext

from letstalk.people import filters
from letstalk.people.filters import CLAUSES, EVERYBODY, READ, SAID, TITLES, Filter, Named, read_filter, sentence


def plain(text):
    return text.replace("\u2068", "").replace("\u2069", "")


def said(named=None, **clauses):
    return plain(sentence(Filter(**clauses), named or Named(chapter="Eastside", tag="schools", tag_kind="issue")))


def test_a_filter_reads_as_one_sentence():
    """Issue 8: members in Eastside who care about schools, not spoken with for 6 weeks, free on Sundays."""
    told = said(stage="member", chapter=uuid4(), tag=uuid4(), weeks=6, free=7)

    assert told == "Members in Eastside who care about schools, not spoken with for 6 weeks, free on Sundays"


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        ({}, "People"),
        ({"stage": "prospective", "whose": "nobody"}, "New people who are nobody’s own yet"),
        ({"free": 7, "part": "evening"}, "People, free on Sundays in the evening"),
        ({"part": "morning", "weeks": 0}, "People, never spoken with yet, free in the morning"),
        ({"language": "es", "reach": "phone"}, "People who speak Spanish, with a phone on file"),
        ({"open": "commitment", "invited": "no"}, "People, with an open commitment, not asked to a one-on-one yet"),
        ({"field": f"{uuid4().hex}:no"}, "People, by a field that is not there any more"),
        ({"list": uuid4()}, "People, on a list that is not there any more"),
    ],
)
def test_each_clause_is_said(clauses, expected):
    assert said(**clauses) == expected


def test_a_word_that_is_gone_is_said_to_be_gone():
    assert said(Named(), tag=uuid4()) == "People with a word that is not there any more"


def test_a_language_may_put_a_clause_in_front_of_the_people(monkeypatch):
    """Nothing is glued together: each clause is a message with the people in it."""
    turned = {"%(people)s who speak %(language)s": "%(language)s speaking: %(people)s"}
    monkeypatch.setattr(filters, "_", lambda text: turned.get(text, gettext(text)))

    assert said(stage="member", language="es", whose="mine") == "Spanish speaking: Members of your own"


def test_a_name_is_set_apart_from_the_sentence():
    told = sentence(Filter(chapter=uuid4()), Named(chapter="حي النهر"))

    assert "\u2068حي النهر\u2069" in told


def test_what_is_kept_reads_back_to_the_same_filter():
    every = {
        "stage": "member", "chapter": uuid4(), "whose": "mine", "tag": uuid4(),
        "field": f"{uuid4().hex}:yes", "language": "zh-hans", "weeks": 0,
        "free": 7, "part": "evening", "list": uuid4(), "reach": "any", "open": "ask", "invited": "yes",
    }  # fmt: skip
    assert set(every) == set(CLAUSES) == set(READ) == set(TITLES)
    assert set(SAID) == set(CLAUSES) - {"stage"}

    wanted = Filter(**every)

    assert read_filter(wanted.clauses) == (wanted, ())


@pytest.mark.parametrize(
    "told",
    [
        {"stage": "nonsense"}, {"tag": "1"}, {"weeks": "3"}, {"free": "8"}, {"weeks": "-1"}, {"language": "x" * 9},
        {"part": ["evening"]}, {"motive": "justice"}, {"reach": {"a": 1}}, {"chapter": True},
        {"field": "yes"}, {"field": f"{uuid4().hex}:perhaps"},
    ],
)  # fmt: skip
def test_what_is_not_understood_is_named_and_not_asked(told):
    """What moves somebody is no clause: it is told to nobody but who heard it (h.2)."""
    assert read_filter(told) == (EVERYBODY, tuple(told))


def test_a_clause_is_left_out():
    wanted = Filter(stage="member", free=7)

    assert wanted.without("free") == Filter(stage="member")
    assert Filter(stage="", weeks=None).clauses == {}
