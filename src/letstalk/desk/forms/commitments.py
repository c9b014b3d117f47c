"""What someone will do: the day, the time and the goal make it firm, and each may still be open (R-016)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.commitments.validators import Terms

LINE = 1_000


class TermsForm(forms.Form):
    """The verb says what is wrong with it, the same at every entrance; here it is only read."""

    what = forms.CharField(
        label=_("What will they do?"),
        help_text=_("In their own words."),
        error_messages={"required": _("Say in their words what they will do.")},
        max_length=LINE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    on = forms.DateField(label=_("Day"), required=False)
    time = forms.TimeField(label=_("Time"), required=False)
    goal = forms.CharField(
        label=_("Goal"),
        help_text=_("How will you both know that it was done?"),
        required=False,
        max_length=LINE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    place = forms.CharField(
        label=_("Where"), required=False, max_length=LINE, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    if_then = forms.CharField(
        label=_("If … then …"),
        help_text=_("As in: if it is Thursday after work, then I will knock at both doors."),
        required=False,
        max_length=LINE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def terms(self) -> Terms:
        read = {name: self.cleaned_data[name] for name in ("what", "goal", "on", "time", "place", "if_then")}
        return Terms(**read)


class FillInForm(TermsForm):
    """Only what was still open; what was agreed stays (R-017)."""

    what = None
