"""The follow-up set of a held one-on-one, its items, and every contact there was (R-045 to R-064)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from letstalk.followups.words import (
    HANDOVER_AGAIN,
    HANDOVER_ENDS,
    App,
    Channel,
    Choice,
    ContactKind,
    EntryKind,
    HandoverStep,
    Kind,
    ResultKind,
    SaidHow,
)
from letstalk.kit.rows import Row, one_of
from letstalk.kit.sealed import SealedJSON, SealedText
from letstalk.meetings.models import Meeting
from letstalk.people.models import Chapter, Note, Person, Relationship, Tag
from letstalk.people.words import Stage, WayKind


class Contact(Row):
    """A real contact between the two, by any way; logging one resets the rhythm.

    words and next_time, what to ask about the next time (R-063), are the author's alone.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    organizer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel)
    kind = models.CharField(max_length=10, choices=ContactKind)
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.SET_NULL, related_name="+")
    words = SealedText()
    next_time = SealedText()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("channel", Channel, "followups_contact_channel"),
            one_of("kind", ContactKind, "followups_contact_kind"),
        ]
        indexes = [
            models.Index(fields=["relationship", "at"]),
            models.Index(fields=["person", "at"]),
            models.Index(fields=["organizer", "at"]),
        ]


class FollowUpSet(Row):
    """Exactly one for each one-on-one that was ever held, however often that is marked (I-5)."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def open(self) -> FollowUpQuerySet:
        return self.exclude(Exists(FollowUpResult.objects.filter(follow_up=OuterRef("pk"))))


class FollowUp(Row):
    """One item the organizer carries; the burden is never the person's (R-027).

    about: the commitment or promise it is for, if any. due_at: an instant. when_possible: never red (R-064).
    planned_at: when the organizer took it on; empty while it is only suggested.
    """

    set = models.ForeignKey(FollowUpSet, null=True, on_delete=models.CASCADE, related_name="items")
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    organizer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    step = models.CharField(max_length=24)
    about = models.UUIDField(null=True)
    words = SealedText()
    due_at = models.DateTimeField()
    when_possible = models.BooleanField(default=False)
    planned_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", Kind, "followups_item_kind"),
            models.UniqueConstraint(
                fields=["set", "step", "about"], condition=Q(about__isnull=False), name="followups_item_about_once"
            ),
            models.UniqueConstraint(
                fields=["set", "step"], condition=Q(about__isnull=True), name="followups_item_once"
            ),
        ]
        indexes = [models.Index(fields=["organizer", "due_at"]), models.Index(fields=["person", "due_at"])]


class FollowUpResult(Row):
    """It was done, or knowingly left out, and why."""

    follow_up = models.OneToOneField(FollowUp, on_delete=models.CASCADE, related_name="result")
    kind = models.CharField(max_length=8, choices=ResultKind)
    because = SealedText()
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [one_of("kind", ResultKind, "followups_result_kind")]


class OpenApp(Row):
    """The organizers of a chapter may write by this app, since when and until when; without a row they may not."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    app = models.CharField(max_length=12, choices=App)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("app", App, "followups_open_app"),
            models.UniqueConstraint(
                fields=["chapter", "app"], condition=Q(until__isnull=True), name="followups_open_app_once"
            ),
        ]


class Timing(Row):
    """When a kind of follow-up is due after the one-on-one, as this chapter wants it; without a row, b.4 stands."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=24)
    hours = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chapter", "step"], name="followups_timing_once")]


class Cadence(Row):
    """How often people of a stage are to be spoken with, as this chapter wants it; without a row, b.5 stands."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=16, choices=Stage)
    every_days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            one_of("stage", Stage, "followups_cadence_stage"),
            models.UniqueConstraint(fields=["chapter", "stage"], name="followups_cadence_once"),
        ]


class TagCadence(Row):
    """How often the people of a group are to be spoken with: those a chapter's word is on (R-060)."""

    tag = models.OneToOneField(Tag, on_delete=models.CASCADE, related_name="+")
    every_days = models.PositiveSmallIntegerField()


class Rest(Row):
    """Somebody takes a rest until a day: nobody asks anything of them before (C-6, b.5). stage_before: and after."""

    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="+")
    until_on = models.DateField()
    stage_before = models.CharField(max_length=16, choices=Stage)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("stage_before", Stage, "followups_rest_stage"),
            models.UniqueConstraint(
                fields=["relationship"], condition=Q(ended_at__isnull=True), name="followups_one_rest"
            ),
        ]
        indexes = [models.Index(fields=["until_on"], condition=Q(ended_at__isnull=True), name="followups_rest_until")]


class News(Row):
    """What there is to tell on a call that asks for nothing, written once for a chapter and all below it (R-062)."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    words = SealedText()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=b""), name="followups_news_says_what")]
        indexes = [models.Index(fields=["chapter", "at"])]


class Digest(Row):
    """That an organizer's day was looked at for them: once for each of their own days, whatever goes wrong."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "on"], name="followups_digest_once_a_day")]


class Entry(Row):
    """The receipt of one debrief or other entry: its id was made where it was typed, so sending twice is once.

    revision: which state of the entry this is. A phone makes a new one whenever the entry is changed before its receipt
    has come back, so that a change made meanwhile is told from the same thing sent again; empty for a form of the desk.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=EntryKind, default=EntryKind.DEBRIEF)
    revision = models.UUIDField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [one_of("kind", EntryKind, "followups_entry_kind")]


class Clash(Row):
    """Two devices said different things about one one-on-one: what came second, whole, until its organizer decides.

    Its id is the revision that came second, so that it too is kept once. words: {"lines": [[label, what was said]],
    "entry": what a verb needs to take it over}. written_at: when it was typed, by the phone's own clock.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=EntryKind)
    words = SealedJSON()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [one_of("kind", EntryKind, "followups_clash_kind")]
        indexes = [models.Index(fields=["meeting", "at"])]


class ClashSettled(Row):
    """What its organizer decided about it, and when."""

    clash = models.OneToOneField(Clash, on_delete=models.CASCADE, related_name="settled")
    choice = models.CharField(max_length=8, choices=Choice)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [one_of("choice", Choice, "followups_clash_choice")]


class Brings(Row):
    """What an organizer brings to being paired with somebody, in their own words: languages they speak, issues.

    languages: codes such as "es". issues: as the chapter's words for issues say them.
    """

    organizer = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    languages = models.JSONField(default=list)
    issues = models.JSONField(default=list)
    at = models.DateTimeField()


class PairingRound(Row):
    """A proposal of who could talk with whom, for a chapter and all below it and for a day or a week.

    objective, bound: what it is worth, and what the best there is could be worth at the most. version: raised with each
    change, so that a page that shows an older one is told. drafted_at: when the organizers were given their own.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    objective = models.BigIntegerField(default=0)
    bound = models.BigIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    drafted_at = models.DateTimeField(null=True)
    let_go_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=models.F("first_on")), name="followups_round_in_order")
        ]
        indexes = [models.Index(fields=["chapter", "made_at"])]


class Pairing(Row):
    """One person in a round: with whom and when, or with nobody and why (`left`). is_fixed: decided by hand.

    reasons: [code, what it is about] each. meeting: the one-on-one that was drafted from it.
    """

    round = models.ForeignKey(PairingRound, on_delete=models.CASCADE, related_name="pairings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    organizer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(null=True)
    is_fixed = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)
    left = models.CharField(max_length=16, blank=True)
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="followups_paired_once"),
            models.UniqueConstraint(
                fields=["round", "organizer", "starts_at"],
                condition=Q(organizer__isnull=False),
                name="followups_pairing_time_once",
            ),
            models.CheckConstraint(
                condition=Q(organizer__isnull=True, starts_at__isnull=True)
                | Q(organizer__isnull=False, starts_at__isnull=False),
                name="followups_pairing_has_both",
            ),
        ]
        indexes = [models.Index(fields=["organizer", "starts_at"])]


class Introduction(Row):
    """Two people might like to meet, as an organizer sees it (R-089). Each is asked alone, and neither learns of whom.

    agreed_at: when both had said yes. ended_at: it did not come about: by a no, by a yes taken back, or because the
    organizer let it be; which of these, and whose, is kept nowhere.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    organizer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True) | Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("agreed_at")),
                name="followups_introduction_in_order",
            )
        ]
        indexes = [models.Index(fields=["organizer", "made_at"])]


class IntroductionSide(Row):
    """One of the two: what they are told of the other, and their yes. A no ends the introduction and is kept nowhere.

    way: how they would like to be reached, as they chose; empty until they did. how: how they said so.
    """

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="sides")
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    about_other = SealedText()
    way = models.CharField(max_length=8, blank=True, choices=WayKind)
    how = models.CharField(max_length=40, blank=True)
    yes_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["introduction", "person"], name="followups_introduced_once"),
            models.CheckConstraint(
                condition=Q(yes_at__isnull=True) | ~Q(how=""), name="followups_introduction_yes_has_a_how"
            ),
        ]
        indexes = [models.Index(fields=["person"])]


class Handover(Row):
    """A relationship is to go on with another organizer, if all three want it (d.9, L-4).

    relationship: the one of the first organizer. reason: why, for the one who would follow. ended_at: it was done, or
    it does not come about; which of these, and who said so, is its last step.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    from_organizer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    to_organizer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = SealedText()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["relationship"], condition=Q(ended_at__isnull=True), name="followups_one_open_handover"
            ),
            models.CheckConstraint(
                condition=~Q(from_organizer=models.F("to_organizer")), name="followups_handover_to_another"
            ),
        ]
        indexes = [
            models.Index(fields=["from_organizer", "ended_at"]),
            models.Index(fields=["to_organizer", "ended_at"]),
        ]


class HandoverStepTaken(Row):
    """One step of a handover, and who wrote it down. by: None for the person on their own page.

    how, said_on: how and when the person said so, where it was theirs to say. meeting: where the three met, if it was a
    one-on-one that is written down. words: what whoever would follow told the first organizer with a no.
    """

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=HandoverStep)
    how = models.CharField(max_length=12, blank=True, choices=SaidHow)
    said_on = models.DateField(null=True)
    meeting = models.ForeignKey(Meeting, null=True, on_delete=models.SET_NULL, related_name="+")
    words = SealedText()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("kind", HandoverStep, "followups_handover_step"),
            models.CheckConstraint(condition=Q(how__in=["", *SaidHow.values]), name="followups_handover_how"),
            models.UniqueConstraint(
                fields=["handover", "kind"],
                condition=~Q(kind__in=[str(kind) for kind in HANDOVER_AGAIN]),
                name="followups_handover_step_once",
            ),
            models.UniqueConstraint(
                fields=["handover"],
                condition=Q(kind__in=[str(kind) for kind in HANDOVER_ENDS]),
                name="followups_handover_ends_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[HandoverStep.YES.value, HandoverStep.INTRODUCED.value])
                | (~Q(how="") & Q(said_on__isnull=False)),
                name="followups_handover_yes_has_a_how",
            ),
        ]


class HandoverNote(Row):
    """A note the person chose to go along. Its author keeps it; copy: the new organizer's own, once it was done."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="notes")
    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="+")
    copy = models.ForeignKey(Note, null=True, on_delete=models.SET_NULL, related_name="+")
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["handover", "note"], name="followups_note_goes_along_once")]
