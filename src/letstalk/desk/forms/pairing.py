"""A round of who could talk with whom, a move by hand, and what an organizer brings to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from letstalk.desk.forms.lists import InChapterForm
from letstalk.followups.models import Brings
from letstalk.kit import clock
from letstalk.kit.languages import LANGUAGES, language_name

SPANS = [("day", _("One day")), ("week", _("Seven days from then on"))]
USUAL_MINUTES = 45


class RoundForm(InChapterForm):
    first_on = forms.DateField(label=_("From which day?"), error_messages={"required": _("Choose a day.")})
    span = forms.ChoiceField(label=_("For how long?"), choices=SPANS, widget=forms.RadioSelect, initial="week")
    minutes = forms.IntegerField(
        label=_("Minutes for each one-on-one"),
        help_text=_("30 to 45 is usual: long enough to listen, short enough to say yes to."),
        initial=USUAL_MINUTES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    field_order = ["chapter", "first_on", "span", "minutes"]

    @property
    def last_on(self) -> date:
        first: date = self.cleaned_data["first_on"]
        return first if self.cleaned_data["span"] == "day" else first + timedelta(days=6)


class SeenForm(forms.Form):
    """Which version of the round somebody had in front of them."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class TimeForm(SeenForm):
    """When, of the times one organizer has; the value is the instant in seconds."""

    choice = forms.ChoiceField(
        label=_("When?"), widget=forms.RadioSelect, error_messages={"required": _("Choose a time.")}
    )

    def __init__(self, data: Any = None, *, times: Sequence[tuple[str, str]], seen: int) -> None:
        super().__init__(data, label_suffix="", initial={"seen": seen})
        choice = self.fields["choice"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = list(times)

    @property
    def starts_at(self) -> Any:
        return clock.from_epoch(int(self.cleaned_data["choice"]))


class BringsForm(forms.Form):
    languages = forms.MultipleChoiceField(
        label=_("Languages you can hold a one-on-one in"), widget=forms.CheckboxSelectMultiple, required=False
    )
    issues = forms.CharField(
        label=_("What you like to talk about"),
        help_text=_("Issues, one a line, in the words your chapter uses for them."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, brings: Brings | None, own: Sequence[str]) -> None:
        kept = {"languages": brings.languages, "issues": "\n".join(brings.issues)} if brings else {"languages": own}
        super().__init__(data, label_suffix="", initial=kept)
        choice = self.fields["languages"]
        assert isinstance(choice, forms.MultipleChoiceField)
        codes = sorted({*LANGUAGES, *own, *(brings.languages if brings else ())}, key=language_name)
        choice.choices = [(code, language_name(code)) for code in codes if code]

    def clean_issues(self) -> list[str]:
        lines: list[str] = [line.strip() for line in self.cleaned_data["issues"].splitlines() if line.strip()]
        if any(len(line) > 60 for line in lines):
            raise ValidationError(_("A word or two for each issue is enough."))
        return lines
