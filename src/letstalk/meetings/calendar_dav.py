"""Asking a CalDAV server which calendars somebody has, and what is in one during a time (RFC 4791, 6764). No tables."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import unquote, urljoin, urlsplit
from xml.parsers import expat

from letstalk.meetings.calendar_fetch import (
    CannotRead,
    Internet,
    Question,
    Said,
    domain_of,
    fetch,
    may_see_password,
)
from letstalk.meetings.calendar_reading import Unreadable
from letstalk.meetings.words import CalendarProblem

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
    found: list[str] = []
    _read(content, lambda path, text: found.append(text) if path[-1] == CALENDAR_DATA else None)
    return "\r\n".join(["BEGIN:VCALENDAR", *found])


# --- which calendars there are ---

WELL_KNOWN = "/.well-known/caldav"
SECONDS_TO_FIND = 30.0
MOST_HOMES, MOST_FOUND = 3, 50
PROPERTIES = """<?xml version="1.0" encoding="utf-8"?>
<D:propfind xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:current-user-principal/><D:resourcetype/>
<D:displayname/><C:calendar-home-set/><C:supported-calendar-component-set/></D:prop></D:propfind>"""
RESPONSE, HREF, TYPE, NAME = "DAV: response", "DAV: href", "DAV: resourcetype", "DAV: displayname"
PRINCIPAL = "DAV: current-user-principal"
HOME = "urn:ietf:params:xml:ns:caldav calendar-home-set"
CALENDAR = "urn:ietf:params:xml:ns:caldav calendar"
COMPONENT = "urn:ietf:params:xml:ns:caldav comp"


class Elsewhere(Exception):
    """The server leads on to another one, to which the password was not given; the text is its name."""


@dataclass
class Resource:
    """One thing on a server, and what it says of itself; addresses are whole."""

    address: str = ""
    name: str = ""
    is_calendar: bool = False
    components: set[str] = field(default_factory=set)
    principal: str = ""
    homes: list[str] = field(default_factory=list)

    @property
    def holds_events(self) -> bool:
        """Tasks and journals are calendars, too; one that does not say holds anything."""
        return self.is_calendar and (not self.components or "VEVENT" in self.components)


def find_calendars(url: str, *, username: str, password: str, internet: Internet) -> list[Resource]:
    """The calendars with events that somebody has on a server, from whatever address of it they know.

    That address may be a calendar, its owner's or just the server's; it is asked, then where RFC 6764 says, then the
    owner, then where their calendars lie. Each step is fetched as safely as a calendar is, and the password goes to no
    other domain. Raises CannotRead, Elsewhere.
    """
    deadline = time.monotonic() + SECONDS_TO_FIND
    domain = domain_of(urlsplit(url).hostname or "")

    def ask(where: str, depth: str) -> list[Resource]:
        is_there = urlsplit(where).netloc == urlsplit(url).netloc
        if not is_there and not may_see_password(where, domain=domain):
            raise Elsewhere(urlsplit(where).hostname or where)
        headers = {"Content-Type": "application/xml; charset=utf-8", "Depth": depth}
        question = Question(where, "PROPFIND", headers, PROPERTIES.encode(), username, password, domain)
        return resources_in(fetch(question, internet=internet, deadline=deadline))

    here = _first(ask, url)
    if here.holds_events:
        return [here]
    if not here.homes and not here.principal:
        here = _first(ask, urljoin(url, WELL_KNOWN))
    if not here.homes and here.principal:
        here = _first(ask, here.principal)
    found = [one for home in here.homes[:MOST_HOMES] for one in ask(home, "1") if one.holds_events]
    return list({one.address: one for one in found}.values())[:MOST_FOUND]


def _first(ask: Callable[[str, str], list[Resource]], where: str) -> Resource:
    """What one address says of itself; nothing, where it is none that knows calendars."""
    try:
        return next(iter(ask(where, "0")), Resource())
    except CannotRead as reason:
        if reason.problem in {CalendarProblem.GONE, CalendarProblem.REFUSED}:
            return Resource()
        raise


def resources_in(said: Said) -> list[Resource]:
    """What an answer tells of; one that is none tells of nothing."""
    found: list[Resource] = []

    def take(path: list[str], text: str) -> None:
        if not found:
            return
        one, parent = found[-1], path[-2] if len(path) > 1 else ""
        whole = urljoin(said.url, text.strip())
        if path[-1] == HREF and parent == RESPONSE:
            one.address = whole
        elif path[-1] == HREF and parent == PRINCIPAL:
            one.principal = whole
        elif path[-1] == HREF and parent == HOME:
            one.homes.append(whole)
        elif path[-1] == NAME:
            one.name = text.strip()
        elif path[-1] == CALENDAR and parent == TYPE:
            one.is_calendar = True

    def begin(path: list[str], attributes: dict[str, str]) -> None:
        if path[-1] == RESPONSE:
            found.append(Resource())
        elif path[-1] == COMPONENT and found:
            found[-1].components.add(attributes.get("name", "").upper())

    try:
        _read(said.content, take, begin)
    except Unreadable:
        return []
    for one in found:
        one.name = one.name or unquote(one.address.rstrip("/").rpartition("/")[2])
    return found


# --- reading what a server answers ---


def _read(
    content: bytes,
    end: Callable[[list[str], str], object],
    begin: Callable[[list[str], dict[str, str]], object] = lambda _path, _attributes: None,
) -> None:
    """Tell of each element of a multistatus as it begins, and with its text as it ends. Raises Unreadable."""
    answer = _Answer(begin, end)
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


class _Answer:
    """Where in an answer we are, and the text heard since the last element began."""

    def __init__(self, begin: Callable, end: Callable) -> None:
        self.tell_begin, self.tell_end = begin, end
        self.path: list[str] = []
        self.heard: list[str] = []

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if not self.path and name != MULTISTATUS:
            raise Unreadable
        self.path.append(name)
        self.heard = []
        self.tell_begin(self.path, attributes)

    def hear(self, text: str) -> None:
        self.heard.append(text)

    def end(self, _name: str) -> None:
        self.tell_end(self.path, "".join(self.heard))
        self.path.pop()
        self.heard = []

    def refuse(self, *_declared: object) -> None:
        """No CalDAV server declares entities; they only serve to blow a small answer up into a huge one."""
        raise Unreadable


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
