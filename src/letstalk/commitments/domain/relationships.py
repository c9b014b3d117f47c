"""What this room does when one relationship takes over from another."""

from datetime import datetime

from letstalk.accounts.models import User
from letstalk.commitments.models import Commitment, Promise
from letstalk.journal.models import record
from letstalk.people.models import Relationship


def join(*, from_: Relationship, to: Relationship) -> None:
    """Hang every commitment and promise of a relationship on the other, when the two turn out to be one."""
    Commitment.objects.filter(relationship=from_).update(relationship=to)
    Promise.objects.filter(relationship=from_).update(relationship=to)


def hand_over(*, from_: Relationship, to: Relationship, by: User | None, at: datetime) -> list[Commitment]:
    """Open commitments and promises go on with the new organizer; what is settled stays (P-4).

    A promise stays with whoever accepted it, which may be a third organizer; none is the first one's any more, which
    callers see to, in a transaction. Returns the commitments.
    """
    moving = list(Commitment.objects.open().filter(relationship=from_).order_by("agreed_at", "pk"))
    for commitment in moving:
        commitment.relationship, commitment.organizer_id = to, to.organizer_id
        commitment.save(update_fields=["relationship", "organizer"])
        record("commitment.handed_over", about=commitment, by=by, at=at, to=to.organizer_id)
    accepted = Promise.objects.open().filter(relationship=from_).exclude(organizer=from_.organizer_id)
    Promise.objects.filter(pk__in=list(accepted.values_list("pk", flat=True))).update(relationship=to)
    return moving
