"""A person's story, put together here and not in a template, because there may be fifty moments on a page."""

from collections.abc import Sequence
from datetime import date

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from letstalk.commitments.queries import MeetingOutcome
from letstalk.followups.queries import StoryItem
from letstalk.kit.templatetags.parts import chip, icon
from letstalk.kit.templatetags.times import moment_of
from letstalk.people.models import Note

register = template.Library()

NOTE = (
    '<li class="past"><div class="card close stack tight"><p class="pre-line" dir="auto">{}</p>'
    '<div class="row apart"><small>{} {}</small><small>{}</small></div></div></li>'
)
# How a one-on-one ended: the words, and what its chip looks like.
ENDED = {
    MeetingOutcome.SUCCESSFUL: (gettext_lazy("ended in a firm commitment"), "kept", "check"),
    MeetingOutcome.DETAILS_MISSING: (gettext_lazy("yes, details missing"), "soon", ""),
    MeetingOutcome.NOT_NOW: (pgettext_lazy("the answer to an ask", "not now"), "", ""),
    MeetingOutcome.DECLINED: (gettext_lazy("said no, thank you"), "", ""),
}
NO_ASK = (gettext_lazy("to get to know each other"), "", "")


@register.simple_tag(takes_context=True)
def story(context: Context, items: Sequence[StoryItem]) -> SafeString:
    """Every moment, each by the template of its kind. The page's context holds zone, today and viewer_zone."""
    said = context["zone"], context["today"], context["viewer_zone"]
    engine = context.template.engine
    drawn = []
    for item in items:
        if isinstance(item.row, Note):
            drawn.append(_note(item.row, *said))
        else:
            with context.push(row=item.row, extra=item.extra):
                drawn.append(engine.get_template(f"desk/person/story_{item.kind}.html").render(context))
    return SafeString("".join(drawn))


def _note(note: Note, zone: str, today: date, viewer_zone: str) -> SafeString:
    """The words, that nobody else can read them, and when they were written."""
    written = moment_of(note.at, zone, today, viewer_zone)
    return format_html(NOTE, note.text, icon("lock"), _("Only you can read this"), written)


@register.simple_tag
def ended_in(outcome: str) -> SafeString:
    words, kind, picture = ENDED.get(MeetingOutcome(outcome), NO_ASK)
    return chip(str(words), kind=kind, icon=picture)
