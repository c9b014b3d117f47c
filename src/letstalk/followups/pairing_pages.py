"""What the pages about a round show: its lines, why somebody is left out, and whom somebody could meet instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import Http404

from letstalk.accounts.models import User
from letstalk.followups.models import Brings, Pairing, PairingRound
from letstalk.followups.pairing import points_of, reasons_of
from letstalk.followups.pairing_facts import HALF_HOUR, apart, facts_for, minute_at, starts_of
from letstalk.kit import clock
from letstalk.meetings.free import MINUTE
from letstalk.meetings.models import Hours, Meeting
from letstalk.people.access import chapters_led
from letstalk.people.models import Role
from letstalk.people.words import RoleKind

ROUNDS_SHOWN = 20
PAIRS_SHOWN = 60
LEFT_SHOWN = 100
STILL_PROPOSED = ("idea",)


def rounds_led(user: User) -> QuerySet[PairingRound]:
    """The rounds of the chapters a user leads, the latest first; those let go are gone."""
    rows = PairingRound.objects.filter(chapter__in=chapters_led(user), let_go_at__isnull=True)
    return rows.select_related("chapter").order_by("-made_at", "pk")


def rounds_page(user: User) -> list[PairingRound]:
    """With how many are paired and how many are left, as `paired` and `left_out`."""
    counted = rounds_led(user).annotate(
        paired=Count("pairings", filter=Q(pairings__organizer__isnull=False)),
        left_out=Count("pairings", filter=Q(pairings__organizer__isnull=True)),
    )
    return list(counted[:ROUNDS_SHOWN])


def round_led_or_404(user: User, round_id: UUID) -> PairingRound:
    found = rounds_led(user).filter(pk=round_id).first()
    if found is None:
        raise Http404
    return found


def pairing_led_or_404(user: User, pairing_id: UUID) -> Pairing:
    """One person in a round of a chapter this user leads, as long as it is not finished."""
    rows = Pairing.objects.filter(round__in=rounds_led(user).filter(drafted_at__isnull=True).order_by())
    found = rows.select_related("round__chapter", "person", "organizer").filter(pk=pairing_id).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Day:
    on: date
    pairs: list[Pairing]


@dataclass(frozen=True)
class RoundPage:
    """A page of a round by its days; `left` holds, of each reason to be left out, its code, how many, and the first."""

    page: Page[Pairing]
    days: list[Day]
    left: list[tuple[str, int, list[Pairing]]]
    without_hours: list[str]
    paired: int


def round_page(round: PairingRound, *, number: str = "") -> RoundPage:
    """In as many queries for many as for few, with PAIRS_SHOWN on a page however many there are."""
    rows = Pairing.objects.filter(round=round).select_related("person", "organizer")
    placed = rows.filter(starts_at__isnull=False).order_by("starts_at", "organizer__name", "person__name", "pk")
    page = Paginator(placed, PAIRS_SHOWN).get_page(number)
    by_day: dict[date, list[Pairing]] = defaultdict(list)
    for row in page.object_list:
        assert row.starts_at is not None
        by_day[clock.local_day(row.starts_at, round.chapter.zone)].append(row)
    return RoundPage(
        page=page,
        days=[Day(on, pairs) for on, pairs in sorted(by_day.items())],
        left=_left_out(rows.filter(starts_at__isnull=True)) if page.number == 1 else [],
        without_hours=_without_hours(round) if page.number == 1 else [],
        paired=page.paginator.count,
    )


def _left_out(rows: QuerySet[Pairing]) -> list[tuple[str, int, list[Pairing]]]:
    by_name = Window(RowNumber(), partition_by="left", order_by=("person__name", "pk"))
    counted = Window(Count("pk"), partition_by="left")
    first = rows.annotate(nth=by_name, of_them=counted).filter(nth__lte=LEFT_SHOWN)
    left: dict[str, list[Any]] = defaultdict(list)
    for row in first.order_by("left", "nth"):
        left[row.left].append(row)
    return [(code, people[0].of_them, people) for code, people in sorted(left.items())]


def _without_hours(round: PairingRound) -> list[str]:
    """Organizers who would be there, and have not said when they can be met."""
    rows = Role.objects.filter(
        kind=RoleKind.ORGANIZER, until__isnull=True, user__is_active=True, chapter__path__startswith=round.chapter.path
    )
    silent = rows.exclude(user__in=Hours.objects.values("organizer")).select_related("user")
    return sorted({row.user.name or row.user.email for row in silent})


@dataclass(frozen=True)
class Option:
    """An organizer somebody could meet, and why; times: (seconds since 1970, whose it is now or nothing)."""

    organizer: User
    reasons: Sequence[tuple[str, str]]
    times: list[tuple[int, str]]


def options_for(pairing: Pairing, *, at: datetime) -> list[Option]:
    """With whom they could meet by hand, the best match first; a time that was given by hand is not offered."""
    round = pairing.round
    facts = facts_for(
        round.chapter,
        first_on=round.first_on,
        last_on=round.last_on,
        minutes=round.minutes,
        keeping=[pairing.person_id],
        at=at,
    )
    person = next((one for one in facts.people if one.id == str(pairing.person_id)), None)
    if person is None or person.stop:
        return []
    users = User.objects.in_bulk([UUID(one.id) for one in facts.organizers])
    others = Pairing.objects.filter(round=round, organizer__isnull=False).exclude(pk=pairing.pk)
    taken: dict[UUID | None, list[Pairing]] = defaultdict(list)
    for row in others.select_related("person"):
        taken[row.organizer_id].append(row)
    found = []
    for organizer in facts.organizers:
        points = points_of(organizer, person)
        if points is None:
            continue
        user = users[UUID(organizer.id)]
        room = facts.rooms[user.pk]
        starts = starts_of(
            room, round.chapter, first_on=round.first_on, last_on=round.last_on, minutes=round.minutes, at=at
        )
        times = _times(starts, taken[user.pk], apart(room, round.minutes))
        if times:
            found.append((points, Option(user, reasons_of(organizer, person), times)))
    return [option for _points, option in sorted(found, key=lambda one: (-one[0], one[1].organizer.name))]


def _times(starts: Sequence[int], taken: Sequence[Pairing], space: int) -> list[tuple[int, str]]:
    times = []
    for start in starts:
        if start % HALF_HOUR:
            continue
        over = [row for row in taken if row.starts_at and abs(minute_at(row.starts_at) - start) < space]
        if not any(row.is_fixed for row in over):
            times.append((start * MINUTE, ", ".join(row.person.name for row in over)))
    return times


def brings_of(user: User) -> Brings | None:
    return Brings.objects.filter(organizer=user).first()


def proposed_to(user: User, *, at: datetime) -> list[Pairing]:
    """What was proposed to this organizer and is still only an idea; nobody else's."""
    ideas = Meeting.objects.filter(organizer=user).with_state().filter(state_now__in=STILL_PROPOSED)
    rows = Pairing.objects.filter(
        organizer=user, round__drafted_at__isnull=False, starts_at__gt=at, person__erased_at__isnull=True
    )
    rows = rows.filter(meeting__in=ideas.values("pk"))
    return list(rows.select_related("person", "round__chapter", "meeting").order_by("starts_at", "pk"))
