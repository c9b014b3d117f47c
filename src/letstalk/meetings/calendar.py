"""A one-on-one as a calendar file: the same UID for life, neutral on the outside (RFC 5545, 5546, 6047). No tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vRecur, vText

from letstalk.meetings.calendar_zones import DAY, is_near_a_change, rules_of

UID_ENDS = "@letstalk"
PRODUCT = "-//Let's Talk//EN"
READ_AGAIN = timedelta(minutes=30)
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


@dataclass(frozen=True)
class Series:
    """One-on-ones at the same local time every so many weeks, as the clock on the wall shows it.

    until: the last day there may be one. skipped: days left out. moved: from a day of the series to another time, and
    lengths to another number of minutes.
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
    where: str = ""
    skipped: tuple[date, ...] = ()
    moved: dict[date, datetime] = field(default_factory=dict)
    lengths: dict[date, int] = field(default_factory=dict)

    @property
    def last_on(self) -> date:
        return min(self.until, self.first_on + LONGEST_SERIES)

    @property
    def days(self) -> list[date]:
        """Every day of it, those left out among them."""
        count = (self.last_on - self.first_on).days // (7 * self.weeks_apart) + 1
        return [self.first_on + number * timedelta(weeks=self.weeks_apart) for number in range(count)]

    def given(self, day: date) -> datetime:
        """When it would begin on a day of it, had nobody moved it."""
        return datetime.combine(day, self.at, ZoneInfo(self.zone))

    def times(self) -> list[tuple[date, datetime, int]]:
        """What it comes to: each day that is not left out, when it begins, and for how many minutes."""
        return [
            (day, self.moved.get(day, self.given(day)).astimezone(UTC), self.lengths.get(day, self.minutes))
            for day in self.days
            if day not in self.skipped
        ]


Shown = Entry | Series


def request(shown: Shown, *, organizer: Mailbox, attendee: Mailbox, sent_by: str = "", at: datetime) -> str:
    """A REQUEST: put this into your calendar, or move what is there (RFC 5546, 3.2.2). sent_by: who mails for them."""
    answers = {"partstat": "NEEDS-ACTION", "rsvp": "TRUE"}
    people = {
        "organizer": _mailbox(organizer, **_on_behalf(organizer, sent_by)),
        "attendee": _mailbox(attendee, cutype="INDIVIDUAL", role="REQ-PARTICIPANT", **answers),
    }
    return _file("REQUEST", shown, "CONFIRMED", people, at=at)


def own_request(shown: Shown, *, organizer: Mailbox, sent_by: str, at: datetime) -> str:
    """The organizer's own copy. The other person is not in it: calendars are shared, and theirs is nobody's business.

    It comes from this installation, since mail programs do nothing with a request from oneself.
    """
    people = {
        "organizer": _mailbox(Mailbox(sent_by)),
        "attendee": _mailbox(organizer, cutype="INDIVIDUAL", role="REQ-PARTICIPANT", partstat="ACCEPTED"),
    }
    return _file("REQUEST", shown, "CONFIRMED", people, at=at)


def cancel(shown: Shown, *, organizer: Mailbox, attendee: Mailbox, sent_by: str = "", at: datetime) -> str:
    """It is off: CANCEL with STATUS, under the same UID and a raised SEQUENCE, or calendars ignore it (3.2.5).

    A series is off as a whole.
    """
    people = {"organizer": _mailbox(organizer, **_on_behalf(organizer, sent_by)), "attendee": _mailbox(attendee)}
    return _file("CANCEL", shown, "CANCELLED", people, at=at)


def published(entries: Iterable[Entry], *, name: str = "") -> str:
    """A calendar to subscribe to, or with one entry a file to keep. Nothing in it depends on when it is asked for."""
    calendar = _calendar("PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", READ_AGAIN, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT30M")
    for entry in entries:
        _say(calendar, [_event(entry, at=entry.changed_at)], "CONFIRMED", {})
    return _text(calendar)


def published_series(series: Series, *, changed_at: datetime, beside: Iterable[Entry] = ()) -> str:
    """A rhythm as a file to keep, with single ones beside it."""
    calendar = _calendar("PUBLISH")
    _say_series(calendar, series, _occurrences(series, at=changed_at), "CONFIRMED", {})
    for entry in beside:
        _say(calendar, [_event(entry, at=entry.changed_at)], "CONFIRMED", {})
    return _text(calendar)


def _file(method: str, shown: Shown, status: str, people: Mapping[str, vCalAddress], *, at: datetime) -> str:
    calendar = _calendar(method)
    if isinstance(shown, Entry):
        _say(calendar, [_event(shown, at=at)], status, people)
        return _text(calendar)
    occurrences = _occurrences(shown, at=at)
    _say_series(calendar, shown, occurrences[:1] if method == "CANCEL" else occurrences, status, people)
    return _text(calendar)


def _say_series(
    calendar: Calendar, series: Series, events: Iterable[Event], status: str, people: Mapping[str, vCalAddress]
) -> None:
    calendar.add_component(rules_of(series.zone, series.first_on - DAY, max(series.last_on, series.first_on) + 2 * DAY))
    _say(calendar, events, status, people)


def _say(calendar: Calendar, events: Iterable[Event], status: str, people: Mapping[str, vCalAddress]) -> None:
    for event in events:
        event.add("status", status)
        for role, mailbox in people.items():
            event.add(role, mailbox)
        calendar.add_component(event)


def _occurrences(series: Series, *, at: datetime) -> list[Event]:
    """The rule with TZID, and each that is not as the rule says.

    In UTC the rule would be an hour off after a clock change; without bounds readers disagree about far-off rules.
    """
    until = datetime.combine(series.last_on, time(23, 59, 59), ZoneInfo(series.zone)).astimezone(UTC)
    rule = _occurrence(series, series.given(series.first_on), series.minutes, at=at)
    rule.add("rrule", vRecur({"freq": "WEEKLY", "interval": series.weeks_apart, "until": until}))
    for day in series.skipped:
        rule.add("exdate", series.given(day))
    found = [rule]
    for day, starts_at, minutes in series.times():
        given = series.given(day).astimezone(UTC)
        is_as_ruled = starts_at == given and minutes == series.minutes
        # One so near a change of the clock that readers disagree is written in UTC.
        if not is_as_ruled or is_near_a_change(given, given + timedelta(minutes=minutes), series.zone):
            other = _occurrence(series, starts_at, minutes, at=at)
            other.add("recurrence-id", series.given(day))
            found.append(other)
    return found


def _occurrence(series: Series, starts_at: datetime, minutes: int, *, at: datetime) -> Event:
    event = _said(f"{series.id}{UID_ENDS}", series, at=at)
    event.add("dtstart", starts_at)
    event.add("duration", timedelta(minutes=minutes))
    return event


def _event(entry: Entry, *, at: datetime) -> Event:
    event = _said(entry.uid, entry, at=at)
    # Instants in UTC: no reader can misunderstand them, in whatever zone it is.
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    return event


def _said(uid: str, shown: Shown, *, at: datetime) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", at.replace(microsecond=0))
    event.add("sequence", shown.sequence)
    event.add("summary", _line(shown.summary))
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    if shown.where:
        event.add("location", _line(shown.where))
    return event


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


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
