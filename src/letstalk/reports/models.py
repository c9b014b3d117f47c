"""What organizers report back about their community, never about a person (R-095, R-096)."""

from django.conf import settings
from django.db import models

from letstalk.campaigns.models import Campaign
from letstalk.guides.models import Sheet
from letstalk.kit.rows import Row
from letstalk.meetings.models import Meeting
from letstalk.people.models import Chapter


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
