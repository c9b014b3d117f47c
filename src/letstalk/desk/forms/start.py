"""The first visit and the sign-in."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from letstalk.people.validators import clean_chapter_name, clean_email, clean_zone


class CodeForm(forms.Form):
    """The code on the console, for a first visit that does not come from the machine itself."""

    WRONG = _("This is not the code. It stands on the console, where Let’s Talk was started.")

    code = forms.CharField(
        label=_("The code on the console"),
        help_text=_("Where Let’s Talk was started it printed a code like ABCD-EFGH."),
        error_messages={"required": _("Type the code that was printed where Let’s Talk was started.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        max_length=40,
    )


class WelcomeForm(forms.Form):
    """Three things to begin with; the rest can be said later."""

    chapter_name = forms.CharField(
        label=_("Your chapter’s name"),
        help_text=_("A huddle, a circle, a team: as you call yourselves."),
        error_messages={"required": _("Give your group a name; it can be changed later.")},
        max_length=400,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    email = forms.CharField(
        label=_("Your email"),
        help_text=_("You sign in with it. Answers to what you send come here."),
        error_messages={"required": _("Write the email address you will sign in with.")},
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "inputmode": "email"}),
    )
    password = forms.CharField(
        label=_("A password"),
        help_text=_("At least ten characters. Four words that only you would put together are easy to keep."),
        error_messages={"required": _("Choose a password of at least ten characters.")},
        max_length=400,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
    )
    zone = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-zone": ""}), max_length=64)
    code = forms.CharField(required=False, widget=forms.HiddenInput(), max_length=40)

    def clean_chapter_name(self) -> str:
        return clean_chapter_name(self.cleaned_data["chapter_name"])

    def clean_email(self) -> str:
        return clean_email(self.cleaned_data["email"])

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]

    def clean_zone(self) -> str:
        """The browser's zone; whatever else was sent is no reason to refuse a first visit."""
        try:
            return clean_zone(self.cleaned_data["zone"])
        except forms.ValidationError:
            return ""


class SignInForm(forms.Form):
    email = forms.CharField(
        label=_("Email"),
        max_length=254,
        error_messages={"required": _("Write the email address you sign in with.")},
        widget=forms.EmailInput(attrs={"autocomplete": "username", "inputmode": "email"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=400,
        strip=False,
        error_messages={"required": _("Write your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput(), max_length=500)
