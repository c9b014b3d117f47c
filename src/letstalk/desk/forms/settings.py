"""One's own name, zone and password; for administrators the mail."""

from typing import Any, cast
from urllib.parse import quote
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from letstalk.accounts.models import User
from letstalk.outbox.validators import SmtpServer
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


def hour_choices() -> list[tuple[str, Any]]:
    return [("", _("Never")), *((str(hour), f"{hour}:00") for hour in range(24))]


class OwnDayForm(forms.Form):
    """When one's day is told by email, and when one is away."""

    digest_hour = forms.TypedChoiceField(
        label=_("Tell me my day by email at"),
        help_text=_("Once a day, in numbers and without a name; nothing when there is nothing."),
        required=False,
        coerce=int,
        empty_value=None,
        choices=hour_choices,
    )
    away_from = forms.DateField(
        label=_("Away from"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    away_until = forms.DateField(
        label=_("Away until, that day included"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class PasswordForm(forms.Form):
    """The old one first: an unlocked phone left on a table is not enough to take an account over."""

    old = forms.CharField(
        label=_("Your password now"),
        strip=False,
        max_length=400,
        error_messages={"required": _("Write the password you sign in with now.")},
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

    def __init__(self, *args: Any, user: User, by_link: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if by_link or not user.has_usable_password():
            # There is none yet, or it is forgotten: that is what the one-time link was for.
            del self.fields["old"]

    def clean_old(self) -> str:
        if not self.user.check_password(self.cleaned_data["old"]):
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
        help_text=_("A server of your own that asks for no password is spoken to as it is, unsecured."),
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

    def __init__(self, *args: Any, kept: SmtpServer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept
        if kept and kept.password:
            self.fields["password"].help_text = _("Left empty, the one kept for this server and user name stays.")

    def clean_host(self) -> str:
        host = self.cleaned_data["host"]
        if any(sign in host for sign in "/:@?#[]%") or len(host.split()) != 1:
            raise forms.ValidationError(_("Only the server’s name, such as mail.example.org."))
        return host.lower()

    def clean_sender(self) -> str:
        return clean_email(self.cleaned_data["sender"])

    def clean(self) -> dict[str, Any]:
        typed = {**self.cleaned_data}
        if typed.get("user") and not typed.get("password"):
            typed["password"] = self._kept_password(typed)
            if not typed["password"]:
                self.add_error("password", _("Write the password that goes with this user name."))
        return typed

    def _kept_password(self, typed: dict[str, Any]) -> str:
        """Only for the same server and mailbox: a kept password is never sent to another host."""
        is_same = self.kept and (self.kept.host, self.kept.user) == (typed.get("host"), typed["user"])
        return self.kept.password if self.kept and is_same else ""

    @property
    def url(self) -> str:
        """What was typed as LETSTALK_SMTP_URL would say it."""
        typed = self.cleaned_data
        who = f"{quote(typed['user'], safe='')}:{quote(typed['password'], safe='')}@" if typed["user"] else ""
        return f"{typed['kind']}://{who}{typed['host']}:{typed['port']}"


class TestMailForm(forms.Form):
    to = forms.CharField(
        label=_("Send a test to"), max_length=254, widget=forms.EmailInput(attrs={"inputmode": "email"})
    )

    def clean_to(self) -> str:
        return clean_email(self.cleaned_data["to"])
