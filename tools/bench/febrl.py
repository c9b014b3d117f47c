"""The FEBRL lists of made-up people whose duplicates are known, without their social-security numbers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from letstalk.people.linkage.records import Pair, Record

COLUMNS = {
    "given": "given_name",
    "family": "surname",
    "born": "date_of_birth",
    "house": "street_number",
    "street": "address_1",
    "locality": "address_2",
    "place": "suburb",
    "postcode": "postcode",
    "region": "state",
}
Truth = set[frozenset[str]]


@dataclass(frozen=True)
class Found:
    """How well the pairs found match those known: shares between 0 and 1."""

    precision: float
    recall: float
    f1: float
    certain_precision: float


def lists_of(load: Callable[..., Any]) -> tuple[list[list[Record]], Truth]:
    """One list, or two to link, and which pairs are one person."""
    *lists, links = load(return_links=True)
    return [_records(one) for one in lists], {frozenset(link) for link in links}


def records_of(load: Callable[..., Any]) -> tuple[list[Record], Truth]:
    (records,), truth = lists_of(load)
    return records, truth


def _records(table: Any) -> list[Record]:
    rows = table.fillna("").astype(str).reset_index().to_dict("records")
    return [Record(row["rec_id"], **{ours: row[theirs] for ours, theirs in COLUMNS.items()}) for row in rows]


def found_of(pairs: Iterable[Pair], truth: Truth) -> Found:
    found = {frozenset((pair.one, pair.other)): pair.is_certain for pair in pairs}
    right = len(found.keys() & truth)
    certain = [pair for pair, is_certain in found.items() if is_certain]
    return Found(
        precision=right / max(1, len(found)),
        recall=right / len(truth),
        f1=2 * right / (len(found) + len(truth)),
        certain_precision=sum(pair in truth for pair in certain) / max(1, len(certain)),
    )
