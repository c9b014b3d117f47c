"""Shortly before a one-on-one: who is late, who comes instead, and whether it goes on every week."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.accounts.models import User
from letstalk.meetings.domain.rhythms import EVERY_WEEKS
from letstalk.meetings.validators import LONGEST_DELAY
from letstalk.meetings.words import Side

DELAYS = (5, 10, 15, 20)


class LateForm(forms.Form):
    whose = forms.ChoiceField(choices=[(Side.ORGANIZER, Side.ORGANIZER.label), (Side.PERSON, Side.PERSON.label)])
    minutes = forms.IntegerField(min_value=1, max_value=LONGEST_DELAY)


class StandInForm(forms.Form):
    """Another organizer, and the person's yes to them."""

    to = forms.ChoiceField(
        label=_("Who comes instead?"), error_messages={"required": _("Choose who comes instead of you.")}
    )
    persons_yes = forms.BooleanField(label=_("They said yes to meeting them"), required=False)

    def __init__(self, data: Any = None, *, organizers: Iterable[User], name: str) -> None:
        super().__init__(data, label_suffix="", auto_id="id_stand_in_%s")
        self.organizers = {str(user.pk): user for user in organizers}
        choice = self.fields["to"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", "—"), *((key, user.name or user.email) for key, user in self.organizers.items())]
        self.fields["persons_yes"].label = _("%(name)s said yes to meeting them") % {"name": name}

    @property
    def chosen(self) -> User:
        return self.organizers[self.cleaned_data["to"]]


class EveryForm(forms.Form):
    every_weeks = forms.TypedChoiceField(choices=[(weeks, weeks) for weeks in EVERY_WEEKS], coerce=int)
