"""What every kind of file is read into: a first row of names, then numbered rows of cells, one after the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

MOST_COLUMNS = 600
LONGEST_CELL = 100_000


class Read(NamedTuple):
    """A row as it stands in the file. number: as a spreadsheet counts, the first row of all is 1.

    problem: a code of `reasons.Reason` where the row cannot be read; its cells are then what could be saved of it.
    """

    number: int
    cells: list[str]
    problem: str = ""


@dataclass(frozen=True)
class Table:
    """The names of the columns as they stand, or () where the file has none, and the rows below."""

    columns: tuple[str, ...]
    rows: Iterator[Read]


def without_end(cells: list[str]) -> list[str]:
    """The cells up to the last that holds something: programs differ in how many empty ones they write."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]
