"""The campaign as a lead sets it up: asks of the chapter's own, what is hoped for, the first day."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.campaigns.validators import LONGEST, WORDS_OF_SUITS, AskSuits, AskWords
from letstalk.campaigns.words import Company, Risk
from letstalk.desk.forms.people import ChapterForm
from letstalk.kit import days

# A campaign is set up a little before it begins, or when it has begun already.
EARLIEST_START = timedelta(days=400)


URGENCY = [("", _("Not said")), (30, _("It would be good to have")), (60, _("We need it")), (100, _("It is urgent"))]


def _some_words(label: Any, hint: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, help_text=hint, required=False, max_length=800, widget=widget)


class AskForm(ChapterForm):
    """An ask in a minute: only its title has to be there. The verb says what is wrong with the rest."""

    title = forms.CharField(
        label=_("What will you ask for?"),
        help_text=_("In a few words, as in “Come to the tenants’ meeting”."),
        max_length=LONGEST["title"],
        error_messages={"required": _("Name what you will ask for: “Come to the tenants’ meeting”.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    on = forms.DateField(
        label=_("Day"), required=False, error_messages={"invalid": _("Choose a day, such as 2026-03-14.")}
    )
    time = forms.TimeField(
        label=_("Time"), required=False, error_messages={"invalid": _("Choose a time, such as 18:00.")}
    )
    place = forms.CharField(
        label=_("Where"),
        required=False,
        max_length=LONGEST["place"],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    what = forms.CharField(
        label=_("What it is"),
        required=False,
        max_length=LONGEST["what"],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    why = forms.CharField(
        label=_("Why it matters"),
        required=False,
        max_length=LONGEST["why"],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    goal = forms.CharField(
        label=_("Goal"),
        help_text=_("How will you both know that it was done?"),
        required=False,
        max_length=LONGEST["goal"],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    how_to = forms.CharField(
        label=_("How to go about it"),
        required=False,
        max_length=LONGEST["how_to"],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    risk = forms.ChoiceField(
        label=_("What it may cost them"),
        help_text=_("What could get someone arrested, or known to their employer, is never suggested by itself."),
        choices=Risk.choices,
        required=False,
    )
    minutes = forms.IntegerField(
        label=_("How long it takes, in minutes"),
        required=False,
        error_messages={"invalid": _("Write a number of minutes, such as 90.")},
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 1}),
    )
    company = forms.ChoiceField(label=_("Who is there with them"), choices=Company.choices, required=False)
    urgency = forms.TypedChoiceField(
        label=_("How much it is needed now"), choices=URGENCY, coerce=int, empty_value=None, required=False
    )
    issues = _some_words(_("Issues it is about"), _("Such as housing, schools. Commas between them."))
    uses = _some_words(_("Skills it uses"), _("Such as cooking, Spanish."))
    teaches = _some_words(_("Skills it teaches"), _("Such as speaking in public."))
    solves = _some_words(_("What is seen to"), _("Such as child care, a ride, an interpreter."))

    field_order = ["title", "on", "time", "place", "what", "why", "goal", "how_to", "chapter"]

    @property
    def words(self) -> AskWords:
        read = {name: self.cleaned_data[name] for name in (*LONGEST, "on", "time")}
        return AskWords(**read, suits=self._suits)

    @property
    def suits_shown(self) -> bool:
        """Whether anything was typed or is wrong in the part that is folded away."""
        names = (*WORDS_OF_SUITS, "minutes", "company", "urgency", "risk")
        return any(self[name].errors or (self.is_bound and self[name].value()) for name in names)

    @property
    def _suits(self) -> AskSuits:
        given = self.cleaned_data
        read: dict[str, Any] = {name: given[name] for name in ("minutes", "company", "urgency")}
        read |= {name: tuple(filter(None, map(str.strip, given[name].split(",")))) for name in WORDS_OF_SUITS}
        return AskSuits(risk=given["risk"] or Risk.NONE, **read)


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
