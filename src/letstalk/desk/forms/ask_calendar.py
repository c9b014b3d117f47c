"""A calendar of local actions as it is handed in, and what of it is chosen."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.desk.forms.people import ChapterForm
from letstalk.meetings.calendar_fetch import MOST_BYTES


class AskCalendarForm(ChapterForm):
    """A file from the device, or the address of a calendar; of both, the file counts."""

    file = forms.FileField(
        label=_("A calendar file from your device"),
        required=False,
        help_text=_("A file that ends in .ics."),
        widget=forms.ClearableFileInput(attrs={"accept": ".ics,text/calendar"}),
    )
    address = forms.CharField(
        label=_("Or the address of a calendar"),
        required=False,
        max_length=2000,
        help_text=_("It is read once, now. Read it again whenever something changed."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "dir": "ltr"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("file") and not cleaned.get("address", "").strip():
            raise forms.ValidationError(_("Choose a file, or paste an address."), code="nothing")
        return cleaned

    @property
    def text(self) -> str | None:
        """What stands in the file; None without one."""
        file = self.cleaned_data.get("file")
        return file.read(MOST_BYTES + 1).decode("utf-8-sig", "replace") if file else None


class TakeInForm(ChapterForm):
    """What was looked at, signed, and which of it is put on the menu."""

    looked_at = forms.CharField(strip=False, widget=forms.HiddenInput)
