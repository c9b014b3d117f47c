"""Filters of the list of people, kept under a name for oneself or for everybody of a chapter."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.people.domain.refusals import form_used
from letstalk.people.filters import Filter
from letstalk.people.models import LONGEST_FILTER_NAME, Chapter, SavedFilter
from letstalk.people.validators import one_line

MOST_KEPT = 50


class NothingAsked(Refused):
    """A filter without a part is the whole list."""


class NoName(Refused):
    """It is found again by its name."""


class NameTaken(Refused):
    """One's own filters of a chapter have different names."""


class TooMany(Refused):
    """They all stand on one page."""


def keep_filter(
    *, id: UUID, name: str, wanted: Filter, chapter: Chapter, is_shared: bool, by: User, at: datetime
) -> SavedFilter:
    """Keep whom somebody looks for under a name; sent twice it is one.

    Raises NothingAsked, NoName, NameTaken, TooMany, FormUsed.
    """
    if not wanted.clauses:
        raise NothingAsked(_("Say first whom you look for: this is everybody."))
    with transaction.atomic():
        there = SavedFilter.objects.filter(pk=id).first()
        if there is not None:
            if there.owner_id != by.pk:
                raise form_used()
            return there
        if SavedFilter.objects.filter(owner=by).count() >= MOST_KEPT:
            raise TooMany(_("You keep fifty searches already. Remove one you do not need any more."))
        saved = SavedFilter.objects.create(
            id=id,
            chapter=chapter,
            owner=by,
            name=_free_name(name, chapter, by),
            clauses=wanted.clauses,
            is_shared=is_shared,
            made_at=at,
        )
        record("people.filter_kept", about=saved, by=by, at=at, parts=len(saved.clauses), shared=is_shared)
    return saved


def change_filter(*, saved: SavedFilter, name: str, is_shared: bool, by: User, at: datetime) -> SavedFilter:
    """Call it otherwise, share it in the chapter or keep it for its owner alone. Raises NoName, NameTaken."""
    with transaction.atomic():
        saved.name = _free_name(name, saved.chapter, saved.owner, besides=saved)
        saved.is_shared = is_shared
        saved.save(update_fields=["name", "is_shared"])
        record("people.filter_changed", about=saved, by=by, at=at, shared=is_shared)
    return saved


def remove_filter(*, saved: SavedFilter, by: User, at: datetime) -> None:
    """Gone for everybody it was shared with; whom it found stays as they are. Removed twice is the same as once."""
    with transaction.atomic():
        record("people.filter_removed", about=saved, by=by, at=at, shared=saved.is_shared)
        SavedFilter.objects.filter(pk=saved.pk).delete()


def _free_name(name: str, chapter: Chapter, owner: User, *, besides: SavedFilter | None = None) -> str:
    cleaned = one_line(name)[:LONGEST_FILTER_NAME].strip()
    if not cleaned:
        raise NoName(_("Give it a name, such as “To call this week”."), field="name")
    others = SavedFilter.objects.filter(owner=owner, chapter=chapter, name=cleaned)
    if (others.exclude(pk=besides.pk) if besides else others).exists():
        raise NameTaken(_("There is one of this name already. Choose another name."), field="name")
    return cleaned
