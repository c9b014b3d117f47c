"""Match weights by fixed rules: for lists too short to learn from, and where Splink is not installed."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import log2

from letstalk.people.linkage.comparing import BLOCKING_RULES, COMPARISONS, Comparison, level_of
from letstalk.people.linkage.records import Level, Pair, Part, Record

# A block that many share (a street, a name like Maria Garcia) says nothing; the pairs in it are found by other rules.
LARGEST_BLOCK = 60
# A short list says little of how frequent a name is: as if so many others, with names as usual, stood beside it.
USUAL_RECORDS = 200
# Before a look: of any two records in a list, about one pair in so many times its length is of one person.
PAIRS_PER_RECORD = 0.05


def pairs_by_rules(records: Sequence[Record]) -> Iterator[Pair]:
    """Every pair that a blocking rule brings together, with its weight."""
    known = {record.id: record for record in records}
    weigh = Weigher(records)
    for one, other in candidates(records):
        yield weigh(known[one], known[other])


class Weigher:
    """Weighs two records beside a list: how often a name occurs in it is part of what having it in common says."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.start = log2(PAIRS_PER_RECORD * 2 / max(len(records), 2))
        self.often = {
            comparison.column: Counter(getattr(record, comparison.column) for record in records)
            for comparison in COMPARISONS
            if comparison.by_frequency
        }
        self.many = max(len(records), 1)

    def __call__(self, one: Record, other: Record) -> Pair:
        return Pair(
            one.id, other.id, self.start, tuple(self._part(comparison, one, other) for comparison in COMPARISONS)
        )

    def _part(self, comparison: Comparison, one: Record, other: Record) -> Part:
        level = level_of(comparison, one, other)
        if level == Level.UNKNOWN:
            return Part(comparison.column, level, 0.0)
        place = comparison.levels.index(level)
        chance = comparison.chance[place]
        if level == Level.SAME and comparison.by_frequency:
            often = self.often[comparison.column][getattr(one, comparison.column)]
            chance = (often + chance * USUAL_RECORDS) / (self.many + USUAL_RECORDS)
        return Part(comparison.column, level, log2(comparison.agreeing[place] / chance))


def candidates(records: Sequence[Record]) -> set[tuple[str, str]]:
    """The ids of each pair that has all columns of a blocking rule in common, smaller first."""
    found: set[tuple[str, str]] = set()
    for rule in BLOCKING_RULES:
        blocks: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for record in records:
            values = tuple(_value(record, column) for column in rule)
            if all(values):
                blocks[values].append(record.id)
        for ids in blocks.values():
            if 1 < len(ids) <= LARGEST_BLOCK:
                ids.sort()
                found.update((one, other) for place, one in enumerate(ids) for other in ids[place + 1 :])
    return found


def _value(record: Record, column: str) -> str:
    return record.born[:4] if column == "year" else str(getattr(record, column))
