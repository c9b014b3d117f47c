"""The two bases every table stands on."""

import uuid

from django.db import models


class Row(models.Model):
    """A row with an id that can be made anywhere, also on a phone without signal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


def one_of(field: str, choices: type[models.TextChoices], name: str) -> models.CheckConstraint:
    """The database too knows which codes a column may hold."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": choices.values}), name=name)
