"""Files of people on their way in, as a page or a list of rows shows them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from letstalk.people.intake.incoming import Incoming
from letstalk.people.intake.reasons import said
from letstalk.people.models import Import, ImportRow
from letstalk.people.words import RowState, Verdict

ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class RowSeen:
    """A row for somebody to look at: what it says, and the sentences about it."""

    place: int
    number: int
    name: str
    ways: tuple[str, ...]
    said: tuple[str, ...]
    person_id: UUID | None
    cells: tuple[str, ...]
    values: dict[str, Any]


def rows_of(importing: Import, verdict: str, *, most: int) -> list[RowSeen]:
    """The first rows that are this."""
    rows = ImportRow.objects.filter(importing=importing, verdict=verdict).order_by("place")
    return [_seen(row) for row in rows[:most]]


def every_row(importing: Import, verdict: str) -> Iterator[RowSeen]:
    """All rows that are this, some hundred at a time, however many there are."""
    last = 0
    while True:
        rows = ImportRow.objects.filter(importing=importing, verdict=verdict, place__gt=last).order_by("place")
        found = list(rows[:ROWS_AT_ONCE])
        yield from map(_seen, found)
        if len(found) < ROWS_AT_ONCE:
            return
        last = found[-1].place


def asked_rows(importing: Import, *, most: int) -> list[ImportRow]:
    """Those who were changed since, about whom somebody has to say what is kept."""
    rows = ImportRow.objects.filter(importing=importing, state=RowState.ASKED).select_related("person")
    return list(rows.order_by("place")[:most])


def left_out_rows(importing: Import, *, most: int) -> list[RowSeen]:
    """Rows that were to come in and did not, since their person changed meanwhile."""
    rows = ImportRow.objects.filter(importing=importing, state=RowState.OUT).order_by("place")
    return [_seen(row) for row in rows[:most]]


def _seen(row: ImportRow) -> RowSeen:
    values = row.values or {}
    if row.verdict == Verdict.REFUSED:
        cells = tuple(str(cell) for cell in values.get("cells", ()))
        shown = [cell for cell in cells if cell.strip()][:3]
        name, incoming = " · ".join(shown)[:200], Incoming()
    else:
        cells, incoming = (), Incoming(**values)
        name = incoming.name
    return RowSeen(
        place=row.place,
        number=row.number,
        name=name or _("(empty)"),
        ways=(*incoming.emails, *incoming.phones),
        said=_sentences(row, incoming.remarks),
        person_id=row.person_id,
        cells=cells,
        values=values,
    )


def _sentences(row: ImportRow, remarks: Sequence[str]) -> tuple[str, ...]:
    told = [said(row.reason, row.about), *(said(code) for code in remarks)]
    return tuple(one for one in told if one)
