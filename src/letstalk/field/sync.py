"""What a phone sends later: read as the very form it was typed into, taken in by the same verbs, and answered for."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, QueryDict
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.campaigns.access import own_and_above
from letstalk.campaigns.models import Ask
from letstalk.campaigns.queries import asks_for
from letstalk.field.debriefing import TEMPLATE, debrief_context
from letstalk.field.forms.debrief import DebriefForm
from letstalk.field.menu import weighed
from letstalk.field.questions import every_line
from letstalk.followups.domain.entries import (
    Chosen,
    NotYours,
    Slip,
    Standing,
    standing_of,
    take_asks,
    take_debrief,
    take_note,
    take_questions,
    take_taps,
)
from letstalk.followups.words import EntryKind
from letstalk.followups.write_up import write_up_page
from letstalk.guides.taps import taps_of
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import uuids_in
from letstalk.meetings.access import own_meeting_or_404
from letstalk.meetings.models import Meeting
from letstalk.meetings.tapped import answers_in, said_of
from letstalk.people.access import is_organizer

MOST_BYTES = 400_000
MOST_PAIRS = 600
REFUSED = "refused"
NOT_YOURS = "not_yours"


class Unreadable(ValueError):
    """Not an entry at all: a phone of ours never sends this."""


@dataclass(frozen=True)
class Sent:
    """One entry as it came: whose it is, what it is about, and the pairs of its form."""

    slip: Slip
    owner: str
    meeting: UUID
    fields: QueryDict


@dataclass(frozen=True)
class Receipt:
    """What the phone is told. `page`: the form again with what is wrong beside the fields, for a write-up."""

    receipt: str
    sentence: str = ""
    next: str = ""
    page: str = ""

    def as_plain(self, sent: Sent) -> dict[str, str]:
        said = {"sentence": self.sentence, "next": self.next, "page": self.page}
        ids = {"id": str(sent.slip.id), "revision": str(sent.slip.revision), "receipt": self.receipt}
        return ids | {name: value for name, value in said.items() if value}


def read_entry(body: bytes) -> Sent:
    """Raises Unreadable."""
    if len(body) > MOST_BYTES:
        raise Unreadable
    try:
        plain = json.loads(body)
        written_at = parse_datetime(plain["made_at"])
        if written_at is None or written_at.tzinfo is None:
            raise Unreadable
        slip = Slip(
            id=UUID(plain["id"]),
            revision=UUID(plain["revision"]),
            kind=EntryKind(plain["kind"]),
            written_at=written_at,
            lines=[],
        )
        return Sent(slip, str(plain["owner"]), UUID(plain["meeting"]), _fields(plain["fields"]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as wrong:
        raise Unreadable from wrong


def _fields(pairs: Any) -> QueryDict:
    if not isinstance(pairs, list) or len(pairs) > MOST_PAIRS:
        raise Unreadable
    fields = QueryDict(mutable=True)
    for name, value in pairs:
        if not isinstance(name, str) or not isinstance(value, str) or "\0" in value:
            raise Unreadable
        fields.appendlist(name, value)
    return fields


def take(sent: Sent, *, by: User, at: datetime) -> Receipt:
    """Take one entry in and say how it stands. The same entry again gets the same answer, whatever happened between."""
    if sent.owner != str(by.pk):
        return Receipt(NOT_YOURS)
    try:
        before = standing_of(id=sent.slip.id, revision=sent.slip.revision, by=by)
    except NotYours:
        return Receipt(NOT_YOURS)
    try:
        meeting = _own(by, sent.meeting)
    except Http404:
        if before is not None:
            return Receipt(before.value)
        return Receipt(REFUSED, sentence=_("This one-on-one is not among yours any more, so this cannot be sent."))
    if before is not None:
        return Receipt(before.value, next=meeting.desk_url)
    return READERS[sent.slip.kind](sent, meeting, by, at)


def _own(user: User, id: UUID) -> Meeting:
    if not is_organizer(user):
        raise Http404
    return own_meeting_or_404(user, id)


def _debrief(sent: Sent, meeting: Meeting, by: User, at: datetime) -> Receipt:
    said_at = sent.slip.said_at(at)
    form = DebriefForm(sent.fields, page=write_up_page(meeting, at=at), at=said_at)
    if form.is_valid():
        slip = _with_lines(sent.slip, form.lines())
        try:
            standing = take_debrief(meeting=meeting, entry=form.entry(id=slip.id), slip=slip, by=by, at=at)
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return Receipt(standing.value, next=meeting.desk_url)
    # Whatever became of the one-on-one meanwhile, the words come back in their form.
    context = debrief_context(form) | {"is_packet": True, "can_be_held": True}
    wrong = " ".join(str(sentence) for sentences in form.errors.values() for sentence in sentences)
    return Receipt(
        REFUSED,
        sentence=_("Something in it needs another look: %(reasons)s") % {"reasons": wrong},
        page=render_to_string(TEMPLATE, context),
    )


def _questions(sent: Sent, meeting: Meeting, by: User, at: datetime) -> Receipt:
    chosen = _chosen(sent, "questions")
    texts = {line.id: line.text for line in every_line(meeting)}
    slip = _with_lines(sent.slip, [(_("Questions to carry"), texts.get(id, id)) for id in chosen.wanted])
    return _answered(meeting, lambda: take_questions(meeting=meeting, chosen=chosen, slip=slip, by=by, at=at))


def _asks(sent: Sent, meeting: Meeting, by: User, at: datetime) -> Receipt:
    chosen = _chosen(sent, "asks")
    ids = list(dict.fromkeys(uuids_in(",".join(chosen.wanted))))
    found = {ask.pk: ask for ask in Ask.objects.filter(pk__in=ids, chapter__in=own_and_above(meeting.chapter))}
    if len(found) < len(set(chosen.wanted)):
        return Receipt(REFUSED, sentence=_("One of these asks is not among yours any more. Choose again."))
    asks = [found[id] for id in ids]
    slip = _with_lines(sent.slip, [(_("Asks to carry"), ask.title) for ask in asks])
    why = sent.fields.get("why", "")
    fits = weighed(meeting, list(dict.fromkeys([*asks, *asks_for(meeting.chapter, at)])), at=at)
    who: dict[str, Any] = {"meeting": meeting, "by": by, "at": at}
    return _answered(meeting, lambda: take_asks(chosen=chosen, asks=asks, fits=fits, why=why, slip=slip, **who))


def _taps(sent: Sent, meeting: Meeting, by: User, at: datetime) -> Receipt:
    said = said_of(meeting, answers_in(meeting, sent.fields.getlist("taps")))
    chosen = Chosen(
        wanted=[one.tap for one in said],
        seen=_in_order(meeting, sent.fields.getlist("seen")),
        earlier=[_in_order(meeting, taps.split()) for taps in sent.fields.getlist("earlier")],
    )
    slip = _with_lines(sent.slip, [(one.question, one.answer) for one in said])
    return _answered(meeting, lambda: take_taps(meeting=meeting, chosen=chosen, slip=slip, by=by, at=at))


def _in_order(meeting: Meeting, taps: list[str]) -> list[str]:
    return taps_of(answers_in(meeting, taps))


def _chosen(sent: Sent, what: str) -> Chosen:
    earlier = [ids.split() for ids in sent.fields.getlist("earlier")]
    return Chosen(wanted=sent.fields.getlist(what), seen=sent.fields.getlist("seen"), earlier=earlier)


def _note(sent: Sent, meeting: Meeting, by: User, at: datetime) -> Receipt:
    text = sent.fields.get("text", "")
    return _answered(meeting, lambda: take_note(meeting=meeting, text=text, slip=sent.slip, by=by, at=at))


def _answered(meeting: Meeting, verb: Callable[[], Standing]) -> Receipt:
    try:
        return Receipt(verb().value, next=meeting.desk_url)
    except Refused as refused:
        return Receipt(REFUSED, sentence=str(refused))


def _with_lines(slip: Slip, lines: list[tuple[str, str]]) -> Slip:
    return Slip(slip.id, slip.revision, slip.kind, slip.written_at, lines)


READERS: dict[str, Callable[[Sent, Meeting, User, datetime], Receipt]] = {
    EntryKind.DEBRIEF: _debrief,
    EntryKind.QUESTIONS: _questions,
    EntryKind.ASKS: _asks,
    EntryKind.NOTE: _note,
    EntryKind.TAPS: _taps,
}
