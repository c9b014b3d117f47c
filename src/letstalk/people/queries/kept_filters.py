"""Filters that are kept: which a user may open, and which are theirs to change."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from letstalk.accounts.models import User
from letstalk.kit.statements import worked_out_once
from letstalk.people.access import below, scope_of
from letstalk.people.models import SavedFilter
from letstalk.people.queries.filtering import looked_into


def filters_seen_by(user: User) -> QuerySet[SavedFilter]:
    """One's own, and those shared in the chapters one works in. Whom they find is asked of each who opens them."""
    shared = Q(is_shared=True, chapter__in=looked_into(scope_of(user)))
    seen = SavedFilter.objects.filter(Q(owner=user.pk) | shared)
    return seen.select_related("chapter", "owner").order_by("name", "pk")


def filters_shown_to(user: User, *, most: int) -> list[SavedFilter]:
    """The first of them; where nobody keeps any, that is found out at once."""
    return list(filters_seen_by(user)[:most]) if any(_kept_or_shared(user=user.pk)) else []


@worked_out_once
def _kept_or_shared(*, user: UUID) -> QuerySet[SavedFilter, Any]:
    kept = SavedFilter.objects.filter(Q(owner=user) | Q(is_shared=True))
    return kept.values_list("is_shared").distinct().order_by("is_shared")


def filter_or_404(user: User, id: UUID) -> SavedFilter:
    return _one_or_404(filters_seen_by(user), id)


def filter_to_change_or_404(user: User, id: UUID) -> SavedFilter:
    """One's own, or one that is shared in a chapter one leads."""
    led = Q(is_shared=True) & below(scope_of(user).led, path="chapter__path")
    return _one_or_404(filters_seen_by(user).filter(Q(owner=user.pk) | led), id)


def may_change_filter(user: User, saved: SavedFilter) -> bool:
    return saved.owner_id == user.pk or (saved.is_shared and scope_of(user).leads(saved.chapter))


def _one_or_404(rows: QuerySet[SavedFilter], id: UUID) -> SavedFilter:
    found = rows.filter(pk=id).first()
    if found is None:
        raise Http404
    return found
