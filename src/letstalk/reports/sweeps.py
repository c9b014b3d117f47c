"""Due work of this room: what a debrief heard for the report becomes a draft (R-026)."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from letstalk.meetings.models import Debriefed
from letstalk.reports.domain.draft import draft_report
from letstalk.reports.models import Report

AT_ONCE = 200


def run(*, at: datetime) -> int:
    """One round. Returns how many drafts were made."""
    waiting = Debriefed.objects.filter(heard__isnull=False, meeting__person__erased_at__isnull=True).exclude(
        Exists(Report.objects.filter(meeting=OuterRef("meeting")))
    )
    rows = waiting.select_related("heard__version", "meeting__chapter", "meeting__person", "by")
    drafted = [draft_report(debriefed=row, at=at) for row in rows.order_by("at", "pk")[:AT_ONCE]]
    return len(drafted)
