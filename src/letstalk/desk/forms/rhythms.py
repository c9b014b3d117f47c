"""How often somebody is spoken with, a rest until a day, and the news for calls."""

from django import forms
from django.utils.translation import gettext_lazy as _


class EveryDaysForm(forms.Form):
    """Days between contacts; empty for what is usual."""

    every_days = forms.IntegerField(
        label=_("Talk every so many days"),
        help_text=_("Empty for what is usual where they stand."),
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


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
