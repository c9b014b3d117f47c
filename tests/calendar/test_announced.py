"""What a calendar of local actions announces is read within bounds, whoever wrote it (R-042, RFC 5545)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from letstalk.meetings.calendar_events import MOST_ANNOUNCED, MOST_TIMES, When, announced
from letstalk.meetings.calendar_reading import TooMuch, Unreadable, Window

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
HERE = "America/New_York"
WINDOW = Window(since=NOW, until=NOW + timedelta(days=183), zone=HERE)
SEVEN = time(19, 0)


def calendar(*events: str, more: str = "") -> str:
    blocks = [f"BEGIN:VEVENT\r\n{event.strip()}\r\nEND:VEVENT" for event in events]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *([more] if more else []), *blocks, "END:VCALENDAR", ""])


def read(*events: str, more: str = ""):
    return announced(calendar(*events, more=more), WINDOW)


HUDDLE = """UID:huddle@example.org
DTSTART;TZID=America/New_York:20260305T190000
DTEND;TZID=America/New_York:20260305T203000
SUMMARY:Tenants\\, huddle
LOCATION:Library
DESCRIPTION:<b>Bring</b> a friend"""


def test_an_event_becomes_a_name_a_place_a_length_and_a_time():
    [one] = read(HUDDLE)

    assert (one.uid, one.title, one.place, one.minutes) == ("huddle@example.org", "Tenants, huddle", "Library", 90)
    assert one.what.split() == ["Bring", "a", "friend"]
    assert one.times == (When(date(2026, 3, 5), SEVEN, HERE),)


def test_a_series_becomes_its_days_less_those_left_out_called_off_or_moved():
    series = HUDDLE + "\nRRULE:FREQ=WEEKLY;COUNT=5\nEXDATE;TZID=America/New_York:20260312T190000"
    moved = HUDDLE.replace("20260305", "20260320") + "\nRECURRENCE-ID;TZID=America/New_York:20260319T190000"
    moved = moved.replace("LOCATION:Library", "LOCATION:School")
    off = HUDDLE + "\nRECURRENCE-ID;TZID=America/New_York:20260326T190000\nSTATUS:CANCELLED"

    [one] = read(series, moved, off)

    assert [(when.on.day, when.on.month, when.place) for when in one.times] == [
        (5, 3, ""),
        (20, 3, "School"),
        (2, 4, ""),
    ]


def test_nobody_lives_by_universal_time_and_a_day_is_a_day():
    call, march = read(
        "UID:1\nDTSTART:20260310T000000Z\nSUMMARY:Call", "UID:2\nDTSTART;VALUE=DATE:20260411\nSUMMARY:March"
    )

    assert call.times == (When(date(2026, 3, 9), time(20, 0), HERE),)
    assert (march.times, march.minutes) == ((When(date(2026, 4, 11), None, HERE),), None)


def test_a_time_in_another_zone_stays_in_it():
    [one] = read("UID:1\nDTSTART;TZID=America/Los_Angeles:20260310T170000\nSUMMARY:Call")

    assert one.times == (When(date(2026, 3, 10), time(17, 0), "America/Los_Angeles"),)


@pytest.mark.parametrize("off", [(HUDDLE + "\nSTATUS:CANCELLED", ""), (HUDDLE, "METHOD:CANCEL")])
def test_what_is_called_off_says_so(off):
    event, more = off

    [one] = read(event, more=more)

    assert (one.is_called_off, one.times) == (True, ())


@pytest.mark.parametrize(
    "event",
    [
        HUDDLE + "\nCLASS:PRIVATE",
        HUDDLE.replace("SUMMARY:Tenants\\, huddle", "SUMMARY: "),
        HUDDLE.replace("2026", "2020"),
        HUDDLE.replace("DTSTART;TZID=America/New_York:20260305T190000", "DTSTART:someday"),
    ],
)
def test_what_is_private_nameless_over_or_unreadable_is_left_out_and_the_rest_is_read(event):
    [one] = read(event, "UID:1\nDTSTART:20260310T000000Z\nSUMMARY:Call")

    assert one.title == "Call"


def test_without_a_name_of_its_own_an_event_has_the_same_one_each_time():
    bare = HUDDLE.replace("UID:huddle@example.org\n", "")

    assert read(bare)[0].uid == read(bare)[0].uid != ""
    assert len(read(HUDDLE.replace("huddle@", "h" * 5000))[0].uid) <= 255


def test_a_hostile_calendar_keeps_nobody_busy():
    """Rules without an end, by the minute, thousands of events; nothing that is shown carries signs unseen."""
    for_ever = HUDDLE + "\nRRULE:FREQ=DAILY"
    by_second = HUDDLE.replace("huddle@", "second@") + "\nRRULE:FREQ=SECONDLY"
    unseen = "UID:2\nDTSTART:20260310T000000Z\nSUMMARY:Pay\u202eroll \u200bhere"

    found = {one.uid: one for one in read(for_ever, by_second, unseen)}

    assert len(found["huddle@example.org"].times) == MOST_TIMES
    assert len(found["second@example.org"].times) == 1
    assert found["2"].title == "Payroll here"
    with pytest.raises(TooMuch):
        read(*(HUDDLE.replace("huddle@", f"{number}@") for number in range(MOST_ANNOUNCED + 1)))
    for wrong in ("<html>", "", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR"):
        with pytest.raises(Unreadable):
            announced(wrong, WINDOW) or announced("", WINDOW)
