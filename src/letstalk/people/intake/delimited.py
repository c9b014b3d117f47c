"""Rows of a text whose cells stand between commas, semicolons, tabs or bars: streamed, and past what is broken."""

import csv
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TextIO

from letstalk.people.intake.reasons import Reason
from letstalk.people.intake.rows import LONGEST_CELL, Read, without_end

DELIMITERS = ",;\t|"
SNIFFED_LINES = 30
LONGEST_LINE = 1_000_000
# A cell with breaks in it is an address or a note; beyond so many lines a quote was never closed.
MOST_LINES_OF_A_ROW = 300
# With fewer a line of an address may hold as many commas as a row.
FEWEST_COLUMNS_TO_TELL = 4
TOO_LONG = "\ufffe"


def delimited_rows(text: TextIO, delimiter: str = "") -> Iterator[Read]:
    """Every row that is not empty, the first of them with the names. A row that cannot be read says why."""
    lines = _lines(text)
    first = list(islice(lines, SNIFFED_LINES))
    said = _said_delimiter(first)
    number = 0
    if said:
        first, number = first[1:], 1
    chosen = delimiter or said or sniff_delimiter(first)
    yield from _rows(_Feed(first, lines, number), chosen)


def sniff_delimiter(lines: list[str]) -> str:
    """The sign that cuts the most lines into the same number of cells, more than one."""
    return max(DELIMITERS, key=lambda sign: _evenness(lines, sign))


def _said_delimiter(lines: list[str]) -> str:
    """Excel writes `sep=;` on the first line where the delimiter is not the usual one."""
    first = lines[0].strip("\r\n") if lines else ""
    return first[4:] if first.casefold().startswith("sep=") and first[4:] in set(DELIMITERS) else ""


def _evenness(lines: list[str], sign: str) -> tuple[int, int]:
    try:
        widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=sign) if len(cells) > 1)
    except csv.Error:
        return (0, 0)
    if not widths:
        return (0, 0)
    [(width, times)] = widths.most_common(1)
    return (times, width)


def _lines(text: TextIO) -> Iterator[str]:
    """Lines of bounded length without nulls; one that is longer becomes the mark TOO_LONG and is passed over."""
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
            while rest := text.readline(LONGEST_LINE):
                if rest.endswith(("\n", "\r")):
                    break
            yield TOO_LONG
        else:
            yield line.replace("\0", "") if "\0" in line else line


class _Feed:
    """Lines for the reader, which remembers those of the row at hand, so that a broken one can be begun anew."""

    def __init__(self, first: list[str], rest: Iterable[str], number: int) -> None:
        self._waiting = deque(first)
        self._rest = iter(rest)
        self._behind = number
        self.of_row: list[str] = []

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        if len(self.of_row) >= MOST_LINES_OF_A_ROW:
            raise _TooLong
        line = self._waiting.popleft() if self._waiting else next(self._rest)
        if line is TOO_LONG or line == TOO_LONG:
            self.of_row.append("")
            raise _TooLong
        self.of_row.append(line)
        return line

    def row_done(self) -> None:
        self.of_row.clear()

    def only_first_was_bad(self) -> str:
        """Give all lines but the first back, to be read anew."""
        first, *others = self.of_row
        self._waiting.extendleft(reversed(others))
        self.of_row.clear()
        return first


class _TooLong(Exception):
    pass


def _rows(feed: _Feed, delimiter: str) -> Iterator[Read]:
    number, width, reader = 0, 0, csv.reader(feed, delimiter=delimiter)
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _TooLong):
            first = feed.only_first_was_bad()
            reader = csv.reader(feed, delimiter=delimiter)
            yield _broken(number, first, delimiter)
            continue
        width = width or len(cells)
        if len(feed.of_row) > 1 and (_is_open(feed.of_row) or _swallowed_rows(cells, delimiter, width)):
            yield _broken(number, feed.only_first_was_bad(), delimiter)
            reader = csv.reader(feed, delimiter=delimiter)
            continue
        feed.row_done()
        cells = without_end(cells)
        if not cells:
            continue
        too_long = any(len(cell) > LONGEST_CELL for cell in cells)
        yield Read(number, _cut(cells), Reason.CELL_LONG) if too_long else Read(number, cells)


def _is_open(lines: list[str]) -> bool:
    """Whether a quote is still open at the end: that of the file, since the reader would have read on."""
    return sum(line.count('"') for line in lines) % 2 == 1


def _swallowed_rows(cells: list[str], delimiter: str, width: int) -> bool:
    """Whether whole rows stand inside a cell, between a quote that was never closed and the next one."""
    if width < FEWEST_COLUMNS_TO_TELL:
        return False
    return any(line.count(delimiter) >= width - 1 for cell in cells if "\n" in cell for line in cell.splitlines()[1:-1])


def _broken(number: int, line: str, delimiter: str) -> Read:
    if not line:
        return Read(number, [], Reason.CELL_LONG)
    cells = line.strip("\r\n").split(delimiter)
    return Read(number, _cut(without_end(cells)), Reason.QUOTE_OPEN)


def _cut(cells: list[str]) -> list[str]:
    """What is kept of cells that are too long, so that the row can be found again."""
    return [cell[:200] for cell in cells[:50]]
