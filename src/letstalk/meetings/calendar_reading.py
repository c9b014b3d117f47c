"""What others' calendars say about when somebody is busy: iCalendar text in, minutes from-to out. No tables."""

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar, Component, vDDDLists, vRecur
from icalendar.error import BrokenCalendarProperty

from letstalk.meetings.busy import in_minutes
from letstalk.meetings.calendar import UID_ENDS

MOST_EVENTS = 5000
LONGEST_SECONDS = 15.0
MOST_TIMES_OF_ONE = 20_000
# Nobody meets every hour for ever; such a rule is only ever there to keep a reader busy.
RULES_READ = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
DAY = timedelta(days=1)

FOLD = re.compile(r"\r?\n[ \t]")
ZONE_BLOCK = re.compile(r"^BEGIN:VTIMEZONE\r?$.*?^END:VTIMEZONE\r?$", re.DOTALL | re.MULTILINE | re.IGNORECASE)
EVENT_BLOCK = re.compile(r"^BEGIN:VEVENT\r?$.*?^END:VEVENT\r?$", re.DOTALL | re.MULTILINE | re.IGNORECASE)
BUSY_BLOCK = re.compile(r"^BEGIN:VFREEBUSY\r?$.*?^END:VFREEBUSY\r?$", re.DOTALL | re.MULTILINE | re.IGNORECASE)
DAYS = re.compile(r"^(?:DTSTART|DTEND|RECURRENCE-ID)[^:\r\n]*:(\d{8})", re.MULTILINE | re.IGNORECASE)
GOES_ON = re.compile(r"^(?:RRULE|RDATE|DURATION)", re.MULTILINE | re.IGNORECASE)
ALARM = re.compile(r"^BEGIN:VALARM\r?$.*?^END:VALARM\r?$", re.DOTALL | re.MULTILINE | re.IGNORECASE)
# What tells when somebody is busy; all else is never read closely, which takes four fifths of the time.
TELLING = re.compile(
    r"^(?:BEGIN|END|UID|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|RECURRENCE-ID|STATUS|TRANSP|ATTENDEE"
    r"|X-MICROSOFT-CDO-BUSYSTATUS)[;:][^\r\n]*",
    re.MULTILINE | re.IGNORECASE,
)
OURS = re.compile(rf"^UID:[^\r\n]*{re.escape(UID_ENDS)}\r?$", re.MULTILINE | re.IGNORECASE)

Minutes = tuple[int, int]


class Unreadable(Exception):
    """The text is no calendar."""


class TooMuch(Exception):
    """There is more in it than can be read in fair time."""


@dataclass(frozen=True)
class Window:
    """What is asked about: a time, the zone that days and floating times are meant in, and who is asking."""

    since: datetime
    until: datetime
    zone: str
    own_address: str = ""


def busy_minutes(text: str, window: Window) -> list[Minutes]:
    """When its owner is busy, by every event that takes up time. Raises Unreadable, TooMuch.

    Left out are events that are cancelled, marked as free, or declined, and our own one-on-ones.
    """
    if "BEGIN:VCALENDAR" not in text.upper():
        raise Unreadable
    deadline = time.monotonic() + LONGEST_SECONDS
    plain = FOLD.sub("", text)
    events = [block for block in EVENT_BLOCK.findall(ALARM.sub("", plain)) if may_matter(block, window)]
    if len(events) > MOST_EVENTS:
        raise TooMuch
    events = ["\r\n".join(TELLING.findall(block)) for block in events]
    wanted = [*ZONE_BLOCK.findall(plain), *events, *BUSY_BLOCK.findall(plain)]
    calendar = parsed("\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *wanted, "END:VCALENDAR", ""]))
    found = _free_busy(calendar, window)
    replaced = replaced_by(calendar.walk("VEVENT"), window.zone)
    for event in calendar.walk("VEVENT"):
        if _takes_time(event, window):
            with suppress(BrokenCalendarProperty, ValueError, TypeError, OverflowError):
                # One event that nobody can read is no reason to leave all the others unread.
                found += _times_of(event, replaced, window)
        if time.monotonic() > deadline:
            raise TooMuch
    return found


def may_matter(block: str, window: Window) -> bool:
    """Seen at a glance: most of a long-kept calendar is over, and is not worth reading closely."""
    if OURS.search(block):
        return False
    if GOES_ON.search(block):
        return True
    days = DAYS.findall(block)
    if not days:
        return True
    first, last = f"{window.since - 2 * DAY:%Y%m%d}", f"{window.until + 2 * DAY:%Y%m%d}"
    return max(days) >= first and min(days) <= last


def parsed(text: str) -> Calendar:
    """The calendar that stands there. Raises Unreadable."""
    try:
        return Calendar.from_ical(text)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        raise Unreadable from None


def _takes_time(event: Component, window: Window) -> bool:
    if str(event.get("STATUS", "")).upper() == "CANCELLED" or str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
        return False
    if str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == "FREE":
        return False
    return "DTSTART" in event and not _is_declined(event, window.own_address)


def _is_declined(event: Component, own_address: str) -> bool:
    attendees = event.get("ATTENDEE", [])
    for attendee in attendees if isinstance(attendees, list) else [attendees]:
        is_own = str(attendee).casefold().removeprefix("mailto:") == own_address.casefold()
        if own_address and is_own and str(attendee.params.get("PARTSTAT", "")).upper() == "DECLINED":
            return True
    return False


def _times_of(event: Component, replaced: set[tuple[str, datetime]], window: Window) -> list[Minutes]:
    start = value_of(event, "DTSTART")
    if start is None:
        return []
    length = length_of(event, start)
    uid = str(event.get("UID", ""))
    found = []
    for begins in begins_of(event, start, length, window):
        starts_at = instant_of(begins, window.zone)
        if "RECURRENCE-ID" not in event and (uid, starts_at) in replaced:
            continue
        ends_at = _end(begins, starts_at, length, window.zone)
        if starts_at < window.until and ends_at > window.since:
            found.append(in_minutes(starts_at, ends_at))
    return found


def begins_of(event: Component, start: Any, length: timedelta, window: Window) -> Iterator[Any]:
    """Every start within reach, as the event itself writes them: a day, a local time or an instant."""
    left_out = {instant_of(value, window.zone) for value in _list(event, "EXDATE")}
    for begins in [*_by_rule(event, start, length, window), *_list(event, "RDATE")]:
        if instant_of(begins, window.zone) not in left_out:
            yield begins


def _by_rule(event: Component, start: Any, length: timedelta, window: Window) -> Iterator[Any]:
    rules = event.get("RRULE")
    rules = rules if isinstance(rules, list) else [rules] if rules else []
    yield start
    for rule in rules:
        if (
            not isinstance(rule, vRecur)
            or "RECURRENCE-ID" in event
            or str((rule.get("FREQ") or [""])[0]).upper() not in RULES_READ
        ):
            continue
        yield from _expanded(rule, start, length, window)


def _expanded(rule: Any, start: Any, length: timedelta, window: Window) -> Iterator[Any]:
    """The rule on the clock on the wall: 18:00 stays 18:00 over a clock change (RFC 5545, 3.3.10)."""
    zone = getattr(start, "tzinfo", None)
    wall = start.replace(tzinfo=None) if isinstance(start, datetime) else datetime(start.year, start.month, start.day)
    # A day more on either side, since the wall's clock is up to 14 hours off.
    last = min([_wall(value, zone) for value in rule.get("UNTIL", [])] + [window.until.replace(tzinfo=None) + 2 * DAY])
    first = window.since.replace(tzinfo=None) - 2 * DAY - length
    plain = {name: value for name, value in rule.items() if name.upper() != "UNTIL"}
    text = type(rule)(plain).to_ical().decode()
    ends = "" if "COUNT" in text.upper() else f";UNTIL={last:%Y%m%dT%H%M%S}"
    try:
        times = rrulestr(text + ends, dtstart=_skipped_to(first, wall, rule))
        for number, then in enumerate(times):
            if number > MOST_TIMES_OF_ONE:
                raise TooMuch
            if then > last:
                return
            if then >= first and then != wall:
                yield then.replace(tzinfo=zone) if isinstance(start, datetime) else then.date()
    except (ValueError, TypeError, OverflowError):
        return


def _skipped_to(first: datetime, wall: datetime, rule: vRecur) -> datetime:
    """A start of the same rule shortly before what is asked about: ten years of days need not be counted through."""
    step = {"DAILY": 1, "WEEKLY": 7}.get(str(rule["FREQ"][0]).upper(), 0) * int((rule.get("INTERVAL") or [1])[0])
    if "COUNT" in rule or step < 1 or wall >= first:
        return wall
    return wall + (first - wall) // timedelta(days=step) * timedelta(days=step)


def _wall(until: Any, zone: Any) -> datetime:
    if not isinstance(until, datetime):
        return datetime(until.year, until.month, until.day) + DAY - timedelta(seconds=1)
    there = until.astimezone(zone) if until.tzinfo is not None and zone is not None else until
    return there.replace(tzinfo=None)


def replaced_by(events: Iterable[Component], zone: str) -> set[tuple[str, datetime]]:
    """The single times of a series that another event stands for."""
    found = set()
    for event in events:
        instead_of = value_of(event, "RECURRENCE-ID")
        if instead_of is not None:
            found.add((str(event.get("UID", "")), instant_of(instead_of, zone)))
    return found


def length_of(event: Component, start: Any) -> timedelta:
    """How long it takes: as it says, or a whole day for one that begins on a day and not at an hour."""
    end, duration = value_of(event, "DTEND"), value_of(event, "DURATION")
    if isinstance(end, datetime) and isinstance(start, datetime):
        both_floating = end.tzinfo is None or start.tzinfo is None
        if both_floating:
            return end.replace(tzinfo=None) - start.replace(tzinfo=None)
        return end.astimezone(UTC) - start.astimezone(UTC)
    if end is not None and not isinstance(end, datetime) and not isinstance(start, datetime):
        return end - start
    if isinstance(duration, timedelta):
        return duration
    return timedelta(0) if isinstance(start, datetime) else DAY


def _end(begins: Any, starts_at: datetime, length: timedelta, zone: str) -> datetime:
    if isinstance(begins, datetime):
        return starts_at + length
    # Whole days end at midnight where they are, 23 or 25 hours on at a clock change.
    return instant_of(begins + max(length, DAY), zone)


def _free_busy(calendar: Calendar, window: Window) -> list[Minutes]:
    found = []
    for part in calendar.walk("VFREEBUSY"):
        values = part.get("FREEBUSY", [])
        for value in values if isinstance(values, list) else [values]:
            with suppress(BrokenCalendarProperty, ValueError, TypeError):
                found += _period(value, window)
    return found


def _period(value: Any, window: Window) -> list[Minutes]:
    if str(value.params.get("FBTYPE", "BUSY")).upper() == "FREE":
        return []
    starts_at, end = value.dt
    ends_at = starts_at + end if isinstance(end, timedelta) else end
    is_within = starts_at < window.until and ends_at > window.since
    return [in_minutes(starts_at, ends_at)] if is_within else []


def _list(event: Component, name: str) -> list[Any]:
    values = event.get(name, [])
    rows = values if isinstance(values, list) else [values]
    times = [one.dt for row in rows if isinstance(row, vDDDLists) for one in row.dts]
    return [one[0] if isinstance(one, tuple) else one for one in times]


def value_of(event: Component, name: str) -> Any:
    """What one of its lines says, as a day, an instant or a length; None where that cannot be read."""
    try:
        return getattr(event.get(name), "dt", None)
    except BrokenCalendarProperty:
        return None


def instant_of(value: date | datetime, zone: str) -> datetime:
    """A day begins at midnight in the calendar owner's zone; a time without a zone is meant there too."""
    if not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    there = value if value.tzinfo is not None else value.replace(tzinfo=ZoneInfo(zone))
    return there.astimezone(UTC)
