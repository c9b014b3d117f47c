"""Calendar files that go out by themselves: when a time is agreed or moved, and when it is called off (R-022)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from letstalk.meetings.domain import rhythm_mail, stand_in_mail
from letstalk.meetings.domain.calendar_letters import (
    Letter,
    NoLetter,
    as_person_reads,
    as_user_reads,
    hand_over,
    page_said,
    plan_letter,
    slot_said,
    to_person,
    to_user,
    when_said,
    why_not,
)
from letstalk.meetings.models import CalledOff, Slot
from letstalk.meetings.queries import entry_of, own_entry_of, said_in_calendars, sequence_of
from letstalk.meetings.rhythm_files import not_in_a_file
from letstalk.outbox.domain import messages as outbox
from letstalk.outbox.models import Message
from letstalk.outbox.queries import current_route, due
from letstalk.outbox.words import State
from letstalk.people.queries import zone_of

KINDS = "meetings.calendar."
FILE = "meetings.calendar.file"
OWN_FILE = "meetings.calendar.own_file"
OFF = "meetings.calendar.off"
OWN_OFF = "meetings.calendar.own_off"
# What is older was agreed before there were files, or by an installation that was off for a day: too late to matter.
NEW_FOR = timedelta(days=1)
AT_ONCE = 200


def plan_files(*, at: datetime) -> int:
    """A message for each new time and each calling off, to both sides; how many were planned.

    To the person only where they said yes to reminders by email (b.6): a calendar file is one of those. Without that
    yes the message is taken back at once, and the organizer tells them by hand.
    """
    since = at - NEW_FOR
    agreed = Slot.objects.standing().filter(not_in_a_file(), at__gt=since, starts_at__gt=at)
    off = CalledOff.objects.filter(not_in_a_file(), at__gt=since, slot__starts_at__gt=at)
    return (
        sum(_plan_for_person(FILE, slot, slot, at=at) for slot in _without(agreed, FILE))
        + sum(_plan_for_organizer(OWN_FILE, slot, slot, at=at) for slot in _without(agreed, OWN_FILE))
        + sum(_plan_for_person(OFF, one, one.slot, at=at) for one in _without(_told(off, FILE), OFF))
        + sum(_plan_for_organizer(OWN_OFF, one, one.slot, at=at) for one in _without(_told(off, OWN_FILE), OWN_OFF))
        + stand_in_mail.plan_files(since=since, at=at)
        + rhythm_mail.plan_files(since=since, at=at)
    )


_BESIDE = tuple(f"meeting__relationship__{name}" for name in ("person__chapter", "organizer", "chapter"))


def _without(rows: QuerySet, kind: str) -> list:
    """Those nobody planned this kind of message about yet."""
    planned = Message.objects.filter(kind=kind, about=OuterRef("pk"))
    return list(rows.filter(~Exists(planned)).select_related(*_BESIDE).order_by("at", "pk")[:AT_ONCE])


def _told(off: QuerySet, kind: str) -> QuerySet:
    """Those whose calendar may have some time of that one-on-one in it."""
    earlier = Slot.objects.filter(meeting=OuterRef(OuterRef("meeting"))).values("pk")
    out = Message.objects.filter(kind=kind, about__in=earlier, state__in=[State.SENDING, State.SENT, State.UNSURE])
    return off.filter(Exists(out))


def _plan_for_person(kind: str, about: Slot | CalledOff, slot: Slot, *, at: datetime) -> int:
    relationship = about.meeting.relationship
    reason = why_not(relationship, at=at)
    with transaction.atomic():
        message = plan_letter(
            kind=kind,
            about=about.pk,
            recipient=relationship.person_id,
            relationship=relationship,
            useless_after=slot.starts_at,
            at=at,
        )
        if reason:
            outbox.withdraw(message, reason=reason, at=at)
    return int(not reason)


def _plan_for_organizer(kind: str, about: Slot | CalledOff, slot: Slot, *, at: datetime) -> int:
    relationship = about.meeting.relationship
    plan_letter(
        kind=kind,
        about=about.pk,
        recipient=relationship.organizer_id,
        relationship=relationship,
        useless_after=slot.starts_at,
        at=at,
    )
    return 1


def release_files(*, at: datetime) -> int:
    """Each due file is written from the facts as they are now, or taken back; how many were looked at."""
    route = current_route()
    if route is None:
        return 0
    rows = list(due(KINDS, at=at)[:AT_ONCE])
    for message in rows:
        with transaction.atomic():
            try:
                hand_over(message, WRITTEN[message.kind](message, route.sender, at), at=at)
            except NoLetter as why:
                outbox.withdraw(message, reason=str(why), at=at)
    return len(rows)


def _for_person(message: Message, sender: str, at: datetime) -> Letter:
    slot, is_off = _slot_of(message), message.kind == OFF
    relationship = slot.meeting.relationship
    reason = why_not(relationship, at=at)
    if reason:
        raise NoLetter(reason)
    with as_person_reads(relationship):
        entry = entry_of(slot, summary=said_in_calendars(relationship))
        lines = _said(slot, zone_of(relationship.person), is_off=is_off)
        return to_person(relationship, entry, lines, is_off=is_off, sender=sender, at=at)


def _for_organizer(message: Message, sender: str, at: datetime) -> Letter:
    slot, is_off = _slot_of(message), message.kind == OWN_OFF
    relationship, organizer = slot.meeting.relationship, slot.meeting.relationship.organizer
    with as_user_reads(organizer, relationship):
        lines = [*_said(slot, organizer.zone or relationship.chapter.zone, is_off=is_off), page_said(slot.meeting)]
        return to_user(organizer, own_entry_of(slot), lines, is_off=is_off, sender=sender, at=at)


WRITTEN: dict[str, Callable[[Message, str, datetime], Letter]] = {
    FILE: _for_person,
    OFF: _for_person,
    OWN_FILE: _for_organizer,
    OWN_OFF: _for_organizer,
    **stand_in_mail.WRITTEN,
    **rhythm_mail.WRITTEN,
}


def _slot_of(message: Message) -> Slot:
    """The time the message is about. Raises NoLetter when what it says holds no longer."""
    rows = Slot.objects.select_related("place", *_BESIDE).filter(meeting__person__erased_at__isnull=True)
    if message.kind in (FILE, OWN_FILE):
        slot = rows.standing().filter(pk=message.about).first()
    else:
        off = CalledOff.objects.filter(pk=message.about).first()
        # Agreed anew, the file of the new time says all there is to say.
        is_anew = off is not None and Slot.objects.standing().filter(meeting=off.meeting_id).exists()
        slot = rows.filter(pk=off.slot_id).first() if off and not is_anew else None
    if slot is None:
        raise NoLetter("no_longer_agreed")
    return slot


def _said(slot: Slot, zone: str, *, is_off: bool) -> list[str]:
    """What happened, and when and where it is, on the reader's own clock, which is named."""
    if is_off:
        return [_("Our conversation is off:"), when_said(slot.starts_at, zone)]
    if sequence_of(slot.meeting_id) > 0:
        return [_("Our conversation has another time or place now:"), slot_said(slot, zone)]
    return [_("This is what we agreed on:"), slot_said(slot, zone)]
