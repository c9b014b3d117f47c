"""Who could talk with whom in a chapter on a day or in a week: organizers and their times, people and their reasons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from letstalk.accounts.models import User
from letstalk.followups.inviting import OPEN_FOR, Row, facts_of, invited_among
from letstalk.followups.min_cost_flow import NETWORKX, ORTOOLS, solver_here
from letstalk.followups.models import Brings
from letstalk.followups.pairing import Organizer, Wanted
from letstalk.followups.whom_next import Known, Suggested, hold_of, rank_all
from letstalk.kit import clock
from letstalk.meetings.availability import Room, rooms_of
from letstalk.meetings.free import MINUTE, instant_of
from letstalk.meetings.models import Hours
from letstalk.people.models import Chapter, Membership, Person, Relationship, Role, Tagging
from letstalk.people.queries import said_no_to_contact
from letstalk.people.queries.said import arranging_facts
from letstalk.people.words import MINUTES_OF, RoleKind, SaidKind, Stage, TagKind

HALF_HOUR = 30
# So many people are looked at for one round, which is seconds of work; those with the strongest reasons go first.
MOST_PEOPLE = {ORTOOLS: 2000, NETWORKX: 300}


@dataclass(frozen=True)
class Facts:
    """What a round is worked out from. `without_hours` organize here and have not said when they can be met."""

    organizers: list[Organizer]
    people: list[Wanted]
    names: dict[str, str]
    rooms: dict[UUID, Room]
    without_hours: list[str]
    chapter_of: dict[str, UUID]
    relationships: dict[tuple[str, str], UUID] = field(default_factory=dict)
    held: Counter[str] = field(default_factory=Counter)


def facts_for(
    chapter: Chapter, *, first_on: date, last_on: date, minutes: int, keeping: Iterable[UUID] = (), at: datetime
) -> Facts:
    """Read in a fixed number of queries, however many organizers and people there are.

    keeping: people who are in the round already, and stay in it also without a reason of today.
    """
    since, until = bounds(chapter, first_on, last_on)
    organizers = _organizers(chapter)
    rows = Hours.objects.filter(organizer__in=list(organizers)).select_related("organizer")
    hours = {row.organizer_id: row for row in rows}
    rooms = rooms_of(hours.values(), since=since, until=until)
    carried = _carried(organizers, at=at)
    brings = {row.organizer_id: row for row in Brings.objects.filter(organizer__in=list(organizers))}
    people = _People.read(chapter, keeping={str(one) for one in keeping}, at=at).within(chapter, first_on, last_on)
    return Facts(
        organizers=[
            _organizer(user, rooms[id], brings.get(id), chapter, since, until, minutes, carried[id], at)
            for id, user in organizers.items()
            if id in rooms
        ],
        people=people.wanted,
        names={str(id): user.name or user.email for id, user in organizers.items()} | people.names,
        rooms=rooms,
        without_hours=sorted(user.name or user.email for id, user in organizers.items() if id not in rooms),
        chapter_of=people.chapter_of,
        relationships=people.relationships,
        held=people.held,
    )


def bounds(chapter: Chapter, first_on: date, last_on: date) -> tuple[datetime, datetime]:
    """From the first instant of the first day to the end of the last, where the chapter is."""
    return clock.day_bounds(first_on, chapter.zone)[0], clock.day_bounds(last_on, chapter.zone)[1]


def starts_of(room: Room, chapter: Chapter, *, first_on: date, last_on: date, minutes: int, at: datetime) -> list[int]:
    """Every minute at which this organizer could begin, on the quarters of the hour."""
    since, until = bounds(chapter, first_on, last_on)
    return room.starts(minutes, since=max(since, at), until=until, at=at) if until > at else []


def apart(room: Room, minutes: int) -> int:
    """How far the beginnings of two talks of one organizer lie apart: the talk, and the breathing space (R-021)."""
    return minutes + max(room.before, room.after)


def blocks(starts: Sequence[int], space: int) -> tuple[int, ...]:
    """As many of them as there is room for, one after the other; on the half hour where that loses nothing."""
    chosen: list[int] = []
    free = set(starts)
    for start in starts:
        if chosen and start < chosen[-1] + space:
            continue
        later = -(-start // HALF_HOUR) * HALF_HOUR
        chosen.append(later if later in free else start)
    return tuple(chosen)


def _organizers(chapter: Chapter) -> dict[UUID, User]:
    rows = Role.objects.filter(
        kind=RoleKind.ORGANIZER, until__isnull=True, chapter__path__startswith=chapter.path, user__is_active=True
    )
    return {row.user_id: row.user for row in rows.select_related("user").order_by("user__name", "user")}


def _carried(organizers: Iterable[UUID], *, at: datetime) -> Counter[UUID]:
    """Invitations that wait for an answer: each may become a talk."""
    theirs = Relationship.objects.current().filter(organizer__in=list(organizers))
    return Counter(invited_among(theirs, since=at - OPEN_FOR))


def _organizer(
    user: User,
    room: Room,
    brings: Brings | None,
    chapter: Chapter,
    since: datetime,
    until: datetime,
    minutes: int,
    waiting: int,
    at: datetime,
) -> Organizer:
    days = (clock.local_day(since, chapter.zone), clock.local_day(until - timedelta(minutes=1), chapter.zone))
    starts = starts_of(room, chapter, first_on=days[0], last_on=days[1], minutes=minutes, at=at)
    there = [start for start in starts if not user.is_away(clock.local_day(instant_of(start), chapter.zone))]
    agreed = _agreed_at_most(room, days[0], days[1])
    spoken = set(brings.languages) if brings and brings.languages else {user.language, chapter.language}
    return Organizer(
        id=str(user.pk),
        starts=blocks(there, apart(room, minutes)),
        seats=max(room.most_per_week - agreed - waiting, 0),
        languages=frozenset(spoken - {""}),
        issues=frozenset(_folded(brings.issues) if brings else ()),
        load=agreed + waiting,
        space=apart(room, minutes),
    )


def _agreed_at_most(room: Room, first_on: date, last_on: date) -> int:
    """How much is agreed in the fuller of the weeks that are touched: none of them becomes too full."""
    weeks = {(first_on + timedelta(days=day)).isocalendar()[:2] for day in range((last_on - first_on).days + 1)}
    agreed = Counter(clock.local_day(instant_of(start), room.week.zone).isocalendar()[:2] for start in room.agreed)
    return max((agreed[week] for week in weeks), default=0)


def _folded(words: Iterable[str]) -> list[str]:
    return [" ".join(word.casefold().split()) for word in words]


@dataclass
class _People:
    """Those who might be met, with the reasons; whoever is held back is only counted, by why."""

    wanted: list[Wanted]
    names: dict[str, str]
    chapter_of: dict[str, UUID]
    relationships: dict[tuple[str, str], UUID]
    held: Counter[str]

    @classmethod
    def read(cls, chapter: Chapter, *, keeping: set[str], at: datetime) -> _People:
        today = clock.local_day(at, chapter.zone)
        below = Relationship.objects.current().filter(
            chapter__path__startswith=chapter.path, person__erased_at__isnull=True
        )
        rows: dict[str, list[tuple[Row, Known]]] = defaultdict(list)
        for row, known in facts_of(below, at=at, today=today):
            rows[str(row.person_id)].append((row, known))
        alone = _nobodys_own(chapter, at=at)
        known_of = {person: [known for _row, known in of] for person, of in rows.items()} | {
            person: [known] for person, (_person, _chapter, known) in alone.items()
        }
        suggested, held = _chosen(known_of, keeping)
        names = {person: of[0][0].name for person, of in rows.items()}
        names |= {person: of.name for person, (of, _chapter, _known) in alone.items()}
        languages = {person: of[0][0].language for person, of in rows.items()}
        languages |= {person: of.language for person, (of, _chapter, _known) in alone.items()}
        issues = _issues(chapter)
        return cls(
            wanted=[
                Wanted(
                    id=person,
                    languages=frozenset({languages[person]} - {""}),
                    issues=frozenset(issues.get(person, ())),
                    known_by=frozenset(str(row.organizer_id) for row, _known in rows.get(person, ())),
                    weight=points,
                    stop=stop,
                )
                for person, (points, stop) in suggested.items()
            ],
            names={person: names[person] for person in suggested},
            chapter_of={person: of[0][0].chapter_id for person, of in rows.items()}
            | {person: there for person, (_person, there, _known) in alone.items()},
            relationships={
                (person, str(row.organizer_id)): row.id for person, of in rows.items() for row, _known in of
            },
            held=held,
        )

    def within(self, chapter: Chapter, first_on: date, last_on: date) -> _People:
        """The same people with what they said of themselves: the languages they speak, and when in these days."""
        said = arranging_facts([UUID(one.id) for one in self.wanted])
        wanted = [
            replace(
                one,
                languages=one.languages | frozenset(said[UUID(one.id)].said[SaidKind.LANGUAGE]),
                times=free_spans(said[UUID(one.id)].said[SaidKind.TIME], first_on, last_on, chapter.zone),
            )
            for one in self.wanted
        ]
        return replace(self, wanted=wanted)


def free_spans(codes: Collection[str], first_on: date, last_on: date, zone: str) -> tuple[tuple[int, int], ...] | None:
    """Minutes from and until which somebody is free in these days, parts that touch as one; None where nobody knows.

    codes: weekdays with a part of the day ("3 evening"). Nobody knows where nothing was said, which rules out nothing.
    """
    if not codes:
        return None
    found: list[tuple[int, int]] = []
    for on in (first_on + timedelta(days=day) for day in range((last_on - first_on).days + 1)):
        for part, (begins, ends) in MINUTES_OF.items():
            if f"{on.weekday()} {part}" in codes:
                begin, end = (minute_at(_instant(on, minute, zone)) for minute in (begins, ends))
                before = found.pop()[0] if found and found[-1][1] == begin else begin
                found.append((before, end))
    return tuple(found)


def _instant(on: date, minute: int, zone: str) -> datetime:
    return clock.instant_or_nearest(on, time(*divmod(minute, 60)), zone)


def _chosen(known_of: Mapping[str, list[Known]], keeping: set[str]) -> tuple[dict[str, tuple[int, str]], Counter[str]]:
    """Person to (points, why not): those with a reason and nothing against it, and whoever is in the round already.

    What holds somebody back in one relationship holds them back in all.
    """
    held: Counter[str] = Counter()
    found: dict[str, tuple[int, str]] = {}
    for person, facts in known_of.items():
        hold = next((hold for hold in map(hold_of, facts) if hold is not None), None)
        best: Suggested | None = max(rank_all(facts), key=lambda one: one.points, default=None)
        if hold is not None:
            held[str(hold)] += 1
        if person in keeping:
            found[person] = (best.points if best else 0, str(hold or ""))
        elif hold is None and best is not None:
            found[person] = (best.points, "")
    first = sorted(found.items(), key=lambda item: (item[0] not in keeping, -item[1][0], item[0]))[
        : MOST_PEOPLE[solver_here()]
    ]
    return dict(first), held


def _nobodys_own(chapter: Chapter, *, at: datetime) -> dict[str, tuple[Person, UUID, Known]]:
    """Those who belong here and are nobody's own yet, such as new sign-ups."""
    there = Membership.objects.filter(
        chapter__path__startswith=chapter.path, until__isnull=True, person__erased_at__isnull=True
    )
    theirs = Relationship.objects.current().filter(chapter__path__startswith=chapter.path)
    rows = there.exclude(person__in=theirs.values("person")).select_related("person").order_by("since", "pk")
    no_contact = set(said_no_to_contact().filter(person__in=rows.values("person")).values_list("person", flat=True))
    return {
        str(row.person_id): (
            row.person,
            row.chapter_id,
            Known(
                id=row.person_id,
                known_for=(at - row.since).days,
                says_no=row.person_id in no_contact,
                has_left=row.stage == Stage.LEFT,
                is_resting=row.stage == Stage.RESTING,
            ),
        )
        for row in rows
    }


def _issues(chapter: Chapter) -> dict[str, list[str]]:
    """What each said that matters to them, in the words of the chapters looked at."""
    rows = Tagging.objects.filter(tag__kind=TagKind.ISSUE, tag__chapter__path__startswith=chapter.path)
    found: dict[str, list[str]] = defaultdict(list)
    for person, name in rows.order_by("pk").values_list("person", "tag__name"):
        found[str(person)] += _folded([name])
    return found


def minute_at(moment: datetime) -> int:
    return int(moment.timestamp()) // MINUTE
