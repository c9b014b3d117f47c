"""The root of the chapter tree, and who organizes where."""

from django.db.models import F, QuerySet, Value

from letstalk.accounts.models import User
from letstalk.kit.statements import worked_out_once
from letstalk.people.models import Chapter, Role
from letstalk.people.words import RoleKind


def organization() -> Chapter:
    """The organization. Raises Chapter.DoesNotExist before the first visit."""
    for root in _roots():
        return root
    raise Chapter.DoesNotExist


@worked_out_once
def _roots() -> QuerySet[Chapter]:
    return Chapter.objects.filter(parent__isnull=True)


def organizers_for(chapter: Chapter) -> list[User]:
    """The organizers of a chapter and of those above it, by name."""
    nodes = Chapter.objects.annotate(of=Value(chapter.path)).filter(of__startswith=F("path"))
    roles = Role.objects.filter(kind=RoleKind.ORGANIZER, until__isnull=True, chapter__in=nodes).select_related("user")
    return sorted({role.user for role in roles}, key=lambda user: (user.name.casefold(), str(user.pk)))


def organization_exists() -> bool:
    return Chapter.objects.filter(parent__isnull=True).exists()
