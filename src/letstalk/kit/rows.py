"""The two bases every table stands on."""

import uuid
from collections.abc import Collection
from functools import cache
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models.base import ModelState


class Row(models.Model):
    """A row with an id that can be made anywhere, also on a phone without signal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], *, fetch_mode: Any = None
    ) -> Self:
        """As Django's own, without signals, which nobody here listens to, and without looking at each field again."""
        row = cls.__new__(cls)
        row._state = ModelState()
        row._state.adding, row._state.db = False, db
        row.__dict__.update(zip(field_names, values, strict=True))
        return row

    def _get_FIELD_display(self, field: Any) -> str:
        """As Django's own, which puts all the choices of a column into a new dictionary for each word it says."""
        value = getattr(self, field.attname)
        return str(_labels(field).get(value, value))

    @classmethod
    def unsaved(cls, **columns: Any) -> Self:
        """A new row with every one of its columns given, foreign keys by their ids: when thousands are made at once.

        No default is filled in, and nothing is looked at, which is what makes the usual way five times as slow.
        """
        row = cls.__new__(cls)
        row._state = ModelState()
        row.__dict__.update(columns)
        return row


@cache
def _labels(field: Any) -> dict[Any, Any]:
    """The words of a column's choices, not yet in any language."""
    return dict(field.flatchoices)


def pointing_at(target: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """Every table with a foreign key to this one, and by which column; a new table is there by itself."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is target
    ]


def one_of(field: str, choices: type[models.TextChoices], name: str) -> models.CheckConstraint:
    """The database too knows which codes a column may hold."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": choices.values}), name=name)
