"""What happened: one line for each thing done, appended and never changed."""

import re
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models

from letstalk.kit.rows import Row
from letstalk.kit.statements import insert

CODE = re.compile(r"[A-Za-z0-9_.:+/-]{1,64}")


class NotACode(ValueError):
    """Journal details hold ids, numbers and codes; words about people would outlive their erasure."""


class AppendOnly(Exception):
    """A line of the journal is never edited or removed."""


class Entry(Row):
    """`kind` is the room and what happened ("meeting.held"); `about` and `by` are ids without a foreign key."""

    kind = models.CharField(max_length=64)
    about = models.UUIDField()
    chapter_id = models.UUIDField(null=True)
    by = models.UUIDField(null=True)
    at = models.DateTimeField()
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["about", "at"]), models.Index(fields=["kind", "at"])]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("A line of the journal is never edited.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise AppendOnly("A line of the journal is never removed.")


def record(kind: str, /, *, about: models.Model, by: Any, at: datetime, **details: Any) -> Entry:
    """Append one line. `by` is a user, or None for what a person did by link or the clock brought about.

    Raises NotACode for a detail that is more than an id, a number, a day or a short code.
    """
    (entry,) = record_each(kind, about=[about], by=by, at=at, **details)
    return entry


def record_each(kind: str, /, *, about: Sequence[models.Model], by: Any, at: datetime, **details: Any) -> list[Entry]:
    """The same line about each of several things that happened at once, written together. Raises NotACode."""
    codes = {name: _as_code(value) for name, value in details.items()}
    author = getattr(by, "pk", None)
    entries = [
        Entry(kind=kind, about=one.pk, chapter_id=getattr(one, "chapter_id", None), by=author, at=at, details=codes)
        for one in about
    ]
    insert(Entry, entries)
    return entries


def _as_code(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, list | tuple):
        return [_as_code(item) for item in value]
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    if not CODE.fullmatch(text):
        raise NotACode("A journal detail must be an id, a number, a day or a short code.")
    return text
