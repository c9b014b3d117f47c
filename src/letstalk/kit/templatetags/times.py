"""Days and times in the zone they were agreed in, with the date for machines."""

from datetime import date, datetime, time

from django import template
from django.utils.formats import time_format
from django.utils.safestring import SafeString

from letstalk.kit import clock, days
from letstalk.kit.markup import fill

register = template.Library()


@register.filter
def on_day(day: date, today: date) -> SafeString:
    return fill('<time datetime="{}">{}</time>', day.isoformat(), days.day_said(day, today))


@register.filter
def at_hour(hour: time) -> str:
    return time_format(hour, "H:i")


@register.simple_tag
def moment_of(then: datetime, zone: str, today: date, viewer_zone: str = "") -> SafeString:
    """Day and time of an instant in its own zone, which is named when the viewer's clock shows another time."""
    said = days.moment_said(then, zone, today)
    if viewer_zone and days.is_other_clock(then, zone, viewer_zone):
        said = f"{said} ({days.place_of_zone(zone)})"
    return fill('<time datetime="{}">{}</time>', clock.local(then, zone).isoformat(), said)


@register.simple_tag
def hour_of(then: datetime, zone: str) -> SafeString:
    here = clock.local(then, zone)
    return fill('<time datetime="{}">{}</time>', here.isoformat(), days.time_said(then, zone))
