"""Mending a word of a chapter: said in another way, or joined with another."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.people.models import Tag
from letstalk.people.validators import clean_tag


class RenameForm(forms.Form):
    """`seen`: what the page showed."""

    name = forms.CharField(
        label=_("The word"),
        help_text=_("Everybody who has it has it so from then on."),
        max_length=60,
        error_messages={"required": _("Use a word or two, at most 60 letters.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_name(self) -> str:
        return clean_tag(self.cleaned_data["name"])


class JoinForm(forms.Form):
    """Which other word means the same."""

    to = forms.ChoiceField(label=_("Means the same as"), error_messages={"required": _("Choose a word.")})

    def __init__(self, data: Any = None, *, others: Iterable[Tag]) -> None:
        super().__init__(data, label_suffix="")
        self.tags = {str(tag.pk): tag for tag in others}
        choice = self.fields["to"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", "–"), *((key, tag.name) for key, tag in self.tags.items())]

    @property
    def chosen(self) -> Tag:
        return self.tags[self.cleaned_data["to"]]
