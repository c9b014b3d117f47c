"""Whether a row and somebody who is here are the same person: sure, perhaps, a household, or nobody alike.

This is the one place that decides; what is known of both is put in, and nothing is looked up.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz.fuzz import ratio

ALIKE = 80


class Same(IntEnum):
    """How sure it is, the surest last. SHARES: another name with the same email or phone, as households have them."""

    NO = 0
    SHARES = 1
    PERHAPS = 2
    SURE = 3


@dataclass(frozen=True)
class Known:
    """What one side is known by. name: folded. ways: keys of emails and phones. number: another system's, home: an
    address, both as keys."""

    name: str
    ways: Collection[object] = ()
    number: object = None
    home: object = None


def likely_same(one: Known, other: Known) -> Same:
    """Compare two. An email or phone alone never makes two names one person; a name alone is only a perhaps.

    Under one roof a name written a little otherwise is a perhaps; another first name there is somebody else.
    """
    if one.number and one.number == other.number:
        return Same.SURE
    if not set(one.ways).isdisjoint(other.ways):
        return _with_a_way_in_common(one.name, other.name)
    if one.home and one.home == other.home:
        return _under_one_roof(one.name, other.name)
    return Same.PERHAPS if one.name == other.name and " " in one.name else Same.NO


def _under_one_roof(one: str, other: str) -> Same:
    if one == other:
        return Same.SURE
    words, others = one.split(), other.split()
    is_turned = set(words) == set(others)
    is_mistyped = _alike(one, other) and _alike(words[0], others[0])
    is_short = words[-1] == others[-1] and _is_initial(words[0], others[0])
    says_less = _says_less(words, others) or _says_less(others, words)
    return Same.PERHAPS if is_turned or is_mistyped or is_short or says_less else Same.NO


def _with_a_way_in_common(one: str, other: str) -> Same:
    words, others = one.split(), other.split()
    if words == others or _says_less(words, others) or _says_less(others, words):
        return Same.SURE
    if words[-1:] == others[-1:] or set(words) == set(others):
        # One family name: a short form of the first name, or a spouse, child or parent.
        return Same.PERHAPS if words[0][:1] == others[0][:1] or _alike(words[0], others[0]) else Same.SHARES
    return Same.PERHAPS if words[0] == others[0] and _alike(one, other) else Same.SHARES


def _is_initial(one: str, other: str) -> bool:
    return one[0] == other[0] and min(len(one.rstrip(".")), len(other.rstrip("."))) == 1


def _says_less(words: list[str], others: list[str]) -> bool:
    """A first name alone, or a name without the middle one."""
    return bool(words) and words[0] == others[0] and set(words) <= set(others)


def _alike(one: str, other: str) -> bool:
    return ratio(one, other) >= ALIKE
