"""What someone will do: the day, the time and the goal make it firm, and each may still be open (R-016)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from letstalk.accounts.models import User
from letstalk.campaigns.words import SetUpKind
from letstalk.commitments.validators import Terms

LINE = 1_000


class FillInForm(forms.Form):
    """The details that may still be open. The verb says what is wrong, the same at every entrance (R-017)."""

    on = forms.DateField(label=_("Day"), required=False)
    time = forms.TimeField(label=_("Time"), required=False)
    goal = forms.CharField(
        label=_("Goal"),
        help_text=_("How will you both know that it was done?"),
        required=False,
        max_length=LINE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    place = forms.CharField(
        label=_("Where"), required=False, max_length=LINE, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    if_then = forms.CharField(
        label=_("If … then …"),
        help_text=_("As in: if it is Thursday after work, then I will knock at both doors."),
        required=False,
        max_length=LINE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def terms_for(self, what: str) -> Terms:
        read = {name: self.cleaned_data[name] for name in ("goal", "on", "time", "place", "if_then")}
        return Terms(what=what, **read)


class TermsForm(FillInForm):
    """The whole of an agreement, with what it is about."""

    what = forms.CharField(
        label=_("What will they do?"),
        help_text=_("In their own words."),
        error_messages={"required": _("Say in their words what they will do.")},
        max_length=LINE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["what", "on", "time", "goal", "place", "if_then", "seen"]

    @property
    def terms(self) -> Terms:
        return self.terms_for(self.cleaned_data["what"])


class SetUpForm(forms.Form):
    """One thing that makes it easy for them, and who sees to it (R-028)."""

    kind = forms.ChoiceField(label=_("What they need"), choices=SetUpKind.choices)
    words = forms.CharField(
        label=_("How it is arranged"),
        help_text=_("It stands in what they are sent."),
        error_messages={"required": _("Say in a few words how it is arranged.")},
        max_length=LINE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_promised = forms.BooleanField(
        label=_("I will see to it"), help_text=_("It becomes a promise of yours."), required=False
    )


class CountForm(forms.Form):
    """The number it counts toward."""

    wanted = forms.IntegerField(
        label=_("Count toward"),
        help_text=_("As in five conversations. Without a number nothing is counted."),
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class NumberForm(forms.Form):
    """How many so far."""

    number = forms.IntegerField(
        label=pgettext_lazy("a count", "So far"),
        error_messages={"required": _("How many so far?")},
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class StepForm(forms.Form):
    step = forms.CharField(
        label=_("One step"),
        error_messages={"required": _("Say in a few words what the step is.")},
        max_length=LINE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class HandOverForm(forms.Form):
    """Who is asked to keep a promise instead."""

    to = forms.ChoiceField(label=_("Whom do you ask?"), error_messages={"required": _("Choose whom you ask.")})

    def __init__(self, data: Any = None, *, organizers: Iterable[User]) -> None:
        super().__init__(data)
        self.organizers = {str(user.pk): user for user in organizers}
        choice = self.fields["to"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", "—"), *((key, user.name or user.email) for key, user in self.organizers.items())]

    @property
    def chosen(self) -> User:
        return self.organizers[self.cleaned_data["to"]]
