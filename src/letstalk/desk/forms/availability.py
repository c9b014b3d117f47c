"""When an organizer can be met, and times offered with an invitation."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from letstalk.desk.forms.settings import zone_choices
from letstalk.desk.forms.where import WhereForm
from letstalk.kit import clock, days
from letstalk.meetings.domain.availability import HoursWish
from letstalk.meetings.models import Hours
from letstalk.meetings.words import Share
from letstalk.outbox.words import Channel

SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|—|to)\s*(\d{1,2})(?:[:.](\d{2}))?")
NUMBERS = (1, 2, 3)


def spans_in(text: str) -> list[tuple[str, str]]:
    """ "17-20, 21:00–21:30" as ("HH:MM", "HH:MM") each. Raises ValidationError."""
    return [_span(part.strip()) for part in re.split(r"[,;]", text) if part.strip()]


def _span(part: str) -> tuple[str, str]:
    found = SPAN.fullmatch(part)
    if found is None:
        raise ValidationError(_("Write times like 17:00–20:00, several with a comma between them."))
    hour, minute, to_hour, to_minute = (int(number or 0) for number in found.groups())
    if max(hour, to_hour) > 23 or max(minute, to_minute) > 59 or (hour, minute) >= (to_hour, to_minute):
        raise ValidationError(_("Each time needs an end after its beginning, such as 17:00–20:00."))
    return f"{hour:02}:{minute:02}", f"{to_hour:02}:{to_minute:02}"


def said(spans: Sequence[Sequence[str]]) -> str:
    return ", ".join(f"{begin}–{end}" for begin, end in spans)


class SpansField(forms.CharField):
    def clean(self, value: Any) -> list[tuple[str, str]]:
        return spans_in(super().clean(value))


class HoursForm(forms.Form):
    """Hours of each weekday, and how much one wants to take on."""

    zone = forms.ChoiceField(label=gettext_lazy("By the clock of"))
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"),
        help_text=gettext_lazy("30 to 45 is usual: long enough to listen, short enough to say yes to."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    before = forms.IntegerField(label=gettext_lazy("Minutes kept free before"))
    after = forms.IntegerField(label=gettext_lazy("Minutes kept free after"))
    notice_hours = forms.IntegerField(label=gettext_lazy("Hours of notice, at least"))
    most_per_week = forms.IntegerField(
        label=gettext_lazy("One-on-ones in a week, at most"),
        help_text=gettext_lazy("Those you agree on yourself count, too."),
    )
    place_words = forms.CharField(
        label=gettext_lazy("Where you meet"),
        help_text=gettext_lazy("Quiet enough to talk, public enough to be safe. It stands on your page."),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, hours: Hours | None, zone: str) -> None:
        super().__init__(data, label_suffix="", initial=_as_kept(hours, zone))
        field = self.fields["zone"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [choice for choice in zone_choices() if choice[0]]
        self.hours = hours
        for number, name in WEEKDAYS.items():
            self.fields[f"day_{number}"] = SpansField(
                label=name,
                required=False,
                max_length=120,
                widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "17:00–20:00"}),
            )

    @property
    def weekdays(self) -> list[forms.BoundField]:
        return [self[f"day_{number}"] for number in WEEKDAYS]

    def wish(self) -> HoursWish:
        given = self.cleaned_data
        return HoursWish(
            zone=given["zone"],
            weekly=[(number, *span) for number in WEEKDAYS for span in given[f"day_{number}"]],
            minutes=given["minutes"],
            before=given["before"],
            after=given["after"],
            notice_hours=given["notice_hours"],
            most_per_week=given["most_per_week"],
            place=self.hours.place if self.hours and not given["place_words"].strip() else None,
            place_words=given["place_words"],
        )


def _as_kept(hours: Hours | None, zone: str) -> dict[str, Any]:
    row = hours or Hours(zone=zone)
    by_day: dict[int, list[Sequence[str]]] = {}
    for number, begin, end in row.weekly:
        by_day.setdefault(number, []).append((begin, end))
    names = ("zone", "minutes", "before", "after", "notice_hours", "most_per_week")
    return {name: getattr(row, name) for name in names} | {
        "place_words": row.place_words,
        **{f"day_{number}": said(spans) for number, spans in by_day.items()},
    }


class OtherHoursForm(forms.Form):
    first_on = forms.DateField(label=gettext_lazy("From"))
    last_on = forms.DateField(label=gettext_lazy("To"), required=False)
    spans = SpansField(
        label=gettext_lazy("Hours on these days"),
        help_text=gettext_lazy("Leave it empty when you are away."),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="", auto_id="id_other_%s")


class ShareForm(forms.Form):
    share = forms.ChoiceField(
        label=gettext_lazy("Who is asked"), choices=Share.choices, initial=Share.ROTA, widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, label_suffix="", **more)


class OfferForm(WhereForm):
    """Up to three times, the same place and length for each, and how the invitation goes out (R-022)."""

    channel = forms.ChoiceField(
        label=gettext_lazy("How it goes out"),
        choices=[
            (Channel.TEXT, gettext_lazy("I text them myself")),
            (Channel.EMAIL, gettext_lazy("Let’s Talk emails it now")),
            (Channel.LETTER, gettext_lazy("I pass on the link")),
        ],
        initial=Channel.TEXT,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        zone: str,
        today: date,
        proposed: Sequence[datetime] = (),
        hours: Hours | None = None,
        **more: Any,
    ) -> None:
        """proposed: when the organizer is free; hours: how long and where they usually meet."""
        super().__init__(data, initial=_proposed(proposed, zone), **more)
        self.zone, self.today = zone, today
        usual_place = str(hours.place_id) if hours and str(hours.place_id) in self.places else ""
        self.initial["place"] = self.proposed_place or usual_place
        if hours:
            self.initial["minutes"] = hours.minutes
        if hours and not self.initial["place"]:
            self.initial["place_words"] = hours.where
        for number in NUMBERS:
            self.fields[f"on_{number}"] = forms.DateField(label=_("Day"), required=False)
            self.fields[f"at_{number}"] = forms.TimeField(label=_("Time"), required=False)

    @property
    def pairs(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        return [(number, self[f"on_{number}"], self[f"at_{number}"]) for number in NUMBERS]

    @property
    def days(self) -> list[tuple[str, str]]:
        return days.day_choices(self.today, first=1)

    @property
    def hours(self) -> list[tuple[str, str]]:
        return days.hour_choices()

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for number in NUMBERS:
            on, at = found.get(f"on_{number}"), found.get(f"at_{number}")
            if on and not at and f"at_{number}" not in self.errors:
                self.add_error(f"at_{number}", _("At what time on that day?"))
            if at and not on and f"on_{number}" not in self.errors:
                self.add_error(f"on_{number}", _("On which day?"))
        return found

    def times(self) -> list[clock.LocalTime]:
        given = self.cleaned_data
        pairs = [(given.get(f"on_{number}"), given.get(f"at_{number}")) for number in NUMBERS]
        return [clock.LocalTime(on, at, self.zone) for on, at in pairs if on and at]


def _proposed(starts: Sequence[datetime], zone: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, start in zip(NUMBERS, starts, strict=False):
        here = clock.local(start, zone)
        found |= {f"on_{number}": here.date(), f"at_{number}": f"{here:%H:%M}"}
    return found
