"""The form in which a chapter settles how much each thing counts where asks are weighed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from letstalk.commitments.fit import Factor
from letstalk.commitments.fit_words import FACTORS, FACTORS_EXPLAINED
from letstalk.desk.seen import version


class WeightsForm(forms.Form):
    """Eight whole numbers, a hundred together. `seen` is what the page showed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, now: Mapping[Factor, int]) -> None:
        initial = {str(factor): weight for factor, weight in now.items()} | {"seen": version(*now.values())}
        super().__init__(data, initial=initial, label_suffix="")
        for factor in Factor:
            self.fields[factor] = forms.IntegerField(
                label=str(FACTORS[factor]),
                help_text=str(FACTORS_EXPLAINED[factor]),
                min_value=0,
                max_value=100,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )

    @property
    def rows(self) -> list[BoundField]:
        return [self[factor] for factor in Factor]

    def weights(self) -> dict[Factor, int]:
        return {factor: self.cleaned_data[factor] for factor in Factor}
