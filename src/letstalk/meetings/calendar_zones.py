"""The clock of a zone as calendar files write it: its rules for a while, and when it is changed. No tables."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
# No clock is put forward or back by more.
LONGEST_SHIFT = timedelta(hours=2)


def rules_of(name: str, first_on: date, last_on: date) -> Timezone:
    """The VTIMEZONE of a zone for just that while: one rule for each change of its clock, and no more.

    Each stands for itself, without RRULE or RDATE: ical.js leaves out the first of several, and the one that the
    library writes begins an hour late in spring. What is later than its neighbours is called daylight, since readers
    err where a zone's summer time is its usual one (Casablanca) or its winter time the exception (Dublin).
    """
    zone = ZoneInfo(name)
    rules = Timezone()
    rules.add("tzid", name)
    since = datetime.combine(first_on, time.min, zone)
    changes = [since, *_changes(zone, since, datetime.combine(last_on, time.min, zone))]
    offsets = [offset_at(change, zone) for change in changes]
    for number, (change, offset) in enumerate(zip(changes, offsets, strict=True)):
        before = offsets[max(number - 1, 0)]
        rule = TimezoneDaylight() if offset > min(offsets) else TimezoneStandard()
        rule.add("dtstart", (change.astimezone(UTC) + before).replace(tzinfo=None))
        rule.add("tzoffsetfrom", before)
        rule.add("tzoffsetto", offset)
        rule.add("tzname", change.astimezone(zone).tzname() or name)
        rules.add_component(rule)
    return rules


def _changes(zone: ZoneInfo, since: datetime, until: datetime) -> list[datetime]:
    """The first instants after each change of the clock, found by halving the day it falls on."""
    found = []
    at = since.astimezone(UTC)
    while at < until:
        low, high = at, at + DAY
        if offset_at(low, zone) != offset_at(high, zone):
            while high - low > MINUTE:
                middle = low + (high - low) // (2 * MINUTE) * MINUTE
                low, high = (middle, high) if offset_at(middle, zone) == offset_at(low, zone) else (low, middle)
            found.append(high)
        at += DAY
    return found


def offset_at(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def is_near_a_change(starts_at: datetime, ends_at: datetime, zone: str) -> bool:
    """Whether readers may disagree what the local time means."""
    there = ZoneInfo(zone)
    return offset_at(starts_at - LONGEST_SHIFT, there) != offset_at(ends_at + LONGEST_SHIFT, there)
