"""In which words to ask: a small choice on the page of the ten minutes before (R-070, R-077)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from letstalk.guides.walk import fill
from letstalk.guides.wordings import AS_WRITTEN, NEUTRAL, PARTISAN, Offered, Wanted, language_said

PICK = "pick-"
SIDES_SAID = {
    NEUTRAL: gettext_lazy("Non-partisan: taking no side between parties"),
    PARTISAN: gettext_lazy("Partisan"),
}


class WordingsForm(forms.Form):
    """Only what this guide has; the rest is asked as it is written."""

    def __init__(
        self, data: Any = None, *, offered: Offered, wanted: Wanted, language: str, variables: dict[str, str]
    ) -> None:
        super().__init__(data, label_suffix="", prefix="wording")
        self.offered = offered
        self._standing: list[tuple[list[tuple[str, Any]], str]] = []
        if offered.languages:
            codes = [(code, language_said(code)) for code in offered.languages]
            self._add("language", _("Language"), [(AS_WRITTEN, _("As written")), *codes], language or AS_WRITTEN)
        if offered.plain:
            choices = [("", _("As written")), ("plain", _("Plain language"))]
            self._add("plain", _("Wording"), choices, "plain" if wanted.plain else "")
        if offered.sides:
            sides = [(side, SIDES_SAID[side]) for side in offered.sides]
            self._add("sides", _("Parties"), [("", _("As written")), *sides], wanted.sides)
        for pick in offered.picks:
            said = [(part, fill(words, variables)[0]) for part, words in pick.choices]
            written = [("", fill(pick.text, variables)[0])]
            self._add(f"{PICK}{pick.id}", _("Which of these?"), [*written, *said], wanted.picked.get(pick.id, ""))

    def _add(self, name: str, label: str, choices: list[tuple[str, Any]], now: str) -> None:
        self._standing.append((choices[1:], now))
        self.fields[name] = forms.ChoiceField(
            label=label, choices=choices, initial=now, required=False, widget=forms.RadioSelect
        )

    @property
    def chosen(self) -> list[str]:
        """What stands other than as written, in words."""
        return [str(dict(rest)[now]) for rest, now in self._standing if now in dict(rest)]

    @property
    def for_all(self) -> list[BoundField]:
        """What holds for every question."""
        return [self[name] for name in self.fields if not name.startswith(PICK)]

    @property
    def for_one(self) -> list[BoundField]:
        """In which sense one question is meant (R-077)."""
        return [self[name] for name in self.fields if name.startswith(PICK)]

    def wanted(self) -> Wanted:
        """The valid form as what is kept."""
        said = self.cleaned_data
        picked = {pick.id: said.get(f"{PICK}{pick.id}", "") for pick in self.offered.picks}
        return Wanted(
            language=said.get("language", ""),
            plain=said.get("plain") == "plain",
            sides=said.get("sides", ""),
            picked={id: part for id, part in picked.items() if part},
        )
