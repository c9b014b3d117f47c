"""Asking someone to meet, and hearing no or nothing (b.1)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.meetings.domain.moves import OPEN_AGAIN, lock, require, require_current
from letstalk.meetings.models import Invitation, InvitationReply, Meeting
from letstalk.meetings.words import Reply, State
from letstalk.outbox.words import Channel


class NothingToAnswer(Refused):
    """No invitation is waiting for an answer."""


def invite(*, meeting: Meeting, channel: Channel, words: str, by: User, at: datetime) -> Invitation:
    """Log that a request to meet went out, with its purpose and that there will be an ask, if so (R-023).

    Raises WrongMoment while a time is agreed or once it was held.
    """
    with transaction.atomic():
        meeting = lock(meeting)
        require_current(meeting)
        require(meeting, OPEN_AGAIN, _("There is nothing to invite to."))
        invitation = Invitation.objects.create(
            meeting=meeting, channel=channel, words=words.strip(), tells_of_ask=bool(meeting.asks), by=by, at=at
        )
        record("meeting.invited", about=meeting, by=by, at=at, channel=channel, tells_of_ask=bool(meeting.asks))
    return invitation


def hear_no(*, meeting: Meeting, answer: Reply, by: User | None, at: datetime) -> InvitationReply:
    """They said not now, or never answered. Raises NothingToAnswer when no invitation is open."""
    with transaction.atomic():
        meeting = lock(meeting)
        require(meeting, {State.INVITED}, _("No invitation is waiting for an answer."))
        invitation = Invitation.objects.filter(meeting=meeting).order_by("-at", "pk").first()
        if invitation is None:
            raise NothingToAnswer(_("No invitation is waiting for an answer."))
        reply = InvitationReply.objects.create(invitation=invitation, answer=answer, at=at)
        record("meeting.invitation_answered", about=meeting, by=by, at=at, answer=answer)
    return reply
