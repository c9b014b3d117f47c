"""What comes back by mail: somebody's answer in their own words, or a report that a letter was not delivered.

Reads RFC 5322 mails and RFC 3464 reports. No tables: what it means for whom is decided by its callers.
"""

import re
from dataclasses import dataclass
from email import errors, policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import getaddresses
from html.parser import HTMLParser
from uuid import UUID

MOST_BYTES = 1024 * 1024
MESSAGE_ID = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@", re.IGNORECASE)
STATUS = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})")
# Whoever answers these on their own has not read the letter (RFC 3834, 2).
BY_THEMSELVES = {"bulk", "junk", "list", "auto_reply"}
QUOTED = ">"
SIGNATURE = "-- "
# From here on it is the letter that was answered, as mail programs of many languages begin it.
OLDER = re.compile(
    r"\s*(?:"
    r"-{2,}.*(?:original|forwarded|weitergeleitet|ursprüngliche|origine|transféré|reenviado|inoltrato|doorgestuurd).*"
    r"|_{10,}\s*"
    r"|(?:from|von|de|da|van|от|发件人)\s*:\s.*@.*"
    r")",
    re.IGNORECASE,
)
# "On Monday Rosa wrote:", in one line or two, or in any language at all when quoted lines follow.
INTRODUCED = re.compile(
    r"(?:on|am|le|el|em|il|op|den|dnia|w dniu|vào)\b.{6,200}"
    r"(?:wrote|schrieb|écrit|escribió|escreveu|scritto|schreef|napisał|skrev|đã viết)\b.{0,80}:",
    re.IGNORECASE | re.DOTALL,
)


class NotThat(Exception):
    """The mail is not what was looked for in it."""


@dataclass(frozen=True)
class Answer:
    """A mail somebody wrote: from whom, and their own words without the letter they answer."""

    sender: str
    subject: str
    words: str


@dataclass(frozen=True)
class Returned:
    """A report that a letter of ours could not be delivered, for good; `is_about_address` when no other would arrive.

    message: from the Message-ID of the letter, which only those it passed through can know.
    """

    message: UUID
    status: str
    is_about_address: bool


def read_answer(raw: bytes) -> Answer:
    """Raises NotThat for what no single person wrote: answers of machines, reports, lists, and what cannot be read."""
    mail = _parsed(raw)
    try:
        senders = {address.casefold() for _name, address in getaddresses(mail.get_all("From", [])) if address}
        subject = str(mail.get("Subject", ""))
        is_automatic = (
            str(mail.get("Auto-Submitted", "no")).strip().casefold() != "no"
            or str(mail.get("Precedence", "")).strip().casefold() in BY_THEMSELVES
        )
    except (errors.MessageError, IndexError, ValueError):
        raise NotThat from None
    if len(senders) != 1 or is_automatic or mail.get_content_type() == "multipart/report":
        raise NotThat
    return Answer(sender=senders.pop(), subject=subject, words=own_words(_text(mail)))


def read_returned(raw: bytes) -> Returned:
    """What a delivery status notification says of one letter of ours (RFC 3464). Raises NotThat for all others.

    A delay, and a failure that is temporary, are not reported: the mail server goes on by itself.
    """
    mail = _parsed(raw)
    if mail.get_content_type() != "multipart/report":
        raise NotThat
    status, message = "", None
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            status = status or _failed_for_good(part)
        elif part.get_content_type() in {"message/rfc822", "text/rfc822-headers", "message/global"}:
            message = message or _letter_in(part)
    if not status or message is None:
        raise NotThat
    return Returned(message=message, status=status, is_about_address=_is_about_address(status))


def own_words(text: str) -> str:
    """What somebody wrote themselves: no quoted lines, no letter below, no signature."""
    lines = _introductions_on_one_line(text.replace("\r\n", "\n").split("\n"))
    kept: list[str] = []
    for number, line in enumerate(lines):
        below = lines[number + 1 :]
        introduces = bool(INTRODUCED.fullmatch(line.strip()))
        if line == SIGNATURE or OLDER.fullmatch(line) or (introduces and not _quotes_follow(below)):
            break
        is_before_quotes = line.rstrip().endswith(":") and _quotes_follow(below[:1])
        if not (introduces or is_before_quotes or _is_quoted(line)):
            kept.append(line)
    return "\n".join(kept).strip()


def _introductions_on_one_line(lines: list[str]) -> list[str]:
    joined: list[str] = []
    for line in lines:
        if joined and not _is_quoted(joined[-1]) and INTRODUCED.fullmatch(f"{joined[-1]} {line}".strip()):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
    return joined


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(QUOTED)


def _quotes_follow(lines: list[str]) -> bool:
    return any(_is_quoted(line) for line in [one for one in lines if one.strip()][:2])


def _parsed(raw: bytes) -> EmailMessage:
    if len(raw) > MOST_BYTES:
        raise NotThat
    mail = BytesParser(policy=policy.default).parsebytes(raw)
    assert isinstance(mail, EmailMessage)
    return mail


def _text(mail: EmailMessage) -> str:
    try:
        body = mail.get_body(preferencelist=("plain", "html"))
        content = body.get_content() if body is not None else ""
    except (LookupError, ValueError, KeyError, AttributeError, errors.MessageError):
        raise NotThat from None
    if not isinstance(content, str):
        raise NotThat
    is_html = body is not None and body.get_content_type() == "text/html"
    return _Reading().of(content) if is_html else content


class _Reading(HTMLParser):
    """The words of a page without what it quotes."""

    UNREAD = {"style", "script", "head", "title", "blockquote"}
    NEW_LINES = {"br", "p", "div", "li", "tr", "h1", "h2", "h3"}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.unread = 0

    def of(self, page: str) -> str:
        self.feed(page)
        self.close()
        return "".join(self.words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.UNREAD:
            self.unread += 1
        elif tag in self.NEW_LINES:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.UNREAD:
            self.unread = max(0, self.unread - 1)

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.words.append(data.replace("\n", " "))


def _failed_for_good(part: Message) -> str:
    """The status of the first recipient it failed for, such as 5.1.1; empty when it may still arrive."""
    for block in _parts_of(part):
        status = STATUS.search(str(block.get("Status", "")))
        if str(block.get("Action", "")).strip().casefold() == "failed" and status and status.group(1) == "5":
            return status.group(0)
    return ""


def _parts_of(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _letter_in(part: Message) -> UUID | None:
    inner = _parts_of(part)
    if inner:
        named = str(inner[0].get("Message-ID", ""))
    else:
        headers = BytesParser(policy=policy.compat32).parsebytes(bytes(part.get_payload(decode=True) or b""))
        named = str(headers.get("Message-ID", ""))
    found = MESSAGE_ID.search(named)
    return UUID(found.group(1)) if found else None


def _is_about_address(status: str) -> bool:
    """Unknown, moved, closed or full is the address; too large, unreadable or unwanted was that letter (RFC 3463)."""
    _class, subject, detail = status.split(".")
    return subject in {"0", "1"} or (subject == "2" and detail != "3")
