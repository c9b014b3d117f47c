"""Reads of one-on-ones for other rooms and pages: as calendars show them, and when an organizer is busy otherwise."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.kit.statements import worked_out_once
from letstalk.meetings.busy import Span, spans_between, unpacked
from letstalk.meetings.calendar import Entry, published, published_series
from letstalk.meetings.heard import latest_unanswered
from letstalk.meetings.models import (
    BusyCalendar,
    BusyDiary,
    CalendarFeed,
    CalendarReply,
    CalledOff,
    Held,
    Meeting,
    NoShow,
    Slot,
    SlotCell,
    StandIn,
)
from letstalk.meetings.rhythm_files import file_after, file_of, series_of
from letstalk.meetings.stand_ins import standing_now
from letstalk.meetings.words import CalendarAnswer
from letstalk.people.models import Relationship
from letstalk.people.queries import has_agreed
from letstalk.people.words import Purpose

# What was, stays in a subscribed calendar about this long; cut by the month, so that it is the same all month.
KEPT_IN_FEED = timedelta(days=92)
# After this long without being read, a calendar's owner is told on Today; a server may be away for an evening.
STALE_AFTER = timedelta(hours=24)
ANSWER_IS_NEWS_FOR = timedelta(days=7)


def busy_between(organizer: User, since: datetime, until: datetime) -> list[Span]:
    """When an organizer is busy by their own calendars: apart, in order, cut to the time asked about, in UTC.

    Our own one-on-ones are not in it: they hold their time by themselves.
    """
    return busy_of([organizer.pk], since, until).get(organizer.pk, [])


def busy_of(organizers: Iterable[UUID], since: datetime, until: datetime) -> dict[UUID, list[Span]]:
    """The same of several organizers in one statement; who is never busy in that time is left out."""
    rows = BusyDiary.objects.filter(organizer__in=list(organizers)).values_list("organizer", "times")
    found = {organizer: spans_between(unpacked(times), since, until) for organizer, times in rows}
    return {organizer: spans for organizer, spans in found.items() if spans}


@dataclass(frozen=True)
class CalendarNotices:
    """What calendars have to say to an organizer on Today.

    overlaps: agreed times that lie over another one-on-one. conflicts: those over which something else came up.
    not_read: how many of their calendars could not be read for a day, so that they may be busy without our knowing.
    news: answers that calendar programs mailed.
    """

    overlaps: list[Slot]
    conflicts: list[Slot]
    not_read: int
    news: list[CalendarReply]


def calendar_notices(organizer: User, *, at: datetime, coming: list[Any] | None = None) -> CalendarNotices:
    """In three statements for whoever has no calendar read here, and up to three more for who has.

    coming: the organizer's `coming_times`, where they were read already.
    """
    failing = [since for (since,) in _own_calendars(organizer=organizer.pk)]
    known = coming_times(organizer, since=at) if coming is None else coming
    ahead = [slot for slot in known if slot.starts_at > at]
    return CalendarNotices(
        overlaps=with_people([slot for slot in ahead if not slot.has_minutes]),
        conflicts=_conflicts_among(ahead, organizer) if failing else [],
        not_read=sum(since is not None and since < at - STALE_AFTER for since in failing),
        news=_news(organizer=organizer.pk, now=at, news_from=at - ANSWER_IS_NEWS_FOR),
    )


@worked_out_once
def _own_calendars(*, organizer: UUID) -> QuerySet[BusyCalendar, Any]:
    return BusyCalendar.objects.filter(organizer=organizer).order_by("pk").values_list("failing_since")


def coming_times(organizer: User, *, since: datetime) -> list[Any]:
    """What is agreed from an instant on, the soonest first, as bare Slots; `with_people` gives those that are shown.

    Each says whether it `is_held`, `is_missed` (one did not come), and `has_minutes`, which is False where another
    one-on-one held them first: none such can be agreed, but some were, before times were held.
    """
    return _coming(organizer=organizer.pk, since=since)


@worked_out_once
def _coming(*, organizer: UUID, since: datetime) -> QuerySet[Slot]:
    rows = Slot.objects.standing().filter(
        meeting__organizer=organizer, meeting__person__erased_at__isnull=True, starts_at__gte=since
    )
    said = rows.annotate(
        is_held=Exists(Held.objects.standing().filter(meeting=OuterRef("meeting"))),
        is_missed=Exists(NoShow.objects.filter(slot=OuterRef("pk"))),
        has_minutes=Exists(SlotCell.objects.filter(slot=OuterRef("pk"))),
    )
    return said.order_by("starts_at", "pk")


def with_people(slots: list[Slot]) -> list[Slot]:
    """The same with meeting, person, chapter and place."""
    return _with_people(ids=[slot.pk for slot in slots]) if slots else []


@worked_out_once
def _with_people(*, ids: list[UUID]) -> QuerySet[Slot]:
    rows = Slot.objects.filter(pk__in=ids).select_related("meeting__person", "meeting__chapter", "place")
    return rows.order_by("starts_at", "pk")


def conflicts_of(organizer: User, *, at: datetime) -> list[Slot]:
    """Agreed times ahead over which something came up in the organizer's own calendars since; the next first."""
    return _conflicts_among([slot for slot in coming_times(organizer, since=at) if slot.starts_at > at], organizer)


def _conflicts_among(slots: list[Slot], organizer: User) -> list[Slot]:
    diary = BusyDiary.objects.filter(organizer=organizer).values_list("times", flat=True).first()
    if not diary:
        return []
    numbers = unpacked(diary)
    return with_people([slot for slot in slots if spans_between(numbers, slot.starts_at, slot.ends_at)])


def calendars_of(organizer: User) -> QuerySet[BusyCalendar]:
    return BusyCalendar.objects.filter(organizer=organizer).order_by("added_at", "pk")


def feed_of(organizer: User) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(organizer=organizer, revoked_at__isnull=True).first()


@worked_out_once
def _news(*, organizer: UUID, now: datetime, news_from: datetime) -> QuerySet[CalendarReply]:
    """Answers of calendar programs that want a look: perhaps, another time, or no; the latest of each one-on-one.

    They go by themselves once another time is agreed, or the time has passed. A no has freed its time already, so they
    are not looked for among the times ahead.
    """
    rows = latest_unanswered(CalendarReply, organizer).filter(slot__starts_at__gt=now, at__gt=news_from)
    return rows.exclude(answer=CalendarAnswer.ACCEPTED).select_related("meeting__person", "slot").order_by("-at", "pk")


def sequence_of(meeting: Meeting | UUID) -> int:
    """How often what calendars know of a one-on-one has changed: each new time and each calling off counts one."""
    return Slot.objects.filter(meeting=meeting).count() + CalledOff.objects.filter(meeting=meeting).count() - 1


def own_sequence_of(meeting: Meeting | UUID) -> int:
    """The same for whoever organizes: each time that somebody else comes, or does not after all, counts one more."""
    stand_ins = StandIn.objects.filter(meeting=meeting)
    return sequence_of(meeting) + stand_ins.count() + stand_ins.filter(ended_at__isnull=False).count()


def said_in_calendars(relationship: Relationship) -> str:
    """What stands in the person's calendar: nothing that tells anybody anything, unless they agreed to more (b.6)."""
    if not has_agreed(relationship.person, Purpose.CALENDAR_DETAILS):
        return _("Our conversation")
    said = {"name": relationship.organizer.name, "group": relationship.chapter.name}
    return _("One-on-one with %(name)s, %(group)s") % said


def own_entry_of(slot: Slot) -> Entry:
    """The copy of whoever organizes: it names nobody."""
    return _entry(slot, own_sequence_of(slot.meeting_id), summary=_("1:1"), where=slot.where)


def entry_of(slot: Slot, *, summary: str = "", where: str | None = None) -> Entry:
    """An agreed time as calendars show it, with the sequence it has now. Neutral unless told otherwise."""
    return _entry(
        slot,
        sequence_of(slot.meeting_id),
        summary=summary or _("Our conversation"),
        where=slot.where if where is None else where,
    )


def calendar_file(slot: Slot) -> str:
    """An agreed time as a file to download, with those that follow when there is a rhythm.

    Whoever has it puts it into their calendar. It names nobody, unless the person agreed to more.
    """
    relationship = slot.meeting.relationship
    summary = said_in_calendars(relationship)
    shared, following = file_of(slot.meeting), file_after(slot.meeting)
    single = [] if shared else [entry_of(slot, summary=summary)]
    file = shared or following
    if file is None:
        return published(single)
    return published_series(series_of(file, summary=summary), changed_at=file.changed_at, beside=single)


@dataclass(frozen=True)
class Feed:
    """A subscribed calendar: what tells whether it changed, and its text once that is wanted."""

    etag: str
    entries: list[Entry]

    @property
    def text(self) -> str:
        return published(self.entries, name=_("One-on-ones"))


def feed_at(row: CalendarFeed, *, at: datetime) -> Feed:
    """An organizer's one-on-ones as a calendar, those they stand in for among them, in three statements.

    Nothing is written out until `text` is read.
    """
    month = (at - KEPT_IN_FEED).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    rows = _fed_slots(organizer=row.organizer_id, since=month)
    times = _changes_of([slot.meeting_id for slot in rows])
    entries = [_fed(slot, times.get(slot.meeting_id, 0), row) for slot in rows]
    seal = hashlib.sha256(repr((str(row.pk), row.shows_details, entries)).encode()).hexdigest()[:32]
    return Feed(etag=f'"{seal}"', entries=entries)


@worked_out_once
def _fed_slots(*, organizer: UUID, since: datetime) -> QuerySet[Slot]:
    replaced = standing_now().filter(meeting=OuterRef("meeting"))
    slots = Slot.objects.standing().filter(
        Q(Q(meeting__organizer=organizer) & ~Exists(replaced)) | Exists(replaced.filter(to=organizer)),
        starts_at__gte=since,
        meeting__person__erased_at__isnull=True,
    )
    return slots.select_related("meeting__person", "place").order_by("starts_at", "pk")


def _changes_of(meetings: list[UUID]) -> dict[UUID, int]:
    """The sequence of each of these one-on-ones."""
    if not meetings:
        return {}
    found: dict[UUID, int] = {}
    for (meeting,) in [*_times_agreed(meetings=meetings), *_times_called_off(meetings=meetings)]:
        found[meeting] = found.get(meeting, -1) + 1
    return found


@worked_out_once
def _times_agreed(*, meetings: list[UUID]) -> QuerySet[Slot, Any]:
    return Slot.objects.filter(meeting__in=meetings).order_by("pk").values_list("meeting")


@worked_out_once
def _times_called_off(*, meetings: list[UUID]) -> QuerySet[CalledOff, Any]:
    return CalledOff.objects.filter(meeting__in=meetings).order_by("pk").values_list("meeting")


def _fed(slot: Slot, sequence: int, row: CalendarFeed) -> Entry:
    if not row.shows_details:
        return _entry(slot, sequence, summary=_("1:1"), where="")
    summary = _("1:1 with %(name)s") % {"name": slot.meeting.person.first_name}
    return _entry(slot, sequence, summary=summary, where=slot.where)


def _entry(slot: Slot, sequence: int, *, summary: str, where: str) -> Entry:
    return Entry(
        meeting=slot.meeting_id,
        sequence=sequence,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        summary=summary,
        changed_at=slot.at,
        where=where,
    )
