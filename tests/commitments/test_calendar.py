"""A commitment in a calendar is one entry for life: agreed anew or filled in, it moves (RFC 5545, 3.8.7.4)."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from letstalk.commitments.calendar import commitment_file
from letstalk.commitments.domain.agreeing import Terms, agree, agree_anew, fill_in
from letstalk.commitments.models import Commitment
from tests.moments import DAY, FIRM, NOW

pytestmark = pytest.mark.django_db


def told(commitment: Commitment) -> tuple[str, int]:
    (event,) = Calendar.from_ical(commitment_file(commitment, at=NOW)).walk("VEVENT")
    return str(event["uid"]), int(event["sequence"])


def agreed(cast, terms: Terms = FIRM) -> Commitment:
    return agree(relationship=cast.relationship, terms=terms, by=cast.organizer, at=NOW)


def test_agreed_anew_it_is_the_same_entry_and_one_change_more(cast):
    first = agreed(cast)
    uid, sequence = told(first)
    later = Terms(first.what, first.goal, first.on + timedelta(days=2), first.at)

    second = agree_anew(commitment=first, terms=later, by=cast.organizer, at=NOW + DAY)
    third = agree_anew(commitment=second, terms=later, by=cast.organizer, at=NOW + DAY)

    assert sequence == 0
    assert [told(second), told(third)] == [(uid, 1), (uid, 2)]


def test_what_is_filled_in_counts_as_a_change_too(cast):
    commitment = agreed(cast, Terms("Bring soup", "feed ten", FIRM.on))
    uid, _sequence = told(commitment)

    filled = fill_in(commitment=commitment, terms=Terms("", "", None, FIRM.time), by=cast.organizer, at=NOW + DAY)
    placed = fill_in(commitment=filled, terms=Terms("", "", None, None, "Library"), by=cast.organizer, at=NOW + 2 * DAY)

    assert told(placed) == (uid, 2)


def test_two_commitments_are_two_entries(cast):
    assert told(agreed(cast))[0] != told(agreed(cast))[0]
