"""The gate to roles, those in chapters one administers, and to putting entries together."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from letstalk.accounts.models import User
from letstalk.people.access import chapters_administered, chapters_led, people_visible_to
from letstalk.people.models import Chapter, Merge, Person, Role


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


def may_merge(user: User, *entries: Person) -> bool:
    """Whether a user has a right on each of these: whom they may not see they may not put together."""
    ids = {entry.pk for entry in entries}
    return people_visible_to(user).filter(pk__in=ids).count() == len(ids)


def merges_led(user: User) -> QuerySet[Merge]:
    """The merges in chapters this user leads that may still be taken back, the newest first."""
    seen = people_visible_to(user).filter(chapter__in=chapters_led(user))
    rows = Merge.objects.filter(undone_at__isnull=True, emptied_at__isnull=True, stays__in=seen.values("pk"))
    return rows.select_related("stays", "by").order_by("-at", "-pk")


def merge_or_404(user: User, id: UUID) -> Merge:
    """A merge this user may take back."""
    found = merges_led(user).filter(pk=id).first()
    if found is None:
        raise Http404
    return found
