"""What to put into a file of people."""

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.desk.forms.again import AgainForm
from letstalk.desk.forms.people import ChapterForm
from letstalk.people.words import SENSITIVE, FileForm, Holds


class TakeOutForm(ChapterForm, AgainForm):
    """As what, and with what in it; what could harm somebody is left out unless it is ticked."""

    form = forms.ChoiceField(
        label=_("As what?"), choices=FileForm.choices, initial=FileForm.CSV, widget=forms.RadioSelect
    )
    holds = forms.MultipleChoiceField(
        label=_("What shall stand in it, besides the names?"),
        help_text=_(
            "Postal addresses, pronouns, what makes it easy and fields of your own could harm somebody if the file "
            "went astray."
        ),
        choices=Holds.choices,
        initial=[one.value for one in Holds if one not in SENSITIVE],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    field_order = ["chapter", "form", "holds", "password"]
