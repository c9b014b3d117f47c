"""Weekly and fortnightly one-on-ones: one ahead, moving with the last, by the clock on the wall (b.5)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from letstalk.followups.domain.hold import mark_held
from letstalk.followups.sweeps import run
from letstalk.kit import clock
from letstalk.meetings.domain import schedule
from letstalk.meetings.domain.moves import WrongMoment
from letstalk.meetings.domain.rhythms import begin_rhythm, end_rhythm, plan_next_turns, rhythm_of
from letstalk.meetings.models import Meeting, Rhythm, Slot
from letstalk.meetings.rhythm_files import next_of
from letstalk.meetings.words import Side
from letstalk.people.domain.relationships import end
from letstalk.people.models import Relationship
from tests.moments import DAY, HOUR, agree_on, held, planned

pytestmark = pytest.mark.django_db
# Saturday 28 February and Saturday 7 March, 18:00 in Chicago; the clock goes forward on 8 March.
SATURDAY = datetime(2026, 2, 28, 18, 0, tzinfo=UTC) + 6 * HOUR
AGREED = SATURDAY - 3 * DAY


@pytest.fixture
def first(cast) -> Meeting:
    meeting = planned(cast, at=AGREED)
    agree_on(meeting, cast, starts_at=SATURDAY, at=AGREED, minutes=30)
    return meeting


def begin(cast, meeting: Meeting, weeks: int = 1) -> Rhythm:
    return begin_rhythm(meeting=meeting, every_weeks=weeks, by=cast.organizer, at=AGREED)


def ahead(at: datetime) -> list[datetime]:
    return list(
        Slot.objects.standing().filter(starts_at__gt=at).order_by("starts_at").values_list("starts_at", flat=True)
    )


def said(at: datetime, zone: str = "America/Chicago") -> str:
    return f"{clock.local(at, zone):%a %d %b %H:%M}"


def test_the_next_one_is_planned_a_day_after_the_last_and_never_a_pile(cast, first):
    begin(cast, first)

    early = plan_next_turns(at=SATURDAY + 2 * HOUR)
    for hours in range(25, 60, 5):
        plan_next_turns(at=SATURDAY + hours * HOUR)

    (starts_at,) = ahead(SATURDAY + 2 * DAY)
    slot = Slot.objects.get(starts_at=starts_at)
    assert early == 0
    assert said(starts_at) == "Sat 07 Mar 18:00"
    assert (slot.minutes, slot.where, slot.meeting.grew_from) == (30, "Rosewater Café", first)
    assert Meeting.objects.count() == 2


def test_the_sweeps_go_on_with_every_rhythm(cast, first):
    begin(cast, first)

    run(at=SATURDAY + 2 * DAY)

    assert len(ahead(SATURDAY + 2 * DAY)) == 1


def test_the_agreed_hour_on_the_wall_stays_across_the_clock_change(cast, first):
    begin(cast, first, weeks=2)

    plan_next_turns(at=SATURDAY + 2 * DAY)

    (starts_at,) = ahead(SATURDAY + 2 * DAY)
    assert said(starts_at) == "Sat 14 Mar 18:00"
    assert starts_at - SATURDAY == timedelta(days=14) - HOUR


def test_the_rhythm_moves_when_one_is_moved(cast, first):
    begin(cast, first)
    agree_on(first, cast, starts_at=SATURDAY + 2 * DAY + HOUR, at=AGREED + HOUR)

    plan_next_turns(at=SATURDAY + 4 * DAY)

    assert [said(one) for one in ahead(SATURDAY + 4 * DAY)] == ["Mon 09 Mar 19:00"]


def test_a_time_the_two_agreed_on_themselves_is_the_next_one(cast, first):
    begin(cast, first)
    mark_held(meeting=first, began_at=SATURDAY, by=cast.organizer, at=SATURDAY + HOUR)
    other = planned(cast, at=SATURDAY + HOUR)
    agree_on(other, cast, starts_at=SATURDAY + 5 * DAY, at=SATURDAY + HOUR)

    plan_next_turns(at=SATURDAY + 2 * DAY)
    plan_next_turns(at=SATURDAY + 7 * DAY)

    assert rhythm_of(other) is not None
    assert [said(one) for one in ahead(SATURDAY + 7 * DAY)] == ["Thu 12 Mar 18:00"]
    assert Meeting.objects.count() == 3


def test_one_called_off_is_left_out_and_the_rhythm_goes_on(cast, first):
    begin(cast, first)
    schedule.call_off(meeting=first, whose=Side.PERSON, by=cast.organizer, at=SATURDAY - DAY)

    soon = plan_next_turns(at=SATURDAY - HOUR)
    later = plan_next_turns(at=SATURDAY + 2 * DAY)

    assert (soon, later) == (0, 1)
    assert [said(one) for one in ahead(SATURDAY)] == ["Sat 07 Mar 18:00"]


def test_after_a_long_silence_the_next_is_ahead_and_none_is_made_for_the_past(cast, first):
    begin(cast, first)

    plan_next_turns(at=SATURDAY + 30 * DAY)

    (starts_at,) = ahead(SATURDAY)
    assert said(starts_at) == "Sat 04 Apr 18:00"
    assert Meeting.objects.count() == 2


def test_a_rhythm_that_was_ended_plans_nothing_and_what_is_agreed_stays(cast, first):
    rhythm = begin(cast, first)

    end_rhythm(rhythm=rhythm, by=cast.organizer, at=AGREED + HOUR)
    plan_next_turns(at=SATURDAY + 3 * DAY)

    assert rhythm_of(first) is None
    assert Slot.objects.standing().count() == Meeting.objects.count() == 1


def test_a_rhythm_ends_with_the_relationship(cast, first):
    begin(cast, first)
    end(relationship=Relationship.objects.get(pk=cast.relationship.pk), by=cast.organizer, at=SATURDAY + HOUR)

    plan_next_turns(at=SATURDAY + 3 * DAY)

    assert Rhythm.objects.get().ended_at == SATURDAY + 3 * DAY
    assert Meeting.objects.count() == 1


def test_begun_twice_there_is_one_rhythm_with_the_later_step(cast, first):
    begin(cast, first, weeks=1)

    begin(cast, first, weeks=2)

    assert Rhythm.objects.get().every_weeks == 2


def test_a_rhythm_begins_where_a_time_is_agreed(cast):
    with pytest.raises(WrongMoment):
        begin(cast, planned(cast))
    with pytest.raises(WrongMoment):
        begin(cast, held(cast))

    assert not Rhythm.objects.exists()


@pytest.mark.parametrize(
    ("zone", "on", "hour"),
    [
        ("America/Chicago", date(2026, 2, 22), time(18)),
        ("Europe/Berlin", date(2026, 3, 15), time(18)),
        ("Australia/Sydney", date(2026, 3, 22), time(18)),
        ("Australia/Lord_Howe", date(2026, 3, 22), time(18)),
        ("America/Havana", date(2026, 3, 1), time(18)),
        ("Africa/Casablanca", date(2026, 2, 8), time(18)),
        ("Asia/Kathmandu", date(2026, 3, 1), time(18)),
        ("America/Phoenix", date(2026, 3, 1), time(18)),
    ],
)
def test_a_year_of_weeks_keeps_its_hour_in_every_zone(zone, on, hour):
    starts_at = clock.instant(on, hour, zone)
    seen = set()

    for _week in range(53):
        on, starts_at = next_of(on, hour, zone, every_weeks=1, after=starts_at)
        seen.add((clock.local(starts_at, zone).time(), clock.local(starts_at, zone).date() == on))

    assert seen == {(hour, True)}


def test_an_hour_the_clock_leaves_out_is_moved_that_once_and_comes_back():
    skipped, starts_at = next_of(
        date(2026, 3, 1), time(2, 30), "America/Chicago", every_weeks=1, after=datetime(2026, 3, 2, tzinfo=UTC)
    )
    _again, after = next_of(skipped, time(2, 30), "America/Chicago", every_weeks=1, after=starts_at)

    assert said(starts_at) == "Sun 08 Mar 03:30"
    assert said(after) == "Sun 15 Mar 02:30"
