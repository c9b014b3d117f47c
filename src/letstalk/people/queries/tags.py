"""The words of chapters: which a user reads, and which are theirs to mend."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from letstalk.accounts.models import User
from letstalk.people.access import below, scope_of
from letstalk.people.models import Tag
from letstalk.people.queries.listing import tags_in_use


def tags_to_mend(user: User) -> QuerySet[Tag]:
    """Those this user said first, and all of the chapters they lead."""
    theirs = Q(made_by=user.pk) | below(scope_of(user).led, path="chapter__path")
    return tags_in_use(user).filter(theirs).select_related("chapter", "made_by")


def tag_to_mend_or_404(user: User, id: UUID) -> Tag:
    found = tags_to_mend(user).filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def alike_to(user: User, tag: Tag) -> list[Tag]:
    """Which words one could be joined with: the others of its kind and chapter that are offered."""
    same = tags_in_use(user).filter(chapter=tag.chapter, kind=tag.kind, retired_at__isnull=True)
    return list(same.exclude(pk=tag.pk))
