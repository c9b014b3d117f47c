"""A time that is agreed is held: no other can lie over it, and whoever is too late hears what is still free."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from letstalk.followups.domain.talks import log_talk
from letstalk.guides.words import MeetingKind
from letstalk.kit import clock
from letstalk.meetings.availability import next_free
from letstalk.meetings.cells import cells_of
from letstalk.meetings.domain import schedule
from letstalk.meetings.domain.availability import HoursWish, set_hours
from letstalk.meetings.domain.schedule import Where, agree_at
from letstalk.meetings.domain.time_held import TimeTaken
from letstalk.meetings.free import Week, Wish, instant_of, minute_of, open_spans, starts
from letstalk.meetings.models import Slot, SlotCell
from letstalk.meetings.words import Mode, Side
from tests.moments import DAY, HOUR, NOW, agree_on, planned

pytestmark = pytest.mark.django_db

ANY_TIME = [(day, "08:00", "20:00") for day in range(7)]


def hours_for(organizer, **more):
    wish = {"zone": "America/Chicago", "weekly": ANY_TIME, "place_words": "Library", "notice_hours": 0}
    return set_hours(organizer=organizer, wish=HoursWish(**(wish | more)), at=NOW)


def test_an_agreed_time_holds_a_cell_for_each_five_minutes_of_it(cast):
    slot = agree_on(planned(cast), cast)

    held = SlotCell.objects.filter(slot=slot).order_by("cell").values_list("cell", flat=True)
    assert list(held) == list(cells_of(slot.starts_at, 45))
    assert len(held) == 9


def test_a_time_over_another_one_is_refused_with_the_next_free_times(cast):
    agree_on(planned(cast), cast)
    other = planned(cast)

    with pytest.raises(TimeTaken) as refused:
        agree_on(other, cast, starts_at=NOW + DAY + timedelta(minutes=30))

    assert "taken" in refused.value.errors["at"]
    assert refused.value.free[0] == NOW + DAY + timedelta(minutes=45)
    assert Slot.objects.standing().count() == 1


def test_a_refused_move_leaves_the_earlier_time_as_it_was(cast):
    agree_on(planned(cast), cast)
    mine = planned(cast)
    before = agree_on(mine, cast, starts_at=NOW + 3 * DAY)

    with pytest.raises(TimeTaken):
        agree_on(mine, cast, starts_at=NOW + DAY)

    assert schedule.standing_slot(mine) == before
    assert SlotCell.objects.filter(slot=before).count() == 9


def test_a_move_gives_the_earlier_minutes_back_in_the_same_breath(cast):
    """I-4: one meeting with a history; by a quarter of an hour it may even lie over its own earlier time."""
    mine = planned(cast)
    agree_on(mine, cast)
    agree_on(mine, cast, starts_at=NOW + DAY + timedelta(minutes=15))

    agree_on(planned(cast), cast, starts_at=NOW + DAY - timedelta(minutes=30))

    assert SlotCell.objects.count() == 18


def test_what_is_called_off_can_be_given_to_another(cast):
    mine = planned(cast)
    agree_on(mine, cast)
    schedule.call_off(meeting=mine, whose=Side.PERSON, by=cast.organizer, at=NOW)

    slot = agree_on(planned(cast), cast)

    assert set(SlotCell.objects.values_list("slot", flat=True)) == {slot.pk}


def test_breathing_space_is_held_with_the_time(cast):
    """R-021."""
    hours_for(cast.organizer, before=10, after=5)
    agree_on(planned(cast), cast)

    with pytest.raises(TimeTaken):
        agree_on(planned(cast), cast, starts_at=NOW + DAY + timedelta(minutes=50))

    assert SlotCell.objects.count() == 12


def test_another_organizer_may_have_the_same_hour(cast):
    from letstalk.meetings.domain.plan import plan
    from tests.factories import a_person, relationship_of

    agree_on(planned(cast), cast)
    theirs = relationship_of(a_person(cast.outsider, cast.sibling, "Ben Ito"), cast.outsider)
    other = plan(relationship=theirs, kind="introductory", by=cast.outsider, at=NOW)

    agree_on(other, cast)

    assert Slot.objects.standing().count() == 2


def test_what_really_happened_may_always_be_written_down(cast):
    """R-015: a talk that was not planned, and a time agreed on that is over, hold nothing."""
    agree_on(planned(cast), cast, starts_at=NOW + HOUR)
    later = NOW + 5 * HOUR

    log_talk(
        relationship=cast.relationship,
        kind=MeetingKind.INTRODUCTORY,
        began_at=NOW + HOUR,
        minutes=20,
        mode=Mode.IN_PERSON,
        by=cast.organizer,
        at=later,
    )
    agree_on(planned(cast), cast, starts_at=NOW + HOUR, at=later)

    assert Slot.objects.standing().count() == 2
    assert SlotCell.objects.count() == 9


def test_an_hour_the_clock_skips_is_refused_and_one_it_repeats_is_two(cast):
    """8 March 2026, 02:30 never shows in Chicago; 1 November, 01:30 shows twice."""
    from datetime import time

    from letstalk.kit.refusal import NothingWritten

    skipped = clock.LocalTime(date(2026, 3, 8), time(2, 30), "America/Chicago")
    with pytest.raises(NothingWritten) as refused:
        schedule.agree(
            meeting=planned(cast), when=skipped, minutes=45, place_words="Library", by=cast.organizer, at=NOW
        )
    first, second = datetime(2026, 11, 1, 6, 30, tzinfo=UTC), datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
    where = Where(place_words="Library")
    for start in (first, second):
        agree_at(
            meeting=planned(cast), starts_at=start, zone="America/Chicago", minutes=45, where=where, by=None, at=NOW
        )

    assert "put forward" in refused.value.errors["at"]
    assert {clock.local(slot.starts_at, slot.zone).strftime("%H:%M") for slot in Slot.objects.standing()} == {"01:30"}


def test_the_hours_of_a_week_keep_to_the_clock_on_the_wall_across_a_change():
    week = Week("America/Chicago", ((5, "18:00", "19:00"), (6, "18:00", "19:00")))

    before, after = open_spans(week, date(2026, 3, 7), date(2026, 3, 9))

    assert [f"{instant_of(span[0]):%H:%M}" for span in (before, after)] == ["00:00", "23:00"]


@pytest.mark.parametrize(
    ("zone", "on", "hours"),
    [
        ("America/Havana", date(2026, 3, 8), 2),  # 00:00 to 03:00, and midnight is not there
        ("America/Havana", date(2026, 11, 1), 4),
        ("Australia/Lord_Howe", date(2026, 10, 4), 2.5),
        ("Australia/Lord_Howe", date(2026, 4, 5), 3.5),
        ("Asia/Kathmandu", date(2026, 3, 8), 3),
        ("America/Phoenix", date(2026, 3, 8), 3),
    ],
)
def test_a_span_over_a_clock_change_is_as_long_as_it_really_is(zone, on, hours):
    week = Week(zone, tuple((day, "00:00", "03:00") for day in range(7)))

    ((begin, end),) = open_spans(week, on, on + DAY)

    assert (end - begin) / 60 == hours


def test_days_with_hours_of_their_own_come_before_the_week():
    week = Week("UTC", ((0, "10:00", "12:00"),), other=((date(2026, 3, 2), date(2026, 3, 2), ()),))

    assert open_spans(week, date(2026, 3, 2), date(2026, 3, 3)) == ()


def test_free_starts_leave_room_around_what_is_taken():
    day = minute_of(datetime(2026, 3, 2, tzinfo=UTC))
    taken = [(day + 11 * 60, day + 12 * 60)]

    found = starts([(day + 9 * 60, day + 14 * 60)], taken, Wish(45, first=day, last=day + 2000, before=10, after=5))

    assert [f"{instant_of(start):%H:%M}" for start in found] == [
        *("09:00", "09:15", "09:30", "09:45", "10:00"),  # 10:00 to 10:45, and five minutes after it
        *("12:15", "12:30", "12:45", "13:00", "13:15"),
    ]


def test_the_next_free_times_are_in_ones_own_hours_and_skip_full_weeks(cast):
    hours_for(cast.organizer, weekly=[(1, "17:00", "19:00")], most_per_week=1)
    agree_on(planned(cast), cast, starts_at=NOW + DAY)  # a Tuesday, so that its week is full

    found = next_free(cast.organizer, after=NOW, minutes=45, zone="America/Chicago", at=NOW)

    assert found[0] == datetime(2026, 3, 10, 22, 0, tzinfo=UTC)


def test_the_sentence_of_a_refusal_says_times_as_people_say_them(cast):
    agree_on(planned(cast), cast)

    with pytest.raises(TimeTaken) as refused:
        agree_on(planned(cast), cast)

    assert re.search(r"Tue 3 Mar, 09:45", str(refused.value))
