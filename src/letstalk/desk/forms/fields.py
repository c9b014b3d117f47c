"""A chapter's own fields: asked for, said in other words, and what a person says for them."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from letstalk.desk.seen import version
from letstalk.people.domain.fields import FieldWords
from letstalk.people.models import CustomChoice, CustomField
from letstalk.people.words import FieldKind


class FieldForm(forms.Form):
    """What is asked and what for. The sentences for what is wrong come from the verb."""

    name = forms.CharField(
        label=_("What it is called"),
        help_text=_("A word or a few, such as “T-shirt size”."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    why = forms.CharField(
        label=_("Why do you need it?"),
        help_text=_("A sentence. Each person reads it on their own page, beside what you keep."),
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    kind = forms.ChoiceField(
        label=_("What is kept"),
        choices=FieldKind.choices,
        initial=FieldKind.WORDS,
        widget=forms.RadioSelect,
    )
    more = forms.CharField(
        label=_("The choices"),
        help_text=_("Each on a line of its own; only where one of several is chosen."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")

    @property
    def words(self) -> FieldWords:
        given = self.cleaned_data
        return FieldWords(given["name"], given["why"], {}, given["more"].splitlines())


class EditFieldForm(FieldForm):
    """A field that is there: its kind stays, and each choice is a row. `seen`: what the page showed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, field: CustomField, choices: Iterable[CustomChoice]) -> None:
        super().__init__(data)
        self.choices = {f"choice_{one.pk.hex}": one for one in choices}
        self.now = version(field.name, field.why, *(f"{one.pk} {one.name}" for one in self.choices.values()))
        del self.fields["kind"]
        if field.kind != FieldKind.CHOICE:
            del self.fields["more"]
        else:
            self.fields["more"].label = _("More choices")
            self.fields["more"].help_text = _("Each on a line of its own.")
        for nth, (key, one) in enumerate(self.choices.items(), 1):
            self.fields[key] = forms.CharField(
                label=format_lazy(_("Choice {nth}"), nth=nth),
                max_length=200,
                required=False,
                initial=one.name,
                widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
            )
        self.initial = {"name": field.name, "why": field.why, "seen": self.now}

    @property
    def rows(self) -> list[forms.BoundField]:
        return [self[key] for key in self.choices]

    @property
    def words(self) -> FieldWords:
        given = self.cleaned_data
        choices: Mapping[UUID, str] = {one.pk: given[key] for key, one in self.choices.items()}
        return FieldWords(given["name"], given["why"], choices, given.get("more", "").splitlines())
