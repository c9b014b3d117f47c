"""Who should talk with whom: organizers, people and times in, an assignment with its reasons and its proof out.

Pure: no Django, no database. Times are minutes since 1970, points are whole numbers. It is one flow of least cost, from
each person over a time of an organizer to one of that organizer's seats, with a way past all of them at no cost. So
nobody has two talks, no time is given twice, and nobody gets more than they can carry.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from letstalk.followups.min_cost_flow import Network, cheapest_flow, cost_of

# What a pairing is worth. To be met at all counts most, so that nobody is left out for the sake of a finer match.
MET = 1000
KNOWS = 400
ISSUE, MOST_ISSUES = 150, 3
LANGUAGE = 200
SAME_CHAPTER = 100
# Each further talk of one organizer is worth this much less: that is what spreads them fairly.
SEAT = 20
MOST_SEATS = MET // SEAT - 1

KEPT = 12
WIDENED = 4
MOST_ROUNDS = 5


class Reason(StrEnum):
    """Why these two."""

    KNOWS = "knows"
    ISSUE = "issue"
    LANGUAGE = "language"
    CHAPTER = "chapter"
    FREE = "free"
    BY_HAND = "by_hand"


class Left(StrEnum):
    """Why somebody is in no pairing."""

    KNOWN_IS_FULL = "known_is_full"
    LANGUAGE = "language"
    TIME = "time"
    FULL = "full"


@dataclass(frozen=True)
class Organizer:
    """One who can be met. starts: when, apart enough that each can be given away; seats: how many talks they can carry.

    space: how far apart their beginnings must be. load: how many they carry already.
    """

    id: str
    starts: tuple[int, ...]
    seats: int
    languages: frozenset[str] = frozenset()
    issues: frozenset[str] = frozenset()
    chapter: str = ""
    load: int = 0
    space: int = 0


@dataclass(frozen=True)
class Wanted:
    """One who might be met. Empty languages and no times mean that nobody knows; then nothing is ruled out by them.

    known_by: whose own they are, and then nobody else meets them (L-4). stop: why they are not to be asked now; whoever
    has one is in no pairing whatever else holds. weight: how much sooner than others, in points.
    """

    id: str
    languages: frozenset[str] = frozenset()
    issues: frozenset[str] = frozenset()
    known_by: frozenset[str] = frozenset()
    times: tuple[tuple[int, int], ...] | None = None
    chapter: str = ""
    weight: int = 0
    stop: str = ""


@dataclass(frozen=True)
class Pair:
    """These two, then; of: what a reason is about, as in ("issue", "rents")."""

    person: str
    organizer: str
    start: int
    points: int = 0
    reasons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Assignment:
    """What came out. objective: what it is worth; bound: what the best there is could be worth at the most."""

    pairs: tuple[Pair, ...]
    left: dict[str, str]
    objective: int
    bound: int

    @property
    def is_proven(self) -> bool:
        return self.objective == self.bound

    @property
    def gap(self) -> float:
        """How far from the best it may be, as a share of it; 0.0 when it is the best."""
        return (self.bound - self.objective) / self.bound if self.bound > 0 else 0.0


@dataclass
class _Candidates:
    """Whom one person could meet, the best first; `kept` of them are in the network, and `next` is worth no more."""

    ranked: Sequence[tuple[int, int]]
    kept: list[tuple[int, int, tuple[int, ...]]] = field(default_factory=list)
    looked_at: int = 0

    @property
    def cutoff(self) -> int:
        """What the best of those left out would be worth, or 0."""
        return self.ranked[self.looked_at][0] if self.looked_at < len(self.ranked) else 0


def assign(
    organizers: Sequence[Organizer],
    people: Sequence[Wanted],
    *,
    minutes: int,
    fixed: Iterable[Pair] = (),
    solver: str = "",
) -> Assignment:
    """The best assignment there is, or one with a proven bound on how much better it could be.

    minutes: how long each talk is. fixed: decided by hand; these stay as they are, and the rest is arranged around
    them. Only the best few organizers of each person go into the network at first. Beside them stands a way to all the
    others at the price of the best one left out, which forgets the times alone: where nobody takes it, the result is
    the best of all; whoever does gets more to choose from. Somebody with a `stop` is in none, fixed or not.
    """
    stopped = {person.id for person in people if person.stop}
    by_hand = [pair for pair in fixed if pair.person not in stopped]
    open_organizers = [_less_what_is_fixed(one, by_hand) for one in organizers]
    decided = {pair.person for pair in by_hand}
    free = [person for person in people if person.id not in stopped and person.id not in decided]
    choices = [_Candidates(_ranked(person, number, open_organizers)) for number, person in enumerate(free)]
    for person, choice in zip(free, choices, strict=True):
        _widen(person, choice, open_organizers, minutes, by=KEPT)
    found, objective, bound = _solve_in_rounds(free, choices, open_organizers, minutes, solver)
    pairs = [*(_fixed_pair(pair, organizers, people) for pair in by_hand), *found]
    worth = sum(pair.points for pair in pairs[: len(by_hand)])
    return Assignment(
        pairs=tuple(pairs),
        left=_left(people, {pair.person for pair in pairs}, open_organizers, minutes),
        objective=objective + worth,
        bound=bound + worth,
    )


def points_of(organizer: Organizer, person: Wanted) -> int | None:
    """What it is worth that these two meet; None where they cannot."""
    if person.known_by and organizer.id not in person.known_by:
        return None
    if person.languages and not person.languages & organizer.languages:
        return None
    shared = len(person.issues & organizer.issues)
    return (
        MET
        + person.weight
        + (KNOWS if person.known_by else 0)
        + ISSUE * min(shared, MOST_ISSUES)
        + (LANGUAGE if person.languages else 0)
        + (SAME_CHAPTER if person.chapter and person.chapter == organizer.chapter else 0)
    )


def reasons_of(organizer: Organizer, person: Wanted) -> tuple[tuple[str, str], ...]:
    """Why these two, the strongest first; that both are free is said when there is nothing else."""
    found = [(Reason.KNOWS, "")] if organizer.id in person.known_by else []
    found += [(Reason.ISSUE, issue) for issue in sorted(person.issues & organizer.issues)[:MOST_ISSUES]]
    found += [(Reason.LANGUAGE, language) for language in sorted(person.languages & organizer.languages)]
    if person.chapter and person.chapter == organizer.chapter:
        found.append((Reason.CHAPTER, ""))
    return tuple((str(code), of) for code, of in found) or ((str(Reason.FREE), ""),)


def starts_for(organizer: Organizer, person: Wanted, minutes: int) -> tuple[int, ...]:
    """When these two could talk: in the organizer's times, and within what the person said suits them."""
    if person.times is None:
        return organizer.starts
    spans = person.times
    return tuple(
        start for start in organizer.starts if any(begin <= start and start + minutes <= end for begin, end in spans)
    )


def _less_what_is_fixed(organizer: Organizer, fixed: Collection[Pair]) -> Organizer:
    taken = {pair.start for pair in fixed if pair.organizer == organizer.id}
    if not taken:
        return organizer
    return replace(
        organizer,
        starts=tuple(
            start for start in organizer.starts if all(abs(start - other) >= max(organizer.space, 1) for other in taken)
        ),
        seats=max(organizer.seats - len(taken), 0),
        load=organizer.load + len(taken),
    )


def _fixed_pair(pair: Pair, organizers: Sequence[Organizer], people: Sequence[Wanted]) -> Pair:
    organizer = next((one for one in organizers if one.id == pair.organizer), None)
    person = next((one for one in people if one.id == pair.person), None)
    points = (points_of(organizer, person) or 0) if organizer and person else 0
    shared = reasons_of(organizer, person) if organizer and person else ()
    by_hand = (str(Reason.BY_HAND), "")
    return replace(pair, points=points, reasons=(by_hand, *(why for why in shared if why[0] != Reason.FREE)))


def _ranked(person: Wanted, number: int, organizers: Sequence[Organizer]) -> list[tuple[int, int]]:
    """(points, which organizer), the best first; of equals each person begins with another, which spreads them."""
    many = len(organizers)
    found = []
    for which, organizer in enumerate(organizers):
        points = points_of(organizer, person) if organizer.seats > 0 and organizer.starts else None
        if points is not None:
            found.append((-points, (which - number) % many, which))
    return [(-negative, which) for negative, _turn, which in sorted(found)]


def _widen(person: Wanted, choice: _Candidates, organizers: Sequence[Organizer], minutes: int, *, by: int) -> None:
    """Take more organizers into the network, of those who have a time for this person."""
    wanted = len(choice.kept) + by
    while choice.looked_at < len(choice.ranked) and len(choice.kept) < wanted:
        points, which = choice.ranked[choice.looked_at]
        choice.looked_at += 1
        starts = starts_for(organizers[which], person, minutes)
        if starts:
            choice.kept.append((points, which, starts))


def _solve_in_rounds(
    people: Sequence[Wanted],
    choices: Sequence[_Candidates],
    organizers: Sequence[Organizer],
    minutes: int,
    solver: str,
) -> tuple[list[Pair], int, int]:
    """The pairs, what they are worth, and what the best of all could be worth."""
    bound = 0
    for number in range(MOST_ROUNDS):
        flow = _Flow(people, choices, organizers, is_open=True)
        flow.solve(solver)
        bound = flow.bound
        past = flow.past
        if not past:
            return flow.pairs(), flow.worth, flow.worth
        for place in past:
            _widen(people[place], choices[place], organizers, minutes, by=KEPT * WIDENED**number)
    flow = _Flow(people, choices, organizers, is_open=False)
    flow.solve(solver)
    return flow.pairs(), flow.worth, max(bound, flow.worth)


class _Flow:
    """The network of one round. is_open: with the way past the organizers that were kept, which makes it a bound."""

    def __init__(
        self,
        people: Sequence[Wanted],
        choices: Sequence[_Candidates],
        organizers: Sequence[Organizer],
        *,
        is_open: bool,
    ) -> None:
        self.people, self.choices, self.organizers = people, choices, organizers
        # Every cost times this, so that the way past can be dearer by one than a kept organizer worth the same.
        self.scale = len(people) + 1
        self.network = Network(supplies={0: len(people), 1: -len(people)})
        self.meetings: list[tuple[int, int, int, int]] = []
        self.ways_past: list[tuple[int, int]] = []
        self.flows: list[int] = []
        self._build(is_open=is_open)

    def _build(self, *, is_open: bool) -> None:
        arc, node = self.network.arc, _numbers_from(3)
        nodes = [next(node) for _organizer in self.organizers]
        times: dict[tuple[int, int], int] = {}
        for place, choice in enumerate(self.choices):
            person = next(node)
            arc(0, person)
            arc(person, 1)
            for points, which, starts in choice.kept:
                for start in starts:
                    time = times.get((which, start))
                    if time is None:
                        time = times[which, start] = next(node)
                        arc(time, nodes[which])
                    self.meetings.append((arc(person, time, cost=-points * self.scale), place, which, start))
            if is_open and choice.cutoff > 0:
                self.ways_past.append((arc(person, 2, cost=1 - choice.cutoff * self.scale), place))
        for which, organizer in enumerate(self.organizers):
            if self.ways_past:
                arc(2, nodes[which], capacity=max(organizer.seats, 0))
            for seat in range(organizer.seats):
                arc(nodes[which], 1, cost=SEAT * min(organizer.load + seat, MOST_SEATS) * self.scale)

    def solve(self, solver: str) -> None:
        self.flows = cheapest_flow(self.network, solver=solver)

    @property
    def past(self) -> list[int]:
        """Who would rather meet one of those left out."""
        return [place for arc, place in self.ways_past if self.flows[arc]]

    @property
    def bound(self) -> int:
        """No assignment is worth more; the ways past were made dearer by less than one point altogether."""
        return (len(self.people) - cost_of(self.network, self.flows)) // self.scale

    @property
    def worth(self) -> int:
        return -cost_of(self.network, self.flows) // self.scale

    def pairs(self) -> list[Pair]:
        found = []
        for arc, place, which, start in self.meetings:
            if self.flows[arc]:
                person, organizer = self.people[place], self.organizers[which]
                points = points_of(organizer, person) or 0
                found.append(Pair(person.id, organizer.id, start, points, reasons_of(organizer, person)))
        return sorted(found, key=lambda pair: (pair.start, pair.organizer, pair.person))


def _numbers_from(first: int) -> Iterator[int]:
    number = first
    while True:
        yield number
        number += 1


def _left(people: Iterable[Wanted], met: set[str], organizers: Sequence[Organizer], minutes: int) -> dict[str, str]:
    """Whoever is in no pairing, and why: their own word first, then what nobody could help."""
    return {person.id: _why_left(person, organizers, minutes) for person in people if person.id not in met}


def _why_left(person: Wanted, organizers: Sequence[Organizer], minutes: int) -> str:
    if person.stop:
        return person.stop
    known = [one for one in organizers if not person.known_by or one.id in person.known_by]
    spoken = [one for one in known if not person.languages or person.languages & one.languages]
    with_room = [one for one in spoken if one.seats > 0 and one.starts]
    if known and not spoken:
        return str(Left.LANGUAGE)
    if with_room and not any(starts_for(one, person, minutes) for one in with_room):
        return str(Left.TIME)
    return str(Left.KNOWN_IS_FULL if person.known_by else Left.FULL)
