"""Days, times and links to call or text, as the desk's templates say them."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from letstalk.desk import saying
from letstalk.desk.items import Line, line_of
from letstalk.followups.models import FollowUp
from letstalk.kit import clock

register = template.Library()


@register.filter
def at(found: dict[Any, Any], key: Any) -> Any:
    """What a mapping holds for a key, or nothing."""
    return found.get(key)


@register.filter
def line(item: FollowUp) -> Line:
    """A follow-up as a list shows it."""
    return line_of(item)


@register.filter
def day(on: date, today: date) -> SafeString:
    """A local day in words, with the date for machines."""
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), saying.day_said(on, today))


@register.filter
def day_words(on: date, today: date) -> str:
    return saying.day_said(on, today)


@register.filter
def late_by(due_on: date, today: date) -> str:
    return saying.late_said(due_on, today)


@register.filter
def ago(then: datetime, now: datetime) -> str:
    return saying.ago_said(then, now)


@register.filter
def local_day(then: datetime, zone: str) -> date:
    return clock.local_day(then, zone)


@register.simple_tag
def moment(then: datetime, zone: str, today: date | None = None, viewer_zone: str = "") -> SafeString:
    """Day and time of an instant in the zone it was agreed in, which is named when the viewer's clock differs."""
    here = clock.local(then, zone)
    on = saying.day_said(here.date(), today) if today else date_format(here, "j M Y")
    said = f"{on}, {saying.time_said(then, zone)}"
    if viewer_zone and saying.is_other_clock(then, zone, viewer_zone):
        said = f"{said} ({saying.place_of_zone(zone)})"
    return format_html('<time datetime="{}">{}</time>', here.isoformat(), said)


@register.simple_tag
def clock_time(then: datetime, zone: str) -> SafeString:
    here = clock.local(then, zone)
    return format_html('<time datetime="{}">{}</time>', here.isoformat(), saying.time_said(then, zone))


@register.simple_tag
def other_clock(then: datetime, zone: str, viewer_zone: str) -> str:
    """Whose time it is, where the viewer's clock shows another; else nothing."""
    return saying.place_of_zone(zone) if saying.is_other_clock(then, zone, viewer_zone) else ""


@register.simple_tag
def sms(number: str, words: str = "") -> str:
    return saying.sms_link(number, words)
