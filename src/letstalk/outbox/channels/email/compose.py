"""A message as it stands on the wire (RFC 5322): headers nobody can break out of, the words, files that go along."""

from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import format_datetime

from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import MIMEMixin, sanitize_address, utf8_charset_qp

from letstalk.outbox.models import Message
from letstalk.outbox.queries import RouteNow
from letstalk.outbox.validators import Attachment


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
    domain = route.sender.rpartition("@")[2]
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body,
        from_email=with_name(message.sender_name, route.sender),
        to=[message.address],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers={"Message-ID": f"<{message.pk}@{domain}>", "Date": format_datetime(message.released_at)},
    )
    # Quoted-printable is seven bits: no server on the way may change it, and most words stay readable in a file.
    email.encoding = utf8_charset_qp
    for alternative in calendars(attachments):
        email.attach_alternative(alternative.text, alternative.mime)
    for attachment in attachments:
        email.attach(attachment.name, attachment.text.encode(), as_file(attachment))
    whole = email.message()
    assert isinstance(whole, MIMEMixin)
    return Letter(
        name=f"{message.released_at:%Y%m%d-%H%M%S}-{message.pk}",
        sender=sanitize_address(route.sender, "utf-8"),
        recipient=sanitize_address(message.address, "utf-8"),
        content=whole.as_bytes(linesep="\r\n"),
    )


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
