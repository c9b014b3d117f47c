"""Bringing people in from a file: the file, what its columns mean, what was said of a yes, and what stays."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from letstalk.desk.forms.people import ChapterForm
from letstalk.people.domain.importing import Yes
from letstalk.people.intake.dates import DAY_FIRST, MONTH_FIRST, YEAR_FIRST
from letstalk.people.intake.targets import Target
from letstalk.people.words import Doubtful

LONGEST_PASTED = 2_000_000
LEAVE = "leave"
MEANINGS = [(LEAVE, Target.LEAVE.label), *((target.value, target.label) for target in Target if target)]
ORDERS = (
    (MONTH_FIRST, _("month, day, year")),
    (DAY_FIRST, _("day, month, year")),
    (YEAR_FIRST, _("year, month, day")),
)


class FileForm(ChapterForm):
    """A file, or rows that were pasted."""

    file = forms.FileField(
        label=_("A file from your device"),
        help_text=_("CSV, .xlsx, vCard (.vcf), or a zip with one of them. Exports of other programs come as they are."),
        required=False,
        error_messages={"empty": _("This file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.tab,.txt,.xls,.xlsx,.vcf,.zip"}),
    )
    text = forms.CharField(
        label=_("Or paste rows from a sheet"),
        help_text=_("With the names of the columns in the first row, if you have them."),
        required=False,
        strip=False,
        max_length=LONGEST_PASTED,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )

    field_order = ["file", "text", "chapter"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if not found.get("file") and not found.get("text", "").strip() and "file" not in self.errors:
            self.add_error("file", forms.ValidationError(_("Choose a file, or paste some rows.")))
        return found


class ColumnsForm(forms.Form):
    """What each column means, in which order its days stand, whose people they are, and what shows a yes."""

    own = forms.BooleanField(
        label=_("These are my own people"),
        help_text=_("You keep the relationship with everyone new, and their notes come in, for your eyes only."),
        required=False,
    )
    yes_source = forms.CharField(
        label=_("Where did they say yes to news by email?"),
        help_text=_("For example: sign-up form at the March rally."),
        required=False,
        max_length=40,
    )
    yes_on = forms.DateField(
        label=_("On which day, where the file does not say?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    yes_words = forms.CharField(
        label=_("What did the form say, word for word?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        columns: Sequence[str],
        targets: Sequence[str],
        dates: Mapping[int, str],
        samples: Sequence[Sequence[str]],
        may_own: bool,
        own_fields: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.columns = list(columns)
        if not may_own:
            del self.fields["own"]
        meanings = [*MEANINGS, *([(_("Fields of your own"), list(own_fields))] if own_fields else [])]
        for number, name in enumerate(columns):
            found = [row[number] for row in samples if number < len(row) and row[number].strip()]
            self.fields[f"target_{number}"] = forms.ChoiceField(
                label=name.strip() or _("Column %(number)d") % {"number": number + 1},
                choices=meanings,
                initial=targets[number] or LEAVE,
                help_text=" · ".join(value.strip()[:60] for value in found[:5]) or _("Empty in the first rows."),
            )
        for number, order in dates.items():
            self.fields[f"order_{number}"] = forms.ChoiceField(
                label=_("Order of the days in “%(column)s”") % {"column": columns[number].strip()},
                choices=ORDERS,
                initial=order,
            )

    def kept_columns(self) -> list[tuple[BoundField, BoundField | None]]:
        """The columns that come in, each with the order of its days where it holds days."""
        return [(self[name], self._order(name)) for name in self._names() if self._meaning(name)]

    def left_columns(self) -> list[tuple[BoundField, BoundField | None]]:
        return [(self[name], self._order(name)) for name in self._names() if not self._meaning(name)]

    def _names(self) -> list[str]:
        return [f"target_{number}" for number in range(len(self.columns))]

    def _meaning(self, name: str) -> str:
        meaning = self.data.get(name, LEAVE) if self.is_bound else self.fields[name].initial
        return "" if meaning == LEAVE else str(meaning)

    def _order(self, name: str) -> BoundField | None:
        order = name.replace("target_", "order_")
        return self[order] if order in self.fields else None

    @property
    def targets(self) -> list[str]:
        chosen = [self.cleaned_data[name] for name in self._names()]
        return ["" if target == LEAVE else target for target in chosen]

    @property
    def dates(self) -> dict[int, str]:
        return {
            int(name.removeprefix("order_")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("order_")
        }

    @property
    def yes(self) -> Yes:
        day = self.cleaned_data["yes_on"]
        return Yes(
            source=self.cleaned_data["yes_source"],
            on=day.isoformat() if day else "",
            words=self.cleaned_data["yes_words"],
        )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if bool(found.get("yes_source", "").strip()) != bool(found.get("yes_words", "").strip()):
            missing = "yes_words" if found.get("yes_source", "").strip() else "yes_source"
            self.add_error(
                missing, _("A yes counts only with where it was said and in which words. Leave both empty else.")
            )
        return found


class BringInForm(forms.Form):
    """What becomes of rows that are perhaps about somebody who is here."""

    doubtful = forms.ChoiceField(
        label=_("Those who are perhaps here already"),
        choices=Doubtful.choices,
        initial=Doubtful.LEAVE,
        required=False,
        widget=forms.RadioSelect,
    )

    def clean_doubtful(self) -> str:
        return self.cleaned_data["doubtful"] or Doubtful.LEAVE
