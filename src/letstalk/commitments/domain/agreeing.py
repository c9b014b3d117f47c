"""From a yes to a firm commitment, and from one agreement to the next (b.2)."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.commitments.domain.outcomes import append_outcome, lock, require_open
from letstalk.commitments.models import AskMade, Commitment, Firmed, Reconfirmed, SetUp, Step, is_agreed
from letstalk.commitments.validators import Terms, check_terms
from letstalk.commitments.words import Answer, OutcomeKind
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.meetings.models import Meeting
from letstalk.people.models import Relationship


class NoYes(Refused):
    """A commitment follows from a yes or a counter-offer, and from nothing else."""


class NotFirm(Refused):
    """Only what has a date, a time and a goal can be reconfirmed."""


def agree(
    *,
    relationship: Relationship,
    terms: Terms,
    by: User | None,
    at: datetime,
    meeting: Meeting | None = None,
    ask_made: AskMade | None = None,
    renews: Commitment | None = None,
    id: uuid.UUID | None = None,
) -> Commitment:
    """Write down what the person will do, with whatever of date, time and goal is known (R-016, C-1, C-2).

    Consequences: with all three it is firm, and from when is kept (I-1); journal. The same `id` twice is one.
    Raises NothingWritten beside the fields, NoYes when the ask was not agreed to.
    """
    terms = terms.stripped()
    zone = relationship.chapter.zone
    check_terms(terms, zone=zone)
    if ask_made is not None and not is_agreed(Answer(ask_made.answer)):
        raise NoYes(_("They did not say yes to this, so there is nothing to commit to."))
    with transaction.atomic():
        commitment, is_new = Commitment.objects.get_or_create(
            pk=id or uuid.uuid4(),
            defaults={
                "chapter_id": relationship.chapter_id,
                "relationship": relationship,
                "person_id": relationship.person_id,
                "organizer_id": relationship.organizer_id,
                "meeting": meeting,
                "ask_made": ask_made,
                "renews": renews,
                "what": terms.what,
                "goal": terms.goal,
                "on": terms.on,
                "at": terms.time,
                "zone": zone,
                "place": terms.place,
                "if_then": terms.if_then,
                "agreed_at": at,
            },
        )
        if is_new:
            record("commitment.agreed", about=commitment, by=by, at=at, missing=[str(d) for d in commitment.missing])
            _keep_when_firm(commitment, by=by, at=at)
    return commitment


def fill_in(*, commitment: Commitment, terms: Terms, by: User | None, at: datetime) -> Commitment:
    """Add what was still open: a phone call brings the time (R-017). What was agreed stays as it was.

    To change what was agreed, agree anew (`agree_anew`). Raises AlreadySettled.
    """
    terms = terms.stripped()
    with transaction.atomic():
        commitment = lock(commitment)
        require_open(commitment)
        commitment.goal = commitment.goal or terms.goal
        commitment.on = commitment.on or terms.on
        commitment.at = commitment.at or terms.time
        commitment.place = commitment.place or terms.place
        commitment.if_then = commitment.if_then or terms.if_then
        filled = Terms(commitment.what, commitment.goal, commitment.on, commitment.at, commitment.place)
        check_terms(filled, zone=commitment.zone)
        commitment.save(update_fields=["goal", "on", "at", "place", "if_then"])
        record("commitment.filled_in", about=commitment, by=by, at=at, missing=[str(d) for d in commitment.missing])
        _keep_when_firm(commitment, by=by, at=at)
    return commitment


def agree_anew(*, commitment: Commitment, terms: Terms, by: User | None, at: datetime) -> Commitment:
    """Agree on something in its place: another day, a smaller step. The old one is kept and linked (b.2, C-5).

    What was set up for it, its steps and the number it counts toward go on with the new one. After a miss this is the
    way on. Raises AlreadySettled for one that is done or was let go.
    """
    with transaction.atomic():
        commitment = lock(commitment)
        standing = commitment.standing_outcome
        if standing is None or standing.kind != OutcomeKind.MISSED:
            require_open(commitment)
        append_outcome(commitment, kind=OutcomeKind.RENEGOTIATED, by=by, at=at)
        record("commitment.renegotiated", about=commitment, by=by, at=at)
        renewed = agree(
            relationship=commitment.relationship,
            terms=terms,
            meeting=commitment.meeting,
            renews=commitment,
            by=by,
            at=at,
        )
        _carry_on(commitment, renewed)
    return renewed


def _carry_on(before: Commitment, renewed: Commitment) -> None:
    SetUp.objects.filter(commitment=before).update(commitment=renewed)
    Step.objects.filter(commitment=before).update(commitment=renewed)
    if before.wanted is not None:
        renewed.wanted = before.wanted
        renewed.save(update_fields=["wanted"])


def reconfirm(*, commitment: Commitment, by: User | None, at: datetime) -> Reconfirmed:
    """They said "I'm on it". Saying it twice is once. Raises NotFirm, AlreadySettled."""
    with transaction.atomic():
        commitment = lock(commitment)
        require_open(commitment)
        if not commitment.is_firm:
            raise NotFirm(_("First agree on the day, the time and the goal."))
        reconfirmed, is_new = Reconfirmed.objects.get_or_create(commitment=commitment, defaults={"by": by, "at": at})
        if is_new:
            record("commitment.reconfirmed", about=commitment, by=by, at=at)
    return reconfirmed


def _keep_when_firm(commitment: Commitment, *, by: User | None, at: datetime) -> None:
    if not commitment.is_firm:
        return
    _row, is_new = Firmed.objects.get_or_create(commitment=commitment, defaults={"by": by, "at": at})
    if is_new:
        record("commitment.firm", about=commitment, by=by, at=at)
