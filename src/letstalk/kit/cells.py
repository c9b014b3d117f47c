"""Cells of a file that a spreadsheet opens."""

import csv
from collections.abc import Iterable, Iterator, Sequence

FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\ufeff"


def harmless(value: str) -> str:
    """A spreadsheet takes what begins like this for a formula."""
    return f"'{value}" if value.lstrip("'").startswith(FORMULA_BEGINS) else value


def as_it_was(cell: str) -> str:
    """What `harmless` made of a value, back again."""
    return cell[1:] if cell[:1] == "'" and cell.lstrip("'").startswith(FORMULA_BEGINS) else cell


class _Line:
    """What a csv writer writes into: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A file of these rows, line by line, as spreadsheets read it; no text in it is taken for a formula."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK
    for row in rows:
        yield writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
