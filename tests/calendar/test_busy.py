"""When an organizer is busy, read from calendars as others write them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letstalk.meetings.busy import as_pairs, in_minutes, merged, packed, spans_between, unpacked
from letstalk.meetings.calendar_dav import calendar_query, calendars_in
from letstalk.meetings.calendar_reading import TooMuch, Unreadable, Window, busy_minutes

SINCE = datetime(2026, 3, 1, tzinfo=UTC)
UNTIL = datetime(2026, 4, 1, tzinfo=UTC)
CHICAGO = Window(since=SINCE, until=UNTIL, zone="America/Chicago", own_address="rosa@example.org")


def calendar(*events: str) -> str:
    whole = [f"BEGIN:VEVENT\nUID:{number}\n{event}\nEND:VEVENT" for number, event in enumerate(events)]
    return "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *whole, "END:VCALENDAR", ""]).replace("\n", "\r\n")


def busy(*events: str, window: Window = CHICAGO) -> list[str]:
    """As `day hour-hour` in UTC, to be read."""
    spans = merged(busy_minutes(calendar(*events), window))
    found = [(datetime.fromtimestamp(start * 60, UTC), datetime.fromtimestamp(end * 60, UTC)) for start, end in spans]
    return [f"{start:%d %H:%M}-{end:%H:%M}" for start, end in found]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("DTSTART:20260305T180000Z\nDTEND:20260305T190000Z", ["05 18:00-19:00"]),
        ("DTSTART:20260305T180000Z\nDURATION:PT90M", ["05 18:00-19:30"]),
        ("DTSTART;TZID=America/New_York:20260305T180000\nDURATION:PT1H", ["05 23:00-00:00"]),
        ("DTSTART:20260305T180000\nDTEND:20260305T190000", ["06 00:00-01:00"]),
        ("DTSTART;VALUE=DATE:20260305", ["05 06:00-06:00"]),
        ("DTSTART;VALUE=DATE:20260308\nDTEND;VALUE=DATE:20260309", ["08 06:00-05:00"]),
        ("DTSTART:20260228T230000Z\nDTEND:20260301T010000Z", ["28 23:00-01:00"]),
        ("DTSTART:20260305T180000Z\nDTEND:20260305T190000Z\nTRANSP:TRANSPARENT", []),
        ("DTSTART:20260305T180000Z\nDTEND:20260305T190000Z\nSTATUS:CANCELLED", []),
        ("DTSTART:20260305T180000Z\nDTEND:20260305T190000Z\nX-MICROSOFT-CDO-BUSYSTATUS:FREE", []),
        ("DTSTART:20260305T180000Z\nDTEND:20260305T190000Z\nATTENDEE;PARTSTAT=DECLINED:mailto:Rosa@example.org", []),
        ("DTSTART:20260305T180000Z\nDURATION:PT1H\nATTENDEE;PARTSTAT=DECLINED:mailto:bo@x.org", ["05 18:00-19:00"]),
        ("DTSTART:20260305T180000Z\nDTEND:tomorrow\nDURATION:PT1H", ["05 18:00-19:00"]),
        ("DTSTART:whenever\nDTEND:20260305T190000Z", []),
        ("DTSTART:20260305T180000Z", []),
        ("DTSTART:20260505T180000Z\nDTEND:20260505T190000Z", []),
        ("SUMMARY:No time at all", []),
    ],
)  # fmt: skip
def test_one_event(event, expected):
    assert busy(event) == expected


def test_a_weekly_rule_keeps_its_hour_on_the_wall_over_a_clock_change():
    """The clock goes forward on 8 March in Chicago; 18:00 there stays 18:00 there."""
    zone = "America/Chicago"
    weekly = f"DTSTART;TZID={zone}:20260226T180000\nDTEND;TZID={zone}:20260226T190000\nRRULE:FREQ=WEEKLY"

    assert busy(weekly) == ["06 00:00-01:00", "12 23:00-00:00", "19 23:00-00:00", "26 23:00-00:00"]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("RRULE:FREQ=WEEKLY;COUNT=2", ["03", "10"]),
        ("RRULE:FREQ=WEEKLY;UNTIL=20260317T180000Z", ["03", "10", "17"]),
        ("RRULE:FREQ=WEEKLY;UNTIL=20260316", ["03", "10"]),
        ("RRULE:FREQ=WEEKLY\nEXDATE:20260310T180000Z", ["03", "17", "24", "31"]),
        ("RRULE:FREQ=WEEKLY;COUNT=1\nRDATE:20260320T180000Z", ["03", "20"]),
        ("RRULE:FREQ=MONTHLY;BYDAY=1TU", ["03"]),
        ("RRULE:FREQ=YEARLY", ["03"]),
        ("RRULE:FREQ=SECONDLY", ["03"]),
        ("RRULE:FREQ=NONSENSE", ["03"]),
        ("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", ["03"]),
    ],
)
def test_rules(rule, days):
    found = busy(f"DTSTART:20260303T180000Z\nDTEND:20260303T190000Z\n{rule}")

    assert [one[:2] for one in found] == days


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=DAILY;INTERVAL=7", ["05", "12", "19", "26"]),
        ("FREQ=WEEKLY;INTERVAL=2", ["05", "19"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", ["02", "05", "16", "19", "30"]),
        ("FREQ=DAILY;BYDAY=SU", ["01", "08", "15", "22", "29"]),
        ("FREQ=WEEKLY;COUNT=583", ["05"]),
    ],
)
def test_rules_that_began_long_ago(rule, days):
    """Counted through in full: a Thursday eleven years before, every second week of it even-numbered."""
    starts_at = datetime(2015, 1, 8, 18, tzinfo=UTC)
    assert (datetime(2026, 3, 5, 18, tzinfo=UTC) - starts_at) % timedelta(weeks=2) == timedelta(0)

    found = busy(f"DTSTART:{starts_at:%Y%m%dT%H%M%SZ}\nDURATION:PT1H\nRRULE:{rule}")

    assert [one[:2] for one in found] == days


def test_an_alarm_in_an_event_is_no_part_of_its_time():
    alarm = "BEGIN:VALARM\nTRIGGER:-PT15M\nDURATION:PT9H\nREPEAT:2\nACTION:DISPLAY\nEND:VALARM"

    assert busy(f"DTSTART:20260305T180000Z\n{alarm}\nDURATION:PT1H") == ["05 18:00-19:00"]


def test_one_of_a_series_that_was_moved_counts_where_it_is_now():
    series = "DTSTART:20260303T180000Z\nDTEND:20260303T190000Z\nRRULE:FREQ=WEEKLY;COUNT=3"
    moved = "RECURRENCE-ID:20260310T180000Z\nDTSTART:20260311T100000Z\nDTEND:20260311T110000Z"
    text = calendar(series, moved).replace("UID:1\r\n", "UID:0\r\n")

    spans = merged(busy_minutes(text, CHICAGO))

    starts = [f"{datetime.fromtimestamp(start * 60, UTC):%d %H}" for start, _end in spans]
    assert starts == ["03 18", "11 10", "17 18"]


def test_our_own_one_on_ones_do_not_keep_anybody_busy():
    """The file we mailed is in the very calendar that we read."""
    text = calendar("DTSTART:20260305T180000Z\nDTEND:20260305T190000Z").replace("UID:0", "UID:0f@letstalk")

    assert busy_minutes(text, CHICAGO) == []


def test_free_and_busy_lists_are_read_too():
    text = (
        "BEGIN:VCALENDAR\r\nBEGIN:VFREEBUSY\r\nFREEBUSY:20260305T180000Z/20260305T190000Z\r\n"
        "FREEBUSY;FBTYPE=FREE:20260306T180000Z/PT1H\r\nFREEBUSY;FBTYPE=BUSY-TENTATIVE:20260307T180000Z/PT2H\r\n"
        "END:VFREEBUSY\r\nEND:VCALENDAR\r\n"
    )

    assert len(merged(busy_minutes(text, CHICAGO))) == 2


def test_a_folded_line_is_one_line():
    assert busy("DTSTART;TZID=America/\n New_York:20260305T180000\nDURATION:PT1H") == ["05 23:00-00:00"]


def test_twenty_thousand_events_of_long_ago_do_no_harm():
    past = "DTSTART:20150305T180000Z\nDTEND:20150305T190000Z\nSUMMARY:Long ago"

    assert busy(*[past] * 20_000, "DTSTART:20260305T180000Z\nDURATION:PT1H") == ["05 18:00-19:00"]


def test_twenty_thousand_events_in_the_weeks_to_come_are_too_many():
    with pytest.raises(TooMuch):
        busy(*["DTSTART:20260305T180000Z\nDTEND:20260305T190000Z"] * 20_000)


@pytest.mark.parametrize("text", ["", "<html>", "BEGIN:VCARD\r\nEND:VCARD"])
def test_what_is_no_calendar_is_unreadable(text):
    with pytest.raises(Unreadable):
        busy_minutes(text, CHICAGO)


# What is laid over one another, and read back.


def test_spans_that_overlap_or_touch_become_one():
    assert merged([(5, 9), (1, 3), (3, 4), (6, 7), (20, 20)]) == [(1, 4), (5, 9)]


def test_seconds_are_widened_to_whole_minutes():
    start = datetime(2026, 3, 5, 18, 0, 30, tzinfo=UTC)

    assert in_minutes(start, start + timedelta(seconds=60)) == (
        int(start.timestamp()) // 60,
        int(start.timestamp()) // 60 + 2,
    )


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 300)).map(lambda one: (one[0], one[0] + one[1]))))
def test_what_is_packed_is_what_is_unpacked(spans):
    assert as_pairs(unpacked(packed(spans))) == merged(spans)


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(1, 30)).map(lambda one: (one[0], one[0] + one[1]))),
    st.integers(0, 400),
    st.integers(1, 200),
)
def test_a_minute_is_busy_exactly_when_some_span_holds_it(spans, first, length):
    since, until = (datetime.fromtimestamp(minute * 60, UTC) for minute in (first, first + length))

    found = spans_between(unpacked(packed(spans)), since, until)

    cut = [in_minutes(*span) for span in found]
    for minute in range(first, first + length):
        assert any(a <= minute < b for a, b in cut) == any(a <= minute < b for a, b in spans)


# CalDAV.


def test_a_caldav_question_names_the_time_in_utc():
    question = calendar_query(
        "https://dav.example.org/c/", username="r", password="sunflower", since=SINCE, until=UNTIL
    )

    assert question.method == "REPORT"
    assert b'start="20260301T000000Z" end="20260401T000000Z"' in question.body
    assert "sunflower" not in repr(question)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><body>Sign in</body></html>",
        b"<multistatus/>",
        b'<!DOCTYPE m [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><m xmlns="DAV:">&c;</m>',
        b'<D:multistatus xmlns:D="DAV:">',
    ],
)
def test_an_answer_that_is_none_is_unreadable(content):
    with pytest.raises(Unreadable):
        calendars_in(content)
