"""The gate to reports: each is its author's alone; of what was sent, others see only counts (R-096)."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from letstalk.accounts.models import User
from letstalk.kit.lookup import token_hash
from letstalk.people.access import below, chapters_led, people_visible_to, scope_of
from letstalk.people.models import Chapter, SupporterLink
from letstalk.reports.models import HeardPage, Report, ToldBack, WallLine


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


def heard_pages_of(user: User) -> QuerySet[HeardPage]:
    """Leads read every page of the chapters they lead; organizers what is out at their chapter or above it."""
    scope = scope_of(user)
    above = Q(pk__in=[])
    for chapter in scope.organized:
        above |= Q(chapter__path__in=nodes_up_from(chapter.path))
    out = Q(published_at__isnull=False, taken_back_at__isnull=True)
    rows = HeardPage.objects.filter(below(scope.led, path="chapter__path") | (above & out))
    return rows.select_related("chapter").order_by("-made_at", "pk")


def nodes_up_from(path: str) -> list[str]:
    """The paths of a node and of every node above it."""
    steps = path.rstrip("/").split("/")
    return ["/".join(steps[:number]) + "/" for number in range(1, len(steps) + 1)]


def heard_page_or_404(user: User, page_id: UUID) -> HeardPage:
    return _one_or_404(heard_pages_of(user), page_id)


def heard_page_led_or_404(user: User, page_id: UUID) -> HeardPage:
    """A page of a chapter this user leads: they alone write and publish it."""
    return _one_or_404(HeardPage.objects.filter(chapter__in=chapters_led(user)).select_related("chapter"), page_id)


def told_or_404(user: User, told_id: UUID) -> ToldBack:
    """One of those who were asked, whom this user may see, of a page that is out."""
    out = ToldBack.objects.filter(page__published_at__isnull=False, page__taken_back_at__isnull=True)
    return _one_or_404(out.filter(person__in=people_visible_to(user)).select_related("page", "person"), told_id)


def heard_by(link: SupporterLink) -> QuerySet[HeardPage]:
    """What is out for exactly the person behind this link, of the chapter the two are in and those above it."""
    relationship = link.relationship
    return HeardPage.objects.filter(
        asked__person=relationship.person,
        chapter__path__in=nodes_up_from(relationship.chapter.path),
        published_at__isnull=False,
        taken_back_at__isnull=True,
    ).order_by("-published_at", "pk")


def wall_line_led_or_404(user: User, line_id: UUID) -> WallLine:
    return _one_or_404(WallLine.objects.filter(chapter__in=chapters_led(user)).select_related("chapter"), line_id)


def wall_line_of_token(token: str) -> WallLine | None:
    """The line whose giver holds this secret, while it is not taken off."""
    rows = WallLine.objects.filter(token_hash=token_hash(token), taken_off_at__isnull=True)
    return rows.select_related("chapter").first()


def _one_or_404(rows: QuerySet[Any], id: UUID) -> Any:
    found = rows.filter(pk=id).first()
    if found is None:
        raise Http404
    return found
