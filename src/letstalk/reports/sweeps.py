"""Due work of this room: what a debrief heard for the report becomes a draft (R-026), and the sums of the measures."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from letstalk.kit import clock
from letstalk.meetings.models import Debriefed
from letstalk.reports.domain.draft import draft_report
from letstalk.reports.domain.sums import add_up_below, count_chapter, stale_chapters, stale_nodes
from letstalk.reports.models import Report, SelfSurvey

AT_ONCE = 200
# Sums are this old at most, and so many chapters are counted on one round.
COUNTED_EVERY = timedelta(minutes=15)
CHAPTERS_AT_ONCE = 20


def run(*, at: datetime) -> int:
    """One round. Returns how many drafts were made, and how many self-surveys were forgotten."""
    waiting = Debriefed.objects.filter(heard__isnull=False, meeting__person__erased_at__isnull=True).exclude(
        Exists(Report.objects.filter(meeting=OuterRef("meeting")))
    )
    rows = waiting.select_related("heard__version", "meeting__chapter", "meeting__person", "by")
    drafted = [draft_report(debriefed=row, at=at) for row in rows.order_by("at", "pk")[:AT_ONCE]]
    count_again(at=at)
    return len(drafted) + forget_surveys(at=at)


def forget_surveys(*, at: datetime) -> int:
    """What came in by itself is kept for the months in which its sums are shown. Returns how many went."""
    first = clock.local_day(at, "UTC").replace(day=1)
    oldest = first.replace(year=first.year - 1)
    gone, _by_table = SelfSurvey.objects.filter(month__lt=oldest).delete()
    return gone


def count_again(*, at: datetime) -> int:
    """The measures of some chapters, and when none is left, the sums of the nodes above them. Returns how many."""
    before = at - COUNTED_EVERY
    chapters = stale_chapters(before=before, most=CHAPTERS_AT_ONCE)
    for chapter in chapters:
        count_chapter(chapter, at=at)
    if len(chapters) == CHAPTERS_AT_ONCE:
        return len(chapters)
    nodes = stale_nodes(before=before, most=CHAPTERS_AT_ONCE)
    for node in nodes:
        add_up_below(node, at=at)
    return len(chapters) + len(nodes)
