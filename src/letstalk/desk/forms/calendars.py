"""Taking up one of one's own calendars."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.meetings.domain.calendars import LONGEST_ADDRESS, MOST_CALENDARS
from letstalk.meetings.words import CalendarKind


class CalendarForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("How it is read"),
        choices=[
            (CalendarKind.ICS, _("By a secret address, as Google, Apple and Outlook give one")),
            (CalendarKind.CALDAV, _("By CalDAV, with name and password; the server’s address is enough")),
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

    chosen = forms.MultipleChoiceField(
        label=_("Which of them keep you busy?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        # Whatever comes back is an address as good as a typed one, and read as carefully.
        typed = data.getlist("chosen") if data is not None else []
        self._let_choose([(value, value.partition(" ")[2] or value) for value in typed[:MOST_CALENDARS]])

    def offer(self, found: Iterable[tuple[str, str]]) -> None:
        """The calendars there are, by their addresses and names; both come back with what is chosen."""
        self._let_choose([(f"{address} {name}", name or address) for address, name in found])

    def _let_choose(self, choices: list[tuple[str, str]]) -> None:
        field = self.fields["chosen"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices
        field.required = bool(choices)

    @property
    def addresses_chosen(self) -> list[tuple[str, str]]:
        return [(value.partition(" ")[0], value.partition(" ")[2]) for value in self.cleaned_data["chosen"]]

    def clean_address(self) -> str:
        return self.cleaned_data["address"].strip()


class DetailsForm(forms.Form):
    shows_details = forms.BooleanField(
        label=_("With first names and places"),
        help_text=_("Left empty, each is just “1:1”, so that a calendar others look into names nobody."),
        required=False,
    )
