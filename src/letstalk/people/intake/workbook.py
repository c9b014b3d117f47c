"""Rows of the first sheet of an .xlsx that holds any, streamed. The file may be a stranger's: all is bounded."""

from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from letstalk.kit.archives import Bounds, Damaged, UnpacksTooLarge, reading_contents, refuse_unbounded, text_of_cell
from letstalk.people.intake.reasons import Reason
from letstalk.people.intake.rows import LONGEST_CELL, MOST_COLUMNS, Read, without_end
from letstalk.people.intake.sources import CannotRead

# All texts of a workbook are read at once, so these may not be many.
BOUNDS = Bounds(unpacked=300_000_000, texts=30_000_000)


def workbook_rows(file: BinaryIO) -> Iterator[Read]:
    """The rows of the first sheet that is not empty, formulas as the values they last had. Raises CannotRead."""
    try:
        refuse_unbounded(file, BOUNDS)
        with reading_contents():
            yield from _rows(file)
    except UnpacksTooLarge:
        raise CannotRead(
            _("This workbook is too large once it is unpacked. Save it as CSV and choose that file.")
        ) from None
    except Damaged:
        raise CannotRead(
            _("This workbook cannot be read. Save it as .xlsx once more, or as CSV, and choose that file.")
        ) from None


def _rows(file: BinaryIO) -> Iterator[Read]:
    # Loaded where it is needed: most processes never open a workbook, and it takes long.
    from openpyxl import load_workbook

    book = load_workbook(file, read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            # What a file says of its own size need not be true, and would cut rows off in silence.
            sheet.reset_dimensions()
            is_empty = True
            for read in _of_sheet(sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True)):
                is_empty = False
                yield read
            if not is_empty:
                return
    finally:
        book.close()


def _of_sheet(rows: Iterator[tuple[object, ...]]) -> Iterator[Read]:
    for number, values in enumerate(rows, start=1):
        cells = without_end([text_of_cell(value).replace("\0", "") for value in values])
        if not cells:
            continue
        if any(len(cell) > LONGEST_CELL for cell in cells):
            yield Read(number, [cell[:200] for cell in cells[:50]], Reason.CELL_LONG)
        else:
            yield Read(number, cells)
