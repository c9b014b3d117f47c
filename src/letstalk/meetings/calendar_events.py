"""What a calendar of local actions announces: iCalendar text in, each event with its coming times out. No tables."""

import re
import time as stopwatch
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import blake2b
from typing import Any

from icalendar import Component
from icalendar.error import BrokenCalendarProperty

from letstalk.kit import clock
from letstalk.meetings.calendar_reading import (
    ALARM,
    EVENT_BLOCK,
    FOLD,
    LONGEST_SECONDS,
    ZONE_BLOCK,
    TooMuch,
    Unreadable,
    Window,
    begins_of,
    instant_of,
    length_of,
    may_matter,
    parsed,
    replaced_by,
    value_of,
)

MOST_ANNOUNCED = 300
MOST_TIMES = 60
LONGEST_TEXT = 2000
LONGEST_UID = 255
# All that is read of an event; what somebody else wrote about who comes, or attached, is nobody's here.
ANNOUNCING = re.compile(
    r"^(?:BEGIN|END|UID|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|RECURRENCE-ID|STATUS|CLASS|SUMMARY|LOCATION"
    r"|DESCRIPTION)[;:][^\r\n]*",
    re.MULTILINE | re.IGNORECASE,
)
CALLED_OFF = re.compile(r"^METHOD:CANCEL\r?$", re.MULTILINE | re.IGNORECASE)
NOT_FOR_ALL = {"PRIVATE", "CONFIDENTIAL"}
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")
MARKUP = re.compile(r"<[^>]{0,500}>")


@dataclass(frozen=True)
class When:
    """One time of it: the day and hour in the zone they were said in; no hour where it takes the whole day."""

    on: date
    at: time | None
    zone: str
    place: str = ""


@dataclass(frozen=True)
class Announced:
    """An event, or a series of them, under the one name that all readings of a calendar know it by."""

    uid: str
    title: str
    what: str
    place: str
    minutes: int | None
    times: tuple[When, ...]
    is_called_off: bool


def announced(text: str, window: Window) -> list[Announced]:
    """Every event with a time in the window, and every one that is called off; the earliest first.

    Left out are our own one-on-ones, what is marked private, and what has no name. Raises Unreadable, TooMuch.
    """
    if "BEGIN:VCALENDAR" not in text.upper():
        raise Unreadable
    deadline = stopwatch.monotonic() + LONGEST_SECONDS
    plain = FOLD.sub("", text)
    blocks = [block for block in EVENT_BLOCK.findall(ALARM.sub("", plain)) if may_matter(block, window)]
    if len(blocks) > MOST_ANNOUNCED * 10:
        raise TooMuch
    told = ["\r\n".join(ANNOUNCING.findall(block)) for block in blocks]
    wanted = ["BEGIN:VCALENDAR", "VERSION:2.0", *ZONE_BLOCK.findall(plain), *told, "END:VCALENDAR", ""]
    calendar = parsed("\r\n".join(wanted))
    by_uid: dict[str, list[Component]] = defaultdict(list)
    for event in calendar.walk("VEVENT"):
        if str(event.get("CLASS", "")).upper() not in NOT_FOR_ALL:
            by_uid[_uid(event)].append(event)
    found: list[Announced] = []
    for uid, events in by_uid.items():
        found += _one(uid, events, window, is_called_off=bool(CALLED_OFF.search(plain)))
        if len(found) > MOST_ANNOUNCED or stopwatch.monotonic() > deadline:
            raise TooMuch
    return sorted(found, key=lambda one: (one.times[0].on if one.times else date.min, one.title, one.uid))


def _uid(event: Component) -> str:
    """Its name, shortened where it is too long to keep; made from what it says where it has none."""
    uid = _line(event, "UID")
    if uid and len(uid) <= LONGEST_UID:
        return uid
    says = uid or f"{_line(event, 'SUMMARY')} {value_of(event, 'DTSTART')}"
    return f"{blake2b(says.encode(), digest_size=16).hexdigest()}@no-uid"


def _one(uid: str, events: list[Component], window: Window, *, is_called_off: bool) -> Iterator[Announced]:
    """The series, and whatever stands in its place on single days."""
    first = next((event for event in events if "RECURRENCE-ID" not in event), events[0])
    is_off = is_called_off or _is_off(first)
    place = _line(first, "LOCATION")
    times: dict[tuple[date, time | None], When] = {}
    for event in () if is_off else events:
        if _is_off(event):
            continue
        own = _line(event, "LOCATION")
        with suppress(BrokenCalendarProperty, ValueError, TypeError, OverflowError):
            # One event that nobody can read is no reason to leave all the others unread.
            for when in _times_of(event, replaced_by(events, window.zone), window, place="" if own == place else own):
                times.setdefault((when.on, when.at), when)
    title = _line(first, "SUMMARY")
    in_order = sorted(times.values(), key=lambda when: (when.on, when.at or time.min))[:MOST_TIMES]
    if title and (in_order or is_off):
        yield Announced(uid, title, _text(first, "DESCRIPTION"), place, _minutes(first), tuple(in_order), is_off)


def _is_off(event: Component) -> bool:
    return _line(event, "STATUS").upper() == "CANCELLED"


def _times_of(event: Component, replaced: set[tuple[str, datetime]], window: Window, *, place: str) -> Iterable[When]:
    start = value_of(event, "DTSTART")
    if start is None:
        return
    uid, is_instead = str(event.get("UID", "")), "RECURRENCE-ID" in event
    for number, begins in enumerate(begins_of(event, start, timedelta(0), window)):
        if number > MOST_TIMES * 20:
            raise TooMuch
        starts_at = instant_of(begins, window.zone)
        ends = starts_at if isinstance(begins, datetime) else starts_at + timedelta(days=1)
        if ends > window.since and starts_at < window.until and (is_instead or (uid, starts_at) not in replaced):
            yield _when(begins, starts_at, window.zone, place)


def _when(begins: Any, starts_at: datetime, usual: str, place: str) -> When:
    if not isinstance(begins, datetime):
        return When(begins, None, usual, place)
    named = str(getattr(begins.tzinfo, "key", None) or "")
    # Nobody lives by universal time; and a zone of somebody's own making is said by our clocks.
    zone = named if clock.is_zone(named) and named not in ("UTC", "Etc/UTC") else usual
    there = clock.local(starts_at, zone)
    return When(there.date(), there.time().replace(second=0, microsecond=0, fold=0), zone, place)


def _minutes(event: Component) -> int | None:
    start = value_of(event, "DTSTART")
    if not isinstance(start, datetime):
        return None
    with suppress(BrokenCalendarProperty, ValueError, TypeError, OverflowError):
        minutes = length_of(event, start) // timedelta(minutes=1)
        return minutes if 1 <= minutes <= 24 * 60 else None
    return None


def _line(event: Component, name: str) -> str:
    return " ".join(_text(event, name).split())


def _text(event: Component, name: str) -> str:
    """Plain words: what a calendar program wrote as a page is read without its markup."""
    try:
        value = event.get(name, "")
    except BrokenCalendarProperty:
        return ""
    said = str(value[0] if isinstance(value, list) and value else value or "")[: 4 * LONGEST_TEXT]
    return UNSEEN.sub("", MARKUP.sub(" ", said)).strip()[:LONGEST_TEXT]
