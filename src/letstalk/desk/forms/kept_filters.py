"""The name of a filter that is kept, and for whom."""

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.desk.forms.people import ChapterForm
from letstalk.people.models import LONGEST_FILTER_NAME


class KeepFilterForm(ChapterForm):
    """`seen`: how it stood when the page was opened."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("How you find it again: “To call this week”. No names of people, since others may read it."),
        max_length=LONGEST_FILTER_NAME,
        error_messages={"required": _("Give it a name, such as “To call this week”.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    is_shared = forms.BooleanField(
        label=_("Share it in the chapter"),
        help_text=_("Everybody who works there can open it, and finds those whom they themselves may see."),
        required=False,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ["name", "chapter", "is_shared", "seen"]
