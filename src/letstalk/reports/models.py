"""What organizers report back about their community, never about a person (R-095, R-096)."""

from django.conf import settings
from django.db import models

from letstalk.campaigns.models import Campaign
from letstalk.guides.models import GuideVersion, Sheet
from letstalk.kit.rows import Row
from letstalk.kit.sealed import SealedJSON, SealedText
from letstalk.meetings.models import Meeting
from letstalk.people.models import Chapter, Person


class Report(Row):
    """A report drafted from a debrief or written by itself; only its author reads it until it is sent.

    The meeting is known so that five conversations with five people can be counted; it is never shown.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.SET_NULL, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    meeting = models.OneToOneField(Meeting, null=True, on_delete=models.SET_NULL, related_name="+")
    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["author", "made_at"]), models.Index(fields=["chapter", "made_at"])]


class ReportSent(Row):
    """The author looked at exactly what leaves, and sent it to the chapter."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="sent")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class ReportTheme(Row):
    """An issue the report names, as the chapter's own word for it; the only part that is ever counted.

    counts_as: the theme a person put this word under; empty where it stands for itself.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="themes")
    name = models.CharField(max_length=60)
    counts_as = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "name"], name="reports_theme_once")]


class GroupedWord(Row):
    """A word of the community's that a lead put under a theme, here and in the chapters below, from then on."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    word = models.CharField(max_length=60)
    word_folded = models.CharField(max_length=120)
    theme = models.CharField(max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chapter", "word_folded"], name="reports_grouped_word_once"),
        ]


class HeardPage(Row):
    """What a chapter tells those it asked about what it heard; nobody but its leads reads it until it is published.

    since_on, until_on: the days of the one-on-ones it is about. is_public: it stands on the action's page, too.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    since_on = models.DateField()
    until_on = models.DateField()
    words = models.TextField()
    is_public = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["chapter", "published_at"])]

    @property
    def is_out(self) -> bool:
        return self.published_at is not None and self.taken_back_at is None


class ToldBack(Row):
    """One of those who were asked, fixed when the page was published; told_at once somebody told them."""

    page = models.ForeignKey(HeardPage, on_delete=models.CASCADE, related_name="asked")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "person"], name="reports_told_back_once")]


class WallLine(Row):
    """A line for the "why we resist" wall, given with consent; it is shown once a lead looked at it.

    person: whose words they are, where an organizer brought them by a recorded permission (R-049); without one they
    came from somebody without an account. said_by: the name they want beside it, empty for none. consent_words: what
    they said yes to. token_hash: of the link by which they take it off again. Taken off, the words are not kept.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    words = SealedText()
    said_by = SealedText()
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    consent_words = models.TextField()
    token_hash = models.CharField(max_length=64, blank=True)
    given_at = models.DateTimeField()
    shown_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    shown_at = models.DateTimeField(null=True)
    taken_off_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["chapter", "given_at"]), models.Index(fields=["token_hash"])]


class SelfSurvey(Row):
    """What somebody without an account sent of a guide they answered by themselves; whose it is, is known nowhere.

    month: its first day; no nearer time is kept. answers: only what the recording policies allow and the page showed
    before (R-068), by the question's id. consent_words: what they said yes to.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(GuideVersion, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    answers = SealedJSON()
    consent_words = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["chapter", "month"])]


class MeasureWeek(Row):
    """What was counted in one chapter, campaign and week: kept so that a page need not count a whole tree.

    is_below: not of the chapter itself but of those below it that are large enough to be shown, added up. counts: as
    `measures.counts.Counts` keeps them. week_on: its Monday.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="+")
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.CASCADE, related_name="+")
    week_on = models.DateField()
    is_below = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["chapter", "is_below", "week_on", "campaign"], name="reports_measure_week_once"
            ),
            models.UniqueConstraint(
                fields=["chapter", "is_below", "week_on"],
                condition=models.Q(campaign__isnull=True),
                name="reports_measure_week_without_campaign_once",
            ),
        ]


class MeasureStanding(Row):
    """When a chapter was last counted, how things stood then, and how many people and organizers it is about.

    is_below: as above; groups: how many chapters below were large enough, left_out: how many were not.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="+")
    is_below = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)
    people = models.PositiveIntegerField(default=0)
    organizers = models.PositiveIntegerField(default=0)
    groups = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chapter", "is_below"], name="reports_measure_standing_once")]
        indexes = [models.Index(fields=["is_below", "at"])]
