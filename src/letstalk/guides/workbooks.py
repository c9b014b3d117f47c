"""Sheets of cells out of an .xlsx file and back. The file may be a stranger's: nothing in it runs, all is bounded."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from letstalk.kit.archives import (
    ZIP_BEGINS,
    Bounds,
    Damaged,
    UnpacksTooLarge,
    reading_contents,
    refuse_unbounded,
    text_of_cell,
)
from letstalk.kit.saying import _

MOST_BYTES = 5_000_000
# So small a workbook may be all texts.
BOUNDS = Bounds(unpacked=20_000_000, texts=20_000_000)
MOST_SHEETS = 30
MOST_ROWS = 5_000
MOST_COLUMNS = 300
MOST_CHARACTERS = 10_000

_MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class NoWorkbook(Exception):
    """This file cannot be read; the sentence says why."""


@dataclass(frozen=True)
class Row:
    """A row of texts by column, with its number in the sheet; empty cells are left out."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """A sheet whose first row names the columns; ``columns`` are those names as they stand."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def is_workbook(source: bytes) -> bool:
    """Whether this looks like an .xlsx at all, rather than a text."""
    return source.startswith(ZIP_BEGINS)


def read_workbook(source: bytes) -> list[Sheet]:
    """The sheets of an .xlsx in their order, formulas as the values they last had. Raises NoWorkbook."""
    _refuse_large(source)
    try:
        refuse_unbounded(io.BytesIO(source), BOUNDS)
        with reading_contents():
            return _sheets(source)
    except UnpacksTooLarge:
        raise NoWorkbook(_("This workbook is too large once it is unpacked.")) from None
    except Damaged:
        raise NoWorkbook(
            _("This file cannot be read as a workbook. Save it as .xlsx once more and try again.")
        ) from None


def _sheets(source: bytes) -> list[Sheet]:
    # Read when it is needed: most processes never open a workbook, and it takes long to load.
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(source), read_only=True, data_only=True)
    if len(book.worksheets) > MOST_SHEETS:
        raise NoWorkbook(_("This workbook has more than %(most_sheets)s sheets.", most_sheets=MOST_SHEETS))
    return [_sheet(sheet) for sheet in book.worksheets]


def write_workbook(sheets: Sequence[tuple[str, Sequence[str], Sequence[Mapping[str, Any]]]]) -> bytes:
    """An .xlsx of (name, columns, rows), the same bytes for the same cells; a text is never taken for a formula."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    book.properties.creator = "Let's Talk"
    for name, columns, rows in sheets:
        sheet = book.create_sheet(name)
        sheet.append(list(columns))
        for row in rows:
            cells = []
            for column in columns:
                cell = WriteOnlyCell(sheet, value=row.get(column))
                if isinstance(cell.value, str):
                    cell.data_type = "s"
                cells.append(cell)
            sheet.append(cells)
    written = io.BytesIO()
    book.save(written)
    return _without_the_hour(written.getvalue())


def _refuse_large(source: bytes) -> None:
    if len(source) > MOST_BYTES:
        raise NoWorkbook(
            _(
                "This file has %(count)s bytes; %(most_bytes)s is the most.",
                count=f"{len(source):,}",
                most_bytes=f"{MOST_BYTES:,}",
            )
        )


def _sheet(sheet: Any) -> Sheet:
    # What a file says of its own size need not be true, and would cut rows off in silence.
    sheet.reset_dimensions()
    columns: tuple[str, ...] = ()
    rows: list[Row] = []
    for number, values in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):
        if number > MOST_ROWS:
            raise NoWorkbook(
                _(
                    "The sheet “%(title)s” has more than %(most_rows)s rows.",
                    title=sheet.title,
                    most_rows=f"{MOST_ROWS:,}",
                )
            )
        texts = [_text(value) for value in values]
        if number == 1:
            columns = tuple(texts)
            continue
        cells: dict[str, str] = {}
        for column, text in zip(columns, texts, strict=False):
            if column and text:
                cells.setdefault(column, text)
        if cells:
            rows.append(Row(number, cells))
    return Sheet(str(sheet.title), tuple(column for column in columns if column), tuple(rows))


def _text(value: object) -> str:
    text = text_of_cell(value)
    if len(text) > MOST_CHARACTERS:
        raise NoWorkbook(
            _(
                "A cell holds %(count)s characters; %(most_characters)s is the most.",
                count=f"{len(text):,}",
                most_characters=f"{MOST_CHARACTERS:,}",
            )
        )
    return text.strip()


def _without_the_hour(source: bytes) -> bytes:
    """The same workbook with its parts dated alike, so that the same guide is the same file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = old.read(info)
            if info.filename == "docProps/core.xml":
                part = _MOMENT.sub(b"2000-01-01T00:00:00Z", part)
            new.writestr(zipfile.ZipInfo(info.filename, (2000, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
