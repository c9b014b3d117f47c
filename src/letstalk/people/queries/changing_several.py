"""What a user changed of several people at once, while it can be taken back."""

from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import Http404

from letstalk.accounts.models import User
from letstalk.people.access import chapters_filled
from letstalk.people.models import BulkEdit, Chapter


def chapters_changed_in(user: User) -> QuerySet[Chapter]:
    """Where this user may change several at once: where they organize, and at or below a node they lead."""
    return chapters_filled(user)


def changes_of(user: User) -> QuerySet[BulkEdit]:
    """Their own, the latest first."""
    rows = BulkEdit.objects.filter(by=user, chapter__in=chapters_changed_in(user)).select_related(
        "chapter", "tag", "field", "choice"
    )
    return rows.annotate(people=Count("rows")).order_by("-at", "pk")


def change_or_404(user: User, id: UUID) -> BulkEdit:
    found = changes_of(user).filter(pk=id).first()
    if found is None:
        raise Http404
    return found
