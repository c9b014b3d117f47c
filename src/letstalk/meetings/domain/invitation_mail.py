"""An invitation that goes out by mail: the organizer's words, and the link by which it is answered (R-022)."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from letstalk.meetings.domain.links import answer_address
from letstalk.meetings.domain.offer import standing_offer
from letstalk.meetings.models import Invitation, OfferedTime
from letstalk.outbox.domain import messages as outbox
from letstalk.outbox.models import Message
from letstalk.outbox.queries import current_route, due
from letstalk.outbox.words import Channel
from letstalk.people.queries import best_way, may_reach
from letstalk.people.words import Purpose, WayKind

INVITATION = "meetings.invitation"
AT_ONCE = 200


def mail_invitation(*, invitation: Invitation, at: datetime) -> Message:
    """Put an invitation on its way, written and approved by its organizer (b.6); callers hold the transaction.

    Of no use any more once the last of its times is over.
    """
    meeting = invitation.meeting
    last = OfferedTime.objects.filter(offer__invitation=invitation).order_by("-starts_at").first()
    return outbox.plan(
        kind=INVITATION,
        about=invitation.pk,
        recipient=meeting.person_id,
        by=meeting.organizer_id,
        chapter_id=meeting.chapter_id,
        channel=Channel.EMAIL,
        due_at=at,
        useless_after=last.starts_at if last else None,
        at=at,
    )


def release_invitations(*, at: datetime) -> int:
    """Each due one is looked at anew and let go, or taken back; how many were looked at."""
    if current_route() is None:
        return 0
    rows = list(due(INVITATION, at=at)[:AT_ONCE])
    for message in rows:
        with transaction.atomic():
            _release(message, at=at)
    return len(rows)


def _release(message: Message, *, at: datetime) -> None:
    related = Invitation.objects.select_related("meeting__person", "meeting__organizer", "meeting__chapter")
    invitation = related.filter(pk=message.about).first()
    if invitation is None or not _still_waits(invitation):
        outbox.withdraw(message, reason="answered", at=at)
        return
    meeting = invitation.meeting
    reach = may_reach(meeting.person, Purpose.PERSONAL, Channel.EMAIL, at=at)
    way = best_way(meeting.person, WayKind.EMAIL)
    if not reach.may or way is None or meeting.relationship.until is not None:
        outbox.withdraw(message, reason=reach.why or "no_way", at=at)
        return
    with translation.override(meeting.person.language or meeting.chapter.language):
        organizer = meeting.organizer
        outbox.release(
            message,
            address=way.value,
            subject=_("Our conversation"),
            body="\n\n".join([invitation.words, answer_address(meeting, at=at), organizer.first_name]),
            sender_name=organizer.name,
            reply_to=organizer.email,
            at=at,
        )


def _still_waits(invitation: Invitation) -> bool:
    offer = standing_offer(invitation.meeting)
    return offer is not None and offer.invitation_id == invitation.pk and invitation.meeting.person.erased_at is None
