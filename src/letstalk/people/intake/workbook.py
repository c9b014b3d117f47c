"""Rows of the first sheet of an .xlsx that holds any, streamed. The file may be a stranger's: all is bounded."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import BinaryIO

from django.utils.translation import gettext as _

from letstalk.people.intake.reasons import Reason
from letstalk.people.intake.rows import BROKEN, LONGEST_CELL, MOST_COLUMNS, Read, without_end
from letstalk.people.intake.sources import AT_ONCE, CannotRead

MOST_PARTS = 500
MOST_UNPACKED = 300_000_000
# All texts of a workbook are read at once, so these may not be many.
MOST_TEXTS = 30_000_000
TEXTS = "xl/sharedStrings.xml"
# Programs do not write these into a workbook; they are how a small file is made to grow without end.
DECLARATIONS = tuple(mark.encode(code) for mark in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le"))


def workbook_rows(file: BinaryIO) -> Iterator[Read]:
    """The rows of the first sheet that is not empty, formulas as the values they last had. Raises CannotRead."""
    try:
        _refuse_unbounded(file)
        yield from _rows(file)
    except BROKEN:
        raise CannotRead(_cannot()) from None


def _cannot() -> str:
    return _("This workbook cannot be read. Save it as .xlsx once more, or as CSV, and choose that file.")


def _refuse_unbounded(file: BinaryIO) -> None:
    with zipfile.ZipFile(file) as parts:
        infos = parts.infolist()
        texts = sum(info.file_size for info in infos if info.filename == TEXTS)
        if len(infos) > MOST_PARTS or texts > MOST_TEXTS or sum(info.file_size for info in infos) > MOST_UNPACKED:
            raise CannotRead(_("This workbook is too large once it is unpacked. Save it as CSV and choose that file."))
        for info in infos:
            if info.filename.endswith((".xml", ".rels", ".vml")):
                _refuse_declarations(parts, info)


def _refuse_declarations(parts: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    left = info.file_size
    end = b""
    with parts.open(info) as part:
        while found := part.read(AT_ONCE):
            left -= len(found)
            if left < 0 or any(mark in end + found for mark in DECLARATIONS):
                raise CannotRead(_cannot())
            end = found[-20:]


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
        cells = without_end([_text(value) for value in values])
        if not cells:
            continue
        if any(len(cell) > LONGEST_CELL for cell in cells):
            yield Read(number, [cell[:200] for cell in cells[:50]], Reason.CELL_LONG)
        else:
            yield Read(number, cells)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value).replace("\0", "")
