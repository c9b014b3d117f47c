"""Counts that add up: of weeks to a campaign, of chapters to an organization. Every figure is read out of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from letstalk.kit.shares import Share


class Fact(NamedTuple):
    """One thing counted on a day: `number` of `of`; or a value, of which the middle is shown."""

    on: date
    what: str
    number: int = 0
    of: int = 0
    value: int | None = None


def one(on: date, what: str, holds: bool) -> Fact:
    """One more of what is counted, and whether it holds."""
    return Fact(on, what, int(holds), 1)


def valued(on: date, what: str, value: int) -> Fact:
    return Fact(on, what, value=value)


@dataclass(frozen=True)
class Middle:
    """Values of which the middle one is told, exactly, since each of them was counted."""

    values: Counter[int]

    @property
    def of(self) -> int:
        return self.values.total()

    @property
    def median(self) -> float:
        """The middle one; between the two middle ones where their number is even; 0 of none."""
        if not self.of:
            return 0.0
        return (self._at((self.of - 1) // 2) + self._at(self.of // 2)) / 2

    @property
    def most(self) -> int:
        return max(self.values, default=0)

    def _at(self, place: int) -> int:
        for value in sorted(self.values):
            place -= self.values[value]
            if place < 0:
                return value
        raise IndexError(place)


@dataclass
class Counts:
    """Shares and values by what they are of. Two of them added are what was counted in both."""

    pairs: dict[str, tuple[int, int]] = field(default_factory=dict)
    values: dict[str, Counter[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> Counts:
        counts = cls()
        for fact in facts:
            counts.count(fact)
        return counts

    def count(self, fact: Fact) -> None:
        if fact.value is not None:
            self.values.setdefault(fact.what, Counter())[fact.value] += 1
        else:
            self._add(fact.what, fact.number, fact.of)

    def add(self, other: Counts) -> Counts:
        """The other's counts to these."""
        for what, (number, of) in other.pairs.items():
            self._add(what, number, of)
        for what, values in other.values.items():
            self.values.setdefault(what, Counter()).update(values)
        return self

    def share(self, what: str) -> Share:
        return Share(*self.pairs.get(what, (0, 0)))

    def middle(self, what: str) -> Middle:
        return Middle(self.values.get(what, Counter()))

    def number(self, what: str) -> int:
        return self.pairs.get(what, (0, 0))[0]

    def beginning(self, start: str) -> dict[str, Share]:
        """Every share whose name begins like this, by the rest of its name."""
        return {what[len(start) :]: Share(*pair) for what, pair in self.pairs.items() if what.startswith(start)}

    def kept(self) -> dict[str, Any]:
        """As a column of JSON holds them."""
        values = {what: {str(value): times for value, times in of.items()} for what, of in self.values.items()}
        return {"pairs": {what: list(pair) for what, pair in self.pairs.items()}, "values": values}

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Counts:
        return cls(
            pairs={what: (number, of) for what, (number, of) in kept.get("pairs", {}).items()},
            values={
                what: Counter({int(value): times for value, times in of.items()})
                for what, of in kept.get("values", {}).items()
            },
        )

    def _add(self, what: str, number: int, of: int) -> None:
        had, had_of = self.pairs.get(what, (0, 0))
        self.pairs[what] = (had + number, had_of + of)


def total(each: Iterable[Counts]) -> Counts:
    counts = Counts()
    for one_of_them in each:
        counts.add(one_of_them)
    return counts
