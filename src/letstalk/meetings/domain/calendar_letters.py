"""A letter with a calendar file in it: its words on the reader's own clock, and how it goes to the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from letstalk.accounts.models import User
from letstalk.kit import clock, days
from letstalk.meetings.calendar import Mailbox, Shown, cancel, own_request, request
from letstalk.meetings.models import Meeting, Slot
from letstalk.meetings.queries import said_in_calendars
from letstalk.outbox.domain import messages as outbox
from letstalk.outbox.models import Message
from letstalk.outbox.words import Channel
from letstalk.people.models import Relationship
from letstalk.people.queries import best_way, may_reach
from letstalk.people.words import Purpose, WayKind

FILE_NAME = "our-conversation.ics"
OWN_NAME = "Let's Talk"


@dataclass(frozen=True)
class Letter:
    """What goes to one address, with its calendar file."""

    address: str
    subject: str
    body: str
    file: str
    method: str
    sender_name: str = OWN_NAME
    reply_to: str = ""


class NoLetter(Exception):
    """Why a planned message is taken back: a code for the journal."""


def plan_letter(
    *, kind: str, about: UUID, recipient: UUID, relationship: Relationship, useless_after: datetime | None, at: datetime
) -> Message:
    """To the person in their organizer's name, to a user in that of this installation."""
    is_to_person = recipient == relationship.person_id
    return outbox.plan(
        kind=kind,
        about=about,
        recipient=recipient,
        by=relationship.organizer_id if is_to_person else None,
        chapter_id=relationship.chapter_id,
        channel=Channel.EMAIL,
        due_at=at,
        useless_after=useless_after,
        at=at,
    )


def why_not(relationship: Relationship, *, is_farewell: bool = False, at: datetime) -> str:
    """Why nothing goes to the person by itself: a calendar file needs their yes to reminders by email (b.6).

    is_farewell: it only takes away what will not be, which is owed also when the two part.
    """
    reach = may_reach(relationship.person, Purpose.REMINDERS, Channel.EMAIL, at=at)
    if relationship.until is not None and not is_farewell:
        return reach.why or "no_way"
    return "" if reach.may else reach.why


def hand_over(message: Message, letter: Letter, *, at: datetime) -> None:
    mime = f"text/calendar; method={letter.method}; charset=utf-8"
    outbox.release(
        message,
        address=letter.address,
        subject=letter.subject,
        body=letter.body,
        sender_name=letter.sender_name,
        reply_to=letter.reply_to,
        attachments=[outbox.Attachment(name=FILE_NAME, mime=mime, text=letter.file)],
        at=at,
    )


def as_person_reads(relationship: Relationship) -> translation.override:
    return translation.override(relationship.person.language or relationship.chapter.language)


def as_user_reads(user: User, relationship: Relationship) -> translation.override:
    return translation.override(user.language or relationship.chapter.language)


def to_person(
    relationship: Relationship, shown: Shown, lines: Sequence[str], *, is_off: bool, sender: str, at: datetime
) -> Letter:
    """Raises NoLetter without an address."""
    person, organizer = relationship.person, relationship.organizer
    way = best_way(person, WayKind.EMAIL)
    if way is None:
        raise NoLetter("no_way")
    me = Mailbox(settings.LETSTALK_REPLIES_TO or organizer.email, organizer.name)
    file = (cancel if is_off else request)(
        shown, organizer=me, attendee=Mailbox(way.value, person.name), sent_by=sender, at=at
    )
    greeting = _("Dear %(name)s,") % {"name": person.first_name}
    goodbye = (
        _("If this comes as a surprise, just answer this mail.")
        if is_off
        else _("Open the file and it is in your calendar. If the time does not suit you any more, just answer.")
    )
    return Letter(
        address=way.value,
        subject=said_in_calendars(relationship),
        body="\n\n".join([greeting, *filter(None, lines), goodbye, organizer.first_name or organizer.name]),
        file=file,
        method="CANCEL" if is_off else "REQUEST",
        sender_name=organizer.name,
        reply_to=organizer.email,
    )


def to_user(user: User, shown: Shown, lines: Sequence[str], *, is_off: bool, sender: str, at: datetime) -> Letter:
    """To whoever organizes: it comes from this installation, and names nobody."""
    me = Mailbox(user.email, user.name)
    if is_off:
        file = cancel(shown, organizer=Mailbox(sender), attendee=me, at=at)
    else:
        file = own_request(shown, organizer=me, sent_by=sender, at=at)
    return Letter(user.email, _("1:1"), "\n\n".join(filter(None, lines)), file, "CANCEL" if is_off else "REQUEST")


def when_said(starts_at: datetime, zone: str) -> str:
    """On the reader's own clock, which is named."""
    here = clock.local(starts_at, zone)
    return _("%(day)s, %(time)s (%(place)s time)") % {
        "day": date_format(here.date(), "l j F"),
        "time": f"{here:%H:%M}",
        "place": days.place_of_zone(zone),
    }


def slot_said(slot: Slot, zone: str) -> str:
    """When, how long and where."""
    length = ngettext("%(minutes)d minute", "%(minutes)d minutes", slot.minutes) % {"minutes": slot.minutes}
    where = _("Where: %(place)s") % {"place": slot.where} if slot.where else str(slot.get_mode_display())
    return "\n".join([when_said(slot.starts_at, zone), length, where])


def page_said(meeting: Meeting) -> str:
    return settings.LETSTALK_URL + meeting.desk_url
