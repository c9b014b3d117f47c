"""Asking to be put in touch with somebody, and answering it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.people.domain.in_touch import LONGEST_WORDS


class AskAroundForm(forms.Form):
    """What whoever knows them reads."""

    words = forms.CharField(
        label=_("Why you would like to be in touch"),
        help_text=_("Read by the lead of a chapter that knows them, if there is one."),
        max_length=LONGEST_WORDS,
        error_messages={"required": _("Say in a sentence why.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    """What a lead who knows them writes back."""

    words = forms.CharField(
        label=_("What you write back"),
        help_text=_("How you will put them in touch, or what they said. Ask the person first."),
        max_length=LONGEST_WORDS,
        error_messages={"required": _("Write a sentence back.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
