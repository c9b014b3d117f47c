"""Asks from a calendar of local actions: looked at first, then put on the menu; read again, they follow it (R-042)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core import signing
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from letstalk.accounts.models import User
from letstalk.campaigns.domain.dates import settle_day
from letstalk.campaigns.models import Ask, AskDate, over_at
from letstalk.campaigns.validators import LONGEST
from letstalk.campaigns.words import NextStep
from letstalk.commitments.rooms import rooms_of
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.meetings.calendar_events import Announced, When, announced
from letstalk.meetings.calendar_fetch import MOST_BYTES, CannotRead, Internet, Question
from letstalk.meetings.calendar_reading import TooMuch, Unreadable, Window
from letstalk.meetings.domain.calendars import checked_address, text_of
from letstalk.meetings.words import CalendarKind, CalendarProblem
from letstalk.people.models import Chapter

AHEAD = timedelta(days=183)


class Proposed(models.TextChoices):
    """How an event that was read stands to the menu."""

    NEW = "new", _lazy("New")
    CHANGED = "changed", _lazy("Changed")
    SAME = "same", _lazy("On the menu, as it stands")
    CALLED_OFF = "called_off", _lazy("Called off")
    TAKEN_OFF = "taken_off", _lazy("Taken off the menu")


LOOKED_AT_SALT = "letstalk.action-calendar"
LOOKED_AT_FOR = timedelta(hours=12)


class CalendarUnread(Refused):
    """Nothing could be read from it; nothing was changed."""


class LookedAtTooLongAgo(Refused):
    """What was looked at is not at hand any more, or was not looked at here."""


@dataclass(frozen=True)
class Proposal:
    """What reading one event would do to the menu. coming: how many said they will come to what is called off."""

    event: Announced
    kind: Proposed
    ask: Ask | None = None
    off: tuple[date, ...] = ()
    coming: int = 0


def read_address(address: str, *, chapter: Chapter, at: datetime, internet: Internet | None = None) -> list[Announced]:
    """What the calendar at an address announces. Raises NothingWritten beside the field, CalendarUnread."""
    asked = checked_address(address, kind=CalendarKind.ICS)
    try:
        return read_text(text_of(Question(asked), internet=internet or Internet()), chapter=chapter, at=at)
    except CannotRead as reason:
        raise CalendarUnread(str(reason.problem.label), field="address") from None


def read_text(text: str, *, chapter: Chapter, at: datetime) -> list[Announced]:
    """What a calendar file announces from now on, for half a year. Raises CalendarUnread."""
    if len(text) > MOST_BYTES:
        raise CalendarUnread(str(CalendarProblem.TOO_LARGE.label), field="file")
    try:
        return announced(text, Window(since=at, until=at + AHEAD, zone=chapter.zone))
    except Unreadable:
        raise CalendarUnread(_("This is not a calendar. Its name usually ends in .ics."), field="file") from None
    except TooMuch:
        raise CalendarUnread(str(CalendarProblem.TOO_MANY.label), field="file") from None


def proposals(events: Sequence[Announced], *, chapter: Chapter, at: datetime) -> list[Proposal]:
    """What taking each of these in would do; nothing is written. What is called off and stands nowhere is left out."""
    standing = {ask.uid: ask for ask in Ask.objects.filter(chapter=chapter, uid__in=[event.uid for event in events])}
    rooms = rooms_of(standing.values(), at=at)
    found = []
    for event in events:
        ask = standing.get(event.uid)
        if ask is None or (event.is_called_off and ask.retired_at):
            found += [] if event.is_called_off else [Proposal(event, Proposed.NEW)]
            continue
        wanted = {(when.on, when.at) for when in event.times}
        gone = [room for room in rooms[ask.pk] if (room.date.on, room.date.at) not in wanted]
        there = {(room.date.on, room.date.at): room.date.place for room in rooms[ask.pk]}
        is_same = not gone and len(there) == len(wanted) and _words(ask) == _told(event)
        is_same = is_same and all(there[when.on, when.at] == _short(when.place) for when in event.times)
        kind = _kind(ask, event, is_same=is_same)
        off = tuple(room.date.on for room in gone)
        found.append(Proposal(event, kind, ask, off, sum(room.taken for room in gone)))
    return found


def _kind(ask: Ask, event: Announced, *, is_same: bool) -> Proposed:
    if event.is_called_off:
        return Proposed.CALLED_OFF
    if ask.retired_at:
        return Proposed.TAKEN_OFF
    return Proposed.SAME if is_same else Proposed.CHANGED


def take_in(
    events: Iterable[Announced], *, chosen: Collection[str], chapter: Chapter, by: User, at: datetime
) -> list[Ask]:
    """Put the chosen events on the menu, or bring what stands there to what the calendar says now.

    Known by their UID, so a second time makes nothing twice. Why it matters, whom it suits and how many it holds stay
    as the chapter said them. What is called off leaves the menu; who agreed to come keeps the agreement.
    """
    done = []
    with transaction.atomic():
        for event in events:
            if event.uid in chosen:
                done += _take_in(event, chapter=chapter, by=by, at=at)
    return done


def _take_in(event: Announced, *, chapter: Chapter, by: User, at: datetime) -> list[Ask]:
    ask = Ask.objects.select_for_update().filter(chapter=chapter, uid=event.uid).first()
    if event.is_called_off:
        return [_called_off(ask, by=by, at=at)] if ask else []
    is_new = ask is None
    title, place, minutes = _told(event)
    if ask is None:
        ask = Ask(uid=event.uid, step=NextStep.LOCAL_ACTION, made_at=at, what=_what(event))
    ask.chapter = chapter
    ask.title, ask.place, ask.minutes, ask.retired_at = title, place, minutes, None
    ask.save()
    _follow(ask, event.times, at=at)
    record("ask.added" if is_new else "ask.changed", about=ask, by=by, at=at, on=ask.on, calendar=True)
    return [ask]


def _called_off(ask: Ask, *, by: User, at: datetime) -> Ask:
    ask.dates.coming(at).update(cancelled_at=at)
    settle_day(ask, at=at)
    if ask.retired_at is None:
        ask.retired_at = at
        ask.save(update_fields=["retired_at"])
        record("ask.retired", about=ask, by=by, at=at, calendar=True)
    return ask


def _follow(ask: Ask, times: Sequence[When], *, at: datetime) -> None:
    """Its coming days are those of the calendar: one that is missing there is called off."""
    standing = {(one.on, one.at): one for one in ask.dates.filter(over_at__gt=at)}
    usual = next((one.capacity for one in standing.values()), None)
    wanted: dict[tuple[date, time | None], When] = {(when.on, when.at): when for when in times}
    for key, one in standing.items():
        if key not in wanted and one.cancelled_at is None:
            one.cancelled_at = at
            one.save()
    for key, when in wanted.items():
        one = standing.get(key) or AskDate(ask=ask, on=when.on, at=when.at, capacity=usual)
        one.zone, one.place, one.cancelled_at = when.zone, _short(when.place), None
        if over_at(one.on, one.at, one.zone) > at:
            one.save()
    settle_day(ask, at=at)


def _told(event: Announced) -> tuple[str, str, int | None]:
    """What of an ask is the calendar's: its name, its place, how long it takes."""
    return event.title[: LONGEST["title"]].strip(), _short(event.place), event.minutes


def _what(event: Announced) -> str:
    return " ".join(event.what.split())[: LONGEST["what"]].strip()


def _words(ask: Ask) -> tuple[str, str, int | None]:
    return ask.title, ask.place, ask.minutes


def _short(place: str) -> str:
    return place[: LONGEST["place"]].strip()


def looked_at(events: Sequence[Announced]) -> str:
    """What was read, to be carried by the page on which it is looked at; it cannot be changed on the way."""
    plain = [[one.uid, *_told(one), _what(one), one.is_called_off, _plain(one.times)] for one in events]
    return signing.dumps(plain, salt=LOOKED_AT_SALT, compress=True)


def _plain(times: Iterable[When]) -> list[list[str]]:
    return [[str(when.on), f"{when.at:%H:%M}" if when.at else "", when.zone, _short(when.place)] for when in times]


def as_looked_at(signed: str) -> list[Announced]:
    """What a page carried. Raises LookedAtTooLongAgo."""
    try:
        plain = signing.loads(signed, salt=LOOKED_AT_SALT, max_age=LOOKED_AT_FOR)
    except signing.BadSignature:
        raise LookedAtTooLongAgo(_("It has been a while. Please read the calendar once more.")) from None
    return [
        Announced(uid, title, what, place, minutes, tuple(map(_as_when, times)), is_off)
        for uid, title, place, minutes, what, is_off, times in plain
    ]


def _as_when(plain: Sequence[str]) -> When:
    on, at, zone, place = plain
    return When(date.fromisoformat(on), time.fromisoformat(at) if at else None, zone, place)
