"""How days and times are said, and the quick choices that spare opening a date picker."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from urllib.parse import quote

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext_lazy

from letstalk.kit import clock

NEAR = {
    -1: pgettext_lazy("a day", "Yesterday"),
    0: pgettext_lazy("a day", "Today"),
    1: pgettext_lazy("a day", "Tomorrow"),
}
USUAL_HOURS = ("09:00", "10:30", "12:00", "15:00", "17:00", "18:00", "19:00", "20:00")


def day_said(day: date, today: date) -> str:
    """Today, tomorrow, yesterday; else weekday and date; another year with its year."""
    return _day_said(day, today, get_language())


@lru_cache(maxsize=1000)
def _day_said(day: date, today: date, language: str) -> str:
    """Remembered, since a page says the same few days dozens of times; `language` tells the words apart."""
    near = NEAR.get((day - today).days)
    return str(near) if near else date_format(day, "D j M" if day.year == today.year else "D j M Y")


def time_said(at: datetime, zone: str) -> str:
    return f"{clock.local(at, zone):%H:%M}"


def moment_said(at: datetime, zone: str, today: date) -> str:
    here = clock.local(at, zone)
    return f"{day_said(here.date(), today)}, {here:%H:%M}"


def place_of_zone(zone: str) -> str:
    """The city in a zone's name, to say whose clock is meant: "America/New_York" is New York."""
    return zone.rpartition("/")[2].replace("_", " ")


def is_other_clock(at: datetime, zone: str, other: str) -> bool:
    """Whether the clocks of two zones show different times at an instant."""
    return zone != other and clock.local(at, zone).utcoffset() != clock.local(at, other).utcoffset()


def day_choices(today: date, *, first: int = 0, count: int = 7) -> list[tuple[str, str]]:
    """The next days as (ISO date, words), from `first` days ahead."""
    days = [today + timedelta(days=ahead) for ahead in range(first, first + count)]
    return [(day.isoformat(), day_said(day, today)) for day in days]


def hour_choices(*also: str) -> list[tuple[str, str]]:
    """The usual hours as (value, words), with those in `also` among them."""
    return [(hour, hour) for hour in sorted({*USUAL_HOURS, *filter(None, also)})]


def sms_link(number: str, words: str) -> str:
    """Opens the phone's own messages with the words in place; it is a person who sends them (R-009)."""
    return f"sms:{number}?&body={quote(words)}"


def signal_link(number: str) -> str:
    """Opens Signal with this number; the words have to be pasted there, since it takes none along."""
    return f"https://signal.me/#p/{number}"


def whatsapp_link(number: str, words: str) -> str:
    """Opens WhatsApp with the words in place; it is a person who sends them (R-009)."""
    return f"https://wa.me/{number.lstrip('+')}?text={quote(words)}"


def mailto_link(address: str, *, subject: str, words: str) -> str:
    """Opens one's own mail program with the words in place."""
    return f"mailto:{quote(address, safe='@+')}?subject={quote(subject)}&body={quote(words)}"
