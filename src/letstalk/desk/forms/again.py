"""One's own password once more, before much leaves at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class AgainForm(forms.Form):
    """Asks for the password whoever has not signed in lately."""

    password = forms.CharField(
        label=_("Your password, once more"),
        help_text=_("It is a while since you signed in. A phone or laptop left open is not enough for this."),
        strip=False,
        max_length=400,
        error_messages={"required": _("Write the password you sign in with.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, is_fresh: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_fresh:
            self.ask_no_more()

    @property
    def asks(self) -> bool:
        return "password" in self.fields

    def ask_no_more(self) -> None:
        self.fields.pop("password", None)
