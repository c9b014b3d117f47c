"""Checks on plain values: mail servers, addresses, attachments, and lines that become headers."""

import re
import unicodedata
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from letstalk.kit.lookup import lookup_key
from letstalk.kit.refusal import Refused
from letstalk.outbox.words import Channel

LONGEST_ADDRESS = 254
# Control characters, line and paragraph separators, and halves of characters: nothing that can end a header line.
BREAKS = {"Cc", "Zl", "Zp", "Cs"}
MIME = re.compile(r"[a-z]+/[a-z0-9.+-]+(; ?[a-z]+=[A-Za-z0-9-]+)*")
KEYED_AS = {Channel.EMAIL: "email", Channel.TEXT: "phone", Channel.CALL: "phone", Channel.LETTER: "letter"}


BY_API = "anymail+"
# What each of them calls its key, and its second one.
SERVICES = {
    "brevo": ("api_key",),
    "mailersend": ("api_token",),
    "mailgun": ("api_key",),
    "mailjet": ("api_key", "secret_key"),
    "mailtrap": ("api_token",),
    "postmark": ("server_token",),
    "resend": ("api_key",),
    "scaleway": ("secret_key", "project_id"),
    "sparkpost": ("api_key",),
}
OF_THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}


class BadMailServer(Refused):
    """The text does not name a mail server."""


class BadAddress(Refused):
    """The text is not an address that mail can be sent to or from."""


@dataclass(frozen=True)
class SmtpServer:
    """Where mail goes out: `smtp://user:pass@host:port` (STARTTLS when there is a password) or `smtps://`."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    implicit_tls: bool = False

    @property
    def start_tls(self) -> bool:
        return bool(self.password) and not self.implicit_tls


@dataclass(frozen=True)
class MailService:
    """A mail service reached by its own API: its name among django-anymail's, and what the library is to be told."""

    name: str
    options: dict[str, str] = field(repr=False)


@dataclass(frozen=True)
class Attachment:
    """A text that goes along as a file. A calendar file names its method: `text/calendar; method=REQUEST` (RFC 6047).

    Raises ValueError for a type that is none, since only our own code writes it.
    """

    name: str
    mime: str
    text: str

    def __post_init__(self) -> None:
        if not MIME.fullmatch(self.mime):
            raise ValueError(f"{self.mime!r} is not a media type.")
        if not self.name or self.name != one_line(self.name):
            raise ValueError("An attachment needs a file name on one line.")


def smtp_server(url: str) -> SmtpServer:
    """Read an SMTP address. Raises BadMailServer with what it should look like, and without the password in it."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in {"smtp", "smtps"} or parts.path.strip("/"):
        raise BadMailServer(
            _("The mail server should look like smtp://user:password@mail.example.org:587"), field="url"
        )
    implicit_tls = parts.scheme == "smtps"
    return SmtpServer(
        host=host,
        port=port or (465 if implicit_tls else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        implicit_tls=implicit_tls,
    )


def mail_server(url: str) -> SmtpServer | MailService:
    """A mail server or, behind `anymail+`, a mail service. Raises BadMailServer with what it should look like."""
    return mail_service(url) if url.strip().startswith(BY_API) else smtp_server(url)


def mail_service(url: str) -> MailService:
    """Read `anymail+SERVICE://KEY@HOST/PATH?option=value`; HOST is needed only where it is not the usual one (the EU).

    Raises BadMailServer, without the key in it.
    """
    try:
        parts = urlsplit(url.strip().removeprefix(BY_API))
        host, key, secret = parts.netloc.rpartition("@")[2], parts.username, parts.password
        options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    except ValueError:
        host, key, secret, options = "", None, None, {}
        parts = urlsplit("")
    names = SERVICES.get(parts.scheme)
    given = [unquote(one) for one in (key, secret) if one]
    if names is None or len(given) != len(names):
        raise BadMailServer(
            _("The mail service should look like anymail+mailgun://KEY@ and be one of %(services)s")
            % {"services": ", ".join(sorted(SERVICES))},
            field="url",
        )
    if host:
        # Only to this machine itself may the key travel in the open: a stand-in of a test, a relay.
        scheme = "http" if parts.hostname in OF_THIS_MACHINE else "https"
        options["api_url"] = f"{scheme}://{host}{parts.path}"
    return MailService(parts.scheme, options | dict(zip(names, given, strict=True)))


def clean_address(text: str, *, field: str | None = None) -> str:
    """An email address as it can stand in a header and an envelope. Raises BadAddress.

    The part before the @ is plain ASCII: many servers still refuse others (RFC 6531), and Django would mangle them.
    """
    address = text.strip()
    local_part = address.rpartition("@")[0]
    try:
        validate_email(address)
    except ValidationError:
        local_part = ""
    if not local_part or not local_part.isascii() or len(address) > LONGEST_ADDRESS:
        raise BadAddress(_("This does not look like an email address. Please check it."), field=field)
    return address


def one_line(text: str) -> str:
    """The text without anything that could end a header line and begin another."""
    return " ".join("".join(" " if unicodedata.category(sign) in BREAKS else sign for sign in text).split())


def address_key(channel: str, address: str) -> str:
    """The keyed hash by which a suppressed address is known, also when it is written in other letters' case."""
    return lookup_key(KEYED_AS[Channel(channel)], address.strip().casefold())
