"""What two people are to each other, once both have said yes to its standing here."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.people.models import Person
from letstalk.people.words import BondKind


class BondForm(forms.Form):
    """Whom, out of those that were found, and what they are; `q` is what was looked for."""

    kind = forms.ChoiceField(
        label=_("What are they to each other?"),
        choices=BondKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they are to each other.")},
    )
    other = forms.ChoiceField(
        label=_("Who is it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of them."), "invalid_choice": _("Choose one of them.")},
    )
    both_said_yes = forms.BooleanField(
        label=_("I asked both, and both said yes to this standing here"),
        error_messages={"required": _("Ask both first. Without a yes of each, nothing is written down.")},
    )
    q = forms.CharField(widget=forms.HiddenInput, max_length=200)

    def __init__(self, data: Any = None, *, found: Sequence[Person], q: str) -> None:
        super().__init__(data, label_suffix="", initial={"q": q, "other": found[0].pk if len(found) == 1 else None})
        self.people = {str(person.pk): person for person in found}
        choice = self.fields["other"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(key, person.name) for key, person in self.people.items()]

    @property
    def chosen(self) -> Person:
        return self.people[self.cleaned_data["other"]]
