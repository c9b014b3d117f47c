"""What is compared, and what comes out of it."""

from dataclasses import dataclass, fields
from enum import StrEnum


class Level(StrEnum):
    """How alike one column is in two records, the most alike first. UNKNOWN: one of them has nothing there."""

    SAME = "same"
    CLOSE = "close"
    NEAR = "near"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Record:
    """One person as a list has them; "" where it says nothing. Names and places folded, days as YYYYMMDD."""

    id: str
    given: str = ""
    family: str = ""
    email: str = ""
    phone: str = ""
    born: str = ""
    house: str = ""
    street: str = ""
    locality: str = ""
    place: str = ""
    postcode: str = ""
    region: str = ""


COLUMNS = tuple(field.name for field in fields(Record) if field.name != "id")


@dataclass(frozen=True)
class Part:
    """What one column adds to the match weight of a pair, in bits."""

    column: str
    level: Level
    weight: float


@dataclass(frozen=True)
class Pair:
    """Two records that may be of one person. start: the match weight of any pair, before a look at it.

    The weights of the parts and the start make the whole, so that a pair can be drawn as a waterfall.
    """

    one: str
    other: str
    start: float
    parts: tuple[Part, ...]

    @property
    def weight(self) -> float:
        return self.start + sum(part.weight for part in self.parts)

    @property
    def probability(self) -> float:
        """That they are one person, between 0 and 1."""
        return 1 / (1 + 2**-self.weight) if self.weight > -1000 else 0.0

    @property
    def is_certain(self) -> bool:
        return self.weight >= CERTAIN


# The odds of 99 in a hundred, and of 9,999 in ten thousand. Set beforehand, and not by any list whose answer was known.
OFFERED = 6.6
CERTAIN = 13.3


def name_parts(name: str) -> tuple[str, str]:
    """Given and family name of a folded name: the first word, and the last. One word alone is a given name."""
    words = name.split()
    return (words[0] if words else "", words[-1] if len(words) > 1 else "")
