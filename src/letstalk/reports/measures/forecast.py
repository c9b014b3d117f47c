"""How many people to invite, and how far it may lead: local rates with their uncertainty, as Beta posteriors.

What is known before anything happened here comes from the published figures of e.2, each worth a few people only, so
that a chapter's own experience soon outweighs it. Worked out on fixed points and never drawn by chance: the same
figures always say the same, and more of what went well never says less. Pure: no Django, no clock.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

# e.2, "calls to own volunteers": 54 and 42 in 100 of those reached said yes to at least one ask.
TAKEN_UP = 0.48
# e.2 finds no published figure for one-on-ones agreed and held. For events it gives 40 to 80 in 100: the middle.
HELD = 0.60
# So many people each of the two is worth.
WORTH = 4.0
LOW, HIGH = 0.1, 0.9
POINTS = 400
STRATA = 16
CHANCES = 9
WEEK = 7


@dataclass(frozen=True)
class Beta:
    """What a rate may be, having seen some who did and some who did not."""

    did: float
    did_not: float

    @classmethod
    def after(cls, number: int, of: int, *, usual: float) -> "Beta":
        """The usual rate, and then `number` of `of` seen here."""
        return cls(usual * WORTH + number, (1 - usual) * WORTH + (of - number))

    @property
    def mean(self) -> float:
        return self.did / (self.did + self.did_not)

    def strata(self, many: int = STRATA) -> tuple[float, ...]:
        """The middles of so many equally likely parts of it, from the lowest to the highest."""
        return _strata(self.did, self.did_not, many)


@lru_cache(maxsize=256)
def _strata(did: float, did_not: float, many: int) -> tuple[float, ...]:
    """By adding up the density on a fine grid around the mean: exact to about a thousandth."""
    total = did + did_not
    mean = did / total
    reach = 8 * math.sqrt(mean * (1 - mean) / (total + 1))
    low, high = max(mean - reach, 0.0), min(mean + reach, 1.0)
    step = (high - low) / POINTS
    grid = [low + step * (place + 0.5) for place in range(POINTS)]
    heights = [(did - 1) * math.log(x) + (did_not - 1) * math.log1p(-x) for x in grid]
    top = max(heights)
    weights = [math.exp(height - top) for height in heights]
    whole, passed = sum(weights), 0.0
    found: list[float] = []
    wanted = [(part + 0.5) / many * whole for part in range(many)]
    for x, weight in zip(grid, weights, strict=True):
        while len(found) < many and passed + weight >= wanted[len(found)]:
            found.append(x - step / 2 + step * (wanted[len(found)] - passed) / weight)
        passed += weight
    return tuple(found)


@dataclass(frozen=True)
class Known:
    """What a forecast starts from. invited, agreed: of those asked for; due, held: of those whose time has come.

    planned: agreed and ahead. a_week: how many were asked for in a week lately. day, length: of the campaign.
    """

    goal: int
    held_so_far: int
    day: int
    length: int
    invited: int = 0
    agreed: int = 0
    due: int = 0
    held: int = 0
    planned: int = 0
    a_week: float = 0.0

    @property
    def weeks_left(self) -> float:
        return max(self.length - self.day, 0) / WEEK

    @property
    def taken_up(self) -> Beta:
        return Beta.after(self.agreed, self.invited, usual=TAKEN_UP)

    @property
    def kept(self) -> Beta:
        return Beta.after(self.held, self.due, usual=HELD)


@dataclass(frozen=True)
class Needed:
    """How many to invite in a week, and the range it lies in 8 times of 10. meet: of ten invited so many are met."""

    about: int
    low: int
    high: int
    meet: float


@dataclass(frozen=True)
class Reached:
    """By a day of the campaign: what is reached in the middle, and the range 8 times of 10."""

    day: int
    low: float
    middle: float
    high: float


def invitations_needed(known: Known) -> Needed | None:
    """Invitations a week to reach the goal by the last day; None where no week is left; none needed is 0."""
    if known.weeks_left <= 0:
        return None
    weeks = max(known.weeks_left, 1.0)
    wanted = []
    for kept in known.kept.strata():
        missing = max(known.goal - known.held_so_far - known.planned * kept, 0.0)
        wanted += [missing / (taken_up * kept * weeks) for taken_up in known.taken_up.strata()]
    wanted.sort()
    low, about, high = (math.ceil(_at(wanted, share) - 1e-9) for share in (LOW, 0.5, HIGH))
    return Needed(about, low, high, known.taken_up.mean * known.kept.mean)


def fan(known: Known) -> list[Reached]:
    """What is reached week by week until the last day, if as many are invited as lately."""
    days = list(range(known.day, known.length, WEEK))
    days = [*days, known.length] if known.length > known.day else days
    return [reached(known, day) for day in days]


def reached(known: Known, day: int) -> Reached:
    """What is held by a day: what stands in the calendar comes first, spread over two weeks, then what is invited."""
    weeks = max(day - known.day, 0) / WEEK
    if not weeks:
        held = float(known.held_so_far)
        return Reached(day, held, held, held)
    planned = known.planned * min(weeks / 2, 1.0)
    invited = known.a_week * weeks
    chances = _chances()
    ends = []
    for kept in known.kept.strata():
        for taken_up in known.taken_up.strata():
            more = planned * kept + invited * taken_up * kept
            ends += [known.held_so_far + max(more + math.sqrt(more) * z, 0.0) for z in chances]
    ends.sort()
    return Reached(day, _at(ends, LOW), _at(ends, 0.5), _at(ends, HIGH))


@lru_cache(maxsize=1)
def _chances() -> tuple[float, ...]:
    """How far chance carries a count from its mean, in equally likely parts."""
    return tuple(NormalDist().inv_cdf((part + 0.5) / CHANCES) for part in range(CHANCES))


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]
