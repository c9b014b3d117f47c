"""How days, times and lateness are said on the desk's pages; in a named zone, never in the server's."""

from datetime import date, datetime, timedelta
from urllib.parse import quote

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext, ngettext, pgettext

from letstalk.accounts.models import User
from letstalk.kit import clock
from letstalk.people.models import Chapter

MORNING_FROM, AFTERNOON_FROM, EVENING_FROM = 4, 12, 18
A_WEEK = 7


def zone_of(user: User, chapter: Chapter | None = None) -> str:
    """The zone a user reads times in: their own, or else their chapter's."""
    return user.zone or (chapter.zone if chapter else "") or "UTC"


def greeting(at: datetime, zone: str) -> str:
    hour = clock.local(at, zone).hour
    if MORNING_FROM <= hour < AFTERNOON_FROM:
        return gettext("Good morning")
    return gettext("Good afternoon") if AFTERNOON_FROM <= hour < EVENING_FROM else gettext("Good evening")


def day_said(day: date, today: date) -> str:
    """Today, tomorrow, yesterday; a day of this week by its name and date; another year with its year."""
    near = {
        -1: pgettext("a day", "Yesterday"),
        0: pgettext("a day", "Today"),
        1: pgettext("a day", "Tomorrow"),
    }.get((day - today).days)
    if near:
        return near
    return date_format(day, "D j M" if day.year == today.year else "j M Y")


def late_said(due_on: date, today: date) -> str:
    days = (today - due_on).days
    return ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}


def ago_said(at: datetime, now: datetime) -> str:
    """How long ago in round words, kind to the reader: nobody needs the hour of a talk three weeks back."""
    days = max((now - at).days, 0)
    if days == 0:
        return gettext("in the last day")
    if days < 2 * A_WEEK:
        return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}
    weeks = days // A_WEEK
    if weeks < 9:
        return ngettext("%(weeks)d week ago", "%(weeks)d weeks ago", weeks) % {"weeks": weeks}
    months = days // 30
    return ngettext("%(months)d month ago", "%(months)d months ago", months) % {"months": months}


def until_said(starts_at: datetime, now: datetime) -> str:
    """How far off something is: "in 1 h 20 min" on the same day, "now" around its time, else nothing."""
    minutes = int((starts_at - now).total_seconds() // 60)
    if minutes < 0:
        return pgettext("a one-on-one is going on", "now")
    if minutes >= 24 * 60:
        return ""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return gettext("in %(minutes)d min") % {"minutes": rest}
    if not rest:
        return gettext("in %(hours)d h") % {"hours": hours}
    return gettext("in %(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


def time_said(at: datetime, zone: str) -> str:
    return time_format(clock.local(at, zone), "H:i")


def place_of_zone(zone: str) -> str:
    """The city in a zone's name, to say whose clock is meant: "America/New_York" is New York."""
    return zone.rpartition("/")[2].replace("_", " ")


def is_other_clock(at: datetime, zone: str, viewer_zone: str) -> bool:
    """Whether the clocks of two zones show different times at an instant."""
    return clock.local(at, zone).utcoffset() != clock.local(at, viewer_zone).utcoffset()


def sms_link(number: str, words: str = "") -> str:
    """An address that opens the phone's own messages, with the words ready to be changed and sent by hand (R-009)."""
    return f"sms:{number}?&body={quote(words)}" if words else f"sms:{number}"


def coming_days(today: date, *, count: int = 6) -> list[tuple[str, str]]:
    """Quick choices for a day, from today on, with their ISO dates."""
    days = [today + timedelta(days=ahead) for ahead in range(count)]
    return [(day.isoformat(), day_said(day, today)) for day in days]


def usual_hours() -> list[tuple[str, str]]:
    return [(hour, hour) for hour in ("09:00", "12:00", "17:00", "18:00", "19:00", "20:00")]
