"""What stands in every table about some people, so that two moments can be compared and the first brought back.

Whatever points at a person, or at something that does, is found by its foreign keys;
only what goes without one is named here: introductions, messages, and addresses closed by their hash.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from letstalk.followups.models import Introduction
from letstalk.kit.rows import pointing_at
from letstalk.kit.sealed import SealedText
from letstalk.outbox.models import Message, Suppression
from letstalk.people.models import MergedRow, Person, Way

Values = dict[str, Any]
Model = type[models.Model]


@dataclass(frozen=True)
class Place:
    """Where a row stands."""

    table: str
    row: UUID


@dataclass(frozen=True)
class Change:
    """One row at two moments: what stood in the columns that differ, or None where there was no row."""

    place: Place
    before: Values | None
    after: Values | None

    @property
    def person(self) -> UUID | None:
        """Whom a row that went was about."""
        values = self.before if self.after is None else None
        names = columns_to(Person, model_of(self.place.table)) if values else []
        return next((UUID(values[name]) for name in names if values and values[name]), None)


def model_of(table: str) -> Model:
    return apps.get_model(table)


def columns_to(target: Model, model: Model) -> list[str]:
    """The columns of a table that hold ids of another."""
    return [f.attname for f in model._meta.concrete_fields if f.is_relation and f.related_model is target]


def standing_about(people: Iterable[Person]) -> dict[Place, Values]:
    """Every row about these people, whole; what hangs on another comes after it."""
    return {place: values_of(row) for place, row in _rows_about([person.pk for person in people])}


def changes(before: dict[Place, Values], after: dict[Place, Values]) -> list[Change]:
    """What differs; a row that stayed is told by its columns that differ only."""
    found = []
    for place in [*before, *(place for place in after if place not in before)]:
        was, became = before.get(place), after.get(place)
        if was is not None and became is not None:
            names = [name for name in was if was[name] != became[name]]
            was, became = {name: was[name] for name in names}, {name: became[name] for name in names}
        if was or became:
            found.append(Change(place, was, became))
    return found


def look_again(places: Iterable[Place], people: Iterable[Person]) -> dict[Place, Values]:
    """The same rows later, wherever they hang by now, with those that came since."""
    by_table: dict[str, list[UUID]] = {}
    for place in places:
        by_table.setdefault(place.table, []).append(place.row)
    found = {
        Place(table, row.pk): values_of(row)
        for table, ids in by_table.items()
        for row in model_of(table)._default_manager.filter(pk__in=ids)
    }
    return found | standing_about(people)


def values_of(row: models.Model) -> Values:
    """Every column as JSON can hold it, words opened."""
    return {field.attname: _plain(field, row) for field in row._meta.concrete_fields}


def _plain(field: Any, row: models.Model) -> Any:
    return None if field.value_from_object(row) is None else field.value_to_string(row)


def column_value(model: Model, name: str, plain: Any) -> Any:
    """What `values_of` made plain, as the column holds it."""
    field: Any = model._meta.get_field(name)
    if isinstance(field, SealedText):
        return field.as_value(plain or "")
    return None if plain is None else field.to_python(plain)


def _rows_about(ids: list[UUID]) -> Iterator[tuple[Place, models.Model]]:
    seen: set[Place] = set()
    introductions = Introduction.objects.filter(sides__person__in=ids).distinct().order_by("pk")
    keys = Way.objects.filter(person__in=ids).values("key")
    loose = [*introductions, *Suppression.objects.filter(address_key__in=keys).order_by("pk")]
    layer: list[models.Model] = [*Person.objects.filter(pk__in=ids).order_by("pk"), *loose]
    while layer:
        fresh = []
        for row in layer:
            place = Place(row._meta.label, row.pk)
            if place not in seen:
                seen.add(place)
                fresh.append(row)
                yield place, row
        layer = [*_hanging_on(fresh)]
    about = [place.row for place in seen]
    for message in Message.objects.filter(models.Q(recipient__in=ids) | models.Q(about__in=about)).order_by("pk"):
        yield Place(message._meta.label, message.pk), message


def _hanging_on(rows: list[models.Model]) -> Iterator[models.Model]:
    by_model: dict[Model, list[UUID]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row.pk)
    for target, ids in by_model.items():
        for model, name in pointing_at(target):
            if model is MergedRow:
                continue
            yield from model._default_manager.filter(**{f"{name}__in": ids}).order_by("pk")
