"""Days, times and links to call or text, as the desk's templates say them."""

from datetime import date, datetime
from typing import Any

from django import template

from letstalk.desk import agreements, saying
from letstalk.desk.marks import Piece, pieces
from letstalk.kit import clock, days
from letstalk.people.models import Consent
from letstalk.reports.queries import Line as ReportLine

register = template.Library()


@register.filter
def at(found: dict[Any, Any], key: Any) -> Any:
    """What a mapping holds for a key, or nothing."""
    return found.get(key)


@register.filter
def agreement(line: Consent) -> str:
    """What somebody answered, with the answer in words."""
    return agreements.said(line)


@register.filter
def marked(line: ReportLine) -> list[Piece]:
    """A line of a report with what should not leave marked in it."""
    return pieces(line)


@register.filter
def day_words(on: date, today: date) -> str:
    return days.day_said(on, today)


@register.filter
def late_by(due_on: date, today: date) -> str:
    return saying.late_said(due_on, today)


@register.filter
def ago(then: datetime, now: datetime) -> str:
    return saying.ago_said(then, now)


@register.filter
def days_ago(count: int) -> str:
    return saying.days_ago_said(count)


@register.filter
def local_day(then: datetime, zone: str) -> date:
    return clock.local_day(then, zone)


@register.simple_tag
def other_clock(then: datetime, zone: str, viewer_zone: str) -> str:
    """Whose time it is, where the viewer's clock shows another; else nothing."""
    return days.place_of_zone(zone) if days.is_other_clock(then, zone, viewer_zone) else ""


@register.simple_tag
def sms(number: str, words: str = "") -> str:
    return days.sms_link(number, words) if words else f"sms:{number}"


@register.simple_tag
def sms_before(number: str) -> str:
    """The link to which a script adds the words as they stand."""
    return days.sms_link(number, "")


@register.simple_tag
def signal(number: str) -> str:
    return days.signal_link(number)


@register.simple_tag
def whatsapp_link(number: str, words: str = "") -> str:
    return days.whatsapp_link(number, words)
