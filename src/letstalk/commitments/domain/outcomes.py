"""What became of a commitment: appended, exactly one standing (b.2, C-3, C-5)."""

from datetime import datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.commitments.models import Commitment, Outcome
from letstalk.commitments.words import OutcomeKind
from letstalk.journal.models import record
from letstalk.kit import clock
from letstalk.kit.refusal import Refused

WHAT_HAPPENED = {OutcomeKind.DONE, OutcomeKind.PARTLY, OutcomeKind.MISSED}


class AlreadySettled(Refused):
    """An outcome stands; a phone that was offline may be hours behind, and its owner is told."""


class StillAhead(Refused):
    """It cannot be missed before its time."""


class AgreedAnew(Refused):
    """Something else was agreed in its place, so the outcome belongs there."""


def record_outcome(*, commitment: Commitment, kind: OutcomeKind, by: User | None, at: datetime) -> Outcome:
    """Done, partly done or missed; *missed* is not a verdict (C-5). `by` is None when the person said so.

    Raises AlreadySettled, or StillAhead for a miss before the day.
    """
    with transaction.atomic():
        commitment = lock(commitment)
        require_open(commitment)
        if kind == OutcomeKind.MISSED and commitment.due_at is not None and at < commitment.due_at:
            raise StillAhead(_("Its time has not come yet. If it will not happen, let it go or agree on another day."))
        outcome = append_outcome(commitment, kind=kind, by=by, at=at)
        record(f"commitment.{kind}", about=commitment, by=by, at=at)
    return outcome


def correct_outcome(*, commitment: Commitment, kind: OutcomeKind, by: User, at: datetime) -> Outcome:
    """What was recorded was wrong; the earlier outcome stays as superseded. Raises AgreedAnew."""
    with transaction.atomic():
        commitment = lock(commitment)
        standing = commitment.standing_outcome
        if standing is not None and standing.kind == OutcomeKind.RENEGOTIATED:
            raise AgreedAnew(_("Something else was agreed in its place. Record the outcome there."))
        outcome = append_outcome(commitment, kind=kind, by=by, at=at)
        record("commitment.corrected", about=commitment, by=by, at=at, kind=kind)
    return outcome


def release(*, commitment: Commitment, by: User | None, at: datetime) -> Outcome:
    """Let them go: always possible while it is open, without a reason and without a mark (C-3).

    Letting go twice is once. Raises AlreadySettled when it was already done.
    """
    with transaction.atomic():
        commitment = lock(commitment)
        standing = commitment.standing_outcome
        if standing is not None and standing.kind == OutcomeKind.RELEASED:
            return standing
        require_open(commitment)
        outcome = append_outcome(commitment, kind=OutcomeKind.RELEASED, by=by, at=at)
        record("commitment.released", about=commitment, by=by, at=at)
    return outcome


def lock(commitment: Commitment) -> Commitment:
    rows = Commitment.objects.select_for_update(of=("self",))
    return rows.select_related("relationship__chapter", "person").get(pk=commitment.pk)


def require_open(commitment: Commitment) -> None:
    standing = Outcome.objects.standing().select_related("by").filter(commitment=commitment).first()
    if standing is None:
        return
    day = date_format(clock.local(standing.at, commitment.zone), "j F")
    who = standing.by.name if standing.by and standing.by.name else commitment.person.first_name
    raise AlreadySettled(
        _("This commitment was already marked “%(outcome)s” by %(who)s on %(day)s.")
        % {"outcome": standing.get_kind_display(), "who": who, "day": day}
    )


def append_outcome(commitment: Commitment, *, kind: OutcomeKind, by: User | None, at: datetime) -> Outcome:
    """The new standing outcome; whatever stood is superseded. Callers hold the row and the transaction."""
    Outcome.objects.standing().filter(commitment=commitment).update(superseded_at=at)
    return Outcome.objects.create(commitment=commitment, kind=kind, by=by, at=at)
