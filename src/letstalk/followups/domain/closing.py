"""Closing a one-on-one: proposed when thanked, seen through, deepened and nothing open; the organizer confirms."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.commitments.models import Commitment, Promise
from letstalk.followups import timings
from letstalk.followups.models import FollowUp
from letstalk.kit.refusal import Refused
from letstalk.meetings.domain import hold
from letstalk.meetings.models import Closed, Meeting
from letstalk.meetings.words import State


class StillOpen(Refused):
    """An obligation is neither done nor waived, or something is still open."""


@dataclass(frozen=True)
class Obligations:
    """The three of R-046, and what else is open."""

    thanked: bool
    seen_through: bool
    deepened: bool
    open_commitments: int
    open_promises: int

    @property
    def all_met(self) -> bool:
        met = self.thanked and self.seen_through and self.deepened
        return met and not self.open_commitments and not self.open_promises


def obligations(meeting: Meeting) -> Obligations:
    open_steps = set(FollowUp.objects.open().filter(set__meeting=meeting).values_list("step", flat=True))
    return Obligations(
        thanked=timings.THANK_YOU not in open_steps,
        seen_through=timings.SEE_THROUGH not in open_steps and timings.SETTLE_DETAILS not in open_steps,
        deepened=timings.CHECK_IN not in open_steps,
        open_commitments=Commitment.objects.open().filter(meeting=meeting).count(),
        open_promises=Promise.objects.open().filter(meeting=meeting).count(),
    )


def may_be_closed(meeting: Meeting) -> bool:
    """Whether closing is proposed (b.1)."""
    return meeting.state == State.DEBRIEFED and obligations(meeting).all_met


def close(*, meeting: Meeting, by: User, at: datetime) -> Closed:
    """The organizer confirms that nothing is left. Raises StillOpen with what is."""
    with transaction.atomic():
        now = obligations(meeting)
        if not now.all_met:
            raise StillOpen(_("Before it can be closed: %(left)s.") % {"left": ", ".join(_left(now))})
        return hold.close(meeting=meeting, by=by, at=at)


def _left(now: Obligations) -> list[str]:
    left = []
    if not now.thanked:
        left.append(_("thank them"))
    if not now.seen_through or now.open_commitments:
        left.append(_("see their commitment through"))
    if now.open_promises:
        left.append(_("keep your promise"))
    if not now.deepened:
        left.append(_("check in with them"))
    return left
