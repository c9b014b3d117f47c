"""Asking a CalDAV server what is in a calendar during a time, in plain HTTP (RFC 4791, 7.8). No tables."""

from datetime import UTC, datetime
from xml.parsers import expat

from letstalk.meetings.calendar_fetch import Question
from letstalk.meetings.calendar_reading import Unreadable

MULTISTATUS = "DAV: multistatus"
CALENDAR_DATA = "urn:ietf:params:xml:ns:caldav calendar-data"
BODY = """<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><C:calendar-data/></D:prop>
<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range start="{since}" end="{until}"/>
</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"""


def calendar_query(url: str, *, username: str, password: str, since: datetime, until: datetime) -> Question:
    """The events that reach into a time, whole: their rules are ours to read, as in every other calendar."""
    body = BODY.format(since=_utc(since), until=_utc(until)).encode()
    headers = {"Content-Type": "application/xml; charset=utf-8", "Depth": "1"}
    return Question(url, method="REPORT", headers=headers, body=body, username=username, password=password)


def calendars_in(content: bytes) -> str:
    """The text of every calendar object in an answer, one after another. Raises Unreadable."""
    answer = _Answer()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = answer.begin
    parser.EndElementHandler = answer.end
    parser.CharacterDataHandler = answer.hear
    parser.EntityDeclHandler = answer.refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise Unreadable from None
    return "\r\n".join(["BEGIN:VCALENDAR", *answer.calendars])


class _Answer:
    """What a multistatus says, taken down while it is read."""

    def __init__(self) -> None:
        self.calendars: list[str] = []
        self.heard: list[str] | None = None
        self.is_first = True

    def begin(self, name: str, _attributes: dict[str, str]) -> None:
        if self.is_first and name != MULTISTATUS:
            raise Unreadable
        self.is_first = False
        if name == CALENDAR_DATA:
            self.heard = []

    def hear(self, text: str) -> None:
        if self.heard is not None:
            self.heard.append(text)

    def end(self, name: str) -> None:
        if name == CALENDAR_DATA and self.heard is not None:
            self.calendars.append("".join(self.heard))
            self.heard = None

    def refuse(self, *_declared: object) -> None:
        """No CalDAV server declares entities; they only serve to blow a small answer up into a huge one."""
        raise Unreadable


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
