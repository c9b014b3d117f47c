"""The gate to reports: each is its author's alone; of what was sent, others see only counts (R-096)."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from letstalk.accounts.models import User
from letstalk.people.access import below, scope_of
from letstalk.people.models import Chapter
from letstalk.reports.models import Report


def own_reports_of(user: User) -> QuerySet[Report]:
    return Report.objects.filter(author=user)


def chapter_heard_or_404(user: User, chapter_id: UUID) -> Chapter:
    """A chapter whose themes this user may read: where they organize, or at or below a node they lead."""
    scope = scope_of(user)
    own = Q(pk__in=[chapter.pk for chapter in scope.organized])
    chapter = Chapter.objects.filter(own | below(scope.led)).filter(pk=chapter_id).first()
    if chapter is None:
        raise Http404
    return chapter


def own_report_or_404(user: User, report_id: UUID) -> Report:
    """A report this user wrote, sent or not."""
    rows = own_reports_of(user).select_related(
        "sheet__version__guide__campaign", "meeting__person", "chapter", "campaign", "sent", "author"
    )
    report = rows.filter(pk=report_id).first()
    if report is None:
        raise Http404
    return report
