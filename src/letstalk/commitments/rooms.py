"""How much room is left each time an ask takes place: its places, less those who said they will come."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from letstalk.campaigns.models import Ask, AskDate
from letstalk.campaigns.validators import When
from letstalk.commitments.models import Commitment

# What somebody agreed on anew is counted for the ask it began with, this many times over.
BEGUN_WITH = Coalesce(
    "ask_made__ask",
    "renews__ask_made__ask",
    "renews__renews__ask_made__ask",
    "renews__renews__renews__ask_made__ask",
)

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Room:
    """One coming time of an ask, how many said they will come, and how many more can; None: as many as like."""

    date: AskDate
    taken: int
    left: int | None


# How many said they will come, by day, hour and zone; no hour where it is still open.
Coming = Mapping[tuple[date, time | None, str], int]


def rooms_of(asks: Iterable[Ask], *, at: datetime) -> dict[UUID, list[Room]]:
    """The coming times of each of these asks, the next first: two queries for however many asks and times."""
    by_ask = _coming(asks, at=at)
    said = _said(by_ask)
    rooms = {ask: [_room(one, dates, said[ask]) for one in dates] for ask, dates in by_ask.items()}
    return defaultdict(list, rooms)


def with_room(asks: Iterable[Ask], *, zone: str, at: datetime) -> dict[UUID, list[When]]:
    """The coming days and hours of each ask at which there is room, as the clocks of a zone show them (R-042)."""
    by_ask = _coming(asks, at=at)
    # Where as many as like can come, nobody needs to be counted; those may be thousands.
    said = _said({ask: dates for ask, dates in by_ask.items() if any(one.capacity is not None for one in dates)})
    return {
        ask: [one.local(zone) for one in dates if _room(one, dates, said[ask]).left != 0]
        for ask, dates in by_ask.items()
    }


def _coming(asks: Iterable[Ask], *, at: datetime) -> Mapping[UUID, list[AskDate]]:
    dated = [ask.pk for ask in asks if ask.on is not None]
    by_ask: dict[UUID, list[AskDate]] = defaultdict(list)
    for coming in AskDate.objects.coming(at).filter(ask__in=dated):
        by_ask[coming.ask_id].append(coming)
    return by_ask


def _said(by_ask: Mapping[UUID, Sequence[AskDate]]) -> Mapping[UUID, Coming]:
    found: dict[UUID, dict[tuple[date, time | None, str], int]] = defaultdict(dict)
    if not by_ask:
        return found
    # What was agreed elsewhere may be said by the day before or after.
    days = {date.on + beside for dates in by_ask.values() for date in dates for beside in (-DAY, timedelta(0), DAY)}
    # Most were agreed once: for those nothing is followed back.
    may_be = Q(ask_made__ask__in=list(by_ask)) | Q(renews__isnull=False)
    rows = Commitment.objects.open().filter(may_be, on__in=days).annotate(began=BEGUN_WITH)
    rows = rows.filter(began__in=list(by_ask))
    for ask, *when, number in rows.order_by().values_list("began", "on", "at", "zone").annotate(number=Count("pk")):
        found[ask][tuple(when)] = number
    return found


def _room(one: AskDate, dates: Sequence[AskDate], said: Coming) -> Room:
    taken = _taken(one, dates, said)
    return Room(one, taken, None if one.capacity is None else max(one.capacity - taken, 0))


def _taken(one: AskDate, dates: Sequence[AskDate], said: Coming) -> int:
    """Who said that hour, and who said that day and an hour at which there is nothing: they may mean any of it."""
    taken = 0
    for (on, at, zone), number in said.items():
        here = [date.local(zone)[1] for date in dates if date.local(zone)[0] == on]
        its_day, its_hour = one.local(zone)
        taken += number if its_day == on and (its_hour == at or at not in here) else 0
    return taken
