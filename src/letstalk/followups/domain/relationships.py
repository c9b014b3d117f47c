"""What this room does when one relationship takes over from another."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from letstalk.accounts.models import User
from letstalk.commitments.models import Commitment
from letstalk.followups import timings
from letstalk.followups.domain.handovers import take_back
from letstalk.followups.domain.items import waive
from letstalk.followups.domain.messages import plan_for_commitment, withdraw_for_commitment
from letstalk.followups.handover_facts import open_handover
from letstalk.followups.models import Contact, FollowUp, FollowUpSet, Handover, IntroductionSide, Rest
from letstalk.people.models import Relationship


def join(*, from_: Relationship, to: Relationship, at: datetime) -> None:
    """Hang every contact and follow-up of a relationship on the other, when the two turn out to be one."""
    Contact.objects.filter(relationship=from_).update(relationship=to)
    FollowUp.objects.filter(relationship=from_).update(relationship=to)
    if Rest.objects.filter(relationship=to, ended_at__isnull=True).exists():
        Rest.objects.filter(relationship=from_, ended_at__isnull=True).update(ended_at=F("at"))
    Rest.objects.filter(relationship=from_).update(relationship=to)
    IntroductionSide.objects.filter(relationship=from_).update(relationship=to)
    if open_handover(to) is not None and (other := open_handover(from_)) is not None:
        take_back(handover=other, by=None, at=at)
    Handover.objects.filter(relationship=from_).update(relationship=to)


def hand_over(
    *, from_: Relationship, to: Relationship, commitments: Iterable[Commitment], by: User | None, at: datetime
) -> None:
    """Open follow-ups go on with the new organizer, and what goes out about these commitments goes out as theirs.

    Those the first organizer thought of themselves end here: their words are notes, and notes never move. So do those
    about a one-on-one of the two, which stays the first organizer's. Callers hold a transaction.
    """
    items = FollowUp.objects.open().filter(relationship=from_)
    staying = [timings.CUSTOM, timings.RECONFIRM, timings.REBOOK]
    for item in items.filter(step__in=staying):
        waive(item=item, because="handed over", by=by, at=at)
    moving = items.exclude(step__in=staying).values_list("pk", flat=True)
    FollowUp.objects.filter(pk__in=list(moving)).update(relationship=to, organizer=to.organizer_id)
    for commitment in commitments:
        if withdraw_for_commitment(commitment=commitment, reason="handed_over", at=at):
            made = FollowUpSet.objects.filter(meeting=commitment.meeting_id).first()
            plan_for_commitment(commitment=commitment, set=made, at=at)
