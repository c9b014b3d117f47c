"""What Today asks of its organizer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.people.validators import clean_name


class OwnNameForm(forms.Form):
    """Asked once, on the first visit: it signs the messages one writes."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("It stands under the messages you write, as people know you."),
        max_length=200,
        error_messages={"required": _("Write your name; a first name is enough.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])
