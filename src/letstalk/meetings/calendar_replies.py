"""A mail in which a calendar answers a file of ours (RFC 5546, 6047): what it says, and who says so. No tables."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email import errors, policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses
from uuid import UUID

from icalendar import Calendar, Component
from icalendar.error import BrokenCalendarProperty

from letstalk.meetings.calendar import UID_ENDS
from letstalk.meetings.words import CalendarAnswer

MOST_BYTES = 1024 * 1024
CALENDAR_TYPES = {"text/calendar", "application/ics"}
ANSWERS = {
    "ACCEPTED": CalendarAnswer.ACCEPTED,
    "DECLINED": CalendarAnswer.DECLINED,
    "TENTATIVE": CalendarAnswer.TENTATIVE,
}


class NotAReply(Exception):
    """The mail is no answer of a calendar program to one of our files."""


@dataclass(frozen=True)
class Reply:
    """message_id: as the mail names itself, else what its bytes come to. senders: every address in From.

    entry: the one-on-one, or the repeating entry of a rhythm, of which instead_of names one time.
    """

    message_id: str
    senders: tuple[str, ...]
    entry: UUID
    instead_of: datetime | None
    attendee: str
    answer: CalendarAnswer
    sequence: int
    proposed_at: datetime | None


def read_reply(raw: bytes) -> Reply:
    """What a mail answers. Raises NotAReply."""
    if len(raw) > MOST_BYTES:
        raise NotAReply
    mail = BytesParser(policy=policy.default).parsebytes(raw)
    assert isinstance(mail, EmailMessage)
    calendar = _calendar_in(mail)
    method = str(calendar.get("METHOD", "")).upper()
    events = calendar.walk("VEVENT")
    if method not in {"REPLY", "COUNTER"} or len(events) != 1:
        raise NotAReply
    event = events[0]
    attendee = _only_attendee(event)
    try:
        senders = tuple(address.casefold() for _name, address in getaddresses(mail.get_all("From", [])) if address)
        message_id = str(mail.get("Message-ID", "")).strip() or hashlib.sha256(raw).hexdigest()
    except (errors.MessageError, IndexError, ValueError):
        raise NotAReply from None
    return Reply(
        message_id=message_id,
        senders=senders,
        entry=_entry(event),
        instead_of=_instant(event, "RECURRENCE-ID"),
        attendee=str(attendee).casefold().removeprefix("mailto:"),
        answer=_answer(method, attendee),
        sequence=_sequence(event),
        proposed_at=_instant(event, "DTSTART") if method == "COUNTER" else None,
    )


def _calendar_in(mail: EmailMessage) -> Calendar:
    for part in mail.walk():
        if part.get_content_type() not in CALENDAR_TYPES:
            continue
        try:
            return Calendar.from_ical(bytes(part.get_payload(decode=True)))
        except (ValueError, KeyError, IndexError, TypeError, AttributeError):
            raise NotAReply from None
    raise NotAReply


def _only_attendee(event: Component) -> object:
    attendee = event.get("ATTENDEE")
    if attendee is None or isinstance(attendee, list):
        raise NotAReply  # A reply speaks for exactly one (RFC 5546, 3.2.3).
    return attendee


def _answer(method: str, attendee: object) -> CalendarAnswer:
    if method == "COUNTER":
        return CalendarAnswer.COUNTER
    answer = ANSWERS.get(str(getattr(attendee, "params", {}).get("PARTSTAT", "")).upper())
    if answer is None:
        raise NotAReply
    return answer


def _entry(event: Component) -> UUID:
    uid = str(event.get("UID", ""))
    if not uid.endswith(UID_ENDS):
        raise NotAReply
    try:
        return UUID(uid.removesuffix(UID_ENDS))
    except ValueError:
        raise NotAReply from None


def _sequence(event: Component) -> int:
    try:
        return int(event.get("SEQUENCE", 0))
    except (ValueError, TypeError):
        raise NotAReply from None


def _instant(event: Component, name: str) -> datetime | None:
    try:
        then = getattr(event.get(name), "dt", None)
    except BrokenCalendarProperty:
        return None
    return then.astimezone(UTC) if isinstance(then, datetime) and then.tzinfo is not None else None
