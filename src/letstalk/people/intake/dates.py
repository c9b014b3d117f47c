"""Days as files write them, in either order; which order a column keeps is told by the whole column."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

ISO = re.compile(r"\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s].*)?", re.DOTALL)
TWO_FIRST = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[T\s].*)?", re.DOTALL)
MONTH_FIRST, DAY_FIRST, YEAR_FIRST = "mdy", "dmy", "ymd"
# Countries that write the month first; elsewhere the day stands first.
MONTH_FIRST_IN = {"US", "PH", "PR", "GU", "FM"}
EARLIEST_YEAR = 1900


@dataclass
class Order:
    """What the cells of one column have told so far of the order of day and month."""

    first_above_12: int = 0
    second_above_12: int = 0
    year_first: int = 0
    either: int = 0

    def look_at(self, cells: Iterable[str]) -> None:
        for cell in cells:
            if ISO.fullmatch(cell):
                self.year_first += 1
            elif found := TWO_FIRST.fullmatch(cell):
                self._count(int(found[1]), int(found[2]))

    def _count(self, first: int, second: int) -> None:
        self.first_above_12 += first > 12
        self.second_above_12 += second > 12
        self.either += first <= 12 and second <= 12

    def decided(self, *, layout: str, region: str) -> str:
        """By what the column can only mean; else as its program writes days, else as the country does."""
        if self.first_above_12 != self.second_above_12:
            return DAY_FIRST if self.first_above_12 > self.second_above_12 else MONTH_FIRST
        if self.year_first and not (self.either or self.first_above_12):
            return YEAR_FIRST
        if layout in (MONTH_FIRST, DAY_FIRST):
            return layout
        return MONTH_FIRST if region in MONTH_FIRST_IN else DAY_FIRST


def read_day(cell: str, order: str) -> date | None:
    """The day a cell means, its order being known; None where it is no day that can be."""
    if found := ISO.fullmatch(cell):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := TWO_FIRST.fullmatch(cell):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        month, day = (second, first) if order == DAY_FIRST else (first, second)
        return _day(year + 2000 if year < 100 else year, month, day)
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= EARLIEST_YEAR else None
    except ValueError:
        return None
