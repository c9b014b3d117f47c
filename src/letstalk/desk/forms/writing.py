"""What the forms of both editors share: lines typed one below the other, and what is left out where it is usual."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from letstalk.guides.rearranging import Item

CHOOSE_A_DAY = gettext_lazy("Choose a day, such as 2026-03-14.")


def lines_of(text: str) -> list[str]:
    """What was typed one a line, without the empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def put(item: Item, name: str, value: Any, *, usual: Any = None) -> None:
    """The value where it says something, nothing where it is the usual one: a pack leaves that out as well."""
    if value in (usual, None, "", False) or value in ([], {}):
        item.pop(name, None)
    else:
        item[name] = value


def one_line(label: Any, hint: Any = "", *, most: int, missing: Any = "", **marks: str) -> forms.CharField:
    """A short text. missing: what is said where it has to be there; it may be left empty without."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        required=bool(missing),
        error_messages={"required": missing} if missing else None,
        widget=forms.TextInput(attrs={"autocomplete": "off", **marks}),
    )


def several_lines(label: Any, hint: Any = "", *, rows: int = 2, most: int) -> forms.CharField:
    """A longer text that may be left empty."""
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=most, widget=forms.Textarea(attrs={"rows": rows})
    )


def ask_field(label: Any, asks: Sequence[tuple[str, str]], now: str) -> forms.ChoiceField:
    """One of the campaign's asks or none; what stands now stays to choose even where it is off the menu."""
    gone = [(now, now)] if now and now not in dict(asks) else []
    return forms.ChoiceField(label=label, choices=[("", _("None")), *asks, *gone], required=False, initial=now)


def last_day(hint: Any) -> forms.DateField:
    """The day after which it says that it speaks of the past (R-069, R-086)."""
    return forms.DateField(
        label=gettext_lazy("Current until"),
        help_text=hint,
        required=False,
        error_messages={"invalid": CHOOSE_A_DAY},
    )
