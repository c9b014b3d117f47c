"""A form row for what is asked by data and not by code: something to choose, or something to type, always optional."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import pgettext_lazy

LONGEST = 400


def optional_row(*, label: str, hint: str, options: Sequence[tuple[str, str]], kind: str = "text") -> forms.Field:
    """kind: the sort of input where nothing is to choose from: "text", "number" or "date"."""
    if options:
        nothing = ("", pgettext_lazy("nothing was said for this field", "Not said"))
        return forms.ChoiceField(label=label, help_text=hint, required=False, choices=[nothing, *options])
    attrs: dict[str, Any] = {"autocomplete": "off"}
    attrs |= {"number": {"inputmode": "decimal", "dir": "ltr"}, "date": {"type": "date", "dir": "ltr"}}.get(kind, {})
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=LONGEST, widget=forms.TextInput(attrs=attrs)
    )
