"""Reads of when organizers can be met: their hours, what is taken already, and what is left of it."""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count

from letstalk.accounts.models import User
from letstalk.kit import clock
from letstalk.meetings.busy import unpacked
from letstalk.meetings.free import MINUTE, Minutes, Week, Wish, instant_of, minute_of, near, open_spans, starts
from letstalk.meetings.models import BusyDiary, Hours, Meeting, OtherHours, Slot
from letstalk.meetings.validators import LONGEST_MINUTES

AHEAD = timedelta(weeks=8)
A_WEEK = timedelta(days=7)
LONGEST = timedelta(minutes=LONGEST_MINUTES)
# Whoever has not said when they can be met is looked for between morning and evening (f, text hours).
ANY_DAY = tuple((weekday, "08:00", "21:00") for weekday in range(7))
NEVER_BUSY = array("I")
NEARLY_A_DAY = timedelta(hours=20)
NEXT_WITHIN = timedelta(days=14)


@dataclass(frozen=True)
class Room:
    """What one organizer has: their hours, what is taken of them, and how much breathing space they keep."""

    week: Week
    taken: Sequence[Minutes]
    busy: array
    before: int
    after: int
    notice: timedelta
    most_per_week: int
    agreed: Sequence[int]

    def starts(self, minutes: int, *, since: datetime, until: datetime, at: datetime) -> list[int]:
        """The minutes before `until` at which a one-on-one could begin, without the weeks that are full."""
        zone = self.week.zone
        days = clock.local_day(since, zone), clock.local_day(until, zone) + timedelta(days=1)
        first = max(minute_of(since), minute_of(at + self.notice))
        wish = Wish(minutes, first=first, last=minute_of(until) - 1, before=self.before, after=self.after)
        open_ = open_spans(self.week, *days)
        found = starts(open_, [*self.taken, *near(self.busy, open_, self.before + self.after)], wish)
        full = {week for week, many in self._by_week().items() if many >= self.most_per_week}
        return [start for start in found if _week(start, zone) not in full] if full else found

    def _by_week(self) -> Counter[tuple[int, int]]:
        return Counter(_week(start, self.week.zone) for start in self.agreed)


def hours_of(organizer: User) -> Hours | None:
    return Hours.objects.select_related("place", "organizer").filter(organizer=organizer).first()


def other_hours_of(organizer: User, *, today: date) -> list[OtherHours]:
    return list(OtherHours.objects.filter(organizer=organizer, last_on__gte=today).order_by("first_on", "pk"))


def rooms_of(
    rows: Iterable[Hours], *, since: datetime, until: datetime, leaving_out: UUID | None = None
) -> dict[UUID, Room]:
    """What each of these organizers has from one moment to another, in three statements however many they are.

    leaving_out: a one-on-one that would be moved, whose time is therefore not taken.
    """
    hours = {row.organizer_id: row for row in rows}
    agreed = _agreed(hours, since, until, leaving_out)
    # As plain numbers: of thousands of events only those beside the open hours are ever looked at.
    diaries = BusyDiary.objects.filter(organizer__in=list(hours)).values_list("organizer", "times")
    busy = {organizer: unpacked(times) for organizer, times in diaries}
    other = _other(hours, since, until)
    return {
        organizer: Room(
            week=Week(
                row.zone,
                tuple((day, begin, end) for day, begin, end in row.weekly),
                # Days away come first: on those nobody is met, whatever was said of them.
                (*_days_away(row.organizer), *other.get(organizer, ())),
            ),
            taken=[(begin - row.before, begin + minutes + row.after) for begin, minutes in agreed.get(organizer, ())],
            busy=busy.get(organizer, NEVER_BUSY),
            before=row.before,
            after=row.after,
            notice=timedelta(hours=row.notice_hours),
            most_per_week=row.most_per_week,
            agreed=[begin for begin, _minutes in agreed.get(organizer, ())],
        )
        for organizer, row in hours.items()
    }


def next_free(
    organizer: User,
    *,
    after: datetime,
    minutes: int,
    zone: str,
    at: datetime,
    leaving_out: Meeting | None = None,
    apart: timedelta = timedelta(),
    most: int = 3,
) -> list[datetime]:
    """The next few times an organizer is free from a moment on: in their hours, or else between morning and evening.

    apart: at least so far from one another, so that somebody has a real choice.
    """
    row = hours_of(organizer) or Hours(
        organizer=organizer, zone=zone, weekly=ANY_DAY, before=0, after=0, notice_hours=0, most_per_week=999
    )
    since, until = max(after, at), after + NEXT_WITHIN
    room = rooms_of([row], since=since - LONGEST, until=until, leaving_out=leaving_out.pk if leaving_out else None)
    found = room[organizer.pk].starts(minutes, since=since, until=until, at=at)
    return [instant_of(start) for start in _apart(found, max(int(apart.total_seconds()) // MINUTE, minutes), most)]


def _apart(found: Sequence[int], apart: int, most: int) -> list[int]:
    """A few of them that do not lie over one another, so that each is a real choice."""
    chosen: list[int] = []
    for start in found:
        if not chosen or start >= chosen[-1] + apart:
            chosen.append(start)
        if len(chosen) == most:
            break
    return chosen


def agreed_ahead(organizers: Iterable[UUID], *, at: datetime) -> Counter[UUID]:
    """How many one-on-ones each has still to come."""
    rows = Slot.objects.standing().filter(meeting__organizer__in=list(organizers), starts_at__gt=at)
    counted = rows.order_by().values_list("meeting__organizer").annotate(many=Count("pk"))
    return Counter(dict(counted))


def _agreed(
    organizers: Iterable[UUID], since: datetime, until: datetime, leaving_out: UUID | None
) -> dict[UUID, list[tuple[int, int]]]:
    # Of the first and the last week all that is agreed, to know whether they are full.
    rows = Slot.objects.standing().filter(
        meeting__organizer__in=list(organizers), starts_at__gt=since - A_WEEK, starts_at__lt=until + A_WEEK
    )
    if leaving_out is not None:
        rows = rows.exclude(meeting=leaving_out)
    found: dict[UUID, list[tuple[int, int]]] = {}
    told = rows.order_by("starts_at").values_list("meeting__organizer", "starts_at", "minutes")
    for organizer, starts_at, minutes in told:
        found.setdefault(organizer, []).append((int(starts_at.timestamp()) // MINUTE, minutes))
    return found


def _other(
    organizers: Iterable[UUID], since: datetime, until: datetime
) -> dict[UUID, tuple[tuple[date, date, tuple[tuple[str, str], ...]], ...]]:
    rows = OtherHours.objects.filter(
        organizer__in=list(organizers), last_on__gte=since.date() - timedelta(days=1), first_on__lte=until.date()
    )
    found: dict[UUID, tuple[tuple[date, date, tuple[tuple[str, str], ...]], ...]] = {}
    # The newest comes first, for what was said last holds.
    for row in rows.order_by("-at", "pk"):
        hours = tuple((begin, end) for begin, end in row.hours)
        found[row.organizer_id] = (*found.get(row.organizer_id, ()), (row.first_on, row.last_on, hours))
    return found


def _days_away(organizer: User) -> tuple[tuple[date, date, tuple[tuple[str, str], ...]], ...]:
    first_on, last_on = organizer.away_from, organizer.away_until
    return ((first_on, last_on, ()),) if first_on is not None and last_on is not None else ()


def _week(start: int, zone: str) -> tuple[int, int]:
    year, week, _day = clock.local(instant_of(start), zone).isocalendar()
    return year, week
