"""What somebody signs in with who is to hold one-on-ones of their own."""

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.accounts.validators import clean_email


class OrganizeForm(forms.Form):
    email = forms.CharField(
        label=_("Their email"),
        help_text=_("They sign in with it. Ask which one they would like to use."),
        max_length=254,
        error_messages={"required": _("Write the email they would like to sign in with.")},
        widget=forms.TextInput(attrs={"type": "email", "inputmode": "email", "autocomplete": "off", "dir": "ltr"}),
    )

    def clean_email(self) -> str:
        return clean_email(self.cleaned_data["email"])
