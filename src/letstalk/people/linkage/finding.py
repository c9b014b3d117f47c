"""The one way to ask who may be twice in a list."""

from collections.abc import Iterable, Iterator, Sequence

from letstalk.people.linkage.comparing import is_a_household
from letstalk.people.linkage.learning import ENOUGH, can_learn, pairs_by_splink
from letstalk.people.linkage.records import OFFERED, Pair, Record
from letstalk.people.linkage.rules import pairs_by_rules


def probable_duplicates(records: Sequence[Record]) -> list[Pair]:
    """The pairs worth a look, the likeliest first. A long list is learned from, where the extra `linkage` is there."""
    learn = len(records) >= ENOUGH and can_learn()
    return offered(pairs_by_splink(records) if learn else pairs_by_rules(records))


def offered(pairs: Iterable[Pair]) -> list[Pair]:
    return sorted(_worth_a_look(pairs), key=lambda pair: (-pair.weight, pair.one, pair.other))


def _worth_a_look(pairs: Iterable[Pair]) -> Iterator[Pair]:
    return (pair for pair in pairs if pair.weight >= OFFERED and not is_a_household(pair))
