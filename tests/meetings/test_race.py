"""Fifty at the same moment: one gets the time, forty-nine are told so kindly, with what is still free."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from threading import Barrier

import pytest
from django.db import connection

from letstalk.guides.words import MeetingKind
from letstalk.kit import clock
from letstalk.kit.refusal import NothingWritten
from letstalk.meetings.domain.availability import HoursWish, open_page, set_hours
from letstalk.meetings.domain.book import Asking, NoLongerFree, book
from letstalk.meetings.domain.offer import offer_times, take
from letstalk.meetings.domain.plan import plan
from letstalk.meetings.domain.schedule import Where
from letstalk.meetings.domain.time_held import TimeTaken
from letstalk.meetings.models import Booking, Meeting, Slot, SlotCell
from letstalk.outbox.words import Channel
from letstalk.people.models import Person
from tests.factories import a_person, relationship_of
from tests.moments import DAY, NOW

pytestmark = pytest.mark.django_db(transaction=True)

HANDS = 50
START = datetime(2026, 3, 4, 23, 0, tzinfo=UTC)  # Wednesday, 17:00 in Chicago
PLACE = Where(place_words="Library, by the door")


def at_once(act):
    """What each of fifty got: something, or the refusal it met."""
    ready = Barrier(HANDS)

    def one(number):
        try:
            ready.wait(timeout=60)
            return act(number)
        except NothingWritten as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as hands:
        return list(hands.map(one, range(HANDS)))


def test_fifty_bookings_of_one_time_at_once_make_one_and_forty_nine_hear_what_is_free(cast):
    weekly = [(2, "17:00", "20:00")]
    wish = HoursWish(zone="America/Chicago", weekly=weekly, place_words="Library", before=0, after=0)
    set_hours(organizer=cast.organizer, wish=wish, at=NOW)
    page = open_page(chapter=cast.chapter, organizer=cast.organizer, by=cast.organizer, at=NOW)
    people = Person.objects.count()

    got = at_once(
        lambda hand: book(
            page=page,
            starts_at=START,
            asking=Asking(name=f"Guest {hand}", way=f"guest{hand}@example.org"),
            minutes=None,
            at=NOW,
        )
    )

    booked = [one for one in got if isinstance(one, Booking)]
    told = [one for one in got if isinstance(one, NoLongerFree)]
    assert (len(booked), len(told)) == (1, HANDS - 1)
    assert all(one.free and "a moment quicker" in one.errors["start"] for one in told)
    assert all(one.free[0] == START + timedelta(minutes=45) for one in told)
    assert Slot.objects.standing().get().starts_at == START
    assert (Meeting.objects.count(), Person.objects.count()) == (1, people + 1), "who was too late left nothing behind"
    assert SlotCell.objects.count() == 9


def test_fifty_invited_to_the_same_time_take_it_at_once_and_one_has_it(cast):
    """R-022: offered times hold nothing until one is taken. Here only the cells stand between them."""
    meetings = [_invited(cast, number) for number in range(HANDS)]

    got = at_once(lambda hand: take(meeting=meetings[hand], starts_at=START, at=NOW))

    taken = [one for one in got if isinstance(one, Slot)]
    told = [one for one in got if isinstance(one, TimeTaken)]
    assert (len(taken), len(told)) == (1, HANDS - 1)
    assert all(one.free for one in told)
    assert Slot.objects.count() == 1


def test_times_that_lie_over_one_another_are_never_both_taken(cast):
    """Fifty different beginnings five minutes apart, of 45 minutes each: whatever the order, no two overlap."""
    meetings = [_invited(cast, number, START + timedelta(minutes=5 * number)) for number in range(HANDS)]

    got = at_once(lambda hand: take(meeting=meetings[hand], starts_at=START + timedelta(minutes=5 * hand), at=NOW))

    slots = list(Slot.objects.standing().order_by("starts_at"))
    assert len(slots) == sum(isinstance(one, Slot) for one in got) >= 1
    assert all(one.ends_at <= other.starts_at for one, other in pairwise(slots))


def _invited(cast, number, starts_at=START):
    person = a_person(cast.organizer, cast.chapter, f"Guest {number}")
    relationship = relationship_of(person, cast.organizer)
    meeting = plan(relationship=relationship, kind=MeetingKind.INTRODUCTORY, by=cast.organizer, at=NOW - DAY)
    there = clock.local(starts_at, cast.chapter.zone)
    offer_times(
        meeting=meeting,
        times=[clock.LocalTime(there.date(), there.time(), cast.chapter.zone)],
        minutes=45,
        where=PLACE,
        channel=Channel.TEXT,
        words="",
        by=cast.organizer,
        at=NOW - DAY,
    )
    return meeting
