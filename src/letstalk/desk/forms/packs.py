"""A campaign's pack as it is handed in: a file or its text, looked at before it is taken up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.campaigns.pack_yaml import MOST_BYTES
from letstalk.desk.forms.campaign import AdoptForm


class PackForm(forms.Form):
    """A file from the device, or the text itself; of both, the file counts."""

    file = forms.FileField(
        label=_("A pack from your device"),
        required=False,
        help_text=_("A text file that ends in .yaml."),
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml,.txt"}),
    )
    text = forms.CharField(
        label=_("Or its text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "ltr", "spellcheck": "false", "class": "as-typed"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file:
            cleaned["text"] = self._words_of(file.read(MOST_BYTES + 1))
        elif not cleaned.get("text", "").strip():
            raise forms.ValidationError(_("Choose a file, or put the text of a pack in."), code="nothing")
        return cleaned

    def _words_of(self, raw: bytes) -> str:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            if len(raw) > MOST_BYTES:
                return raw.decode("utf-8", "replace")
            raise forms.ValidationError(
                _("This is no text in UTF-8. Choose “UTF-8” where you save the file."), code="no_text"
            ) from None


class TakeUpPackForm(AdoptForm):
    """From which day a chapter takes up the pack that was looked at."""

    text = forms.CharField(strip=False, widget=forms.Textarea(attrs={"hidden": True, "dir": "ltr"}))
