"""How each column is compared: one table for the rules in Python and for Splink, so that they mean the same."""

from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from letstalk.people.linkage.records import Level, Pair, Record


@dataclass(frozen=True)
class Comparison:
    """One column. By `similarity` (Jaro-Winkler, at least) or `edits` (Damerau-Levenshtein, at most): what makes CLOSE,
    and what NEAR where there is such.

    agreeing: of two records of one person, the share with each level, the most alike first. chance: the same of two
    different people's; where `by_frequency`, a rare value in common says more than a frequent one.
    """

    column: str
    by: str
    likeness: tuple[float, ...]
    agreeing: tuple[float, ...]
    chance: tuple[float, ...]
    by_frequency: bool = False

    @property
    def levels(self) -> tuple[Level, ...]:
        """Those this column has, the most alike first."""
        return (Level.SAME, *(Level.CLOSE, Level.NEAR)[: len(self.likeness)], Level.OTHER)


def _words(column: str, chance: float) -> Comparison:
    return Comparison(column, "similarity", (0.92, 0.8), (0.85, 0.08, 0.03, 0.04), (chance, 0.005, 0.03, 0.96), True)


def _digits(column: str, chance: float) -> Comparison:
    return Comparison(column, "edits", (1, 2), (0.87, 0.08, 0.02, 0.03), (chance, 0.002, 0.02, 0.97))


# Judged from what is known of such lists: one value in eight is mistyped, a day of birth is one of some twenty
# thousand. Splink learns better ones from a long list itself; these serve the short ones.
COMPARISONS = (
    _words("given", 0.01),
    _words("family", 0.005),
    Comparison("email", "similarity", (0.95,), (0.8, 0.08, 0.12), (0.0005, 0.001, 0.9985)),
    Comparison("phone", "edits", (1,), (0.75, 0.05, 0.2), (0.0005, 0.001, 0.9985)),
    _digits("born", 0.0001),
    Comparison("house", "edits", (1,), (0.85, 0.08, 0.07), (0.02, 0.1, 0.88)),
    _words("street", 0.002),
    Comparison("locality", "similarity", (0.9,), (0.85, 0.08, 0.07), (0.002, 0.005, 0.993)),
    _words("place", 0.01),
    _digits("postcode", 0.005),
    Comparison("region", "same", (), (0.95, 0.05), (0.2, 0.8)),
)

MEASURES: dict[str, Callable[[str, str], float]] = {
    "similarity": JaroWinkler.similarity,
    "edits": lambda one, other: -DamerauLevenshtein.distance(one, other),
    "same": lambda one, other: 0.0,
}


def level_of(comparison: Comparison, one: Record, other: Record) -> Level:
    """How alike two records are in a column."""
    mine, theirs = getattr(one, comparison.column), getattr(other, comparison.column)
    if not mine or not theirs:
        return Level.UNKNOWN
    if mine == theirs:
        return Level.SAME
    if comparison.column == "given" and is_turned_or_short(one, other):
        return Level.CLOSE
    found = MEASURES[comparison.by](mine, theirs)
    sign = -1 if comparison.by == "edits" else 1
    alike = (found >= sign * least for least in comparison.likeness)
    return next((level for level, is_so in zip(comparison.levels[1:], alike, strict=False) if is_so), Level.OTHER)


def is_turned_or_short(one: Record, other: Record) -> bool:
    """The family name stands first in one of them, or one has an initial only."""
    turned = one.given == other.family and one.family == other.given
    return turned or (min(len(one.given), len(other.given)) == 1 and one.given[0] == other.given[0])


# The same for Splink. Two columns at once are named as Splink names the two sides.
TURNED_OR_SHORT = (
    "(given_l = family_r AND family_l = given_r) OR "
    "(least(length(given_l), length(given_r)) = 1 AND substr(given_l, 1, 1) = substr(given_r, 1, 1))"
)


# Which pairs are looked at: those that have all columns of one of these in common. `year`: the first four of a day.
BLOCKING_RULES: tuple[tuple[str, ...], ...] = (
    ("email",),
    ("phone",),
    ("born",),
    ("street",),
    ("given", "family"),
    ("postcode", "given"),
    ("postcode", "family"),
    ("postcode", "house"),
    ("place", "given"),
    ("place", "family"),
    ("year", "given"),
    ("year", "family"),
)


def is_a_household(pair: Pair) -> bool:
    """Another first name, and no day of birth that says otherwise: two who share a home, a phone or an inbox.

    What they share was counted for each column, as if an address and a phone had nothing to do with one another; no
    sum of it makes two people one.
    """
    level = {part.column: part.level for part in pair.parts}
    return level["given"] == Level.OTHER and level["born"] not in (Level.SAME, Level.CLOSE)
