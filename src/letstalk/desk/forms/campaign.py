"""The campaign as a lead sets it up: what is hoped for, the first day."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.desk.forms.people import ChapterForm
from letstalk.kit import days

# A campaign is set up a little before it begins, or when it has begun already.
EARLIEST_START = timedelta(days=400)


class HopeForm(forms.Form):
    """How many one-on-ones the chapter hopes for; empty for no number. `seen` is the number that was shown."""

    wanted = forms.IntegerField(
        label=_("How many one-on-ones do you hope for?"),
        help_text=_("All of you together, until the campaign ends. Empty for no number."),
        required=False,
        error_messages={"invalid": _("Write a number, such as 60.")},
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 1}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class AdoptForm(ChapterForm):
    """From which day a chapter takes the campaign up."""

    first_on = forms.DateField(
        label=_("First day"),
        help_text=_("Day 1 of the campaign. It can be in the past, when you have begun already."),
        error_messages={
            "required": _("Choose the first day."),
            "invalid": _("Choose a day, such as 2026-03-14."),
        },
    )

    field_order = ["chapter", "first_on"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    @property
    def days(self) -> list[tuple[str, str]]:
        return days.day_choices(self.today)

    def clean_first_on(self) -> date:
        first_on = self.cleaned_data["first_on"]
        if abs(first_on - self.today) > EARLIEST_START:
            raise forms.ValidationError(_("Choose a day within about a year of today."), code="first_on")
        return first_on
