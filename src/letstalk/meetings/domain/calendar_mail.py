"""Calendar files that go out by themselves: when a time is agreed or moved, and when it is called off (R-022)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from letstalk.kit import clock, days
from letstalk.meetings.calendar import Entry, Mailbox, cancel, own_request, request
from letstalk.meetings.models import CalledOff, Slot
from letstalk.meetings.queries import entry_of, sequence_of
from letstalk.outbox.domain import messages as outbox
from letstalk.outbox.models import Message
from letstalk.outbox.queries import current_route, due
from letstalk.outbox.words import Channel, State
from letstalk.people.queries import best_way, may_reach, zone_of
from letstalk.people.words import Purpose, WayKind

KINDS = "meetings.calendar."
FILE = "meetings.calendar.file"
OWN_FILE = "meetings.calendar.own_file"
OFF = "meetings.calendar.off"
OWN_OFF = "meetings.calendar.own_off"
# What is older was agreed before there were files, or by an installation that was off for a day: too late to matter.
NEW_FOR = timedelta(days=1)
AT_ONCE = 200
FILE_NAME = "our-conversation.ics"


@dataclass(frozen=True)
class Letter:
    """What goes to one address, with its calendar file."""

    address: str
    subject: str
    body: str
    file: str
    method: str


def plan_files(*, at: datetime) -> int:
    """A message for each new time and each calling off, to both sides; how many were planned.

    To the person only where they said yes to reminders by email (b.6): a calendar file is one of those. Without that
    yes the message is taken back at once, and the organizer tells them by hand.
    """
    agreed = Slot.objects.standing().filter(at__gt=at - NEW_FOR, starts_at__gt=at).select_related(*_NEEDED)
    off = CalledOff.objects.filter(at__gt=at - NEW_FOR, slot__starts_at__gt=at).select_related(*_NEEDED)
    return (
        sum(_plan_for_person(FILE, slot, slot, at=at) for slot in _without(agreed, FILE))
        + sum(_plan_for_organizer(OWN_FILE, slot, slot, at=at) for slot in _without(agreed, OWN_FILE))
        + sum(_plan_for_person(OFF, one, one.slot, at=at) for one in _without(_told(off, FILE), OFF))
        + sum(_plan_for_organizer(OWN_OFF, one, one.slot, at=at) for one in _without(_told(off, OWN_FILE), OWN_OFF))
    )


_NEEDED = ("meeting__person__chapter", "meeting__organizer", "meeting__chapter")


def _without(rows: QuerySet, kind: str) -> list:
    """Those nobody planned this kind of message about yet."""
    planned = Message.objects.filter(kind=kind, about=OuterRef("pk"))
    return list(rows.filter(~Exists(planned)).order_by("at", "pk")[:AT_ONCE])


def _told(off: QuerySet, kind: str) -> QuerySet:
    """Those whose calendar may have some time of that one-on-one in it."""
    earlier = Slot.objects.filter(meeting=OuterRef(OuterRef("meeting"))).values("pk")
    out = Message.objects.filter(kind=kind, about__in=earlier, state__in=[State.SENDING, State.SENT, State.UNSURE])
    return off.filter(Exists(out))


def _plan_for_person(kind: str, about: Slot | CalledOff, slot: Slot, *, at: datetime) -> int:
    meeting = slot.meeting
    reach = may_reach(meeting.person, Purpose.REMINDERS, Channel.EMAIL, at=at)
    with transaction.atomic():
        message = outbox.plan(
            kind=kind,
            about=about.pk,
            recipient=meeting.person_id,
            by=meeting.organizer_id,
            chapter_id=meeting.chapter_id,
            channel=Channel.EMAIL,
            due_at=at,
            useless_after=slot.starts_at,
            at=at,
        )
        if not reach.may:
            outbox.withdraw(message, reason=reach.why, at=at)
    return int(reach.may)


def _plan_for_organizer(kind: str, about: Slot | CalledOff, slot: Slot, *, at: datetime) -> int:
    meeting = slot.meeting
    outbox.plan(
        kind=kind,
        about=about.pk,
        recipient=meeting.organizer_id,
        by=None,
        chapter_id=meeting.chapter_id,
        channel=Channel.EMAIL,
        due_at=at,
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
            _release(message, sender=route.sender, at=at)
    return len(rows)


def _release(message: Message, *, sender: str, at: datetime) -> None:
    slot = _slot_of(message)
    if slot is None or slot.meeting.person.erased_at is not None:
        outbox.withdraw(message, reason="no_longer_agreed", at=at)
        return
    to_person = message.kind in (FILE, OFF)
    reach = may_reach(slot.meeting.person, Purpose.REMINDERS, Channel.EMAIL, at=at)
    if to_person and (not reach.may or slot.meeting.relationship.until is not None):
        outbox.withdraw(message, reason=reach.why or "no_way", at=at)
        return
    letter = (
        _to_person(message.kind, slot, sender, at=at) if to_person else _to_organizer(message.kind, slot, sender, at)
    )
    if letter is None:
        outbox.withdraw(message, reason="no_way", at=at)
        return
    organizer = slot.meeting.organizer
    outbox.release(
        message,
        address=letter.address,
        subject=letter.subject,
        body=letter.body,
        sender_name=organizer.name if to_person else "Let's Talk",
        reply_to=organizer.email if to_person else "",
        attachments=[
            outbox.Attachment(
                name=FILE_NAME, mime=f"text/calendar; method={letter.method}; charset=utf-8", text=letter.file
            )
        ],
        at=at,
    )


def _slot_of(message: Message) -> Slot | None:
    """The time the message is about, while what it says still holds."""
    rows = Slot.objects.select_related("place", "meeting__relationship", *_NEEDED)
    if message.kind in (FILE, OWN_FILE):
        return rows.standing().filter(pk=message.about).first()
    off = CalledOff.objects.filter(pk=message.about).first()
    if off is None or Slot.objects.standing().filter(meeting=off.meeting_id).exists():
        return None  # Agreed anew: the file of the new time says all there is to say.
    return rows.filter(pk=off.slot_id).first()


def _to_person(kind: str, slot: Slot, sender: str, *, at: datetime) -> Letter | None:
    person, organizer = slot.meeting.person, slot.meeting.organizer
    way = best_way(person, WayKind.EMAIL)
    if way is None:
        return None
    with translation.override(person.language or slot.meeting.chapter.language):
        entry = entry_of(slot)
        is_off = kind == OFF
        file = (cancel if is_off else request)(
            entry,
            organizer=Mailbox(settings.LETSTALK_REPLIES_TO or organizer.email, organizer.name),
            attendee=Mailbox(way.value, person.name),
            sent_by=sender,
            at=at,
        )
        lines = [_("Dear %(name)s,") % {"name": person.first_name}, *_said(slot, entry, zone_of(person), is_off=is_off)]
        lines.append(
            _("If this comes as a surprise, just answer this mail.")
            if is_off
            else _("Open the file and it is in your calendar. If the time does not suit you any more, just answer.")
        )
        lines.append(organizer.first_name or organizer.name)
        return Letter(way.value, _("Our conversation"), "\n\n".join(lines), file, "CANCEL" if is_off else "REQUEST")


def _to_organizer(kind: str, slot: Slot, sender: str, at: datetime) -> Letter:
    organizer = slot.meeting.organizer
    me = Mailbox(organizer.email, organizer.name)
    with translation.override(organizer.language or slot.meeting.chapter.language):
        entry = entry_of(slot, summary=_("1:1"))
        is_off = kind == OWN_OFF
        if is_off:
            file = cancel(entry, organizer=Mailbox(sender), attendee=me, at=at)
        else:
            file = own_request(entry, organizer=me, sent_by=sender, at=at)
        lines = [
            *_said(slot, entry, organizer.zone or slot.meeting.chapter.zone, is_off=is_off),
            settings.LETSTALK_URL + slot.meeting.desk_url,
        ]
        return Letter(organizer.email, _("1:1"), "\n\n".join(lines), file, "CANCEL" if is_off else "REQUEST")


def _said(slot: Slot, entry: Entry, zone: str, *, is_off: bool) -> list[str]:
    """What happened, and when and where it is, on the reader's own clock, which is named."""
    if is_off:
        opening = _("Our conversation is off:")
    elif sequence_of(slot.meeting_id) > 0:
        opening = _("Our conversation has another time or place now:")
    else:
        opening = _("This is what we agreed on:")
    here = clock.local(slot.starts_at, zone)
    when = _("%(day)s, %(time)s (%(place)s time)") % {
        "day": date_format(here.date(), "l j F"),
        "time": f"{here:%H:%M}",
        "place": days.place_of_zone(zone),
    }
    length = ngettext("%(minutes)d minute", "%(minutes)d minutes", slot.minutes) % {"minutes": slot.minutes}
    where = _("Where: %(place)s") % {"place": entry.where} if entry.where else str(slot.get_mode_display())
    return [opening, "\n".join([when] if is_off else [when, length, where])]
