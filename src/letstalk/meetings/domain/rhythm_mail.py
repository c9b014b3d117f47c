"""A rhythm in both calendars: one entry that repeats, sent again under its UID whenever what it shows changes (b.5)."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from letstalk.meetings.calendar import Series
from letstalk.meetings.domain.calendar_letters import (
    Letter,
    NoLetter,
    as_person_reads,
    as_user_reads,
    plan_letter,
    to_person,
    to_user,
    when_said,
    why_not,
)
from letstalk.meetings.models import CalledOff, Rhythm, RhythmFile, RhythmTurn, Slot, StandIn
from letstalk.meetings.queries import said_in_calendars
from letstalk.meetings.rhythm_files import seal_of, series_of
from letstalk.outbox.domain import messages as outbox
from letstalk.outbox.models import Message
from letstalk.people.models import Person
from letstalk.people.queries import zone_of

THEIRS = "meetings.calendar.rhythm"
OWN = "meetings.calendar.own_rhythm"
TIMES_SAID = 4
_BESIDE = tuple(f"rhythm__relationship__{name}" for name in ("person__chapter", "organizer", "chapter"))


def plan_files(*, since: datetime, at: datetime) -> int:
    """Each repeating entry of which something changed goes to both sides once more, whole; how many messages.

    To the person only where they said yes to reminders by email, as every calendar file.
    """
    rows = RhythmFile.objects.filter(rhythm__in=_touched(since), rhythm__relationship__person__erased_at__isnull=True)
    return sum(_plan(file, at=at) for file in rows.select_related(*_BESIDE).order_by("pk"))


def _touched(since: datetime) -> Iterable[UUID]:
    """The rhythms about which anything was written down lately."""
    lately = {"meeting__in": RhythmTurn.objects.values("meeting")}
    meetings = [
        *Slot.objects.filter(at__gt=since, **lately).values_list("meeting", flat=True),
        *CalledOff.objects.filter(at__gt=since, **lately).values_list("meeting", flat=True),
        *StandIn.objects.filter(Q(at__gt=since) | Q(ended_at__gt=since), **lately).values_list("meeting", flat=True),
    ]
    turns = RhythmTurn.objects.filter(Q(at__gt=since) | Q(meeting__in=meetings)).values_list("rhythm", flat=True)
    changed = Rhythm.objects.filter(Q(made_at__gt=since) | Q(ended_at__gt=since)).values_list("pk", flat=True)
    return {*turns, *changed}


def _plan(file: RhythmFile, *, at: datetime) -> int:
    seal = seal_of(file)
    if seal == file.shown or (not file.shown and not series_of(file).times()):
        return 0
    relationship = file.rhythm.relationship
    sequence = file.sequence + 1 if file.shown else 0
    with transaction.atomic():
        mine = RhythmFile.objects.filter(pk=file.pk, shown=file.shown)
        if not mine.update(shown=seal, sequence=sequence, changed_at=at):
            return 0  # Another process was first by a moment.
        plan = partial(
            plan_letter,
            about=message_about(file.pk, sequence),
            relationship=relationship,
            useless_after=None,
            at=at,
        )
        plan(kind=OWN, recipient=relationship.organizer_id)
        theirs = plan(kind=THEIRS, recipient=relationship.person_id)
        reason = _why_not(file, at=at)
        if reason:
            outbox.withdraw(theirs, reason=reason, at=at)
    return 1 if reason else 2


def _why_not(file: RhythmFile, *, at: datetime) -> str:
    return why_not(file.rhythm.relationship, is_farewell=file.rhythm.ended_at is not None, at=at)


def message_about(file: UUID, sequence: int) -> UUID:
    """What the messages of one version are about; a later version makes an earlier one superfluous."""
    return uuid.uuid5(file, str(sequence))


def messages_about(person: Person) -> list[UUID]:
    """What every message about their rhythms was about."""
    rows = RhythmFile.objects.filter(rhythm__relationship__person=person).values_list("pk", "sequence")
    return [message_about(file, number) for file, sequence in rows for number in range(sequence + 1)]


def _for_person(message: Message, sender: str, at: datetime) -> Letter:
    file = _file(message, {"rhythm__relationship__person": message.recipient})
    relationship = file.rhythm.relationship
    reason = _why_not(file, at=at)
    if reason:
        raise NoLetter(reason)
    with as_person_reads(relationship):
        series = series_of(file, summary=said_in_calendars(relationship))
        lines = _said(file, series, zone_of(relationship.person), at=at)
        return to_person(relationship, series, lines, is_off=not series.times(), sender=sender, at=at)


def _for_organizer(message: Message, sender: str, at: datetime) -> Letter:
    file = _file(message, {"rhythm__relationship__organizer": message.recipient})
    relationship = file.rhythm.relationship
    organizer = relationship.organizer
    with as_user_reads(organizer, relationship):
        series = series_of(file, summary=_("1:1"), for_organizer=True)
        lines = _said(file, series, organizer.zone or relationship.chapter.zone, at=at)
        return to_user(organizer, series, lines, is_off=not series.times(), sender=sender, at=at)


def _file(message: Message, whose: dict[str, UUID]) -> RhythmFile:
    """The entry, as long as nothing changed since. Raises NoLetter."""
    rows = RhythmFile.objects.filter(rhythm__relationship__person__erased_at__isnull=True, **whose)
    for file in rows.select_related(*_BESIDE):
        if message_about(file.pk, file.sequence) == message.about:
            return file
    raise NoLetter("no_longer_agreed")


def _said(file: RhythmFile, series: Series, zone: str, *, at: datetime) -> list[str]:
    """What happened, and the next few times on the reader's own clock, which is named."""
    ahead = [when_said(starts_at, zone) for _day, starts_at, _minutes in series.times() if starts_at > at]
    if not ahead:
        return [_("We do not meet regularly any more. What is in your calendar from this, leaves it.")]
    length = ngettext("%(minutes)d minute", "%(minutes)d minutes", file.minutes) % {"minutes": file.minutes}
    where = _("Where: %(place)s") % {"place": series.where} if series.where else ""
    return [_opening(file, is_ended=file.rhythm.ended_at is not None), "\n".join(ahead[:TIMES_SAID]), length, where]


def _opening(file: RhythmFile, *, is_ended: bool) -> str:
    if is_ended:
        return _("We do not meet regularly any more. What is agreed stays:")
    if file.sequence > 0:
        return _("Our conversations changed. The next ones are:")
    if file.every_weeks == 1:
        return _("We meet every week from now on. The next ones are:")
    return _("We meet every other week from now on. The next ones are:")


WRITTEN = {THEIRS: _for_person, OWN: _for_organizer}
