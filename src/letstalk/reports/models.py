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
    """An issue the report names, as the chapter's own word for it; the only part that is ever counted."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="themes")
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "name"], name="reports_theme_once")]
