"""Which of two entries stays."""

from django import forms
from django.utils.translation import gettext_lazy as _


class StaysForm(forms.Form):
    stays = forms.ChoiceField(
        label=_("Which entry stays?"),
        choices=[("one", _("The first")), ("other", _("The second"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whose name and page go on.")},
        help_text=_("Its name goes on, with the notes, one-on-ones, commitments and promises of both."),
    )
