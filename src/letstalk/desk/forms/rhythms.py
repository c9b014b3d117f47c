"""How often somebody is spoken with, a rest until a day, and the news for calls."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.people.models import Tag


class EveryDaysForm(forms.Form):
    """Days between contacts; empty for what is usual."""

    every_days = forms.IntegerField(
        label=_("Talk every so many days"),
        help_text=_("Empty for what is usual where they stand."),
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class GroupForm(EveryDaysForm):
    """A group, and its rhythm."""

    tag = forms.ChoiceField(label=_("Group"), error_messages={"required": _("Choose a group.")})
    field_order = ["tag", "every_days"]

    def __init__(self, data: Any = None, *, tags: Iterable[Tag]) -> None:
        super().__init__(data)
        self.tags = {str(tag.pk): tag for tag in tags}
        choice = self.fields["tag"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(key, tag.name) for key, tag in self.tags.items()]

    @property
    def chosen(self) -> Tag:
        return self.tags[self.cleaned_data["tag"]]


class RestForm(forms.Form):
    until_on = forms.DateField(
        label=_("Resting until"),
        error_messages={"required": _("Choose a day.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class NewsForm(forms.Form):
    words = forms.CharField(
        label=_("What is there to tell?"),
        help_text=_("A few sentences about the organization or the larger strategy; no ask."),
        error_messages={"required": _("Say in a few sentences what there is to tell.")},
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
