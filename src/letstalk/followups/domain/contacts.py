"""Every real contact, by any way: it resets the rhythm and closes what it satisfies (R-048, R-060, R-061)."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.followups import timings
from letstalk.followups.domain.items import do
from letstalk.followups.models import Contact, FollowUp, FollowUpResult
from letstalk.followups.words import Channel, ContactKind, ResultKind
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.meetings.models import Meeting
from letstalk.outbox.domain.by_hand import take_back_sent
from letstalk.outbox.models import Message
from letstalk.people.models import Relationship


class ReallyWas(Refused):
    """It is known from something else that they were in touch: a one-on-one, or a message that went out."""


SATISFIES: dict[str, tuple[str, ...]] = {
    ContactKind.THANKS: (timings.THANK_YOU,),
    ContactKind.NON_ASK: (timings.CHECK_IN, timings.BEYOND_TEAM),
    ContactKind.REMINDER: (timings.REMIND_EARLY, timings.REMIND, timings.CONFIRM, timings.RECONFIRM),
    ContactKind.MEETING: (timings.CHECK_IN,),
    ContactKind.ASK: (),
}

# The row of a message that an organizer sent by hand about a follow-up.
SENT_BY_HAND = "followups.by_hand"


def log_contact(
    *,
    relationship: Relationship,
    channel: Channel,
    kind: ContactKind,
    by: User | None,
    at: datetime,
    happened_at: datetime | None = None,
    words: str = "",
    next_time: str = "",
    meeting: Meeting | None = None,
    id: uuid.UUID | None = None,
) -> Contact:
    """Log that the two were in touch. The same `id` twice is one contact.

    next_time: something small and social to ask about when they speak again (R-063).

    Consequences: open follow-ups with this person that it satisfies and that are due by now, or within the next
    week for a talk, are done; journal.
    """
    with transaction.atomic():
        contact, is_new = Contact.objects.get_or_create(
            pk=id or uuid.uuid4(),
            defaults={
                "chapter_id": relationship.chapter_id,
                "relationship": relationship,
                "person_id": relationship.person_id,
                "organizer_id": relationship.organizer_id,
                "channel": channel,
                "kind": kind,
                "meeting": meeting,
                "words": words.strip(),
                "next_time": next_time.strip(),
                "at": happened_at or at,
            },
        )
        if is_new:
            record("contact.logged", about=contact, by=by, at=at, channel=channel, kind=kind)
            _settle_satisfied(contact, by=by, at=at)
    return contact


def take_back_contact(*, contact: Contact, by: User, at: datetime) -> None:
    """It was logged by mistake: the contact goes, and what it had done is open again. Taken back twice is once.

    Raises ReallyWas for a one-on-one, which is taken back there, and for a message that went out from here.
    """
    if contact.kind == ContactKind.MEETING or Message.objects.filter(pk=contact.pk).exists():
        raise ReallyWas(_("This stands because it took place or went out from here; it cannot be taken back alone."))
    with transaction.atomic():
        done = FollowUpResult.objects.filter(contact=contact.pk, kind=ResultKind.DONE)
        for result in done.select_related("follow_up"):
            take_back_sent(kind=SENT_BY_HAND, about=result.follow_up_id, by=by, at=at)
            record("followup.open_again", about=result.follow_up, by=by, at=at, step=result.follow_up.step)
        done.delete()
        if Contact.objects.filter(pk=contact.pk).delete()[0]:
            record("contact.taken_back", about=contact, by=by, at=at)


def _settle_satisfied(contact: Contact, *, by: User | None, at: datetime) -> None:
    steps = SATISFIES[contact.kind]
    rows = FollowUp.objects.open().filter(relationship=contact.relationship, step__in=steps)
    # A check-in weeks ahead is not done by a call today: it is the next one that the rhythm asks for.
    rows = rows.exclude(step__in=(timings.CHECK_IN, timings.BEYOND_TEAM), due_at__gt=contact.at + timings.after(7 * 24))
    # The early reminder is not the one of the day before.
    rows = rows.exclude(step=timings.REMIND, due_at__gt=contact.at + timings.after(2 * 24))
    if contact.meeting_id and contact.kind == ContactKind.MEETING:
        rows = rows.exclude(set__meeting_id=contact.meeting_id)
    for item in rows:
        do(item=item, by=by, at=at, contact=contact)
