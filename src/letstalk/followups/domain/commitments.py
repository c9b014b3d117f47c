"""What happens to a commitment or promise later, with everything that follows from it."""

from datetime import datetime

from django.db import transaction

from letstalk.accounts.models import User
from letstalk.commitments.domain import agreeing, outcomes, promises
from letstalk.commitments.models import Commitment, Outcome, Promise, PromiseOutcome
from letstalk.commitments.validators import Terms
from letstalk.commitments.words import OutcomeKind
from letstalk.followups import timings
from letstalk.followups.domain.debrief import after_agreeing
from letstalk.followups.domain.items import add, settle_about, settle_steps
from letstalk.followups.domain.messages import plan_for_commitment, take_out_of_calendar, withdraw_for_commitment
from letstalk.followups.models import FollowUp, FollowUpSet
from letstalk.people.domain.stages import raise_to
from letstalk.people.models import Relationship
from letstalk.people.words import Stage


def fill_in(*, commitment: Commitment, terms: Terms, by: User | None, at: datetime) -> Commitment:
    """Add what was open. Once firm, the gap is closed and what was agreed goes out anew (R-017, R-053)."""
    with transaction.atomic():
        commitment = agreeing.fill_in(commitment=commitment, terms=terms, by=by, at=at)
        if commitment.is_firm:
            settle_about(about=commitment.pk, steps=(timings.SETTLE_DETAILS,), by=by, at=at)
        withdraw_for_commitment(commitment=commitment, reason="details_changed", at=at)
        plan_for_commitment(commitment=commitment, set=_set_of(commitment), at=at)
    return commitment


def agree_anew(*, commitment: Commitment, terms: Terms, by: User | None, at: datetime) -> Commitment:
    """Something else in its place; nothing about the old one goes out, and the new one is confirmed."""
    with transaction.atomic():
        renewed = agreeing.agree_anew(commitment=commitment, terms=terms, by=by, at=at)
        _forget_about(commitment, reason="agreed_anew", by=by, at=at)
        after_agreeing(commitment=renewed, set=_set_of(renewed), at=at)
        if renewed.on is None:
            take_out_of_calendar(commitment=commitment, at=at)
    return renewed


def record_outcome(*, commitment: Commitment, kind: OutcomeKind, by: User | None, at: datetime) -> Outcome:
    """Done, partly or missed. Doing one thing makes someone participate (b.5); what is settled is seen through."""
    with transaction.atomic():
        outcome = outcomes.record_outcome(commitment=commitment, kind=kind, by=by, at=at)
        _forget_about(commitment, reason="settled", by=by, at=at)
        if kind in (OutcomeKind.DONE, OutcomeKind.PARTLY):
            raise_to(person=commitment.person, chapter=commitment.chapter, stage=Stage.PARTICIPATING, by=by, at=at)
        _see_through(commitment, by=by, at=at)
    return outcome


def correct_outcome(*, commitment: Commitment, kind: OutcomeKind, by: User, at: datetime) -> Outcome:
    return outcomes.correct_outcome(commitment=commitment, kind=kind, by=by, at=at)


def release(*, commitment: Commitment, by: User | None, at: datetime) -> Outcome:
    """Let them go, at once and without a mark (C-3)."""
    with transaction.atomic():
        outcome = outcomes.release(commitment=commitment, by=by, at=at)
        _forget_about(commitment, reason="released", by=by, at=at)
        take_out_of_calendar(commitment=commitment, at=at)
        settle_about(about=commitment.pk, steps=(timings.ORGANIZE,), by=by, at=at, because="released")
        _see_through(commitment, by=by, at=at)
    return outcome


def move_day(*, commitment: Commitment, terms: Terms, at: datetime) -> Commitment:
    """The person chose another day on their own page (C-2); the organizer is told by a follow-up."""
    with transaction.atomic():
        renewed = agree_anew(commitment=commitment, terms=terms, by=None, at=at)
        _tell_organizer(renewed, step=timings.MOVED, words="", at=at)
    return renewed


def ask_for_help(*, commitment: Commitment, words: str, at: datetime) -> FollowUp:
    """The person asked for help on their own page; it is on the organizer's list for tomorrow (R-028)."""
    with transaction.atomic():
        return _tell_organizer(commitment, step=timings.HELP, words=words, at=at)


def keep_promise(*, promise: Promise, by: User, at: datetime) -> PromiseOutcome:
    with transaction.atomic():
        outcome = promises.keep(promise=promise, by=by, at=at)
        _after_promise(promise, by=by, at=at)
    return outcome


def repair_promise(*, promise: Promise, by: User, at: datetime) -> PromiseOutcome:
    with transaction.atomic():
        outcome = promises.repair(promise=promise, by=by, at=at)
        _after_promise(promise, by=by, at=at)
    return outcome


def let_promise_go(*, promise: Promise, by: User | None, at: datetime) -> PromiseOutcome:
    with transaction.atomic():
        outcome = promises.let_go(promise=promise, by=by, at=at)
        _after_promise(promise, by=by, at=at)
    return outcome


def _after_promise(promise: Promise, *, by: User | None, at: datetime) -> None:
    if promise.meeting_id and not Promise.objects.open().filter(meeting_id=promise.meeting_id).exists():
        assert promise.meeting is not None
        settle_steps(meeting=promise.meeting, steps=(timings.KEEP_PROMISES,), by=by, at=at)


def _see_through(commitment: Commitment, *, by: User | None, at: datetime) -> None:
    if commitment.meeting_id and not Commitment.objects.open().filter(meeting_id=commitment.meeting_id).exists():
        assert commitment.meeting is not None
        settle_steps(meeting=commitment.meeting, steps=(timings.SEE_THROUGH,), by=by, at=at)


def _forget_about(commitment: Commitment, *, reason: str, by: User | None, at: datetime) -> None:
    withdraw_for_commitment(commitment=commitment, reason=reason, at=at)
    steps = (timings.SETTLE_DETAILS, timings.REMIND_EARLY, timings.REMIND, timings.CONFIRM)
    settle_about(about=commitment.pk, steps=steps, by=by, at=at, because=reason.replace("_", " "))


def _set_of(commitment: Commitment) -> FollowUpSet | None:
    return FollowUpSet.objects.filter(meeting_id=commitment.meeting_id).first() if commitment.meeting_id else None


def _tell_organizer(commitment: Commitment, *, step: str, words: str, at: datetime) -> FollowUp:
    relationship: Relationship = commitment.relationship
    open_now = FollowUp.objects.open().filter(relationship=relationship, step=step, about=commitment.pk).first()
    if open_now is not None:
        return open_now
    return add(
        relationship=relationship,
        step=step,
        about=commitment.pk,
        words=words,
        due_at=at + timings.after(24),
        planned_at=at,
        at=at,
    )
