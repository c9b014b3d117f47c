"""The clock and the calendar: instants in UTC, days and times in a named zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone

now = timezone.now


class NoSuchTime(ValueError):
    """The clock was put forward over this time, so it never shows on that day."""


@dataclass(frozen=True)
class LocalTime:
    """A day and a time as people say it, in the zone they said it in."""

    on: date
    at: time
    zone: str


def is_zone(name: str) -> bool:
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    # Asked on every request, and found by walking through hundreds of files.
    return frozenset(available_timezones())


def country_of(zone: str) -> str:
    """The two letters of the country a zone's city is in; empty for a zone of no country, such as UTC."""
    return _countries().get(zone, "")


@cache
def _countries() -> dict[str, str]:
    lines = (files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8").splitlines()
    known = (line.split("\t") for line in lines if not line.startswith("#"))
    return {zone: country for country, _place, zone, *_note in known}


def instant(on: date, at: time, zone: str) -> datetime:
    """The UTC instant of a local day and time. When a clock change repeats the hour, the first one is meant.

    Raises NoSuchTime when the change skips that time (R-022: the agreed time is logged with its zone).
    """
    local = datetime.combine(on, at.replace(fold=0), ZoneInfo(zone))
    there_and_back = local.astimezone(UTC).astimezone(ZoneInfo(zone))
    if there_and_back.replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime(f"{at:%H:%M} does not exist on {on} in {zone}: the clock jumps over it.")
    return local.astimezone(UTC)


def instant_or_nearest(on: date, at: time, zone: str) -> datetime:
    """Like `instant`, but a skipped time becomes the same moment counted without the jump: for dates already agreed."""
    return datetime.combine(on, at.replace(fold=0), ZoneInfo(zone)).astimezone(UTC)


def from_epoch(seconds: int) -> datetime:
    """The instant so many seconds after the beginning of 1970, as forms carry instants."""
    return datetime.fromtimestamp(seconds, UTC)


def local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))


def local_day(at: datetime, zone: str) -> date:
    return local(at, zone).date()


def day_bounds(on: date, zone: str) -> tuple[datetime, datetime]:
    """The first instant of a local day and the first of the next; 23 or 25 hours apart on a day of a clock change."""
    start = instant_or_nearest(on, time.min, zone)
    return start, instant_or_nearest(on + timedelta(days=1), time.min, zone)
