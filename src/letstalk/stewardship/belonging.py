"""Which rows of every table belong to a chapter and those below it, and which others they cannot stand without.

Found by foreign keys, so that a new table is there by itself. Three sorts are named here: tables of the installation,
which stay where they are; tables of the method, of which the chapters above count too; and rows that go by an id alone.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from letstalk.accounts.models import Attempt, SignInLink, User
from letstalk.followups.models import Cadence, Timing
from letstalk.journal.models import Entry
from letstalk.kit.models import Beat, KeyProof
from letstalk.kit.rows import pointing_at
from letstalk.outbox.models import Gateway, Route, Suppression, Trouble
from letstalk.people.models import Chapter, CustomField, Person, Role

Model = type[models.Model]
Ids = dict[Model, set[Any]]

# How this one installation is reached and kept going, and keys to enter it.
OF_THE_INSTALLATION: tuple[Model, ...] = (KeyProof, Beat, Route, Gateway, Trouble, Attempt, SignInLink)
# A chapter works by the campaigns and guides of those above it, too, and by the ones that are shipped.
METHOD = ("campaigns", "guides")
SETTINGS: tuple[Model, ...] = (Cadence, CustomField, Timing)
AT_ONCE = 500


def own_tables() -> list[Model]:
    """Every table of ours that an archive may hold rows of."""
    found = apps.get_models(include_auto_created=True)
    return [one for one in found if one.__module__.startswith("letstalk.") and one not in OF_THE_INSTALLATION]


def rows_of(chapter: Chapter) -> Ids:
    """The keys of all rows of this chapter, and of what they point at, by table."""
    here = set(Chapter.objects.at_or_below(chapter).values_list("pk", flat=True))
    above = {one.pk for one in Chapter.objects.all() if one.holds(chapter)}
    owned = _owned(here, above)
    found = _with_what_they_point_at(owned)
    everything = set().union(*found.values())
    found[Entry] = {pk for pk, about in Entry.objects.values_list("pk", "about").iterator() if about in everything}
    # Hashes of addresses that want no message: whose they are is told by nothing, and nobody's no may be lost.
    found[Suppression] = set(Suppression.objects.values_list("pk", flat=True))
    return {model: keys for model, keys in found.items() if keys}


def in_pieces(keys: set[Any]) -> Iterator[list[Any]]:
    """So many keys at a time as a statement may name, always in the same order."""
    ordered = sorted(keys, key=str)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def _owned(here: set[Any], above: set[Any]) -> Ids:
    """Rows that name a chapter at or below; those that name none and hang on one of them, or on who works there."""
    found: Ids = defaultdict(set, {Chapter: set(here)})
    for model in own_tables():
        if _names_chapter(model):
            chapters = Q(chapter_id__in=here)
            if model._meta.app_label in METHOD or model in SETTINGS:
                chapters |= Q(chapter_id__in=above) | Q(chapter_id__isnull=True)
            found[model] = set(model._default_manager.filter(chapters).values_list("pk", flat=True))
    workers = set(Role.objects.filter(chapter__in=here).values_list("user", flat=True))
    waiting = [(model, set(keys)) for model, keys in found.items()] + [(User, workers)]
    while waiting:
        target, keys = waiting.pop()
        for model, name in pointing_at(target):
            if model not in own_tables() or _names_chapter(model) or model is Chapter:
                continue
            fresh = _hanging_on(model, name, keys, here | above) - found[model]
            found[model] |= fresh
            if fresh:
                waiting.append((model, fresh))
    found[User] |= workers
    return found


def _hanging_on(model: Model, name: str, keys: set[Any], chapters: set[Any]) -> set[Any]:
    """Rows on one of these, unless they hang on another chapter's too: of a person known in two, each has its own."""
    rows = model._default_manager.all()
    for field in model._meta.concrete_fields:
        target: Any = field.related_model
        if field.is_relation and target not in (Person, User, Chapter) and _names_chapter(target):
            rows = rows.filter(
                Q(**{f"{field.name}__isnull": True})
                | Q(**{f"{field.name}__chapter_id__in": chapters})
                | Q(**{f"{field.name}__chapter_id__isnull": True})
            )
    return {
        pk for piece in in_pieces(keys) for pk in rows.filter(**{f"{name}__in": piece}).values_list("pk", flat=True)
    }


def _with_what_they_point_at(owned: Ids) -> Ids:
    found: Ids = defaultdict(set, {model: set(keys) for model, keys in owned.items()})
    waiting = [(model, set(keys)) for model, keys in owned.items()]
    while waiting:
        model, keys = waiting.pop()
        for field in model._meta.concrete_fields:
            target: Any = field.related_model
            if field.is_relation and target in own_tables():
                fresh = _pointed_at(model, field.attname, keys, target) - found[target]
                found[target] |= fresh
                if fresh:
                    waiting.append((target, fresh))
    return found


def _pointed_at(model: Model, column: str, keys: set[Any], target: Model) -> set[Any]:
    rows = model._default_manager.exclude(**{f"{column}__isnull": True})
    named = {
        one for piece in in_pieces(keys) for one in rows.filter(pk__in=piece).values_list(column, flat=True).distinct()
    }
    # A row of a file names the person it will become before they are there.
    there = target._default_manager.all()
    return {pk for piece in in_pieces(named) for pk in there.filter(pk__in=piece).values_list("pk", flat=True)}


def _names_chapter(model: Model) -> bool:
    return any(field.attname == "chapter_id" for field in model._meta.concrete_fields)
