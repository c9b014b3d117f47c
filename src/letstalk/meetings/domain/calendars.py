"""An organizer's calendars: the secret address of their own one-on-ones, and those read to know when they are busy."""

import secrets
import uuid
from datetime import datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit.lookup import lookup_key, token_hash
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.meetings import calendar_dav
from letstalk.meetings.busy import as_pairs, packed, unpacked
from letstalk.meetings.calendar_fetch import CannotRead, Internet, Question, fetch
from letstalk.meetings.calendar_reading import Minutes, TooMuch, Unreadable, Window, busy_minutes
from letstalk.meetings.models import BusyCalendar, BusyDiary, CalendarFeed
from letstalk.meetings.words import CalendarKind, CalendarProblem
from letstalk.people.access import home_chapter

TOKEN_BYTES = 24
MOST_CALENDARS = 20
LONGEST_ADDRESS = 2000
READ_EVERY = timedelta(minutes=20)
# What a calendar holds from yesterday on, and for half a year: longer than anybody books ahead.
BEHIND, AHEAD = timedelta(days=1), timedelta(days=183)
WAITS = [timedelta(minutes=minutes) for minutes in (20, 60, 180, 360)]
WEB_PAGE_SIGNS = (b"<!doctype html", b"<html")


class AlreadyRead(Refused):
    """This calendar is among theirs."""


class TooManyCalendars(Refused):
    """Nobody has so many."""


class AtAnotherServer(Refused):
    """The server leads on to another one, and the password was not given for that."""


class CalendarNotRead(Refused):
    """The calendar could not be read, so it was not taken up. `problem` is the code of why."""

    def __init__(self, problem: CalendarProblem, *, field: str) -> None:
        super().__init__(str(problem.label), field=field)
        self.problem = problem


def make_feed(*, organizer: User, shows_details: bool = False, at: datetime) -> str:
    """The secret part of a new address for their calendar program; the one before stops working at once.

    192 random bits, of which only a hash is kept. shows_details: first names and places, else each is just "1:1".
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=organizer.pk)
        CalendarFeed.objects.filter(organizer=organizer, revoked_at__isnull=True).update(revoked_at=at)
        feed = CalendarFeed.objects.create(
            organizer=organizer, token_hash=token_hash(token), shows_details=shows_details, made_at=at
        )
        record("meeting.feed_made", about=feed, by=organizer, at=at, details=shows_details)
    return token


def revoke_feed(*, organizer: User, at: datetime) -> bool:
    """Their calendar's address stops working. False when there was none."""
    with transaction.atomic():
        feed = _standing_feed(organizer)
        if feed is None:
            return False
        feed.revoked_at = at
        feed.save(update_fields=["revoked_at"])
        record("meeting.feed_revoked", about=feed, by=organizer, at=at)
    return True


def show_details(*, organizer: User, shows_details: bool, at: datetime) -> bool:
    """Put first names and places into their calendar, or take them out, under the same address."""
    with transaction.atomic():
        feed = _standing_feed(organizer)
        if feed is None:
            return False
        feed.shows_details = shows_details
        feed.save(update_fields=["shows_details"])
        record("meeting.feed_details", about=feed, by=organizer, at=at, details=shows_details)
    return True


def _standing_feed(organizer: User) -> CalendarFeed | None:
    return CalendarFeed.objects.select_for_update().filter(organizer=organizer, revoked_at__isnull=True).first()


def add_calendar(
    *,
    organizer: User,
    kind: str,
    address: str,
    at: datetime,
    name: str = "",
    username: str = "",
    password: str = "",
    id: uuid.UUID | None = None,
    internet: Internet | None = None,
) -> BusyCalendar:
    """Take up one of their own calendars, after it was read once. The same `id` twice is one. Not in a transaction.

    Raises NothingWritten beside the fields, AlreadyRead, TooManyCalendars, CalendarNotRead; then nothing is kept.
    """
    already = BusyCalendar.objects.filter(pk=id, organizer=organizer).first() if id else None
    if already is not None:
        return already
    calendar = BusyCalendar(
        pk=id or uuid.uuid4(),
        organizer=organizer,
        kind=kind,
        address=checked_address(address, kind=kind, username=username),
        name=name.strip(),
        username=username.strip(),
        password=password,
        added_at=at,
        next_at=at + READ_EVERY,
        read_at=at,
    )
    calendar.address_key = lookup_key("calendar", calendar.address)
    _refuse_one_more(calendar)
    try:
        calendar.times = packed(read(calendar, at=at, internet=internet or Internet()))
    except CannotRead as reason:
        field = "password" if reason.problem == CalendarProblem.SIGN_IN and username else "address"
        raise CalendarNotRead(reason.problem, field=field) from None
    return _kept(calendar, at=at)


def find_calendars(
    *, address: str, username: str, password: str, internet: Internet | None = None
) -> list[calendar_dav.Resource]:
    """The calendars to choose from, by CalDAV. One address that says nothing of itself is taken as a calendar's.

    Raises NothingWritten beside the fields, CalendarNotRead, AtAnotherServer.
    """
    asked = checked_address(address, kind=CalendarKind.CALDAV, username=username)
    try:
        found = calendar_dav.find_calendars(
            asked, username=username.strip(), password=password, internet=internet or Internet()
        )
    except CannotRead as reason:
        field = "password" if reason.problem == CalendarProblem.SIGN_IN else "address"
        raise CalendarNotRead(reason.problem, field=field) from None
    except calendar_dav.Elsewhere as other:
        sentence = _("Your calendars lie at %(server)s. Put that in as the address, if you know it and trust it.")
        raise AtAnotherServer(sentence % {"server": other}, field="address") from None
    return found or [calendar_dav.Resource(address=asked)]


def _kept(calendar: BusyCalendar, *, at: datetime) -> BusyCalendar:
    try:
        with transaction.atomic():
            calendar.save(force_insert=True)
            record("meeting.calendar_added", about=calendar, by=calendar.organizer, at=at, of_kind=calendar.kind)
            write_diary(calendar.organizer_id, at=at)
    except IntegrityError:
        raise AlreadyRead(_("This calendar is among yours already."), field="address") from None
    return calendar


def checked_address(address: str, *, kind: str, username: str = "") -> str:
    """An address as it can be asked: https, also where a calendar program wrote webcal. Raises NothingWritten."""
    text = address.strip()
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    scheme = {"webcal": "https", "webcals": "https"}.get(parts.scheme, parts.scheme)
    errors = {}
    if not host or scheme not in {"http", "https"} or len(text) > LONGEST_ADDRESS or not text.isprintable():
        errors["address"] = _("Paste the whole address; it begins with https:// or webcal://")
    elif parts.username or parts.password:
        errors["address"] = _("Leave name and password out of the address; write them into their own fields.")
    elif username and scheme != "https":
        errors["address"] = _("A password only goes out over https. Does the address also work with https:// in front?")
    if kind == CalendarKind.CALDAV and not username.strip():
        errors["username"] = _("CalDAV needs the user name you sign in with there.")
    if errors:
        raise NothingWritten(errors)
    where = f"[{host}]" if host and ":" in host else host
    return urlunsplit((scheme, f"{where}:{port}" if port else where, parts.path or "/", parts.query, ""))


def _refuse_one_more(calendar: BusyCalendar) -> None:
    theirs = BusyCalendar.objects.filter(organizer=calendar.organizer)
    if theirs.filter(address_key=calendar.address_key).exists():
        raise AlreadyRead(_("This calendar is among yours already."), field="address")
    if theirs.count() >= MOST_CALENDARS:
        raise TooManyCalendars(_("You have many calendars here already. Remove one first."), field="address")


def remove_calendar(*, calendar: BusyCalendar, by: User, at: datetime) -> None:
    """Forget a calendar with its address, password and times; what it kept busy is free again."""
    with transaction.atomic():
        record("meeting.calendar_removed", about=calendar, by=by, at=at)
        calendar.delete()
        write_diary(calendar.organizer_id, at=at)


def refresh(*, calendar: BusyCalendar, at: datetime, internet: Internet | None = None) -> bool:
    """Read it again; whether that went well. What was read last counts on while it cannot be. Not in a transaction."""
    try:
        times = packed(read(calendar, at=at, internet=internet or Internet()))
    except CannotRead as reason:
        _note_trouble(calendar, reason.problem, at=at)
        return False
    with transaction.atomic():
        changed = BusyCalendar.objects.filter(pk=calendar.pk).update(
            times=times, read_at=at, next_at=at + READ_EVERY, problem="", failing_since=None, failures=0
        )
        if changed:
            write_diary(calendar.organizer_id, at=at)
    return True


def _note_trouble(calendar: BusyCalendar, problem: CalendarProblem, *, at: datetime) -> None:
    wait = WAITS[min(calendar.failures, len(WAITS) - 1)]
    BusyCalendar.objects.filter(pk=calendar.pk).update(
        problem=problem,
        failing_since=calendar.failing_since or at,
        failures=min(calendar.failures + 1, 1000),
        next_at=at + wait,
    )


def read(calendar: BusyCalendar, *, at: datetime, internet: Internet) -> list[Minutes]:
    """When its owner is busy by it from yesterday on. Raises CannotRead."""
    window = Window(
        since=at - BEHIND, until=at + AHEAD, zone=_zone(calendar.organizer), own_address=calendar.organizer.email
    )
    try:
        return busy_minutes(_text(calendar, window, internet), window)
    except Unreadable:
        raise CannotRead(CalendarProblem.NOT_A_CALENDAR) from None
    except TooMuch:
        raise CannotRead(CalendarProblem.TOO_MANY) from None


def _text(calendar: BusyCalendar, window: Window, internet: Internet) -> str:
    who = {"username": calendar.username, "password": calendar.password}
    if calendar.kind == CalendarKind.CALDAV:
        question = calendar_dav.calendar_query(calendar.address, since=window.since, until=window.until, **who)
        said = fetch(question, internet=internet)
        _refuse_web_page(said.content)
        return calendar_dav.calendars_in(said.content)
    return text_of(Question(calendar.address, **who), internet=internet)


def text_of(question: Question, *, internet: Internet) -> str:
    """The whole calendar at an address, as text. Raises CannotRead."""
    said = fetch(question, internet=internet)
    _refuse_web_page(said.content)
    text = said.content.decode("utf-8-sig", "replace")
    if not text.rstrip().upper().endswith("END:VCALENDAR"):
        raise CannotRead(CalendarProblem.NOT_A_CALENDAR)
    return text


def _refuse_web_page(content: bytes) -> None:
    if content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(WEB_PAGE_SIGNS):
        raise CannotRead(CalendarProblem.WEB_PAGE)


def write_diary(organizer_id: uuid.UUID, *, at: datetime) -> None:
    """Lay all calendars of an organizer over one another; callers hold the transaction."""
    User.objects.select_for_update().get(pk=organizer_id)
    rows = BusyCalendar.objects.filter(organizer=organizer_id).values_list("times", flat=True)
    pairs = [pair for times in rows for pair in as_pairs(unpacked(times))]
    BusyDiary.objects.update_or_create(organizer_id=organizer_id, defaults={"times": packed(pairs), "at": at})


def _zone(user: User) -> str:
    chapter = home_chapter(user)
    return user.zone or (chapter.zone if chapter else "") or "UTC"
