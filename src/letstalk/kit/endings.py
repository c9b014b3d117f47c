"""Finding a sealed phone number by how it ends: what somebody remembers of a number is its last digits."""

from typing import Any

from django.db import models

from letstalk.kit.lookup import LOOKUP_HEX, lookup_key

# The fewest digits that are asked for. One key of these serves longer endings too: the few it finds are opened.
ENDING = 4
LONGEST_ENDING = 7


def ending_key(digits: str) -> str:
    """The keyed hash of the last four of these digits."""
    return lookup_key("phone ending", digits[-ENDING:])


def ending_of(number: str) -> str | None:
    """What is kept of how a phone number in international form ends; None for anything else."""
    return ending_key(number) if number.startswith("+") and number[1:].isdecimal() else None


class EndingField(models.CharField):
    """The keyed hash of how the number in another field ends; NULL where that is no number in international form.

    It follows that field whenever a row is written, in bulk too; nobody sets it.
    """

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **(kwargs | {"max_length": LOOKUP_HEX, "null": True, "editable": False}))

    def deconstruct(self) -> Any:
        """For migrations: what it follows, and nothing it always is."""
        name, path, args, kwargs = super().deconstruct()
        for always in ("max_length", "null", "editable"):
            kwargs.pop(always, None)
        return name, path, args, kwargs | {"of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The key of what the number ends with now."""
        key = ending_of(getattr(model_instance, self.of) or "")
        setattr(model_instance, self.attname, key)
        return key
