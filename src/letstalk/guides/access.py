"""The gate to agendas, guides and sheets: templates are shared along the tree, answers are their author's alone."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from letstalk.accounts.models import User
from letstalk.campaigns.access import chapters_shared_with
from letstalk.guides.models import AgendaTemplate, Guide, GuideVersion, Sheet
from letstalk.people.access import below, scope_of
from letstalk.people.models import Chapter


def template_or_404(user: User, template_id: UUID) -> AgendaTemplate:
    """An agenda this user can take along."""
    rows = AgendaTemplate.objects.filter(chapter__in=chapters_shared_with(user))
    return _one_or_404(rows.select_related("chapter", "campaign", "guide", "copied_from"), template_id)


def chapters_edited(user: User) -> QuerySet[Chapter]:
    """The chapters whose agendas and guides a user may change: those at or below what they lead or administer."""
    scope = scope_of(user)
    return Chapter.objects.filter(below((*scope.led, *scope.administered)))


def template_to_change_or_404(user: User, template_id: UUID) -> AgendaTemplate:
    """An agenda of a chapter this user leads or administers."""
    rows = AgendaTemplate.objects.filter(chapter__in=chapters_edited(user))
    return _one_or_404(rows.select_related("chapter", "campaign", "guide", "copied_from"), template_id)


def guide_or_404(user: User, guide_id: UUID) -> Guide:
    """A question guide this user works with."""
    rows = Guide.objects.filter(chapter__in=chapters_shared_with(user))
    return _one_or_404(rows.select_related("chapter", "campaign", "copied_from"), guide_id)


def guide_to_change_or_404(user: User, guide_id: UUID) -> Guide:
    """A question guide of a chapter this user leads or administers."""
    rows = Guide.objects.filter(chapter__in=chapters_edited(user))
    return _one_or_404(rows.select_related("chapter", "campaign", "copied_from"), guide_id)


def version_or_404(user: User, version_id: UUID) -> GuideVersion:
    """A version of a guide this user works with, old ones included (R-085)."""
    rows = GuideVersion.objects.filter(guide__chapter__in=chapters_shared_with(user))
    return _one_or_404(rows.select_related("guide__campaign", "guide__chapter"), version_id)


def own_sheet_or_404(user: User, sheet_id: UUID) -> Sheet:
    """A sheet this user wrote. Nobody reads another's answers."""
    return _one_or_404(Sheet.objects.filter(author=user).select_related("version__guide", "chapter"), sheet_id)


def _one_or_404(rows: QuerySet, pk: UUID):
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
