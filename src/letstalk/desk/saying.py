"""How lateness, waiting and the time of day are said on the desk's pages; in a named zone, never in the server's."""

from datetime import date, datetime

from django.utils.translation import gettext, ngettext, pgettext

from letstalk.accounts.models import User
from letstalk.commitments.models import Commitment, Promise
from letstalk.followups.domain.messages import said_how, said_terms
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


def late_said(due_on: date, today: date) -> str:
    days = (today - due_on).days
    return ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}


def ago_said(at: datetime, now: datetime) -> str:
    """How long ago in round words, kind to the reader: nobody needs the hour of a talk three weeks back."""
    return days_ago_said(max((now - at).days, 0))


def days_ago_said(days: int) -> str:
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


def agreed_words(commitment: Commitment, *, is_reminder: bool = True) -> str:
    """What was agreed, to be sent by one's own hand: what, when, where and the goal (R-053)."""
    opening = (
        gettext("Hi %(name)s, a short reminder of what we agreed:")
        if is_reminder
        else gettext("Hi %(name)s, this is what we agreed:")
    )
    lines = [opening % {"name": commitment.person.first_name}, *said_terms(commitment), *said_how(commitment)]
    return "\n".join(lines)


def repair_words(promise: Promise) -> str:
    """The first words about a promise that is late, to be changed and sent by one's own hand (R-057)."""
    said = gettext(
        "Hi %(name)s, I promised you: %(words)s. I am late with it, and I am sorry. You can count on it by …"
    )
    return said % {"name": promise.person.first_name, "words": promise.words}
