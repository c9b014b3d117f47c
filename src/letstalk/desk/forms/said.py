"""What somebody said of themselves: taps mostly, everything optional, and room for "would rather not say"."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.kit.languages import LANGUAGES, language_name
from letstalk.people.domain.said import SaidByKind
from letstalk.people.models import Said
from letstalk.people.validators import clean_wishes
from letstalk.people.words import AGES, AMOUNTS, FREE_CODES, Motive, PartOfDay, SaidAnswer, SaidKind, week_of


def _ticks(label: Any, choices: Any = ()) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)


class SaidForm(forms.Form):
    """Each kind as it stands; `said` is what the verb takes. `seen`: what the page showed."""

    motive = _ticks(_("What moves them"), Motive.choices)
    wish = forms.CharField(
        label=_("What they would like to learn"),
        help_text=_("A word or two each, with commas between them."),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    time = _ticks(_("When they are free"), [(code, code) for code in FREE_CODES])
    amount = forms.ChoiceField(
        label=_("How much time is honest"), choices=[("", _("Not said")), *AMOUNTS.items()], required=False
    )
    language = _ticks(_("Languages they speak"))
    age = forms.ChoiceField(
        label=_("How old they are"),
        help_text=_("Only where they said so themselves, and an ask minds it."),
        choices=[("", _("Not said")), *AGES.items()],
        required=False,
    )
    rather_not = _ticks(_("They would rather not say"), SaidKind.choices)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, stands: Sequence[Said], seen: str) -> None:
        super().__init__(data, label_suffix="", initial={**_shown(stands), "seen": seen})
        spoken = {*LANGUAGES, *(row.code for row in stands if row.kind == SaidKind.LANGUAGE and row.code)}
        languages = self.fields["language"]
        assert isinstance(languages, forms.MultipleChoiceField)
        languages.choices = [(code, language_name(code)) for code in sorted(spoken, key=language_name)]

    def clean_wish(self) -> list[str]:
        return clean_wishes(self.cleaned_data["wish"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for kind in given.get("rather_not", ()):
            if given.get(kind):
                self.add_error(kind, _("They said this, or they would rather not say: keep one of the two."))
        return given

    @property
    def said(self) -> SaidByKind:
        given = self.cleaned_data
        found: dict[SaidKind, Sequence[str] | None] = {}
        for kind in SaidKind:
            value = given[kind]
            found[kind] = (
                None if kind in given["rather_not"] else value if isinstance(value, list) else [value] if value else []
            )
        return found

    @property
    def week(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        return week_of(self["time"].value() or ())

    @property
    def parts(self) -> list[str]:
        return [str(part.label) for part in PartOfDay]


def _shown(stands: Sequence[Said]) -> dict[str, Any]:
    codes: dict[str, list[str]] = {kind: [] for kind in SaidKind.values}
    for row in stands:
        if row.answer == SaidAnswer.SAID:
            codes[row.kind].append(row.code or row.words)
    shown: dict[str, Any] = dict(codes) | {"wish": ", ".join(sorted(codes[SaidKind.WISH]))}
    shown |= {one: (codes[one] or [""])[-1] for one in (SaidKind.AMOUNT, SaidKind.AGE)}
    return shown | {"rather_not": sorted({row.kind for row in stands if row.answer == SaidAnswer.RATHER_NOT})}
