"""Doing a follow-up, leaving one out, and writing a thank-you."""

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.followups.words import Channel


class DoneForm(forms.Form):
    """How the two were in touch; nothing when it was done without."""

    channel = forms.ChoiceField(required=False, choices=[("", ""), *Channel.choices])


class LeaveOutForm(forms.Form):
    because = forms.CharField(
        label=_("Why do you leave it out?"),
        help_text=_("A few words, for you alone."),
        max_length=500,
        error_messages={"required": _("Say in a few words why you leave this out.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class HeardForm(forms.Form):
    """What stayed with the organizer, when nothing was noted."""

    heard = forms.CharField(
        label=_("Something they said or did, as you would tell them"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ThankForm(forms.Form):
    """The organizer's own words; the verb says what is missing."""

    subject = forms.CharField(
        label=_("Subject"),
        max_length=200,
        error_messages={"required": _("Give it a subject; “Thank you” will do.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    body = forms.CharField(
        label=_("What you want to say"),
        help_text=_("One thing they said or did says more than many kind words."),
        max_length=10_000,
        error_messages={"required": _("Write a line or two first.")},
        widget=forms.Textarea(attrs={"rows": 9}),
    )
