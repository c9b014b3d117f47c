"""Times to choose from: the whole day, the hour, and whose clock it is."""

from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from letstalk.kit import clock, days
from letstalk.kit.markup import fill
from letstalk.public.meeting_forms import as_value as value_of

register = template.Library()


@register.simple_tag
def long_moment_of(then: datetime, zone: str) -> SafeString:
    """ "Tuesday 3 March, 17:00 (Chicago time)": the clock is named always, since two may read it in two places."""
    here = clock.local(then, zone)
    said = _("%(day)s, %(time)s (%(place)s time)") % {
        "day": date_format(here.date(), "l j F"),
        "time": f"{here:%H:%M}",
        "place": days.place_of_zone(zone),
    }
    return fill('<time datetime="{}">{}</time>', here.isoformat(), said)


@register.filter
def as_value(start: datetime) -> str:
    return value_of(start)
