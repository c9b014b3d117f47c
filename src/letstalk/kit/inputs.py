"""The inputs that what was said is typed into: words, a day, an hour, one choice. None has to be filled in (I-8)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy


class Words(forms.CharField):
    """Somebody's words: one line, or several `rows`."""

    def __init__(self, *, label: Any, rows: int = 0, most: int, hint: Any = "", **more: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"autocomplete": "off"})
        super().__init__(label=label, help_text=hint, required=False, max_length=most, widget=widget, **more)


class Day(forms.DateField):
    def __init__(self, *, label: Any, **more: Any) -> None:
        super().__init__(
            label=label,
            required=False,
            error_messages={"invalid": gettext_lazy("Choose a day, such as 2026-03-14.")},
            **more,
        )


class Hour(forms.TimeField):
    def __init__(self, *, label: Any, **more: Any) -> None:
        super().__init__(
            label=label,
            required=False,
            error_messages={"invalid": gettext_lazy("Choose a time, such as 19:00.")},
            **more,
        )


def one_of(label: Any, choices: Any, *, hint: Any = "") -> forms.ChoiceField:
    """One of a few, tapped."""
    return forms.ChoiceField(label=label, help_text=hint, choices=choices, required=False, widget=forms.RadioSelect)
