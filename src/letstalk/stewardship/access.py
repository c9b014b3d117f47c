"""The gate to roles: those in chapters one administers."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from letstalk.accounts.models import User
from letstalk.people.access import chapters_administered
from letstalk.people.models import Chapter, Role


def roles_administered(user: User) -> QuerySet[Role]:
    """The present roles in every chapter this user administers."""
    rows = Role.objects.filter(chapter__in=chapters_administered(user), until__isnull=True)
    return rows.select_related("user", "chapter")


def roles_in(chapter: Chapter) -> QuerySet[Role]:
    """Who holds which role in this chapter now."""
    rows = Role.objects.filter(chapter=chapter, until__isnull=True).select_related("user")
    return rows.order_by("user__name", "user", "kind")


def role_administered_or_404(user: User, role_id: UUID) -> Role:
    """A present role that this user may end."""
    role = roles_administered(user).filter(pk=role_id).first()
    if role is None:
        raise Http404
    return role
