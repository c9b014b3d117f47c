"""Agendas and question guides, the sheets on which answers are kept, and the pages that explain the method."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from letstalk.campaigns.models import Campaign
from letstalk.guides.words import Did, GuideKind, MeetingKind, SuccessRule
from letstalk.kit.rows import Row, one_of
from letstalk.kit.sealed import SealedJSON
from letstalk.people.models import Chapter


class Guide(Row):
    """A question guide under one key; its questions live in versions, so that old answers stay readable (R-085).

    copied_from: the guide a chapter took this one from; the credit travels in the versions (R-006).
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.SET_NULL, related_name="+")
    key = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=GuideKind)
    title = models.CharField(max_length=200)
    copied_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("kind", GuideKind, "guides_guide_kind"),
            models.UniqueConstraint(fields=["chapter", "campaign", "key"], name="guides_guide_key_once"),
        ]

    def __str__(self) -> str:
        return self.title


class GuideVersion(Row):
    """One published state of a guide. Never edited, which the database holds too; a change is the next number (R-086).

    body: what guides/walk.py reads. current_until: the day after which its questions speak of the past.
    """

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.JSONField()
    current_until = models.DateField(null=True)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guide", "number"], name="guides_version_number_once")]


class AgendaTemplate(Row):
    """The course of one kind of one-on-one: sections with minutes and points (R-033).

    sections: [{"key", "name", "minutes", "points": [...]}]; copied into a meeting, never referenced from it.
    success_rule: what counts as success, when it is not the seed's (I-6); success_words say it on the page.
    current_until: the day after which it speaks of the past (R-069), where it says so itself.
    credit and licence travel along through every copy (R-006).
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.SET_NULL, related_name="+")
    meeting_kind = models.CharField(max_length=16, choices=MeetingKind)
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    minutes = models.PositiveSmallIntegerField(default=40)
    sections = models.JSONField()
    guide = models.ForeignKey(Guide, null=True, on_delete=models.SET_NULL, related_name="+")
    success_rule = models.CharField(max_length=12, choices=SuccessRule, default=SuccessRule.COMMITMENT)
    success_words = models.CharField(max_length=300, blank=True)
    current_until = models.DateField(null=True)
    copied_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    credit = models.CharField(max_length=300, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("meeting_kind", MeetingKind, "guides_agenda_meeting_kind"),
            one_of("success_rule", SuccessRule, "guides_agenda_success_rule"),
            models.UniqueConstraint(
                fields=["chapter", "campaign", "key"],
                condition=Q(retired_at__isnull=True),
                name="guides_agenda_key_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Draft(Row):
    """An agenda or a question guide while it is being changed. Nobody plans with it until it is published.

    now: the number of the step that stands; 0 is what was published. ended_at: it was published, or set aside.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    guide = models.ForeignKey(Guide, null=True, on_delete=models.CASCADE, related_name="+")
    template = models.ForeignKey(AgendaTemplate, null=True, on_delete=models.CASCADE, related_name="+")
    now = models.PositiveIntegerField(default=0)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(guide__isnull=True) ^ Q(template__isnull=True), name="guides_draft_is_of_one"
            ),
            models.UniqueConstraint(
                fields=["guide"], condition=Q(ended_at__isnull=True), name="guides_one_draft_of_a_guide"
            ),
            models.UniqueConstraint(
                fields=["template"], condition=Q(ended_at__isnull=True), name="guides_one_draft_of_an_agenda"
            ),
        ]


class DraftStep(Row):
    """What a draft held after one change, whole; kept, so that every step can be undone.

    follows: the number of the step it was made from, 0 for what was published. Two steps may follow the same one:
    whoever undoes and goes on another way loses neither. Its words are nobody's business before they are published.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    follows = models.PositiveIntegerField()
    did = models.CharField(max_length=12, choices=Did)
    body = SealedJSON()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            one_of("did", Did, "guides_step_did"),
            models.UniqueConstraint(fields=["draft", "number"], name="guides_step_number_once"),
            models.CheckConstraint(condition=Q(follows__lt=models.F("number")), name="guides_step_follows"),
        ]


class Sheet(Row):
    """Answers given to one version of a guide. A sheet knows no meeting; meetings and reports point at it."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(GuideVersion, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()


class SheetAnswer(Row):
    """One answer under the stable id of its question (R-085).

    item tells apart what a repeated question was asked about (R-078). It is a keyed hash, since what it was asked about
    are somebody's own words; the words stand in the sealed value: {"item": words, "answer": value}.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=60)
    item = models.CharField(max_length=32, blank=True)
    value = SealedJSON()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "question", "item"], name="guides_answer_once"),
        ]


class MethodPage(Row):
    """A page of *How a one-on-one works* as this chapter rewrote it (R-001); without a row the shipped one stands."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=10_000)
    edited_at = models.DateTimeField()
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chapter", "slug"], name="guides_method_page_once")]
