"""When somebody is free: their hours, less what is taken, as plain minutes since 1970. No Django, no database."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from letstalk.meetings.busy import MINUTE, merged

Minutes = tuple[int, int]
Between = tuple[str, str]

GRID = 15  # minutes: what an hour is shared into on a page; every zone's offset is a multiple of it
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Week:
    """An organizer's hours: (weekday from Monday = 0, from, to) in a zone, and days that are not like the others."""

    zone: str
    hours: tuple[tuple[int, str, str], ...]
    other: tuple[tuple[date, date, tuple[Between, ...]], ...] = ()


@dataclass(frozen=True)
class Wish:
    """How long it shall take, with how much breathing space, and within which minutes it shall begin (R-021)."""

    minutes: int
    first: int
    last: int
    before: int = 0
    after: int = 0


def minute_of(at: datetime) -> int:
    """Rounded up, so that nobody is offered a time that has begun."""
    return int(-(-at.timestamp() // MINUTE))


def instant_of(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * MINUTE, UTC)


@lru_cache(maxsize=512)
def open_spans(week: Week, since: date, until: date) -> tuple[Minutes, ...]:
    """The hours of each day from `since` up to `until`, as instants: right across clock changes.

    An hour that a change skips is not there, and one that it repeats is there twice.
    """
    zone = ZoneInfo(week.zone)
    spans = [
        (_minute(day, begin, zone), _minute(day, end, zone))
        for day in _days(since, until)
        for begin, end in _hours_of(week, day)
    ]
    return tuple(merged(spans))


def _days(since: date, until: date) -> Iterator[date]:
    day = since
    while day < until:
        yield day
        day += DAY


def _hours_of(week: Week, day: date) -> Sequence[Between]:
    for first, last, hours in week.other:
        if first <= day <= last:
            return hours
    return [(begin, end) for weekday, begin, end in week.hours if weekday == day.weekday()]


def _minute(day: date, said: str, zone: ZoneInfo) -> int:
    at = time(int(said[:2]), int(said[3:]))
    return int(datetime.combine(day, at, zone).timestamp()) // MINUTE


def near(busy: array, open_: Sequence[Minutes], space: int) -> Iterator[Minutes]:
    """What lies within so many minutes of the open spans, of busy times as `meetings.busy.unpacked` gives them."""
    numbers = memoryview(busy)  # which is sliced without copying
    begins, ends = numbers[::2], numbers[1::2]
    for start, end in open_:
        for number in range(bisect_right(ends, start - space), bisect_left(begins, end + space)):
            yield begins[number], ends[number]


def gaps(open_: Sequence[Minutes], taken: Sequence[Minutes]) -> Iterator[Minutes]:
    """What is left of the open spans; both are in order and apart."""
    ends = [end for _start, end in taken]
    for start, end in open_:
        at = start
        for number in range(bisect_right(ends, start), len(taken)):
            busy_from, busy_to = taken[number]
            if busy_from >= end:
                break
            if busy_from > at:
                yield at, busy_from
            at = max(at, busy_to)
        if at < end:
            yield at, end


def starts(open_: Sequence[Minutes], taken: Iterable[Minutes], wish: Wish) -> list[int]:
    """The minutes at which it could begin, on the quarters of the hour, in order."""
    # The breathing space may lie outside the hours, only not over something else.
    wide = merged((start - wish.after, end + wish.before) for start, end in taken)
    found: list[int] = []
    for start, end in gaps(open_, wide):
        first = -(-max(start, wish.first) // GRID) * GRID
        found.extend(range(first, min(end - wish.minutes, wish.last) + 1, GRID))
    return found
