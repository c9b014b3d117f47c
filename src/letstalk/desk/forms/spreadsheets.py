"""A question guide as a spreadsheet, handed in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.desk.forms.people import ChapterForm
from letstalk.guides.validators import LONGEST_NAME
from letstalk.guides.workbooks import MOST_BYTES


class SpreadsheetForm(ChapterForm):
    """The file, and what the guide is to be called."""

    file = forms.FileField(
        label=_("A spreadsheet from your device"),
        help_text=_("An XLSForm that ends in .xlsx, as the ODK tools and KoboToolbox write them."),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
    title = forms.CharField(
        label=_("What is it called?"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("Empty for the name that stands in the file."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    field_order = ["file", "title", "chapter"]

    def clean_file(self) -> bytes:
        """The file's bytes; one more than it may have is enough to know that it has too many."""
        content: bytes = self.cleaned_data["file"].read(MOST_BYTES + 1)
        return content
