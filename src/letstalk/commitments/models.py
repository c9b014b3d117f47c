"""What was asked, what the person agreed to, and what the organizer promised (b.2, b.3)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from letstalk.campaigns.models import Ask
from letstalk.campaigns.words import SetUpKind
from letstalk.commitments.words import AGREED, Answer, Detail, OutcomeKind, PromiseOutcomeKind, Stood
from letstalk.kit import clock
from letstalk.kit.rows import Row, one_of
from letstalk.kit.sealed import SealedText
from letstalk.meetings.models import Meeting
from letstalk.people.models import Chapter, Person, Relationship

PROMISE_DUE_WITHIN_DAYS = 7


class AskMade(Row):
    """An ask in a one-on-one and the answer it got (R-043). words: as it was put, when it is not one of the menu."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    ask = models.ForeignKey(Ask, null=True, on_delete=models.PROTECT, related_name="+")
    words = SealedText()
    answer = models.CharField(max_length=16, choices=Answer)
    revisit_on = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("answer", Answer, "commitments_ask_answer"),
            models.CheckConstraint(
                condition=Q(revisit_on__isnull=True) | Q(answer=Answer.NOT_NOW), name="commitments_revisit_is_not_now"
            ),
            models.UniqueConstraint(
                fields=["meeting", "ask"], condition=Q(ask__isnull=False), name="commitments_asked_once_a_meeting"
            ),
        ]
        indexes = [models.Index(fields=["person", "at"])]

    @property
    def title(self) -> str:
        return self.ask.title if self.ask else self.words


class AskStanding(Row):
    """How an ask stood when it was made, before its answer was known: what a look back is honest by (section g)."""

    made = models.OneToOneField(AskMade, on_delete=models.CASCADE, related_name="+")
    points = models.PositiveSmallIntegerField(null=True)
    confidence = models.PositiveSmallIntegerField()
    stood = models.CharField(max_length=10, choices=Stood)

    class Meta:
        constraints = [
            one_of("stood", Stood, "commitments_ask_stood"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__lte=100), name="commitments_points_to_hundred"
            ),
            models.CheckConstraint(condition=Q(confidence__lte=100), name="commitments_confidence_to_hundred"),
        ]


class ChosenOtherwise(Row):
    """An ask carried into a one-on-one though others were suggested, and why, if the organizer said so.

    The best sign that something is missing in what asks are weighed by.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField(null=True)
    stood = models.CharField(max_length=10, choices=Stood)
    words = SealedText()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("stood", Stood, "commitments_otherwise_stood"),
            models.UniqueConstraint(fields=["meeting", "ask"], name="commitments_otherwise_once"),
        ]


class AskWeights(Row):
    """How much each thing counts where asks are weighed, as a chapter settled it in the open (section g).

    weights: factor to whole hundredths, a hundred together. It holds for the chapters below that settled none.
    """

    chapter = models.OneToOneField(Chapter, on_delete=models.CASCADE, related_name="+")
    weights = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def with_standing(self) -> Any:
        """Each row with `outcome_now`: the code of the standing outcome, or None while it is open."""
        standing = Outcome.objects.standing().filter(commitment=OuterRef("pk"))
        return self.annotate(outcome_now=models.Subquery(standing.values("kind")[:1]))

    def open(self) -> CommitmentQuerySet:
        return self.exclude(Exists(Outcome.objects.standing().filter(commitment=OuterRef("pk"))))

    def firm(self) -> CommitmentQuerySet:
        """With date, time and goal (R-016, C-1)."""
        return self.filter(on__isnull=False, at__isnull=False).exclude(goal=b"")


class Commitment(Row):
    """The person's own agreement to act (R-016): what, and the three that make it firm, each of which may be empty.

    on, at: the local day and time in `zone`. goal: how both will know it was done (R-018). place: shown as "where?"
    while empty and blocks nothing (R-090). if_then: *if it is ..., then I will ...* (C-4). wanted: the number it counts
    toward, as in five conversations (C-7). renews: the commitment this one was agreed in place of. Missing details are
    filled in; anything else is a new commitment that renews this one.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    organizer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.CASCADE, related_name="+")
    ask_made = models.OneToOneField(AskMade, null=True, on_delete=models.CASCADE, related_name="+")
    renews = models.OneToOneField("self", null=True, on_delete=models.SET_NULL, related_name="+")
    what = SealedText()
    goal = SealedText()
    on = models.DateField(null=True)
    at = models.TimeField(null=True)
    zone = models.CharField(max_length=64)
    place = SealedText()
    if_then = SealedText()
    wanted = models.PositiveSmallIntegerField(null=True)
    agreed_at = models.DateTimeField()

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(what=b""), name="commitments_says_what")]
        indexes = [
            models.Index(fields=["organizer", "on"]),
            models.Index(name="commitments_commitment_on", fields=["on", "ask_made"], condition=Q(on__isnull=False)),
            models.Index(fields=["person", "agreed_at"]),
            models.Index(fields=["meeting"]),
        ]

    @property
    def missing(self) -> list[Detail]:
        """Which of date, time and goal are still to be agreed (R-017)."""
        have = {Detail.DATE: self.on is not None, Detail.TIME: self.at is not None, Detail.GOAL: bool(self.goal)}
        return [detail for detail, there in have.items() if not there]

    @property
    def is_firm(self) -> bool:
        return not self.missing

    @property
    def due_at(self) -> datetime | None:
        """The instant it is for; the end of the day while the time is open; None without a day."""
        if self.on is None:
            return None
        if self.at is None:
            return clock.day_bounds(self.on, self.zone)[1]
        return clock.instant_or_nearest(self.on, self.at, self.zone)

    @property
    def standing_outcome(self) -> Outcome | None:
        return Outcome.objects.standing().filter(commitment=self).first()

    @property
    def is_settled(self) -> bool:
        return Outcome.objects.standing().filter(commitment=self).exists()


class Firmed(Row):
    """When the commitment first had date, time and goal, and who wrote the last of them down (I-1)."""

    commitment = models.OneToOneField(Commitment, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()


class Reconfirmed(Row):
    """The person said "I'm on it"."""

    commitment = models.OneToOneField(Commitment, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()


class Step(Row):
    """One of the steps a commitment is taken in, and when it was done (R-054, C-7)."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="steps")
    words = SealedText()
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=b""), name="commitments_step_says_what")]
        indexes = [models.Index(fields=["commitment", "made_at"])]


class Counted(Row):
    """How far a commitment had come by then, as in 3 of 5; the latest holds, and is what was last told (C-7)."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["commitment", "at"])]


class SetUp(Row):
    """One thing that helps a commitment succeed: directions, a ride, child care (R-028). words: how it is arranged."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="set_ups")
    kind = models.CharField(max_length=12, choices=SetUpKind)
    words = SealedText()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("kind", SetUpKind, "commitments_set_up_kind"),
            models.UniqueConstraint(fields=["commitment", "kind"], name="commitments_set_up_once"),
        ]


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    def standing(self) -> OutcomeQuerySet:
        return self.filter(superseded_at__isnull=True)


class Outcome(Row):
    """What became of a commitment. Appended; a correction supersedes the one that stood and never edits it.

    by: empty when the person said so on their own page.
    """

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="outcomes")
    kind = models.CharField(max_length=16, choices=OutcomeKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", OutcomeKind, "commitments_outcome_kind"),
            models.UniqueConstraint(
                fields=["commitment"], condition=Q(superseded_at__isnull=True), name="commitments_one_standing_outcome"
            ),
        ]
        indexes = [models.Index(fields=["at"])]


class PromiseQuerySet(models.QuerySet["Promise"]):
    def open(self) -> PromiseQuerySet:
        return self.exclude(Exists(PromiseOutcome.objects.standing().filter(promise=OuterRef("pk"))))

    def late(self, today: date) -> PromiseQuerySet:
        return self.open().filter(due_on__lt=today)


class Promise(Row):
    """What the organizer said they would do for the person (R-055). It never expires silently (P-3).

    organizer: who owes it now. due_on: a local day; by default within seven days, or before the commitment it
    enables (P-1).
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    organizer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.CASCADE, related_name="+")
    enables = models.ForeignKey(Commitment, null=True, on_delete=models.SET_NULL, related_name="+")
    words = SealedText()
    due_on = models.DateField()
    made_at = models.DateTimeField()

    objects = PromiseQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=b""), name="commitments_promise_says_what")]
        indexes = [models.Index(fields=["organizer", "due_on"]), models.Index(fields=["person", "due_on"])]

    @property
    def standing_outcome(self) -> PromiseOutcome | None:
        return PromiseOutcome.objects.standing().filter(promise=self).first()

    def is_late(self, today: date) -> bool:
        return self.due_on < today and self.standing_outcome is None


class PromiseOutcomeQuerySet(models.QuerySet["PromiseOutcome"]):
    def standing(self) -> PromiseOutcomeQuerySet:
        return self.filter(superseded_at__isnull=True)


class PromiseOutcome(Row):
    """What became of a promise; kept after its day reads as "kept late". Superseded, never edited."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="outcomes")
    kind = models.CharField(max_length=12, choices=PromiseOutcomeKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = PromiseOutcomeQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", PromiseOutcomeKind, "commitments_promise_outcome_kind"),
            models.UniqueConstraint(
                fields=["promise"], condition=Q(superseded_at__isnull=True), name="commitments_one_promise_outcome"
            ),
        ]


class PromiseHandover(Row):
    """A promise offered to another organizer; it is theirs once they accepted, and not before (P-4)."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="handovers")
    from_organizer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    to_organizer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["promise"],
                condition=Q(accepted_at__isnull=True, declined_at__isnull=True),
                name="commitments_one_open_handover",
            )
        ]


def usual_due_on(*, made_on: date, enables: Commitment | None) -> date:
    """When a promise is due unless said otherwise (P-1): in seven days, or the day before what it enables."""
    due_on = made_on + timedelta(days=PROMISE_DUE_WITHIN_DAYS)
    if enables is not None and enables.on is not None:
        due_on = min(due_on, max(made_on, enables.on - timedelta(days=1)))
    return due_on


def is_agreed(answer: Answer) -> bool:
    return answer in AGREED
