"""The service that sends and receives texts, where an administrator has set one up; without one nothing is texted."""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from django.utils.translation import gettext as _

from letstalk.kit.lookup import lookup_key
from letstalk.kit.refusal import Refused
from letstalk.outbox.models import Gateway, Route
from letstalk.outbox.words import RouteKind

USUAL_API = "https://api.twilio.com"
# Only this machine is spoken to without TLS: the token would travel in the open.
THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}
ACCOUNT = re.compile(r"[A-Za-z0-9-]{2,64}")
# A number, or the id of a pool of numbers.
SENDER = re.compile(r"\+[1-9][0-9]{6,14}|MG[0-9a-fA-F]{32}")


class BadGateway(Refused):
    """What was typed names no gateway."""


@dataclass(frozen=True)
class TextGateway:
    """An account at a service that speaks Twilio's API (2010-04-01), and the number texts come from."""

    api: str
    account: str
    sender: str
    token: str = field(repr=False)

    @property
    def key(self) -> str:
        """Equal for equal gateways, readable by nobody."""
        return lookup_key("gateway", "\0".join((self.api, self.account, self.token, self.sender)))

    @property
    def url(self) -> str:
        """All but the sender in one line, as it is sealed."""
        parts = urlsplit(self.api)
        return f"{parts.scheme}://{quote(self.account, safe='')}:{quote(self.token, safe='')}@{parts.netloc}"

    def signature(self, address: str, values: Iterable[tuple[str, str]]) -> str:
        """What X-Twilio-Signature says of a call to `address` with these values (HMAC-SHA1, names in their order)."""
        said = address + "".join(f"{name}{value}" for name, value in sorted(set(values)))
        return base64.b64encode(hmac.new(self.token.encode(), said.encode(), hashlib.sha1).digest()).decode()

    def has_signed(self, signature: str, address: str, values: Iterable[tuple[str, str]]) -> bool:
        return hmac.compare_digest(signature.encode(), self.signature(address, values).encode())


def text_gateway(*, api: str, account: str, token: str, sender: str) -> TextGateway:
    """Raises BadGateway beside the field that is wrong."""
    parts = urlsplit(api.strip())
    is_near = parts.scheme == "http" and parts.hostname in THIS_MACHINE
    if not parts.hostname or parts.path.strip("/") or not (parts.scheme == "https" or is_near):
        raise BadGateway(_("The service’s address should look like https://api.twilio.com"), field="api")
    if not ACCOUNT.fullmatch(account.strip()):
        raise BadGateway(_("Copy the account’s id as the service shows it."), field="account")
    if not SENDER.fullmatch(sender.strip()):
        raise BadGateway(_("Write the number with its country, such as +12025550143."), field="sender")
    if not token.strip():
        raise BadGateway(_("Copy the account’s token; without it nothing can be sent."), field="token")
    return TextGateway(
        api=f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}",
        account=account.strip(),
        token=token.strip(),
        sender=sender.strip(),
    )


def current_gateway() -> TextGateway | None:
    """The one set up last; None while it is off, which it is from the beginning, and always in a demo."""
    newest = Gateway.objects.order_by("-set_at", "-pk").first()
    if newest is None or not newest.url or Route.objects.filter(kind=RouteKind.FOLDER).exists():
        return None
    parts = urlsplit(newest.url)
    return TextGateway(
        api=f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}",
        account=unquote(parts.username or ""),
        token=unquote(parts.password or ""),
        sender=newest.sender,
    )
