"""What a person types on the page of an invitation and on a booking page."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from letstalk.kit import clock, days
from letstalk.meetings.domain.offer import WORDS_LENGTH
from letstalk.meetings.models import Offer
from letstalk.people.models import NAME_LENGTH, Chapter
from letstalk.people.validators import clean_name, clean_way
from letstalk.people.words import WayKind

WANTS = gettext_lazy("Is there anything you want to talk about?")


def as_value(start: datetime) -> str:
    """An instant as a form carries it, which no clock change can blur."""
    return str(int(start.timestamp()))


def from_value(value: str) -> datetime | None:
    """The instant again; None for what no page of ours wrote."""
    if not (value.isascii() and value.isdigit() and len(value) <= 11):
        return None
    return clock.from_epoch(int(value))


class StartField(forms.CharField):
    """One of the times on the page."""

    default_error_messages = {"required": gettext_lazy("Choose one of the times.")}

    def clean(self, value: Any) -> datetime:
        start = from_value(super().clean(value))
        if start is None:
            raise ValidationError(_("Choose one of the times."))
        return start


class TakeForm(forms.Form):
    """One of the times offered, and what they would like to talk about."""

    start = StartField()
    words = forms.CharField(
        label=WANTS, required=False, max_length=WORDS_LENGTH, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, *, offer: Offer | None) -> None:
        super().__init__(data, label_suffix="", auto_id="id_take_%s")
        self.offer = offer

    @property
    def starts_at(self) -> datetime:
        start: datetime = self.cleaned_data["start"]
        return start


class ProposeForm(forms.Form):
    """Another time, or words about when it would suit."""

    on = forms.DateField(label=gettext_lazy("Day"), required=False)
    at = forms.TimeField(label=gettext_lazy("Time"), required=False)
    words = forms.CharField(
        label=gettext_lazy("Or in your own words"),
        help_text=gettext_lazy("“Weekday evenings after seven”, “after the holidays”."),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, zone: str, now: datetime) -> None:
        super().__init__(data, label_suffix="", auto_id="id_propose_%s")
        self.zone, self.now = zone, now
        self.starts_at: datetime | None = None

    @property
    def days(self) -> list[tuple[str, str]]:
        return days.day_choices(clock.local_day(self.now, self.zone), first=1)

    @property
    def hours(self) -> list[tuple[str, str]]:
        return days.hour_choices()

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        on, at = found.get("on"), found.get("at")
        if on and not at and not found.get("words"):
            self.add_error("at", _("At what time on that day? Roughly will do."))
        if on and at:
            try:
                self.starts_at = clock.instant(on, at, self.zone)
            except clock.NoSuchTime:
                self.add_error("at", _("The clock is put forward over this time on that day. Choose an hour later."))
        return found


class WordsForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Would you like to say something? You need not."),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class BookForm(forms.Form):
    """A time, a name and one way to be reached; no more is asked."""

    start = StartField()
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        help_text=gettext_lazy("What you like to be called will do."),
        max_length=NAME_LENGTH,
        error_messages={"required": gettext_lazy("Say what you would like to be called.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    way = forms.CharField(
        label=gettext_lazy("Your email or phone"),
        help_text=gettext_lazy("One is enough: to reach you if something comes up."),
        max_length=254,
        error_messages={"required": gettext_lazy("Give an email or a phone number, so that you can be reached.")},
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
    )
    words = forms.CharField(
        label=WANTS, required=False, max_length=WORDS_LENGTH, widget=forms.Textarea(attrs={"rows": 2})
    )
    wants_mail = forms.BooleanField(label=gettext_lazy("Send me the time by email, and a reminder"), required=False)

    def __init__(self, data: Any = None, *, chapter: Chapter) -> None:
        super().__init__(data, label_suffix="")
        self.chapter = chapter

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_way(self) -> str:
        way: str = self.cleaned_data["way"].strip()
        kind = WayKind.EMAIL if "@" in way else WayKind.PHONE
        return clean_way(kind, way, self.chapter.region)
