"""Taking up one of one's own calendars."""

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.meetings.domain.calendars import LONGEST_ADDRESS
from letstalk.meetings.words import CalendarKind


class CalendarForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("How it is read"),
        choices=[
            (CalendarKind.ICS, _("By a secret address, as Google, Apple and Outlook give one")),
            (CalendarKind.CALDAV, _("By CalDAV, with name and password")),
        ],
        initial=CalendarKind.ICS,
        widget=forms.RadioSelect,
    )
    address = forms.CharField(
        label=_("Address of the calendar"),
        help_text=_("It often ends in .ics, or stands beside “share” or “publish” in your calendar’s settings."),
        max_length=LONGEST_ADDRESS,
        error_messages={"required": _("Paste the address of the calendar.")},
        widget=forms.URLInput(attrs={"inputmode": "url", "autocomplete": "off", "dir": "ltr"}),
    )
    name = forms.CharField(
        label=_("What you call it"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    username = forms.CharField(
        label=_("User name, for CalDAV"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password, for CalDAV"),
        help_text=_("Best one made for this alone: many providers call it an app password."),
        max_length=400,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}, render_value=True),
    )

    def clean_address(self) -> str:
        return self.cleaned_data["address"].strip()


class DetailsForm(forms.Form):
    shows_details = forms.BooleanField(
        label=_("With first names and places"),
        help_text=_("Left empty, each is just “1:1”, so that a calendar others look into names nobody."),
        required=False,
    )
