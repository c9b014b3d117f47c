"""One's own name, zone and password; for administrators the mail."""

from typing import Any, cast
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from letstalk.accounts.models import User
from letstalk.people.validators import clean_email


def zone_choices() -> list[tuple[str, Any]]:
    """Zones of places, as people look for them; the old names without a place are left out."""
    return [("", _("As in my chapter")), *((zone, zone) for zone in sorted(available_timezones()) if "/" in zone)]


class OwnForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As the people you meet know you. It stands under what you send."),
        max_length=200,
        error_messages={"required": _("Write the name the people you meet know you by.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    zone = forms.ChoiceField(label=_("Your time zone"), required=False, choices=zone_choices)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = cast(forms.ChoiceField, self.fields["language"])
        language.choices = [("", _("As in my browser")), *settings.LANGUAGES]


class PasswordForm(forms.Form):
    """The old one first: an unlocked phone left on a table is not enough to take an account over."""

    old = forms.CharField(
        label=_("Your password now"),
        required=False,
        strip=False,
        max_length=400,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("A new password"),
        help_text=_("At least ten characters."),
        strip=False,
        max_length=400,
        error_messages={"required": _("Choose a password of at least ten characters.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old(self) -> str:
        if self.user.has_usable_password() and not self.user.check_password(self.cleaned_data["old"]):
            raise forms.ValidationError(_("This is not your password."))
        return self.cleaned_data["old"]

    def clean_new(self) -> str:
        validate_password(self.cleaned_data["new"], self.user)
        return self.cleaned_data["new"]


class MailForm(forms.Form):
    """A mail server as mail providers describe it."""

    host = forms.CharField(
        label=_("Mail server"),
        help_text=_("As your provider calls it: mail.example.org"),
        max_length=200,
        error_messages={"required": _("Write the name of the mail server, such as mail.example.org.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=587)
    kind = forms.ChoiceField(
        label=_("How it is secured"),
        choices=[("smtp", _("STARTTLS (usual with port 587)")), ("smtps", _("TLS from the start (port 465)"))],
        initial="smtp",
        widget=forms.RadioSelect,
    )
    user = forms.CharField(
        label=_("User name"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    password = forms.CharField(
        label=_("Password of the mailbox"),
        required=False,
        strip=False,
        max_length=400,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}, render_value=True),
    )
    sender = forms.CharField(
        label=_("Messages come from"),
        help_text=_("An address of yours that this server may send for."),
        max_length=254,
        error_messages={"required": _("Write the address messages shall come from.")},
        widget=forms.EmailInput(attrs={"inputmode": "email"}),
    )

    def clean_sender(self) -> str:
        return clean_email(self.cleaned_data["sender"])


class TestMailForm(forms.Form):
    to = forms.CharField(
        label=_("Send a test to"), max_length=254, widget=forms.EmailInput(attrs={"inputmode": "email"})
    )

    def clean_to(self) -> str:
        return clean_email(self.cleaned_data["to"])
