"""The service for texts, as its own pages name things."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.kit.form_errors import add_refusal
from letstalk.outbox.gateways import USUAL_API, BadGateway, TextGateway, text_gateway


class GatewayForm(forms.Form):
    """An account at a service that speaks Twilio's API."""

    api = forms.CharField(
        label=_("The service’s address"),
        help_text=_("Of a service that speaks Twilio’s API."),
        max_length=200,
        initial=USUAL_API,
        widget=forms.URLInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )
    account = forms.CharField(
        label=_("Account"),
        help_text=_("Its id, such as AC followed by letters and numbers."),
        max_length=64,
        error_messages={"required": _("Copy the account’s id as the service shows it.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    token = forms.CharField(
        label=_("Token"),
        strip=False,
        max_length=200,
        error_messages={"required": _("Copy the account’s token; without it nothing can be sent.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}, render_value=True),
    )
    sender = forms.CharField(
        label=_("Texts come from"),
        help_text=_("A number of yours at that service, with its country: +12025550143"),
        max_length=40,
        error_messages={"required": _("Write the number with its country, such as +12025550143.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    gateway: TextGateway

    def __init__(self, *args: Any, kept: TextGateway | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept
        if kept:
            self.fields["token"].required = False
            self.fields["token"].help_text = _("Left empty, the one kept for this service and account stays.")

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if not self.errors:
            try:
                self.gateway = text_gateway(
                    api=typed["api"],
                    account=typed["account"],
                    token=typed["token"] or self._kept_token(typed),
                    sender=typed["sender"].replace(" ", ""),
                )
            except BadGateway as refused:
                add_refusal(self, refused)
        return typed

    def _kept_token(self, typed: dict[str, Any]) -> str:
        """Only for the same service and account: a kept token is never sent to another host."""
        kept = self.kept
        is_same = kept and (kept.api, kept.account) == (typed["api"].strip().rstrip("/"), typed["account"].strip())
        return kept.token if kept and is_same else ""
