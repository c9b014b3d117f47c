"""A message as it stands on the wire (RFC 5322): headers nobody can break out of, the words, files that go along."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import format_datetime

from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import MIMEMixin, sanitize_address, utf8_charset_qp

from letstalk.outbox.models import Message
from letstalk.outbox.queries import RouteNow
from letstalk.outbox.validators import Attachment

# The length of a line above which the email library would fold it (RFC 5322, 2.1.1).
LINE = 72
LINE_END = re.compile(r"\r\n|\r|\n")
PLAIN = (
    'Content-Type: text/plain; charset="utf-8"',
    "MIME-Version: 1.0",
    "Content-Transfer-Encoding: quoted-printable",
)


@dataclass(frozen=True)
class Letter:
    """An envelope and what is in it."""

    name: str
    sender: str
    recipient: str
    content: bytes


def compose(message: Message, route: RouteNow) -> Letter:
    """Make the letter of a released message. The same release makes the same letter, with the same Message-ID."""
    assert message.released_at is not None
    attachments = [Attachment(**one) for one in message.attachments or ()]
    headers = headers_of(message, route)
    plain = not attachments and all(needs_no_code(name, value) for name, value in headers.items())
    words = plain_words(headers, message.body) if plain else in_parts(headers, message.body, attachments)
    return Letter(
        name=f"{message.released_at:%Y%m%d-%H%M%S}-{message.pk}",
        sender=envelope(route.sender),
        recipient=envelope(message.address),
        content=ends_by_one_tap(message) + words,
    )


def headers_of(message: Message, route: RouteNow) -> dict[str, str]:
    """The headers of this message and no others, in their order."""
    assert message.released_at is not None
    answers = {"Reply-To": message.reply_to} if message.reply_to else {}
    domain = route.sender.rpartition("@")[2]
    return {
        "Subject": message.subject,
        "From": with_name(message.sender_name, route.sender),
        "To": message.address,
        **answers,
        "Message-ID": f"<{message.pk}@{domain}>",
        "Date": format_datetime(message.released_at),
    }


def ends_by_one_tap(message: Message) -> bytes:
    """What a mail program's own "unsubscribe" button posts to: on every letter to a list, on no other (RFC 8058).

    Whole lines, which the email library would break where some readers do not join them again.
    """
    if not message.unsubscribe:
        return b""
    address = f"List-Unsubscribe: <{message.unsubscribe}>\r\n"
    return f"{address}List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n".encode("ascii")


def envelope(address: str) -> str:
    # Ours are checked when they are given, so that only a domain in another script is left to write anew.
    return address if address.isascii() else sanitize_address(address, "utf-8")


def needs_no_code(name: str, value: str) -> bool:
    """Whether a header stands as it is on one line: short, printable ASCII, with nothing that looks encoded."""
    return len(name) + len(value) < LINE and value.isascii() and value.isprintable() and "=?" not in value


def plain_words(headers: dict[str, str], body: str) -> bytes:
    """What the email library would write, in a tenth of its time; most letters are as plain as that (a test)."""
    lines = [*PLAIN, *(f"{name}: {value}" for name, value in headers.items()), "", quoted_printable(body)]
    return "\r\n".join(lines).encode("ascii")


def quoted_printable(body: str) -> str:
    return LINE_END.sub("\r\n", utf8_charset_qp.body_encode(body.encode())) if body else ""


def in_parts(headers: dict[str, str], body: str, attachments: list[Attachment]) -> bytes:
    """The same by the email library: headers that need encoding, and files that go along."""
    others = {name: headers[name] for name in ("Message-ID", "Date")}
    reply_to = [headers["Reply-To"]] if "Reply-To" in headers else None
    email = EmailMultiAlternatives(
        subject=headers["Subject"],
        body=body,
        from_email=headers["From"],
        to=[headers["To"]],
        reply_to=reply_to,
        headers=others,
    )
    # Quoted-printable is seven bits: no server on the way may change it, and most words stay readable in a file.
    email.encoding = utf8_charset_qp
    for alternative in calendars(attachments):
        email.attach_alternative(alternative.text, alternative.mime)
    for attachment in attachments:
        email.attach(attachment.name, attachment.text.encode(), as_file(attachment))
    whole = email.message()
    assert isinstance(whole, MIMEMixin)
    return whole.as_bytes(linesep="\r\n")


def with_name(name: str, address: str) -> str:
    """`"Rosa Diaz" <rosa@example.org>`; quoted, so that no name can pass for an address."""
    if not name:
        return address
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{address}>'


def calendars(attachments: Iterable[Attachment]) -> list[Attachment]:
    """Those that a mail program should offer to accept: they stand beside the words too (RFC 6047, 2.4)."""
    return [one for one in attachments if one.mime.startswith("text/calendar") and "method=" in one.mime]


def as_file(attachment: Attachment) -> str:
    # The same calendar once more for programs that know only files; typed so that nobody is asked to accept it twice.
    return "application/ics" if calendars([attachment]) else attachment.mime
