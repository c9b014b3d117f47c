"""A person's story, put together here and not in a template, because there may be fifty moments on a page."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from letstalk.commitments.queries import MeetingOutcome
from letstalk.followups.queries import StoryItem
from letstalk.kit.addresses import address
from letstalk.kit.markup import fill
from letstalk.kit.templatetags.parts import chip, icon
from letstalk.kit.templatetags.times import moment_of
from letstalk.meetings.models import Held, Meeting, Slot
from letstalk.meetings.words import Mode, State
from letstalk.people.models import Note

register = template.Library()

NOTE = (
    '<li class="past"><div class="card close stack tight"><p class="pre-line" dir="auto">{}</p>'
    '<div class="row apart"><small>{}</small><small>{}</small></div></div></li>'
)
HEAD = '<div class="row apart"><h3><a href="{}">{}</a></h3>{}</div>'
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
    """Every moment. The page's context holds zone, today and viewer_zone; rarer kinds have a template each."""
    view = View(context["zone"], context["today"], context["viewer_zone"], private=_private())
    assert context.template is not None
    engine = context.template.engine
    drawn = []
    for item in items:
        if isinstance(item.row, Note):
            drawn.append(_note(item.row, view))
        elif isinstance(item.row, Meeting):
            drawn.append(_meeting(item.row, view, **item.extra))
        else:
            with context.push(row=item.row):
                drawn.append(engine.get_template(f"desk/person/story_{item.kind}.html").render(context))
    return SafeString("".join(drawn))


class View(NamedTuple):
    """Where and when the reader is."""

    zone: str
    today: date
    viewer_zone: str
    # That nobody else can read this, said once for all the notes of a page.
    private: SafeString

    def moment(self, then: datetime, zone: str = "") -> SafeString:
        return moment_of(then, zone or self.zone, self.today, self.viewer_zone)


def _note(note: Note, view: View) -> SafeString:
    """The words, that nobody else can read them, and when they were written."""
    return fill(NOTE, note.text, view.private, view.moment(note.at))


def _private() -> SafeString:
    return fill("{} {}", icon("lock"), _("Only you can read this"))


def _meeting(meeting: Any, view: View, *, held: Held | None, slot: Slot | None, notes: list[Note]) -> SafeString:
    """A Meeting read `with_outcome`: when it was or will be, how it ended, and what its organizer wrote about it."""
    lines = [_head_of_held(meeting, held, slot, view) if held else _head_of_planned(meeting, slot, view)]
    if meeting.reason and not held:
        lines.append(fill('<p dir="auto">{}</p>', meeting.reason))
    lines += [fill('<p class="pre-line" dir="auto">{}</p>', note.text) for note in notes]
    if held:
        lines.append(fill('<p class="row">{}</p>', _ended(meeting)))
    if notes:
        lines.append(fill("<small>{}</small>", view.private))
    was = "kept" if meeting.outcome_now == MeetingOutcome.SUCCESSFUL else "past"
    kind = fill(' class="{}"', was) if held else ""
    return fill('<li{}><div class="card stack tight">{}</div></li>', kind, SafeString("".join(lines)))


def _head_of_held(meeting: Meeting, held: Held, slot: Slot | None, view: View) -> SafeString:
    facts = [view.moment(held.began_at)]
    if held.minutes:
        facts.append(fill("{}", _("%(minutes)s min") % {"minutes": held.minutes}))
    if slot and slot.where:
        facts.append(fill("<bdi>{}</bdi>", slot.where))
    if held.mode != Mode.IN_PERSON:
        facts.append(fill("{}", held.get_mode_display()))
    return fill(HEAD, meeting.desk_url, meeting.get_kind_display(), _small(facts))


def _head_of_planned(meeting: Meeting, slot: Slot | None, view: View) -> SafeString:
    if slot is None:
        return fill(HEAD, meeting.desk_url, meeting.get_kind_display(), chip(str(meeting.state.label)))
    when = chip(view.moment(slot.starts_at, slot.zone), kind="" if meeting.state == State.NO_SHOW else "soon")
    planned = _("%(kind)s is planned") % {"kind": meeting.get_kind_display()}
    minutes = ngettext("%(minutes)s minute", "%(minutes)s minutes", slot.minutes) % {"minutes": slot.minutes}
    facts = [fill("{}", minutes)]
    if slot.where:
        facts.append(fill("<bdi>{}</bdi>", slot.where))
    if meeting.state != State.SCHEDULED:
        facts.append(fill("{}", meeting.state.label))
    head = fill(HEAD, meeting.desk_url, planned, when)
    return head + fill('<p class="soft">{}</p>', SafeString(" · ".join(facts)))


def _small(facts: list[SafeString]) -> SafeString:
    return fill("<small>{}</small>", SafeString(" · ".join(facts)))


def _ended(meeting: Any) -> SafeString:
    if meeting.outcome_now == MeetingOutcome.UNKNOWN:
        write_up = address("field:debrief", meeting.pk)
        return fill('<a class="button small" href="{}">{}</a>', write_up, _("Write it up"))
    words, kind, picture = ENDED.get(MeetingOutcome(meeting.outcome_now), NO_ASK)
    return chip(str(words), kind=kind, icon=picture)
