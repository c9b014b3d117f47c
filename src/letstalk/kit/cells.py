"""Cells of a file that a spreadsheet opens."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence

BYTE_ORDER_MARK = "\ufeff"
# The signs a formula begins with, in the wide and the small forms some keyboards type, too. What spreadsheets drop
# before they look (spaces, quotes, characters without width) does not hide one.
_BEGINS_A_FORMULA = re.compile(
    r"'*[\t\r\n]|[\s\x00-\x1f\"'\u2018-\u201f\u00ab\u00bb\u200b-\u200f\u2060\ufeff]*"
    r"[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b]"
)


def begins_a_formula(value: str) -> bool:
    """Whether a spreadsheet could take this cell for a formula."""
    return bool(_BEGINS_A_FORMULA.match(value))


def harmless(value: str) -> str:
    """The same for a reader; a spreadsheet takes it for words, whatever it begins with."""
    return f"'{value}" if begins_a_formula(value) else value


def as_it_was(cell: str) -> str:
    """What `harmless` made of a value, back again."""
    return cell[1:] if cell[:1] == "'" and begins_a_formula(cell[1:]) else cell


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
