"""A one-on-one as a calendar file: the same UID for life, neutral on the outside (RFC 5545, 5546, 6047). No tables."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vRecur, vText

UID_ENDS = "@letstalk"
PRODUCT = "-//Let's Talk//EN"
READ_AGAIN = timedelta(minutes=30)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
# No clock is put forward or back by more.
LONGEST_SHIFT = timedelta(hours=2)
# The rule of a rhythm ends after so long: nobody's calendar is filled for ever, and the zone's rules stay known.
LONGEST_SERIES = timedelta(days=366)


@dataclass(frozen=True)
class Mailbox:
    """Someone as calendar programs know them."""

    address: str
    name: str = ""


@dataclass(frozen=True)
class Entry:
    """One agreed time as a calendar shows it.

    sequence: raised with every change, so that the later file wins whatever order they arrive in (RFC 5546, 2.1.4).
    summary: seen by whoever looks at the calendar, hence neutral. changed_at: when it was agreed as it stands.
    """

    meeting: UUID
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    changed_at: datetime
    where: str = ""

    @property
    def uid(self) -> str:
        return f"{self.meeting}{UID_ENDS}"


def request(entry: Entry, *, organizer: Mailbox, attendee: Mailbox, sent_by: str = "", at: datetime) -> str:
    """A REQUEST: put this into your calendar, or move what is there (RFC 5546, 3.2.2). sent_by: who mails for them."""
    event = _event(entry, at=at)
    event.add("status", "CONFIRMED")
    event.add("organizer", _mailbox(organizer, **_on_behalf(organizer, sent_by)))
    answers = {"partstat": "NEEDS-ACTION", "rsvp": "TRUE"}
    event.add("attendee", _mailbox(attendee, cutype="INDIVIDUAL", role="REQ-PARTICIPANT", **answers))
    return _file("REQUEST", event)


def own_request(entry: Entry, *, organizer: Mailbox, sent_by: str, at: datetime) -> str:
    """The organizer's own copy. The other person is not in it: calendars are shared, and theirs is nobody's business.

    It comes from this installation, since mail programs do nothing with a request from oneself.
    """
    event = _event(entry, at=at)
    event.add("status", "CONFIRMED")
    event.add("organizer", _mailbox(Mailbox(sent_by)))
    event.add("attendee", _mailbox(organizer, cutype="INDIVIDUAL", role="REQ-PARTICIPANT", partstat="ACCEPTED"))
    return _file("REQUEST", event)


def cancel(entry: Entry, *, organizer: Mailbox, attendee: Mailbox, sent_by: str = "", at: datetime) -> str:
    """It is off: CANCEL with STATUS, under the same UID and a raised SEQUENCE, or calendars ignore it (3.2.5)."""
    event = _event(entry, at=at)
    event.add("status", "CANCELLED")
    event.add("organizer", _mailbox(organizer, **_on_behalf(organizer, sent_by)))
    event.add("attendee", _mailbox(attendee))
    return _file("CANCEL", event)


def published(entries: Iterable[Entry], *, name: str = "") -> str:
    """A calendar to subscribe to, or with one entry a file to keep. Nothing in it depends on when it is asked for."""
    calendar = _calendar("PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", READ_AGAIN, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT30M")
    for entry in entries:
        event = _event(entry, at=entry.changed_at)
        event.add("status", "CONFIRMED")
        calendar.add_component(event)
    return _text(calendar)


@dataclass(frozen=True)
class Rhythm:
    """One-on-ones at the same local time every so many weeks, as the clock on the wall shows it.

    until: the last day there may be one. skipped: days left out. moved: from a day of the rhythm to another time.
    """

    id: UUID
    first_on: date
    at: time
    zone: str
    weeks_apart: int
    minutes: int
    until: date
    sequence: int = 0
    summary: str = ""
    skipped: tuple[date, ...] = ()
    moved: dict[date, datetime] = field(default_factory=dict)


def series(rhythm: Rhythm, *, changed_at: datetime) -> str:
    """A rhythm as a file to keep: local times with TZID, and the rules of its zone for just that while.

    In UTC it would be an hour off after a clock change; without bounds readers disagree about far-off rules.
    """
    zone = ZoneInfo(rhythm.zone)
    last_on = min(rhythm.until, rhythm.first_on + LONGEST_SERIES)
    first = datetime.combine(rhythm.first_on, rhythm.at, zone)
    until = datetime.combine(last_on, time(23, 59, 59), zone).astimezone(UTC)
    master = _occurrence(rhythm, first, changed_at=changed_at)
    master.add("rrule", vRecur({"freq": "WEEKLY", "interval": rhythm.weeks_apart, "until": until}))
    for day in rhythm.skipped:
        master.add("exdate", datetime.combine(day, rhythm.at, zone))
    calendar = _calendar("PUBLISH")
    calendar.add_component(_rules_of(rhythm.zone, rhythm.first_on - DAY, last_on + 2 * DAY))
    calendar.add_component(master)
    for day, starts_at in sorted((_doubtful(rhythm, zone, last_on) | rhythm.moved).items()):
        other = _occurrence(rhythm, starts_at.astimezone(UTC), changed_at=changed_at)
        other.add("recurrence-id", datetime.combine(day, rhythm.at, zone))
        calendar.add_component(other)
    return _text(calendar)


def _doubtful(rhythm: Rhythm, zone: ZoneInfo, last_on: date) -> dict[date, datetime]:
    """Those so near a change of the clock that readers disagree what their local time means: each written in UTC."""
    found = {}
    for number in range((last_on - rhythm.first_on).days // (7 * rhythm.weeks_apart) + 1):
        day = rhythm.first_on + number * timedelta(weeks=rhythm.weeks_apart)
        starts_at = datetime.combine(day, rhythm.at, zone).astimezone(UTC)
        ends_at = starts_at + timedelta(minutes=rhythm.minutes)
        is_near = _offset(starts_at - LONGEST_SHIFT, zone) != _offset(ends_at + LONGEST_SHIFT, zone)
        if is_near and day not in rhythm.skipped:
            found[day] = starts_at
    return found


def _rules_of(name: str, first_on: date, last_on: date) -> Timezone:
    """The VTIMEZONE of a zone for just that while: one rule for each change of its clock, and no more.

    Each stands for itself, without RRULE or RDATE: ical.js leaves out the first of several, and the one that the
    library writes begins an hour late in spring. What is later than its neighbours is called daylight, since readers
    err where a zone's summer time is its usual one (Casablanca) or its winter time the exception (Dublin).
    """
    zone = ZoneInfo(name)
    rules = Timezone()
    rules.add("tzid", name)
    since = datetime.combine(first_on, time.min, zone)
    changes = [since, *_changes(zone, since, datetime.combine(last_on, time.min, zone))]
    offsets = [_offset(change, zone) for change in changes]
    for number, (change, offset) in enumerate(zip(changes, offsets, strict=True)):
        before = offsets[max(number - 1, 0)]
        rule = TimezoneDaylight() if offset > min(offsets) else TimezoneStandard()
        rule.add("dtstart", (change.astimezone(UTC) + before).replace(tzinfo=None))
        rule.add("tzoffsetfrom", before)
        rule.add("tzoffsetto", offset)
        rule.add("tzname", change.astimezone(zone).tzname() or name)
        rules.add_component(rule)
    return rules


def _changes(zone: ZoneInfo, since: datetime, until: datetime) -> list[datetime]:
    """The first instants after each change of the clock, found by halving the day it falls on."""
    found = []
    at = since.astimezone(UTC)
    while at < until:
        low, high = at, at + DAY
        if _offset(low, zone) != _offset(high, zone):
            while high - low > MINUTE:
                middle = low + (high - low) // (2 * MINUTE) * MINUTE
                low, high = (middle, high) if _offset(middle, zone) == _offset(low, zone) else (low, middle)
            found.append(high)
        at += DAY
    return found


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _occurrence(rhythm: Rhythm, starts_at: datetime, *, changed_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{rhythm.id}{UID_ENDS}")
    event.add("dtstamp", changed_at)
    event.add("sequence", rhythm.sequence)
    event.add("summary", _line(rhythm.summary))
    event.add("class", "PRIVATE")
    event.add("dtstart", starts_at)
    event.add("duration", timedelta(minutes=rhythm.minutes))
    return event


def _event(entry: Entry, *, at: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", at.replace(microsecond=0))
    event.add("sequence", entry.sequence)
    # Instants in UTC: no reader can misunderstand them, in whatever zone it is.
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", _line(entry.summary))
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    if entry.where:
        event.add("location", _line(entry.where))
    return event


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _file(method: str, event: Event) -> str:
    calendar = _calendar(method)
    calendar.add_component(event)
    return _text(calendar)


def _text(calendar: Calendar) -> str:
    return calendar.to_ical().decode()


def _mailbox(who: Mailbox, **parameters: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{who.address}")
    for name, value in parameters.items():
        address.params[name.replace("_", "-").upper()] = value
    if who.name:
        # A parameter cannot hold a double quote, and nothing may end its line (RFC 5545, 3.2).
        address.params["CN"] = _line(who.name).replace('"', "'")
    return address


def _on_behalf(organizer: Mailbox, sent_by: str) -> dict[str, str]:
    if not sent_by or sent_by.casefold() == organizer.address.casefold():
        return {}
    return {"sent_by": f"mailto:{sent_by}"}


def _line(text: str) -> vText:
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return vText(" ".join(printable.split()))
