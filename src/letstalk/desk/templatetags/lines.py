"""The lines of lists, drawn here and not in a template, because a page holds dozens of them."""

from datetime import date, datetime

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from letstalk.desk.items import Line, line_of
from letstalk.desk.reach import Phone
from letstalk.followups import timings
from letstalk.followups.models import FollowUp
from letstalk.kit import clock, days
from letstalk.kit.templatetags.parts import chip, post_button, todo_item
from letstalk.people.models import Person

register = template.Library()


@register.simple_tag
def reach(person: Person, phone: Phone | None = None) -> SafeString:
    """Call and text, where this person may be reached so."""
    if not phone:
        return SafeString("")
    ways = [
        (f"tel:{phone.number}", pgettext("by phone", "Call"), phone.may_call),
        (f"sms:{phone.number}", pgettext("send a text message", "Text"), phone.may_text),
    ]
    return format_html_join(
        "",
        '<a class="button small quiet" href="{}">{}<span class="visually-hidden">: {}</span></a>',
        ((href, words, person.name) for href, words, may in ways if may),
    )


@register.simple_tag(takes_context=True)
def follow_up(
    context: Context,
    item: FollowUp,
    zone: str,
    today: date,
    now: datetime,
    phone: Phone | None = None,
    back: str = "",
    with_kind: bool = False,
) -> SafeString:
    """One follow-up. `with_kind` says what it serves, and offers to leave it out (R-045)."""
    line = line_of(item)
    content = [_due(item, zone, today, now), reach(item.person, phone), _way_to_do_it(context, item, line, back)]
    if with_kind:
        content.append(_leave_out(item, line, back))
    return todo_item(
        SafeString("".join(content)), line.title, note=_note(line, with_kind), icon=line.picture, href=line.href
    )


def _note(line: Line, with_kind: bool) -> str:
    if not with_kind:
        return line.note
    return _("%(words)s (%(serves)s)") % {"words": line.note, "serves": line.serves} if line.note else line.serves


def _due(item: FollowUp, zone: str, today: date, now: datetime) -> SafeString:
    """When; what is only when possible has no day, and nothing here is ever red (R-064)."""
    if item.when_possible:
        return chip(_("When possible"))
    day = days.day_said(clock.local_day(item.due_at, zone), today)
    return chip(day, kind="soon", icon="clock") if item.due_at < now else chip(day)


def _way_to_do_it(context: Context, item: FollowUp, line: Line, back: str) -> SafeString:
    link = '<a class="{}" href="{}{}">{}<span class="visually-hidden">: {}</span></a>'
    if item.step == timings.THANK_YOU:
        words = pgettext("button that opens a thank-you", "Write")
        return format_html(link, "button small", line.href, back, words, line.title)
    done = reverse("desk:follow_up_done", args=[item.pk])
    if line.by_contact:
        return format_html(link, "button small quiet", done, back, _("Done"), line.title)
    return post_button(context, done + back, _("Done"), about=line.title, kind="quiet", size="small")


def _leave_out(item: FollowUp, line: Line, back: str) -> SafeString:
    return format_html(
        '<a href="{}{}">{}<span class="visually-hidden">: {}</span></a>',
        reverse("desk:follow_up_waive", args=[item.pk]),
        back,
        pgettext("a follow-up", "Leave out"),
        line.title,
    )
