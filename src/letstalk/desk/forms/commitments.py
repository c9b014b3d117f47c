"""What someone will do: the day, the time and the goal make it firm, and each may still be open (R-016)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.commitments.validators import Terms

LINE = 1_000


class FillInForm(forms.Form):
    """The details that may still be open. The verb says what is wrong, the same at every entrance (R-017)."""

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

    def terms_for(self, what: str) -> Terms:
        read = {name: self.cleaned_data[name] for name in ("goal", "on", "time", "place", "if_then")}
        return Terms(what=what, **read)


class TermsForm(FillInForm):
    """The whole of an agreement, with what it is about."""

    what = forms.CharField(
        label=_("What will they do?"),
        help_text=_("In their own words."),
        error_messages={"required": _("Say in their words what they will do.")},
        max_length=LINE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["what", "on", "time", "goal", "place", "if_then", "seen"]

    @property
    def terms(self) -> Terms:
        return self.terms_for(self.cleaned_data["what"])
