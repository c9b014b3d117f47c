"""When somebody stands in: a file for them, none any more for whom they replace, and the other way round (L-4)."""

from datetime import datetime

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.meetings.domain.calendar_letters import (
    Letter,
    NoLetter,
    as_user_reads,
    page_said,
    plan_letter,
    slot_said,
    to_user,
    when_said,
)
from letstalk.meetings.models import Slot, StandIn
from letstalk.meetings.queries import own_entry_of
from letstalk.meetings.rhythm_files import not_in_a_file
from letstalk.meetings.stand_ins import standing_now
from letstalk.outbox.models import Message
from letstalk.outbox.words import State

THEIRS = "meetings.calendar.stand_in"
THEIRS_OFF = "meetings.calendar.stand_in_off"
REPLACED = "meetings.calendar.replaced"
BACK = "meetings.calendar.back"
_BESIDE = ("to", *(f"meeting__relationship__{name}" for name in ("person", "organizer", "chapter")))


def plan_files(*, since: datetime, at: datetime) -> int:
    """For each change of who comes, a message to the one who stands in and to the one who does not come or does again.

    To the person nothing: it is their meeting as it was, and they said yes to whom they meet.
    """
    ahead = StandIn.objects.filter(meeting__person__erased_at__isnull=True)
    standing = standing_now().filter(pk__in=ahead.filter(at__gt=since))
    is_told = Message.objects.filter(kind=THEIRS, about=OuterRef("pk"), state__in=_OUT)
    over = ahead.filter(Exists(is_told)).exclude(pk__in=standing_now())
    # Moved or called off, the one who asked for a stand-in hears of that anyhow.
    by_itself = over.filter(not_in_a_file(), ended_at__gt=since, meeting__in=_unchanged_since(OuterRef("at")))
    return (
        _plan(THEIRS, standing, at=at)
        + _plan(REPLACED, standing.filter(not_in_a_file()), at=at)
        + _plan(THEIRS_OFF, over, at=at)
        + _plan(BACK, by_itself.exclude(meeting__in=standing_now().values("meeting")), at=at)
    )


_OUT = (State.SENDING, State.SENT, State.UNSURE)


def _unchanged_since(then: OuterRef) -> QuerySet:
    return Slot.objects.standing().filter(at__lte=then).values("meeting")


def _plan(kind: str, rows: QuerySet[StandIn], *, at: datetime) -> int:
    planned = Message.objects.filter(kind=kind, about=OuterRef("pk"))
    done = 0
    for stand_in in rows.filter(~Exists(planned)).select_related(*_BESIDE):
        slot = _slot(stand_in)
        if slot is None or slot.starts_at <= at:
            continue
        plan_letter(
            kind=kind,
            about=stand_in.pk,
            recipient=_reader(kind, stand_in).pk,
            relationship=stand_in.meeting.relationship,
            useless_after=slot.starts_at,
            at=at,
        )
        done += 1
    return done


def _reader(kind: str, stand_in: StandIn) -> User:
    return stand_in.to if kind in (THEIRS, THEIRS_OFF) else stand_in.meeting.relationship.organizer


def _slot(stand_in: StandIn) -> Slot | None:
    """The time they were found for, whatever became of it since."""
    rows = Slot.objects.filter(meeting=stand_in.meeting_id, at__lte=stand_in.at).select_related("place", "meeting")
    return rows.order_by(F("superseded_at").desc(nulls_first=True)).first()


def _written(message: Message, sender: str, at: datetime) -> Letter:
    stand_in = StandIn.objects.select_related(*_BESIDE).filter(pk=message.about).first()
    slot = _slot(stand_in) if stand_in else None
    if stand_in is None or slot is None or stand_in.meeting.person.erased_at is not None:
        raise NoLetter("no_longer_agreed")
    stands = standing_now().filter(pk=stand_in.pk).exists()
    if stands != (message.kind in (THEIRS, REPLACED)):
        raise NoLetter("no_longer_agreed")
    reader, relationship = _reader(message.kind, stand_in), stand_in.meeting.relationship
    with as_user_reads(reader, relationship):
        lines = _said(message.kind, stand_in, slot, reader.zone or relationship.chapter.zone)
        is_off = message.kind in (THEIRS_OFF, REPLACED)
        return to_user(reader, own_entry_of(slot), lines, is_off=is_off, sender=sender, at=at)


def _said(kind: str, stand_in: StandIn, slot: Slot, zone: str) -> list[str]:
    organizer, other = stand_in.meeting.relationship.organizer, stand_in.to
    if kind == THEIRS:
        opening = _("You said you would come in the stead of %(name)s, this once:")
        page = settings.LETSTALK_URL + reverse("desk:standing_in", args=[stand_in.meeting_id])
        return [opening % {"name": organizer.name}, slot_said(slot, zone), page]
    if kind == THEIRS_OFF:
        opening = _("You need not come in the stead of %(name)s any more:")
        return [opening % {"name": organizer.name}, when_said(slot.starts_at, zone)]
    if kind == REPLACED:
        opening = _("%(name)s comes in your stead, so this leaves your calendar:")
        return [opening % {"name": other.name}, when_said(slot.starts_at, zone), page_said(stand_in.meeting)]
    return [_("This one is yours again:"), slot_said(slot, zone), page_said(stand_in.meeting)]


WRITTEN = dict.fromkeys((THEIRS, THEIRS_OFF, REPLACED, BACK), _written)
