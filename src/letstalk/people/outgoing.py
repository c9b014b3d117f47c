"""People as a file that others read: a table, a spreadsheet, cards. Each line says who took it out, and when (h.5)."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import UUID

from letstalk.kit.cells import csv_lines, harmless

# The names by which our own layout is recognised when the file comes in again (intake/layouts.py).
COLUMNS = (
    "name",
    "emails",
    "phones",
    "address",
    "pronouns",
    "language",
    "tags",
    "skills",
    "needs",
    "do not contact",
    "taken out",
)
BETWEEN = " ::: "
WATERMARK = "X-LETSTALK-TAKEN-OUT"


@dataclass(frozen=True)
class Line:
    """What a file says of one person; what was left out is empty. Notes never stand in one: they are their author's.

    own: a cell for each of the chapter's own fields, which stand in tables alone.
    """

    id: UUID
    name: str
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    address: str = ""
    pronouns: str = ""
    language: str = ""
    issues: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    is_left_alone: bool = False
    own: tuple[str, ...] = ()

    def cells(self, watermark: str) -> list[str]:
        several = (self.issues, self.skills, self.needs)
        words = (self.address, self.pronouns, self.language, *(BETWEEN.join(one) for one in several))
        left_alone = "yes" if self.is_left_alone else ""
        ways = (BETWEEN.join(self.emails), BETWEEN.join(self.phones))
        return [self.name, *ways, *words, left_alone, *self.own, watermark]


def as_csv(lines: Iterable[Line], *, watermark: str, own: Sequence[str] = ()) -> Iterator[str]:
    """A table, line by line. own: what the columns of the chapter's own fields are called."""
    return csv_lines(_rows(lines, watermark, own))


def as_workbook(lines: Iterable[Line], *, watermark: str, own: Sequence[str] = ()) -> IO[bytes]:
    """An .xlsx, packed: its rows, and the whole, wait on the disk, so that many people take no more memory than few."""
    # Loaded where it is needed: most processes never write a workbook.
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.creator = watermark
    sheet = book.create_sheet("People")
    for row in _rows(lines, watermark, own):
        sheet.append([harmless(cell) for cell in row])
    with ExitStack() as closed_where_it_fails:
        written = closed_where_it_fails.enter_context(TemporaryFile())
        book.save(written)
        written.seek(0)
        closed_where_it_fails.pop_all()
    return written


def as_cards(lines: Iterable[Line], *, watermark: str) -> Iterator[str]:
    """vCards (3.0, which every address book reads), one by one; there is no NOTE in any."""
    vobject: Any = import_module("vobject")
    for line in lines:
        yield _card(vobject, line, watermark).serialize()


def _rows(lines: Iterable[Line], watermark: str, own: Sequence[str]) -> Iterator[list[str]]:
    yield [*COLUMNS[:-1], *own, COLUMNS[-1]]
    for line in lines:
        yield line.cells(watermark)


def _card(vobject: Any, line: Line, watermark: str) -> Any:
    card = vobject.vCard()
    card.add("uid").value = line.id.urn
    card.add("fn").value = line.name
    # Which part of a name is which is nobody's to guess, so all of it stands as the given one.
    card.add("n").value = vobject.vcard.Name(given=line.name)
    for email in line.emails:
        card.add("email").value = email
    for phone in line.phones:
        card.add("tel").value = phone
    if line.address:
        card.add("adr").value = vobject.vcard.Address(street=line.address)
    words = [*line.issues, *line.skills, *line.needs]
    if words:
        card.add("categories").value = words
    for name, value in (("X-PRONOUNS", line.pronouns), ("LANG", line.language), (WATERMARK, watermark)):
        if value:
            card.add(name).value = value
    return card
