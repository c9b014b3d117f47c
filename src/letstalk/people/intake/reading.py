"""A file from its bytes to its rows, whatever kind it is, and whether its first row names the columns."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import BinaryIO

from django.utils.translation import gettext as _

from letstalk.kit.archives import Damaged, reading_zip
from letstalk.people.intake.cards import card_rows
from letstalk.people.intake.delimited import delimited_rows
from letstalk.people.intake.guessing import is_known_name
from letstalk.people.intake.rows import MOST_COLUMNS, Read, Table
from letstalk.people.intake.sources import CannotRead, Kind, Source, of_text, recognise
from letstalk.people.intake.workbook import workbook_rows

__all__ = ["CannotRead", "read_file", "read_pasted"]

LIKE_DATA = re.compile(r"@|\d{5}")
LONGEST_COLUMN_NAME = 200


@contextmanager
def read_file(file: BinaryIO) -> Iterator[Table]:
    """The table in a file that was handed in. Raises CannotRead, at once or while the rows are read."""
    with _table(recognise(file)) as table:
        yield table


@contextmanager
def read_pasted(text: str) -> Iterator[Table]:
    """The table in rows that were pasted from a sheet or typed. Raises CannotRead."""
    with _table(of_text(text)) as table:
        yield table


@contextmanager
def _table(source: Source) -> Iterator[Table]:
    if source.kind is Kind.WORKBOOK:
        with source.opened() as raw:
            yield _with_names(workbook_rows(raw))
        return
    with source.text() as text:
        rows = card_rows(text) if source.kind is Kind.CARDS else delimited_rows(text)
        yield _with_names(_whole(rows))


def _whole(rows: Iterator[Read]) -> Iterator[Read]:
    """What breaks in the middle of a zip is said as of any file."""
    try:
        with reading_zip():
            yield from rows
    except Damaged:
        raise CannotRead(_("This file breaks off in the middle. Download it once more.")) from None


def _with_names(rows: Iterator[Read]) -> Table:
    first = next(rows, None)
    if first is None:
        raise CannotRead(_("There are no rows in this file."))
    if first.problem:
        raise CannotRead(_("The first row of this file, with the names of the columns, cannot be read."))
    if len(first.cells) > MOST_COLUMNS:
        raise CannotRead(_("This file has more than %(most)d columns.") % {"most": MOST_COLUMNS})
    if _names_columns(first.cells):
        return Table(tuple(name[:LONGEST_COLUMN_NAME] for name in first.cells), rows)
    return Table((), chain([first], rows))


def _names_columns(cells: list[str]) -> bool:
    """A first row names the columns unless it looks like a row of people."""
    if any(is_known_name(cell) for cell in cells):
        return True
    return len(cells) > 1 and not any(LIKE_DATA.search(cell) for cell in cells)
