"""Bringing a file in, up to its preview: taken and read, its columns understood, every row looked over (R-012, b.6)."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any, BinaryIO
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.kit.statements import insert
from letstalk.people.domain.importing_facts import Facts, Known, Weighed, facts_of_row, keys_of_row, own_ids, weigh
from letstalk.people.intake.dates import Order
from letstalk.people.intake.guessing import guess, is_known_name
from letstalk.people.intake.incoming import Columns, Incoming, read_row
from letstalk.people.intake.layouts import Layout, layout_called, layout_of, plain_name
from letstalk.people.intake.pages import Page, PagesGone, drop_pages, read_page, write_pages
from letstalk.people.intake.reading import CannotRead, read_file, read_pasted
from letstalk.people.intake.rows import MOST_COLUMNS, Read, Table
from letstalk.people.intake.targets import DATES, MANY, OwnColumn, Target
from letstalk.people.models import Chapter, Import, ImportRow, folded
from letstalk.people.queries.fields import own_columns_in
from letstalk.people.words import FieldKind, ImportState, RowState, Verdict

MOST_ROWS = 1_000_000
SAMPLE = 200
LONGEST_FILE_NAME = 200
NO_KEYS = (None, None, None, None)
NAME_TARGETS = {Target.FULL, Target.FIRST, Target.LAST, Target.NICKNAME}


class NotNow(Refused):
    """What is asked does not fit where this file stands."""


class FileGone(Refused):
    """The rows that waited are not there any more."""


@dataclass(frozen=True)
class Yes:
    """What shows that those whose row says so agreed to news by email. Without all three they count as not asked."""

    source: str = ""
    on: str = ""
    words: str = ""

    @property
    def is_whole(self) -> bool:
        return bool(self.source.strip() and self.words.strip())


def begin(
    *,
    id: UUID | None = None,
    chapter: Chapter,
    file: BinaryIO | None = None,
    text: str = "",
    name: str = "",
    by: User | None,
    at: datetime,
) -> Import:
    """Take a file, or rows that were pasted, and keep its rows sealed until they are looked over.

    id: made with the form, so that the same file sent twice is one. What its columns mean is as it was the last time
    for a file of these columns, else as its layout says, else guessed. Raises CannotRead.
    """
    importing = Import(id=id or uuid4(), chapter=chapter, by=by, made_at=at, file_name=name[:LONGEST_FILE_NAME])
    first = Import.objects.filter(pk=importing.pk, chapter=chapter, by=by).first()
    if first is not None:
        return first
    with read_file(file) if file is not None else read_pasted(text) as table:
        _keep(importing, table)
    with transaction.atomic():
        importing.save(force_insert=True)
        record("people.import_begun", about=importing, by=by, at=at, layout=importing.layout, rows=importing.rows)
    return importing


def _keep(importing: Import, table: Table) -> None:
    sample = list(islice(table.rows, SAMPLE))
    width = max([len(table.columns), *(len(row.cells) for row in sample)], default=0)
    columns = table.columns or tuple(
        _("Column %(number)d") % {"number": n + 1} for n in range(min(width, MOST_COLUMNS))
    )
    layout = layout_of(table.columns)
    own = _named_own(importing, table.columns, layout)
    # What stands in those says nothing of what else they might be.
    cells = [["" if n in own else cell for n, cell in enumerate(row.cells)] for row in sample]
    targets = [
        own.get(n, str(target)) for n, target in enumerate(guess(table.columns or ("",) * len(columns), cells, layout))
    ]
    orders = [Order() for _column in columns]
    rows = _looked_at(chain(sample, table.rows), orders)
    importing.rows = write_pages(importing.pk, rows)
    importing.layout, importing.columns, importing.shape = layout.key, list(columns), _shape(table.columns)
    importing.mapping = {
        "targets": targets,
        "dates": [order.decided(layout=layout.dates, region=importing.chapter.region) for order in orders],
    }
    importing.mapping = _remembered(importing) or importing.mapping


def _named_own(importing: Import, columns: Sequence[str], layout: Layout) -> dict[int, str]:
    """Which columns are called as one of the chapter's own fields and as nothing else, each field once."""
    named = {folded(own.name): target for target, own in own_columns_in(importing.chapter).items()}
    free = {n: folded(name) for n, name in enumerate(columns) if not (layout.target(name) or is_known_name(name))}
    return {n: named.pop(name) for n, name in free.items() if name in named}


def _looked_at(rows: Iterable[Read], orders: Sequence[Order]) -> Iterator[Read]:
    """The rows as they come, each column's days being counted, and no more of them than can be brought in at once."""
    for place, row in enumerate(rows, start=1):
        if place > MOST_ROWS:
            raise _too_many()
        for order, cell in zip(orders, row.cells, strict=False):
            if 5 < len(cell) < 30 and cell[0].isdigit():
                order.look_at((cell,))
        yield row


def _too_many() -> Exception:
    return CannotRead(_("There are more than %(most)s rows. Cut the file into parts.") % {"most": f"{MOST_ROWS:,}"})


def _shape(columns: Sequence[str]) -> str:
    names = "\0".join(map(plain_name, columns))
    return hashlib.sha256(names.encode()).hexdigest()[:32] if columns else ""


def _remembered(importing: Import) -> dict[str, Any] | None:
    """What somebody said of the same columns the last time, the order of days being this file's own."""
    if not importing.shape:
        return None
    past = Import.objects.filter(chapter=importing.chapter, shape=importing.shape)
    last = past.exclude(state__in=[ImportState.MAPPING, ImportState.DISCARDED]).order_by("-made_at", "pk").first()
    if last is None or last.mapping is None:
        return None
    known = {*Target.values, *own_columns_in(importing.chapter)}
    targets = [target if target in known else "" for target in last.mapping["targets"]]
    return {"targets": targets, "dates": importing.mapping["dates"]}


def understand(
    *,
    importing: Import,
    targets: Sequence[str] | None = None,
    dates: Mapping[int, str] | None = None,
    own: bool = False,
    yes: Yes | None = None,
    by: User | None,
    at: datetime,
) -> Import:
    """Say what the columns mean, and let the rows be looked over, as if they never had been.

    own: everyone new becomes the organizer's own, and notes are kept. Raises NotNow, NothingWritten.
    """
    with transaction.atomic():
        locked = locked_in(importing, ImportState.MAPPING, ImportState.CHECKING, ImportState.CHECKED)
        mapping = dict(locked.mapping)
        if targets is not None:
            mapping["targets"] = _checked_targets(targets, locked)
        if dates:
            mapping["dates"] = [dates.get(n, order) for n, order in enumerate(mapping["dates"])]
        _refuse_without_names(mapping["targets"])
        mapping["yes"] = {"source": yes.source, "on": yes.on, "words": yes.words} if yes and yes.is_whole else {}
        ImportRow.objects.filter(importing=locked).delete()
        locked.mapping, locked.own, locked.state = mapping, own and by is not None, ImportState.CHECKING
        locked.place = locked.page = 0
        locked.counts, locked.paused_at = {}, None
        locked.save(update_fields=["mapping", "own", "state", "place", "page", "counts", "paused_at"])
        record("people.import_understood", about=locked, by=by, at=at)
    return locked


def _checked_targets(targets: Sequence[str], importing: Import) -> list[str]:
    own = own_columns_in(importing.chapter)
    if len(targets) != len(importing.columns) or not set(targets) <= {*Target.values, *own}:
        raise NothingWritten({"targets": _("Say for each column what it means.")})
    twice = [target for target, times in Counter(targets).items() if times > 1 and target not in MANY]
    if twice:
        label = own[twice[0]].name if twice[0] in own else Target(twice[0]).label
        said = _("Only one column can be “%(target)s”.") % {"target": label}
        raise NothingWritten({"targets": said})
    return list(targets)


def _refuse_without_names(targets: Sequence[str]) -> None:
    if not NAME_TARGETS & set(targets):
        raise NothingWritten({"targets": _("Say which column holds the names. Without a name nobody can be added.")})


def columns_of(importing: Import) -> Columns:
    """What the columns of this file mean, as rows are read by it."""
    mapping = importing.mapping
    return Columns(
        targets=tuple(mapping["targets"]),
        layout=layout_called(importing.layout),
        region=importing.chapter.region,
        dates=dict(enumerate(mapping["dates"])),
        own=own_columns(importing),
    )


def own_columns(importing: Import) -> dict[str, OwnColumn]:
    """The chapter's own fields that its columns mean, as far as they are still asked."""
    if not own_ids(importing):
        return {}
    targets = set(importing.mapping["targets"])
    return {target: own for target, own in own_columns_in(importing.chapter).items() if target in targets}


def dated_columns(importing: Import) -> dict[int, str]:
    """The columns that hold days and are kept, and the order of each, to be shown."""
    mapping = importing.mapping
    days = {*DATES, *(target for target, own in own_columns(importing).items() if own.kind == FieldKind.DATE)}
    return {n: mapping["dates"][n] for n, target in enumerate(mapping["targets"]) if target in days}


def first_rows(importing: Import, most: int = 5) -> list[Read]:
    """The first rows as they stand in the file. Raises FileGone."""
    return _page(importing, 0).rows[:most]


def _page(importing: Import, at: int) -> Page:
    if importing.rows == 0:
        return Page([], 0)
    try:
        return read_page(importing.pk, at)
    except PagesGone:
        raise FileGone(_("This file is not here any more. Please choose it once more."), field="file") from None


def check_some(*, importing: Import, at: datetime) -> Import:
    """Look over the next page of rows; nothing is written about anybody. Done twice at once it is done once.

    Raises FileGone.
    """
    with transaction.atomic():
        locked = Import.objects.select_for_update(of=("self",)).select_related("chapter", "by").get(pk=importing.pk)
        if locked.state != ImportState.CHECKING or locked.paused_at is not None:
            return locked
        page = _page(locked, locked.page)
        rows = _judged(locked, page.rows)
        if rows:
            insert(ImportRow, rows)
        counts = Counter(locked.counts) + Counter(row.verdict for row in rows)
        counts.update(f"remark:{mark}" for row in rows for mark in (row.values or {}).get("remarks", ()))
        locked.counts, locked.place, locked.page = dict(counts), locked.place + len(rows), page.next
        if page.next == 0:
            locked.state, locked.place = ImportState.CHECKED, 0
        locked.save(update_fields=["counts", "place", "page", "state"])
        if page.next == 0:
            record("people.import_checked", about=locked, by=locked.by, at=at)
    return locked


def _judged(importing: Import, reads: Sequence[Read]) -> list[ImportRow]:
    columns = columns_of(importing)
    read = [(one, *read_row(one, columns)) for one in reads]
    comings = [facts_of_row(importing, incoming, one.number) for one, incoming, problem in read if not problem]
    known = Known.around(importing, comings, with_rows=True)
    coming = iter(comings)
    rows = []
    for place, (one, incoming, problem) in enumerate(read, start=importing.place + 1):
        rows.append(
            _refused(importing, one, place, problem)
            if problem
            else _weighed(importing, one, place, incoming, next(coming), known)
        )
    return rows


def _row_id(importing: Import, place: int) -> UUID:
    """Ids that follow each other, since a million of them are put into an index one after the other."""
    return UUID(int=(importing.pk.int >> 32 << 32) | place)


def _refused(importing: Import, read: Read, place: int, problem: str) -> ImportRow:
    weighed = Weighed(Verdict.REFUSED, problem)
    return _row(importing, read, place, weighed, {"cells": read.cells}, NO_KEYS)


def _weighed(importing: Import, read: Read, place: int, incoming: Incoming, coming: Facts, known: Known) -> ImportRow:
    weighed = weigh(coming, known)
    if weighed.verdict == Verdict.REFUSED:
        return _refused(importing, read, place, weighed.reason)
    # Somebody doubtful is found by later rows as the one who is here, not by this row.
    keys = NO_KEYS if weighed.verdict == Verdict.PROBABLE else keys_of_row(importing, coming)
    return _row(importing, read, place, weighed, incoming.as_json(), keys)


def _row(
    importing: Import, read: Read, place: int, weighed: Weighed, values: dict[str, Any], keys: Sequence[int | None]
) -> ImportRow:
    by_number, by_email, by_phone, by_name = keys
    return ImportRow.unsaved(
        id=_row_id(importing, place),
        importing_id=importing.pk,
        place=place,
        number=read.number,
        verdict=str(weighed.verdict),
        reason=str(weighed.reason),
        about=weighed.about,
        state=RowState.WAITING.value,
        person_id=weighed.person,
        values=values,
        before=None,
        by_number=by_number,
        by_email=by_email,
        by_phone=by_phone,
        by_name=by_name,
    )


def pause(*, importing: Import, by: User | None, at: datetime) -> Import:
    """Let it rest where it is; what came in stays in. Raises NotNow where nothing goes on."""
    with transaction.atomic():
        locked = locked_in(importing, ImportState.CHECKING, ImportState.COMMITTING, ImportState.UNDOING)
        if locked.paused_at is None:
            locked.paused_at = at
            locked.save(update_fields=["paused_at"])
            record("people.import_paused", about=locked, by=by, at=at)
    return locked


def go_on(*, importing: Import, by: User | None, at: datetime) -> Import:
    """Go on where it was paused. Raises NotNow."""
    with transaction.atomic():
        locked = locked_in(importing, ImportState.CHECKING, ImportState.COMMITTING, ImportState.UNDOING)
        if locked.paused_at is not None:
            locked.paused_at = None
            locked.save(update_fields=["paused_at"])
            record("people.import_went_on", about=locked, by=by, at=at)
    return locked


def discard(*, importing: Import, by: User | None, at: datetime) -> Import:
    """Put a file away of which nothing came in; its rows are forgotten. Raises NotNow."""
    with transaction.atomic():
        locked = locked_in(importing, ImportState.MAPPING, ImportState.CHECKING, ImportState.CHECKED)
        locked.state = ImportState.DISCARDED
        locked.save(update_fields=["state"])
        empty(importing=locked, at=at)
        record("people.import_discarded", about=locked, by=by, at=at)
    return locked


def empty(*, importing: Import, at: datetime) -> None:
    """Forget the rows of a file and everything that stood before; that it came, and how many, stays."""
    drop_pages(importing.pk)
    ImportRow.objects.filter(importing=importing).delete()
    importing.emptied_at = at
    importing.file_name, importing.columns = "", []
    importing.save(update_fields=["emptied_at", "file_name", "columns"])


def locked_in(importing: Import, *states: ImportState) -> Import:
    """The import for this transaction alone, in one of these states. Raises NotNow."""
    locked = Import.objects.select_for_update(of=("self",)).select_related("chapter", "by").get(pk=importing.pk)
    if locked.state not in states:
        raise NotNow(_("This file has gone on meanwhile. Look at where it stands now."))
    return locked
