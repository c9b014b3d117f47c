"""Reads about commitments and promises: was it successful, what is open, what stops a new ask."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from letstalk.campaigns.models import Ask
from letstalk.campaigns.words import NextStep, SetUpKind
from letstalk.commitments.models import (
    AskMade,
    Commitment,
    Counted,
    Firmed,
    Outcome,
    Promise,
    PromiseHandover,
    SetUp,
    Step,
)
from letstalk.commitments.rooms import BEGUN_WITH
from letstalk.commitments.words import AGREED, Answer, OutcomeKind
from letstalk.guides.words import SuccessRule
from letstalk.kit.statements import worked_out_once
from letstalk.meetings.models import Debriefed, Held, Meeting, Slot
from letstalk.people.models import Person

OPEN_COMMITMENTS_AT_MOST = 2
MISSES_BEFORE_A_REST = 2


class MeetingOutcome(models.TextChoices):
    """What a held one-on-one came to (b.1); computed, never typed in (R-016)."""

    SUCCESSFUL = "successful", _("Successful")
    DETAILS_MISSING = "details_missing", _("Yes, details missing")
    RELATIONSHIP_ONLY = "relationship_only", _("Relationship only, no ask made")
    NOT_NOW = "not_now", _("Not now")
    DECLINED = "declined", _("Declined")
    UNKNOWN = "unknown", _("Not written up yet")


def with_outcome(meetings: QuerySet[Meeting]) -> Any:
    """Each meeting with `outcome_now`: a MeetingOutcome code, or None while it is not held.

    R-016, I-1: successful = held, and some commitment made in it has date, time and goal, whenever the last of them
    came. A commitment missed later changes nothing (I-2). An agenda with the other rule asks for a next time (I-6).
    """
    here = {"meeting": OuterRef("pk")}
    next_time = Exists(Slot.objects.filter(meeting__grew_from=OuterRef("pk")))
    held = Exists(Held.objects.standing().filter(**here))
    return meetings.annotate(
        outcome_now=Case(
            When(~held, then=Value(None)),
            When(Q(success_rule=SuccessRule.CONTINUE) & next_time, then=Value(MeetingOutcome.SUCCESSFUL)),
            When(
                Q(success_rule=SuccessRule.COMMITMENT) & Exists(Commitment.objects.firm().filter(**here)),
                then=Value(MeetingOutcome.SUCCESSFUL),
            ),
            When(Exists(Commitment.objects.filter(**here)), then=Value(MeetingOutcome.DETAILS_MISSING)),
            When(_answered(Answer.YES, Answer.COUNTER_OFFER), then=Value(MeetingOutcome.DETAILS_MISSING)),
            When(_answered(Answer.NOT_NOW), then=Value(MeetingOutcome.NOT_NOW)),
            When(_answered(Answer.NO), then=Value(MeetingOutcome.DECLINED)),
            When(~Exists(Debriefed.objects.filter(**here)), then=Value(MeetingOutcome.UNKNOWN)),
            default=Value(MeetingOutcome.RELATIONSHIP_ONLY),
            output_field=models.CharField(null=True),
        )
    )


def outcome_of(meeting: Meeting) -> MeetingOutcome | None:
    [code] = _outcomes(meetings=[meeting.pk])
    return MeetingOutcome(code) if code else None


@worked_out_once
def _outcomes(*, meetings: list[UUID]) -> QuerySet[Meeting, Any]:
    rows = with_outcome(Meeting.objects.filter(pk__in=meetings))
    return rows.order_by("pk").values_list("outcome_now", flat=True)


def is_successful(meeting: Meeting) -> bool:
    return outcome_of(meeting) == MeetingOutcome.SUCCESSFUL


def was_closed_in_the_room(meeting: Meeting) -> bool:
    """M9's second figure: firm by the time it was written up, not by a call later (I-1)."""
    debriefed = Debriefed.objects.filter(meeting=meeting).first()
    if debriefed is None:
        return False
    return Firmed.objects.filter(commitment__meeting=meeting, at__lte=debriefed.at).exists()


@dataclass(frozen=True)
class Hold:
    """Why no ask is suggested to this person right now; recording one is never refused (C-8, P-2, R-057)."""

    late_promises: int
    open_commitments: int

    @property
    def stops_suggestions(self) -> bool:
        return self.late_promises > 0 or self.open_commitments >= OPEN_COMMITMENTS_AT_MOST


def hold_on_asks(person: Person, *, organizer_id: UUID, today: date) -> Hold:
    return Hold(
        late_promises=Promise.objects.late(today).filter(person=person, organizer_id=organizer_id).count(),
        open_commitments=Commitment.objects.open().filter(person=person, organizer_id=organizer_id).count(),
    )


def needs_a_smaller_step(person: Person, *, organizer_id: UUID) -> bool:
    """The last two outcomes were both misses: suggest something smaller, or a rest (C-6)."""
    return misses_in_a_row(person, organizer_id=organizer_id) >= MISSES_BEFORE_A_REST


def misses_in_a_row(person: Person, *, organizer_id: UUID) -> int:
    """How many of the last outcomes in a row were misses, counted to two. One is no verdict: the next contact begins
    with "what happened?" and not with an ask (C-5, C-6).
    """
    kinds = _last_told(person=person.pk, organizer=organizer_id)
    missed = [kind == OutcomeKind.MISSED for kind in kinds]
    return missed.index(False) if False in missed else len(missed)


@worked_out_once
def _last_told(*, person: UUID, organizer: UUID) -> QuerySet[Outcome, Any]:
    told = Outcome.objects.standing().filter(commitment__person=person, commitment__organizer=organizer)
    return told.order_by("-at", "pk").values_list("kind", flat=True)[:MISSES_BEFORE_A_REST]


@dataclass(frozen=True)
class Progress:
    """How far a commitment has come, in steps or toward a number (R-054, C-7)."""

    steps: list[Step]
    wanted: int | None
    counted: int

    @property
    def steps_done(self) -> int:
        return sum(1 for step in self.steps if step.done_at is not None)


def progress_of(commitment: Commitment) -> Progress:
    latest = Counted.objects.filter(commitment=commitment).order_by("-at", "-pk").first()
    return Progress(
        steps=list(Step.objects.filter(commitment=commitment).order_by("made_at", "pk")),
        wanted=commitment.wanted,
        counted=latest.number if latest else 0,
    )


def usually_taken(commitment: Commitment) -> list[SetUpKind]:
    """What the ask it began with usually takes, less what is arranged already (R-028)."""
    began = Commitment.objects.filter(pk=commitment.pk).values_list(BEGUN_WITH, flat=True)
    usual = Ask.objects.filter(pk__in=began).values_list("set_up", flat=True).first() or []
    arranged = set(SetUp.objects.filter(commitment=commitment).values_list("kind", flat=True))
    return [SetUpKind(kind) for kind in usual if kind not in arranged]


def set_ups_of(commitment: Commitment) -> list[SetUp]:
    """What is arranged so that they succeed (R-028)."""
    return list(SetUp.objects.filter(commitment=commitment).order_by("made_at", "pk"))


@worked_out_once
def offered_to(*, user: UUID) -> QuerySet[PromiseHandover]:
    """Promises this organizer was asked to take over and has not answered (P-4)."""
    waiting = PromiseHandover.objects.filter(
        Exists(Promise.objects.open().filter(pk=OuterRef("promise"), person__erased_at__isnull=True)),
        to_organizer=user,
        accepted_at__isnull=True,
        declined_at__isnull=True,
    )
    return waiting.select_related("promise__person", "from_organizer").order_by("offered_at", "pk")


def last_offers(promises: list[UUID]) -> dict[UUID, PromiseHandover]:
    """Promise id to the last time its present owner asked somebody to take it over, if they ever did."""
    rows = PromiseHandover.objects.filter(promise__in=promises, accepted_at__isnull=True)
    return {row.promise_id: row for row in rows.select_related("to_organizer").order_by("offered_at", "pk")}


@dataclass(frozen=True)
class Kept:
    """As in "4 of 5 kept": counts, never a percentage of few."""

    kept: int
    of: int


def kept_since(day: date, *, organizer_id: UUID, today: date) -> Kept:
    """Commitments of this organizer's people whose day lies in the span and whose outcome is known (M13)."""
    kinds = _told(organizer=organizer_id, since=day, until=today)
    return Kept(
        kept=kinds.count(OutcomeKind.DONE),
        of=sum(1 for kind in kinds if kind in (OutcomeKind.DONE, OutcomeKind.PARTLY, OutcomeKind.MISSED)),
    )


@worked_out_once
def _told(*, organizer: UUID, since: date, until: date) -> QuerySet[Outcome, Any]:
    told = Outcome.objects.standing().filter(
        commitment__organizer=organizer, commitment__on__gte=since, commitment__on__lte=until
    )
    return told.order_by("pk").values_list("kind", flat=True)


def would_organize(person: Person) -> bool:
    """Whether they said yes, in whatever form, to holding one-on-ones of their own (step d, R-091)."""
    return AskMade.objects.filter(person=person, ask__step=NextStep.START_OWN, answer__in=AGREED).exists()


def _answered(*answers: Answer) -> Exists:
    asked = AskMade.objects.filter(meeting=OuterRef("pk"), answer__in=answers)
    return Exists(asked.exclude(ask__step=NextStep.NEWS))
