"""A rhythm in both calendars: one entry that repeats, and follows whatever becomes of the one-on-ones (b.5, R-022)."""

from datetime import UTC, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar

from letstalk.guides.words import MeetingKind
from letstalk.kit import clock
from letstalk.meetings.domain import schedule
from letstalk.meetings.domain.calendar_mail import FILE
from letstalk.meetings.domain.plan import plan
from letstalk.meetings.domain.rhythms import begin_rhythm, end_rhythm, plan_next_turns
from letstalk.meetings.models import Meeting, Rhythm, RhythmFile, RhythmTurn, Slot
from letstalk.meetings.queries import calendar_file
from letstalk.meetings.words import Side
from letstalk.outbox.models import Message
from letstalk.people.domain.relationships import end
from letstalk.people.models import Relationship
from letstalk.stewardship.domain.erase import erase_person
from letstalk.stewardship.domain.merge import merge
from tests.calendar.letters import ORGANIZER, PERSON, calendar_in, go_round, letters_to
from tests.calendar.others import read_by_others
from tests.factories import a_person, relationship_of
from tests.moments import DAY, HOUR, agree_on, planned

pytestmark = pytest.mark.django_db(transaction=True)
# Saturday 28 February, 18:00 in Chicago; the clock goes forward on 8 March.
SATURDAY = datetime(2026, 3, 1, 0, 0, tzinfo=UTC)
AGREED = SATURDAY - 3 * DAY
WEEK = 7 * DAY


@pytest.fixture
def first(cast) -> Meeting:
    meeting = planned(cast, at=AGREED)
    agree_on(meeting, cast, starts_at=SATURDAY, at=AGREED, minutes=30)
    return meeting


def begin(cast, meeting: Meeting, weeks: int = 1, at: datetime = AGREED):
    return begin_rhythm(meeting=meeting, every_weeks=weeks, by=cast.organizer, at=at)


def newest(post_office, address: str = PERSON):
    """The calendar in the latest letter about a rhythm, and its words."""
    ours = {f"{file}@letstalk" for file in RhythmFile.objects.values_list("pk", flat=True)}
    letters = [(calendar_in(letter), letter) for letter in letters_to(post_office, address)]
    calendar, letter = [pair for pair in letters if pair[0].walk("VEVENT")[0]["UID"] in ours][-1]
    return calendar, letter.message.get_body(("plain",)).get_content()


def days_in(calendar: Calendar, zone: str = "America/Chicago") -> list[str]:
    """Every occurrence, as a clock in that zone shows it."""
    rule, *others = calendar.walk("VEVENT")
    start = rule["DTSTART"].dt
    given = rrulestr(rule["RRULE"].to_ical().decode(), dtstart=start)
    left_out = {one.dt for row in _list(rule.get("EXDATE", [])) for one in row.dts}
    instead = {other["RECURRENCE-ID"].dt.astimezone(UTC): other["DTSTART"].dt for other in others}
    kept = [day for day in given if day not in left_out]
    assert set(instead) <= {day.astimezone(UTC) for day in kept}
    times = sorted(instead.get(day.astimezone(UTC), day).astimezone(UTC) for day in kept)
    return [f"{clock.local(one, zone):%a %d %b %H:%M}" for one in times]


def _list(value) -> list:
    return value if isinstance(value, list) else [value]


def next_turn(cast, after: datetime) -> Meeting:
    plan_next_turns(at=after)
    return RhythmTurn.objects.order_by("-at").first().meeting


def test_a_rhythm_goes_to_both_as_one_entry_that_repeats_by_the_clock_on_the_wall(
    cast, first, agreed_to_reminders, post_office
):
    begin(cast, first)

    go_round(AGREED)

    calendar, words = newest(post_office)
    event = calendar.walk("VEVENT")[0]
    assert calendar["METHOD"] == "REQUEST"
    assert (event["UID"], event["SEQUENCE"]) == (f"{RhythmFile.objects.get().pk}@letstalk", 0)
    assert event["DTSTART"].params["TZID"] == "America/Chicago"
    assert days_in(calendar)[:3] == ["Sat 07 Mar 18:00", "Sat 14 Mar 18:00", "Sat 21 Mar 18:00"]
    assert "We meet every week from now on." in words
    assert "Saturday 7 March, 18:00 (Chicago time)" in words
    own, _own_words = newest(post_office, ORGANIZER)
    assert days_in(own) == days_in(calendar)


def test_it_names_nobody_and_ends_after_a_year(cast, first, agreed_to_reminders, post_office):
    begin(cast, first)

    go_round(AGREED)

    for address in (PERSON, ORGANIZER):
        calendar, _words = newest(post_office, address)
        text = calendar.to_ical().decode()
        assert calendar.walk("VEVENT")[0]["SUMMARY"] in ("Our conversation", "1:1")
        assert (address == PERSON) == ("amina" in text.casefold())
        assert len(days_in(calendar)) == 53


def test_the_next_one_of_a_rhythm_is_in_that_entry_and_sends_nothing_more(
    cast, first, agreed_to_reminders, post_office
):
    begin(cast, first)
    go_round(AGREED)
    before = len(post_office.letters)

    turn = next_turn(cast, SATURDAY + 2 * DAY)
    go_round(SATURDAY + 2 * DAY)

    slot = Slot.objects.standing().get(meeting=turn)
    assert len(post_office.letters) == before
    assert not Message.objects.filter(kind=FILE, about=slot.pk).exists()
    assert calendar_file(slot).count("BEGIN:VEVENT") >= 1
    assert f"UID:{RhythmFile.objects.get().pk}@letstalk" in calendar_file(slot)


def test_the_file_to_pass_on_holds_the_first_and_those_that_follow(cast, first):
    begin(cast, first)

    text = calendar_file(Slot.objects.standing().get(meeting=first))

    uids = {str(event["UID"]) for event in Calendar.from_ical(text).walk("VEVENT")}
    assert uids == {f"{first.pk}@letstalk", f"{RhythmFile.objects.get().pk}@letstalk"}
    assert "Amina" not in text


def test_one_that_is_moved_takes_those_after_it_along_under_the_same_uid(cast, first, agreed_to_reminders, post_office):
    begin(cast, first)
    go_round(AGREED)
    turn, at = next_turn(cast, SATURDAY + 2 * DAY), SATURDAY + 3 * DAY
    agree_on(turn, cast, starts_at=SATURDAY + WEEK + 2 * DAY, at=at)  # Monday 9 March, 19:00 summer time

    go_round(at)

    calendar, words = newest(post_office)
    rule, *others = calendar.walk("VEVENT")
    assert rule["UID"] == f"{RhythmFile.objects.get().pk}@letstalk"
    assert {event["SEQUENCE"] for event in [rule, *others]} == {1}
    assert others[0]["RECURRENCE-ID"].dt == clock.local(SATURDAY + WEEK, "America/Chicago")
    assert days_in(calendar)[:3] == ["Mon 09 Mar 19:00", "Mon 16 Mar 19:00", "Mon 23 Mar 19:00"]
    assert "Our conversations changed." in words
    assert "Monday 9 March, 19:00" in words


def test_one_that_is_called_off_is_left_out_and_comes_back_when_it_is_agreed_anew(
    cast, first, agreed_to_reminders, post_office
):
    begin(cast, first)
    go_round(AGREED)
    turn, at = next_turn(cast, SATURDAY + 2 * DAY), SATURDAY + 3 * DAY

    schedule.call_off(meeting=turn, whose=Side.PERSON, by=cast.organizer, at=at)
    go_round(at)
    without, _words = newest(post_office)
    agree_on(turn, cast, starts_at=SATURDAY + WEEK, at=at + HOUR, minutes=30)
    go_round(at + HOUR)
    again, _words = newest(post_office)

    assert days_in(without)[0] == "Sat 14 Mar 18:00"
    assert days_in(again)[0] == "Sat 07 Mar 18:00"
    assert [calendar.walk("VEVENT")[0]["SEQUENCE"] for calendar in (without, again)] == [1, 2]


def test_a_time_the_two_agreed_on_by_themselves_stands_in_the_stead_of_one_day(
    cast, first, agreed_to_reminders, post_office
):
    begin(cast, first)
    go_round(AGREED)
    other = planned(cast, at=SATURDAY + HOUR)
    agree_on(other, cast, starts_at=SATURDAY + 5 * DAY, at=SATURDAY + HOUR, minutes=30)
    go_round(SATURDAY + HOUR)

    plan_next_turns(at=SATURDAY + 2 * DAY)
    go_round(SATURDAY + 2 * DAY)

    calendar, _words = newest(post_office)
    assert days_in(calendar)[:2] == ["Thu 12 Mar 18:00", "Thu 19 Mar 18:00"]
    assert Message.objects.filter(kind=FILE, about=Slot.objects.standing().get(meeting=other).pk).exists()


def test_an_ended_rhythm_keeps_what_is_agreed_and_loses_the_rest(cast, first, agreed_to_reminders, post_office):
    rhythm = begin(cast, first)
    go_round(AGREED)
    next_turn(cast, SATURDAY + 2 * DAY)

    end_rhythm(rhythm=rhythm, by=cast.organizer, at=SATURDAY + 3 * DAY)
    go_round(SATURDAY + 3 * DAY)

    calendar, words = newest(post_office)
    assert calendar["METHOD"] == "REQUEST"
    assert days_in(calendar) == ["Sat 07 Mar 18:00"]
    assert "What is agreed stays" in words


def test_ended_before_any_of_it_was_agreed_the_whole_entry_is_cancelled(cast, first, agreed_to_reminders, post_office):
    rhythm = begin(cast, first)
    go_round(AGREED)

    end_rhythm(rhythm=rhythm, by=cast.organizer, at=AGREED + HOUR)
    go_round(AGREED + HOUR)

    calendar, _words = newest(post_office)
    [event] = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)


def test_when_the_two_part_it_leaves_both_calendars(cast, first, agreed_to_reminders, post_office):
    begin(cast, first)
    go_round(AGREED)
    end(relationship=Relationship.objects.get(pk=cast.relationship.pk), by=cast.organizer, at=SATURDAY + HOUR)

    plan_next_turns(at=SATURDAY + 2 * DAY)
    go_round(SATURDAY + 2 * DAY)

    assert [newest(post_office, address)[0]["METHOD"] for address in (PERSON, ORGANIZER)] == ["CANCEL", "CANCEL"]


def test_of_two_entries_that_are_one_person_one_rhythm_stays_and_the_other_leaves_the_calendar(
    cast, first, agreed_to_reminders, post_office
):
    other = a_person(cast.organizer, cast.chapter, "A. Okafor")
    meeting = plan(
        relationship=relationship_of(other, cast.organizer),
        kind=MeetingKind.INTRODUCTORY,
        by=cast.organizer,
        at=AGREED,
    )
    agree_on(meeting, cast, starts_at=SATURDAY + DAY, at=AGREED)
    stays = begin(cast, first)
    begin(cast, meeting)
    go_round(AGREED)

    merge(from_=other, to=cast.person, by=cast.organizer, at=AGREED + HOUR)
    go_round(AGREED + HOUR)

    assert [rhythm.pk for rhythm in Rhythm.objects.filter(ended_at__isnull=True)] == [stays.pk]
    assert calendar_in(letters_to(post_office, ORGANIZER)[-1])["METHOD"] == "CANCEL"


def test_another_step_ends_one_entry_and_begins_another(cast, first, agreed_to_reminders, post_office):
    begin(cast, first)
    go_round(AGREED)
    turn = next_turn(cast, SATURDAY + 2 * DAY)

    begin(cast, turn, weeks=2, at=SATURDAY + 3 * DAY)
    go_round(SATURDAY + 3 * DAY)

    files = [calendar_in(letter) for letter in letters_to(post_office, PERSON)[-2:]]
    by_uid = {str(calendar.walk("VEVENT")[0]["UID"]): days_in(calendar)[:2] for calendar in files}
    assert sorted(by_uid.values()) == [["Sat 07 Mar 18:00"], ["Sat 21 Mar 18:00", "Sat 04 Apr 18:00"]]


def test_without_their_yes_to_reminders_only_the_organizer_gets_it(cast, first, post_office):
    begin(cast, first)

    go_round(AGREED)

    assert letters_to(post_office, PERSON) == []
    assert days_in(newest(post_office, ORGANIZER)[0])[0] == "Sat 07 Mar 18:00"


def test_rounds_of_the_sweep_send_it_once(cast, first, agreed_to_reminders, post_office):
    begin(cast, first)

    for minutes in range(3):
        go_round(AGREED + timedelta(minutes=minutes))

    assert len(letters_to(post_office, PERSON)) == 2  # the first one-on-one, and the rhythm


def test_after_its_year_another_entry_goes_on(cast, first, agreed_to_reminders, post_office):
    begin(cast, first)
    at = SATURDAY
    for _week in range(54):
        at += WEEK
        plan_next_turns(at=at + 2 * DAY)

    go_round(at + 2 * DAY)

    assert RhythmFile.objects.count() == 2
    assert RhythmTurn.objects.filter(is_apart=False, file_on__isnull=True).count() == 0


def test_after_forgetting_somebody_no_mail_about_their_rhythm_says_where(cast, first, agreed_to_reminders, post_office):
    begin(cast, first)
    go_round(AGREED)

    erase_person(person=cast.person, by=cast.organizer, at=AGREED + HOUR)

    texts = [f"{message.body}{message.attachments}" for message in Message.objects.all()]
    assert not any("Rosewater" in text for text in texts)


def test_other_software_reads_a_moved_and_a_called_off_one_alike(cast, first, agreed_to_reminders, post_office):
    begin(cast, first)
    turn = next_turn(cast, SATURDAY + 2 * DAY)
    agree_on(turn, cast, starts_at=SATURDAY + WEEK + 2 * DAY, at=SATURDAY + 3 * DAY, minutes=30)
    later = next_turn(cast, SATURDAY + WEEK + 4 * DAY)
    schedule.call_off(meeting=later, whose=Side.PERSON, by=cast.organizer, at=SATURDAY + WEEK + 4 * DAY)
    text = calendar_file(Slot.objects.standing().get(meeting=turn))

    said = read_by_others({"rhythm": text}, window=("20260101T000000Z", "20260415T000000Z"))

    expected = ["20260310T000000Z", "20260324T000000Z", "20260331T000000Z", "20260407T000000Z", "20260414T000000Z"]
    assert {reader: [one["start"] for one in found["rhythm"]][:5] for reader, found in said.items()} == dict.fromkeys(
        said, expected
    )
