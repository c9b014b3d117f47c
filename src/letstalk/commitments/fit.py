"""How well an ask suits a person: gates, then a visible sum, then a human choice (section g). It knows no Django.

Nothing here is learned, hidden or guessed: a fact is what the person said or did, what nobody asked is None, and what
is None weighs nothing. All numbers are whole hundredths, so that the same facts give the same points everywhere.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter
from typing import Any, NamedTuple

FULL = 100
HALF = 50
LINE = 50
REASONS_AT_MOST = 3
NO_MOTIVE_SHARED = 20
WILL_MEET_PEOPLE = 30
STRETCH_MINUTES = 60
REFUSED_FOR_DAYS = 60
OPEN_AT_MOST = 2
STEPS = {1: FULL, 0: 70, 2: HALF, -1: 30}
ANOTHER_STEP = 10


class Factor(StrEnum):
    """The eight things an ask is weighed by, in the order of the method's table."""

    ISSUES = "issues"
    MOTIVES = "motives"
    TIME = "time"
    SKILLS = "skills"
    STEP = "step"
    COMPANY = "company"
    PRACTICAL = "practical"
    NEED = "need"


WEIGHTS: dict[Factor, int] = {
    Factor.ISSUES: 20,
    Factor.MOTIVES: 20,
    Factor.TIME: 15,
    Factor.SKILLS: 12,
    Factor.STEP: 13,
    Factor.COMPANY: 8,
    Factor.PRACTICAL: 7,
    Factor.NEED: 5,
}


class Gate(StrEnum):
    """Why an ask is not suggested at all, whatever its points would be."""

    PAST = "past"
    FULL = "full"
    REFUSED = "refused"
    DO_NOT_ASK = "do_not_ask"
    ACCESS = "access"
    LANGUAGE = "language"
    PREREQUISITE = "prerequisite"
    TWO_OPEN = "two_open"
    REPAIR = "repair"
    RISK = "risk"
    AGE = "age"


class Company(StrEnum):
    """Whether anybody comes along."""

    WITH_SOMEONE = "with_someone"
    MEETS_PEOPLE = "meets_people"
    ALONE = "alone"


# What somebody who came for the one may well find in the other. Each pair holds both ways.
NEIGHBOURS = {
    "protect": frozenset({"justice", "belong"}),
    "belong": frozenset({"protect", "useful"}),
    "learn": frozenset({"useful", "heard"}),
    "useful": frozenset({"belong", "learn"}),
    "heard": frozenset({"justice", "learn"}),
    "justice": frozenset({"protect", "heard"}),
}


class Window(NamedTuple):
    """A span of one day of the week, Monday is 0, in minutes since its midnight."""

    weekday: int
    begins: int
    ends: int


@dataclass(frozen=True)
class FreeTime:
    """When someone said they are free, and for how long in a week; either may be unsaid."""

    windows: frozenset[Window] | None = None
    minutes_a_week: int | None = None


@dataclass(frozen=True)
class Abilities:
    """What someone can do and would like to learn, in their own words folded to lower case."""

    skills: frozenset[str] = frozenset()
    wishes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PersonFacts:
    """What is known of one person that an ask may be weighed by. None: nobody asked, or they would rather not say.

    level: their rung of the ladder. needs: what must be solved so that they can come, never why. knows: of whom they
    and the others said that they know each other. must_have: access they cannot do without. under_age: they are
    younger than this. has_done: the keys of what they took part in. refused: keys they said no to lately.
    """

    issues: frozenset[str] | None = None
    motives: frozenset[str] | None = None
    time: FreeTime | None = None
    abilities: Abilities | None = None
    level: int | None = None
    knows: frozenset[str] | None = None
    needs: frozenset[str] | None = None
    must_have: frozenset[str] = frozenset()
    languages: frozenset[str] | None = None
    under_age: int | None = None
    has_done: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    is_not_to_be_asked: bool = False
    open_commitments: int = 0
    late_promises: int = 0


@dataclass(frozen=True)
class AskFacts:
    """What is known of an ask. None where whoever wrote it left it out.

    motives: how far it serves each, in hundredths. times: when it takes place; empty when any time will do. uses and
    teaches: skills. solves: which practical needs are seen to; is_at_home: nobody has to go anywhere for it. goers: who
    comes along, by the same names as `PersonFacts.knows`. languages: those it is held or interpreted in.
    """

    key: str
    title: str = ""
    issues: frozenset[str] | None = None
    motives: Mapping[str, int] | None = None
    times: frozenset[Window] = frozenset()
    minutes: int | None = None
    uses: frozenset[str] = frozenset()
    teaches: frozenset[str] = frozenset()
    rung: int | None = None
    company: Company | None = None
    goers: frozenset[str] = frozenset()
    solves: frozenset[str] | None = None
    is_at_home: bool = False
    urgency: int | None = None
    languages: frozenset[str] | None = None
    least_age: int | None = None
    needs_done: frozenset[str] = frozenset()
    is_past: bool = False
    is_full: bool = False
    is_risky: bool = False


class Weighed(NamedTuple):
    """An ask, what it scores on each factor (None: not known), its sum, and what it was out of."""

    ask: AskFacts
    values: tuple[int | None, ...]
    total: int
    confidence: int
    gates: tuple[Gate, ...]

    @property
    def points(self) -> int | None:
        """From 0 to 100, rounded half up; None while nothing is known that weighs anything."""
        return (2 * self.total + self.confidence) // (2 * self.confidence) if self.confidence else None

    @property
    def is_shown(self) -> bool:
        """Neither behind a gate nor under the line; the line is drawn by the points that are read."""
        points = self.points
        return not self.gates and points is not None and points >= LINE

    def value(self, factor: Factor) -> int | None:
        return self.values[PLACE[factor]]


PLACE = {factor: place for place, factor in enumerate(Factor)}


@dataclass(frozen=True)
class Picks:
    """What to carry: the best a step up, one that is more, one that is less."""

    target: Weighed | None = None
    stretch: Weighed | None = None
    light: Weighed | None = None

    def all(self) -> list[Weighed]:
        return [one for one in (self.target, self.stretch, self.light) if one is not None]


@dataclass(frozen=True)
class Point:
    """One factor of an ask for a person: its value in hundredths, its weight, and the words it rests on."""

    factor: Factor
    value: int
    weight: int
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explained:
    """Why this one, why not: what speaks most for it, what against it, what is not known, biggest first."""

    weighed: Weighed
    for_it: list[Point] = field(default_factory=list)
    against: list[Point] = field(default_factory=list)
    unknown: list[Factor] = field(default_factory=list)


def of_issues(ask: AskFacts, named: frozenset[str] | None) -> int | None:
    """The share of the ask's issues that the person named."""
    if not ask.issues or named is None:
        return None
    return _half_up(FULL * len(ask.issues & named), len(ask.issues))


def of_motives(ask: AskFacts, voiced: frozenset[str] | None) -> int | None:
    """How far it serves what moves them; half for what lies next to it; a little where nothing is shared."""
    if ask.motives is None or not voiced:
        return None
    near = frozenset().union(*(NEIGHBOURS.get(motive, frozenset()) for motive in voiced))
    served = [value for motive, value in ask.motives.items() if motive in voiced]
    beside = [min(value, HALF) for motive, value in ask.motives.items() if motive in near]
    return max([NO_MOTIVE_SHARED, *served, *beside])


def of_time(ask: AskFacts, free: FreeTime | None) -> int | None:
    """Whether it fits the days and hours they named, nearly does, or does not. What can be done any time fits."""
    hours = _of_hours(ask, free)
    if not ask.times:
        return FULL if hours is None else hours
    if free is None or free.windows is None:
        return None
    days = max(_of_window(when, free.windows) for when in ask.times)
    return days if hours is None else min(days, hours)


def of_skills(ask: AskFacts, able: Abilities | None) -> int | None:
    """Whether it uses or teaches what they named, needs nothing, or needs what they lack."""
    if not ask.uses and not ask.teaches:
        return HALF
    if able is None:
        return None
    if ask.uses & able.skills or ask.teaches & (able.wishes | able.skills):
        return FULL
    return HALF if not ask.uses else 0


def of_step(ask: AskFacts, level: int | None) -> int | None:
    """How big a step it is from where they stand; the next one up is the best."""
    if ask.rung is None or level is None:
        return None
    return STEPS.get(ask.rung - level, ANOTHER_STEP)


def of_company(ask: AskFacts, knows: frozenset[str] | None) -> int | None:
    """Whether someone goes with them whom they know; who is going is no help until it is known whether they do."""
    if ask.company == Company.WITH_SOMEONE or (knows and knows & ask.goers):
        return FULL
    if ask.company is None or (ask.goers and knows is None):
        return None
    return WILL_MEET_PEOPLE if ask.company == Company.MEETS_PEOPLE else 0


def of_practical(ask: AskFacts, needs: frozenset[str] | None) -> int | None:
    """Whether travel, care, cost and language are seen to, for what they need of these."""
    if ask.is_at_home:
        return FULL
    if needs is None:
        return None
    if not needs:
        return FULL
    if ask.solves is None:
        return None
    solved = len(needs & ask.solves)
    return FULL if solved == len(needs) else HALF if solved else 0


def of_need(ask: AskFacts, _nothing: None) -> int | None:
    """How much the campaign needs it now: on purpose the least of all."""
    return ask.urgency


def _of_hours(ask: AskFacts, free: FreeTime | None) -> int | None:
    if free is None or free.minutes_a_week is None or ask.minutes is None:
        return None
    if ask.minutes <= free.minutes_a_week:
        return FULL
    return HALF if ask.minutes <= 2 * free.minutes_a_week else 0


def _of_window(when: Window, windows: frozenset[Window]) -> int:
    same_day = [window for window in windows if window.weekday == when.weekday]
    if any(window.begins <= when.begins and when.ends <= window.ends for window in same_day):
        return FULL
    near = (
        window.begins - STRETCH_MINUTES <= when.begins and when.ends <= window.ends + STRETCH_MINUTES
        for window in same_day
    )
    return HALF if any(near) else 0


def _half_up(dividend: int, divisor: int) -> int:
    return (2 * dividend + divisor) // (2 * divisor)


Judge = Callable[[AskFacts, Any], int | None]
# Which part of what is known of a person each factor looks at, and how it judges by it: nothing else is looked at.
JUDGED: dict[Factor, tuple[Callable[[PersonFacts], Hashable], Judge]] = {
    Factor.ISSUES: (attrgetter("issues"), of_issues),
    Factor.MOTIVES: (attrgetter("motives"), of_motives),
    Factor.TIME: (attrgetter("time"), of_time),
    Factor.SKILLS: (attrgetter("abilities"), of_skills),
    Factor.STEP: (attrgetter("level"), of_step),
    Factor.COMPANY: (attrgetter("knows"), of_company),
    Factor.PRACTICAL: (attrgetter("needs"), of_practical),
    Factor.NEED: (lambda _person: None, of_need),
}


def gates_of(ask: AskFacts, person: PersonFacts) -> tuple[Gate, ...]:
    """Every gate that is shut between this ask and this person. An organizer may still choose it by hand."""
    shut = {
        Gate.REPAIR: person.late_promises > 0,
        Gate.TWO_OPEN: person.open_commitments >= OPEN_AT_MOST,
        Gate.DO_NOT_ASK: person.is_not_to_be_asked,
        Gate.RISK: ask.is_risky,
        Gate.PAST: ask.is_past,
        Gate.FULL: ask.is_full,
        Gate.REFUSED: ask.key in person.refused,
        Gate.ACCESS: not ask.is_at_home and not person.must_have <= (ask.solves or frozenset()),
        Gate.LANGUAGE: _share_no_language(ask.languages, person.languages),
        Gate.PREREQUISITE: not ask.needs_done <= person.has_done,
        Gate.AGE: person.under_age is not None and ask.least_age is not None and person.under_age <= ask.least_age,
    }
    return tuple(gate for gate, is_shut in shut.items() if is_shut)


def _share_no_language(held_in: frozenset[str] | None, spoken: frozenset[str] | None) -> bool:
    return bool(held_in and spoken is not None and not held_in & spoken)


class Scales:
    """Weighs the same asks for one person after another; what two people have in common is judged once."""

    def __init__(self, asks: Iterable[AskFacts], weights: Mapping[Factor, int] = WEIGHTS) -> None:
        self.asks = list(asks)
        self.weights = [weights[factor] for factor in Factor]
        self._columns: dict[tuple[Factor, Hashable], _Column] = {}
        self._gates: dict[Hashable, list[tuple[Gate, ...]]] = {}
        self._best: dict[Hashable, Weighed | None] = {}

    def weigh(self, person: PersonFacts) -> list[Weighed]:
        """Every ask weighed for this person: first those no gate holds back, the one that suits best before others."""
        if not self.asks:
            return []
        columns = self._columns_for(person)
        totals = map(sum, zip(*(column.weighted for column in columns), strict=True))
        known = map(sum, zip(*(column.known for column in columns), strict=True))
        values = zip(*(column.values for column in columns), strict=True)
        rows = zip(self.asks, values, totals, known, self._gates_for(person), strict=True)
        return sorted(map(Weighed._make, rows), key=rank)

    def best_step_up(self, person: PersonFacts) -> Weighed | None:
        """The first of `weigh` that is the next step up and behind no gate; only such are put together and compared.

        People of whom the same is known have the same best.
        """
        known = (_part_behind_gates(person), *(judged[0](person) for judged in JUDGED.values()))
        if known not in self._best:
            self._best[known] = self._found_best(person)
        return self._best[known]

    def _found_best(self, person: PersonFacts) -> Weighed | None:
        steps, gates = self._column(Factor.STEP, person.level).values, self._gates_for(person)
        places = [place for place, value in enumerate(steps) if value == FULL and not gates[place]]
        if not places:
            return None
        columns = self._columns_for(person)
        return min((self._at(place, columns) for place in places), key=rank)

    def _at(self, place: int, columns: "Sequence[_Column]") -> Weighed:
        return Weighed(
            self.asks[place],
            tuple(column.values[place] for column in columns),
            sum(column.weighted[place] for column in columns),
            sum(column.known[place] for column in columns),
            (),
        )

    def _columns_for(self, person: PersonFacts) -> "list[_Column]":
        return [self._column(factor, judged[0](person)) for factor, judged in JUDGED.items()]

    def _column(self, factor: Factor, part: Hashable) -> "_Column":
        found = self._columns.get((factor, part))
        if found is None:
            judge, weight = JUDGED[factor][1], self.weights[PLACE[factor]]
            values = [judge(ask, part) for ask in self.asks]
            found = _Column(
                values,
                [0 if value is None else weight * value for value in values],
                [0 if value is None else weight for value in values],
            )
            self._columns[factor, part] = found
        return found

    def _gates_for(self, person: PersonFacts) -> list[tuple[Gate, ...]]:
        part = _part_behind_gates(person)
        if part not in self._gates:
            self._gates[part] = [gates_of(ask, person) for ask in self.asks]
        return self._gates[part]


class _Column(NamedTuple):
    values: list[int | None]
    weighted: list[int]
    known: list[int]


_part_behind_gates = attrgetter(
    "must_have",
    "languages",
    "under_age",
    "has_done",
    "refused",
    "is_not_to_be_asked",
    "open_commitments",
    "late_promises",
)


def rank(one: Weighed) -> tuple[bool, float, int, int]:
    """Sorts before what suits less: by the exact share and not by the rounded points, then by how much is known.

    Two that weigh the same are told apart by their unweighted sum: none stands before one that is nowhere worse. What
    is the same in all stays in the order of the menu.
    """
    share = one.total / one.confidence if one.confidence else -1.0
    return (bool(one.gates), -share, -one.confidence, -sum(filter(None, one.values)))


def weigh(person: PersonFacts, asks: Iterable[AskFacts], weights: Mapping[Factor, int] = WEIGHTS) -> list[Weighed]:
    """All these asks for one person, as `Scales.weigh`."""
    return Scales(asks, weights).weigh(person)


def pick(ranked: Sequence[Weighed]) -> Picks:
    """Target: the best a step up, or the best there is. Stretch: the best above its rung, and not out of reach. Light:
    the best below it.
    """
    shown = [one for one in ranked if one.is_shown]
    if not shown:
        return Picks()
    target = next((one for one in shown if one.value(Factor.STEP) == FULL), shown[0])
    rung = target.ask.rung
    if rung is None:
        return Picks(target)
    rungs = [(one, one.ask.rung) for one in shown if one.ask.rung is not None]
    return Picks(
        target=target,
        stretch=next((one for one, its in rungs if its > rung and one.value(Factor.STEP) != ANOTHER_STEP), None),
        light=next((one for one, its in rungs if its < rung), None),
    )


def lighter_than(ranked: Sequence[Weighed], key: str) -> Weighed | None:
    """The one other ask that may follow a no: the best on a lower rung than the one that was asked for."""
    rung = next((one.ask.rung for one in ranked if one.ask.key == key), None)
    if rung is None:
        return None
    below = (one for one in ranked if one.is_shown and one.ask.rung is not None and one.ask.rung < rung)
    return next(below, None)


def explain(one: Weighed, person: PersonFacts, weights: Mapping[Factor, int] = WEIGHTS) -> Explained:
    """What speaks for an ask and what against it, at most three each, and all that is not known of it."""
    points = [
        Point(factor, value, weights[factor], rests_on(factor, one.ask, person))
        for factor, value in zip(Factor, one.values, strict=True)
        if value is not None and weights[factor]
    ]
    strong = sorted((p for p in points if p.value >= HALF), key=lambda p: (-p.value * p.weight, PLACE[p.factor]))
    weak = sorted((p for p in points if p.value < HALF), key=lambda p: (-(FULL - p.value) * p.weight, PLACE[p.factor]))
    unknown = [factor for factor in Factor if one.value(factor) is None and weights[factor]]
    return Explained(
        weighed=one,
        for_it=strong[:REASONS_AT_MOST],
        against=weak[:REASONS_AT_MOST],
        unknown=sorted(unknown, key=lambda factor: (-weights[factor], PLACE[factor])),
    )


def rests_on(factor: Factor, ask: AskFacts, person: PersonFacts) -> tuple[str, ...]:
    """The words, codes or names behind a value, where it has any: "housing", a weekday's number, "Lee"."""
    if factor == Factor.ISSUES:
        return tuple(sorted((ask.issues or frozenset()) & (person.issues or frozenset())))
    if factor == Factor.MOTIVES:
        served = ask.motives or {}
        shared = [motive for motive in person.motives or () if served.get(motive, 0) >= HALF]
        return tuple(sorted(shared, key=lambda motive: (-served[motive], motive)))
    if factor == Factor.TIME:
        return _days_that_fit(ask, person)
    if factor == Factor.SKILLS and person.abilities:
        able = person.abilities
        return tuple(sorted((ask.uses & able.skills) | (ask.teaches & (able.wishes | able.skills))))
    if factor == Factor.COMPANY:
        return tuple(sorted(ask.goers & (person.knows or frozenset())))
    if factor == Factor.PRACTICAL:
        return tuple(sorted((person.needs or frozenset()) - (ask.solves or frozenset())))
    return ()


def _days_that_fit(ask: AskFacts, person: PersonFacts) -> tuple[str, ...]:
    windows = person.time.windows if person.time and person.time.windows else frozenset()
    return tuple(str(day) for day in sorted({when.weekday for when in ask.times if _of_window(when, windows)}))


def deciding(ranked: Sequence[Weighed], person: PersonFacts, weights: Mapping[Factor, int] = WEIGHTS) -> list[Factor]:
    """What to ask the person, since the answer could change the order; what could change the first stands in front.

    An answer may turn out anything for each ask by itself: whatever is left out here cannot change the order at all.
    """
    open_now = [one for one in ranked if not one.gates]
    found = []
    for factor in Factor:
        spans = [_span(one, person, factor, weights[factor]) for one in open_now]
        if all(span.least == span.most for span in spans):
            continue
        is_first = any(_may_pass(spans[0], later) for later in spans[1:])
        if is_first or any(_may_pass(spans[at], later) for at in range(1, len(spans)) for later in spans[at + 1 :]):
            found.append((not is_first, -weights[factor], PLACE[factor], factor))
    return [factor for *_order, factor in sorted(found)]


class _Span(NamedTuple):
    """The least and the most an ask may come to once one thing is known, and what that is out of.

    A thing that cannot become known, or is known, leaves both the same.
    """

    least: int
    most: int
    out_of: int


def _span(one: Weighed, person: PersonFacts, factor: Factor, weight: int) -> _Span:
    if not _may_be_told(one.ask, person, factor):
        return _Span(one.total, one.total, one.confidence)
    now = one.value(factor)
    without = one.total - weight * (now or 0)
    return _Span(without, without + FULL * weight, one.confidence + (weight if now is None else 0))


def _may_be_told(ask: AskFacts, person: PersonFacts, factor: Factor) -> bool:
    """Whether it is the person's answer that is missing, and not what the ask should say of itself."""
    asked = {
        Factor.TIME: person.time is not None,
        Factor.MOTIVES: bool(person.motives),
        Factor.NEED: True,
    }
    if asked.get(factor, JUDGED[factor][0](person) is not None):
        return False
    return {
        Factor.ISSUES: bool(ask.issues),
        Factor.MOTIVES: ask.motives is not None,
        Factor.TIME: bool(ask.times or ask.minutes),
        Factor.SKILLS: bool(ask.uses or ask.teaches),
        Factor.STEP: ask.rung is not None,
        Factor.COMPANY: bool(ask.goers) and ask.company != Company.WITH_SOMEONE,
        Factor.PRACTICAL: not ask.is_at_home,
    }[factor]


def _may_pass(before: _Span, after: _Span) -> bool:
    is_settled = before.least == before.most and after.least == after.most
    return not is_settled and after.most * before.out_of >= before.least * after.out_of
