"""What must not be guessed can be tried only so often, counted in rows that all worker processes share."""

from datetime import timedelta

import pytest

from letstalk.accounts.domain.limits import attempt, forget_old, take_back
from letstalk.accounts.models import Attempt
from tests.factories import AT

pytestmark = pytest.mark.django_db
QUARTER = timedelta(minutes=15)


def try_once(value="rosa", *, at=AT, most=3):
    return attempt("door", value, at=at, most=most, within=QUARTER)


def test_so_many_tries_pass_and_no_more():
    assert [try_once() for _try in range(5)] == [True, True, True, False, False]


def test_tries_are_counted_for_each_value_and_kind_alone():
    assert [try_once() for _try in range(3)] == [True] * 3

    assert try_once("omar")
    assert attempt("window", "rosa", at=AT, most=3, within=QUARTER)


def test_after_the_time_is_over_tries_pass_again():
    assert [try_once() for _try in range(4)] == [True, True, True, False]

    assert not try_once(at=AT + QUARTER - timedelta(seconds=1))
    assert try_once(at=AT + QUARTER)


def test_hammering_on_a_closed_door_does_not_keep_it_closed():
    for minute in range(60):
        try_once(at=AT + timedelta(minutes=minute))

    assert Attempt.objects.count() == 3 * 4


def test_a_right_try_is_not_counted():
    for _try in range(10):
        assert try_once()
        take_back("door", "rosa", at=AT)

    assert not Attempt.objects.exists()


def test_what_was_tried_is_kept_as_a_hash_and_for_a_day():
    try_once("rosa@example.org")
    assert "rosa" not in str(Attempt.objects.values().get())

    assert forget_old(AT + timedelta(hours=23)) == 0
    assert forget_old(AT + timedelta(hours=25)) == 1
