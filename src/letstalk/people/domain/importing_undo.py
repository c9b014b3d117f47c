"""Taking a whole file back, what it changed included, unless somebody's later edit would be lost (then it is asked)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import Entry, record
from letstalk.kit.rows import pointing_at
from letstalk.kit.statements import change_each, insert
from letstalk.outbox.models import Message
from letstalk.people.domain.importing import NotNow, locked_in
from letstalk.people.domain.importing_facts import Facts, facts_of_row, load_facts
from letstalk.people.domain.importing_writing import BY_FILE, FROM_A_FILE, LONGEST_HOW
from letstalk.people.intake.incoming import Incoming
from letstalk.people.models import (
    Consent,
    CustomValue,
    Import,
    ImportRow,
    Membership,
    Note,
    OtherNumber,
    Person,
    Relationship,
    Tagging,
    Way,
    folded,
)
from letstalk.people.words import ImportState, RowState, Verdict

UNDO_FOR = timedelta(days=30)
ROWS_AT_ONCE = 500
FIELDS = ("name", "pronouns", "language")
# What a row itself wrote about somebody new; anything else that hangs on them came later, from somebody's hand.
OF_A_ROW = (Way, Membership, Relationship, Tagging, OtherNumber, Consent, Note, ImportRow)


class TooLate(NotNow):
    """What stood before is forgotten by now."""


def may_undo(importing: Import, *, at: datetime) -> bool:
    """Whether a file that came in can still be taken back."""
    if importing.state != ImportState.DONE or importing.done_at is None or importing.emptied_at is not None:
        return False
    return at < importing.done_at + UNDO_FOR


def undo(*, importing: Import, by: User | None, at: datetime) -> Import:
    """Take back everything that came in with a file, and what it changed.

    Consequences: the sweep goes through the rows from the last to the first. Whoever was changed since, or met, stays
    and is asked about. A no that came with the file stays a no. Raises NotNow, TooLate.
    """
    with transaction.atomic():
        locked = locked_in(importing, ImportState.DONE)
        if not may_undo(locked, at=at):
            raise TooLate(_("This was longer ago than 30 days; what stood before is not kept any more."))
        locked.state, locked.place, locked.paused_at = ImportState.UNDOING, locked.rows, None
        locked.save(update_fields=["state", "place", "paused_at"])
        record("people.import_taken_back", about=locked, by=by, at=at)
    return locked


def undo_some(*, importing: Import, at: datetime) -> Import:
    """Take back the next rows, the last ones first; all of them or none. Done twice at once it is done once."""
    with transaction.atomic():
        locked = Import.objects.select_for_update(of=("self",)).select_related("chapter", "by").get(pk=importing.pk)
        if locked.state != ImportState.UNDOING or locked.paused_at is not None:
            return locked
        until = max(0, locked.place - ROWS_AT_ONCE)
        rows = ImportRow.objects.filter(importing=locked, place__gt=until, place__lte=locked.place, state=RowState.IN)
        _take_back(locked, list(rows.order_by("-place")), at=at)
        locked.place = until
        if until == 0:
            locked.state, locked.undone_at = ImportState.UNDONE, at
            record("people.import_undone", about=locked, by=locked.by, at=at)
        locked.save(update_fields=["place", "state", "undone_at"])
    return locked


def _take_back(importing: Import, rows: Sequence[ImportRow], *, at: datetime) -> None:
    new = [row for row in rows if _made_somebody(row)]
    for row in rows:
        if not _made_somebody(row):
            _take_change_back(row, at=at)
    gone = _remove_new(importing, new)
    _journal(importing, gone, at=at)
    change_each(ImportRow, rows, ["state", "before"])


def _made_somebody(row: ImportRow) -> bool:
    return row.verdict == Verdict.NEW or (row.verdict == Verdict.PROBABLE and row.before is None)


def _journal(importing: Import, gone: Iterable[UUID], *, at: datetime) -> None:
    entries = [
        Entry(
            kind="people.person_taken_back",
            about=id,
            chapter_id=importing.chapter_id,
            by=importing.by_id,
            at=at,
            details={"import": str(importing.pk)},
        )
        for id in gone
    ]
    if entries:
        insert(Entry, entries)


def _remove_new(importing: Import, rows: Sequence[ImportRow]) -> list[UUID]:
    """Remove those who are as the file brought them, and to whom nothing happened since."""
    ids = [row.person_id for row in rows if row.person_id]
    here = {facts.id: facts for facts in load_facts(importing, ids)}
    touched = with_a_life(ids)
    answered, elsewhere = _answered_since(importing, ids), _in_other_files(importing, ids)
    gone: list[UUID] = []
    for row in rows:
        facts = here.get(row.person_id) if row.person_id else None
        if facts is None:
            row.state = RowState.BACK
            continue
        changed = _changed_since(importing, row, facts)
        changed += ["answers"] if facts.id in answered else []
        changed += ["file"] if facts.id in elsewhere else []
        if facts.id in touched:
            row.state, row.before = RowState.ASKED, {"met": True}
        elif changed:
            row.state, row.before = RowState.ASKED, {"person": changed}
        else:
            row.state = RowState.BACK
            gone.append(facts.id)
    _remove(gone)
    return gone


def _remove(ids: Collection[UUID]) -> None:
    # The rows of the file outlive them until the 30 days are over.
    for model in (Consent, Tagging, CustomValue, OtherNumber, Note, Relationship, Membership, Way):
        rows = model._default_manager.filter(person__in=ids)
        rows._raw_delete(rows.db)
    people = Person.objects.filter(pk__in=ids)
    people._raw_delete(people.db)


def _changed_since(importing: Import, row: ImportRow, facts: Facts) -> list[str]:
    """The parts of somebody new that are not as the row brought them."""
    brought = facts_of_row(importing, Incoming(**row.values), row.number)
    parts = {
        "name": facts.name != brought.name,
        "pronouns": facts.pronouns != brought.pronouns,
        "language": facts.language != brought.language,
        "ways": facts.ways.keys() != brought.ways.keys() or bool(facts.address) != bool(brought.address),
        "tags": facts.tags.keys() != brought.tags.keys(),
        "notes": bool(importing.own and facts.notes - brought.notes),
    }
    return [part for part, is_changed in parts.items() if is_changed]


def _answered_since(importing: Import, ids: Collection[UUID]) -> set[UUID]:
    """Those who said something since; what any row of this file said of them goes with them."""
    of_file = [BY_FILE, str((importing.mapping or {}).get("yes", {}).get("source", BY_FILE)).strip()[:LONGEST_HOW]]
    lines = Consent.objects.filter(person__in=ids).exclude(how__in=of_file)
    return set(lines.values_list("person", flat=True))


def _in_other_files(importing: Import, ids: Collection[UUID]) -> set[UUID]:
    """Those to whom another file has brought something."""
    rows = ImportRow.objects.filter(person__in=ids, state=RowState.IN, verdict=Verdict.UPDATED)
    return set(rows.exclude(importing=importing).values_list("person", flat=True))


def with_a_life(ids: Collection[UUID]) -> set[UUID]:
    """Those of these people on whom something hangs that no file brings: a one-on-one, a promise, a message.

    Read from the tables themselves, whichever room they are in, so that a new table needs no word here.
    """
    found = set(Message.objects.filter(recipient__in=ids).values_list("recipient", flat=True))
    relationships = dict(Relationship.objects.filter(person__in=ids).values_list("pk", "person"))
    for model, name in pointing_at(Person):
        if model not in OF_A_ROW:
            rows = model._default_manager.filter(**{f"{name}__in": ids})
            # A file may have brought what stands for a field of the chapter's own; by hand it came later.
            rows = rows.exclude(source=FROM_A_FILE) if model is CustomValue else rows
            found.update(rows.values_list(name, flat=True))
    for model, name in pointing_at(Relationship):
        if model is not Note:
            rows = model._default_manager.filter(**{f"{name}__in": relationships.keys()})
            found.update(relationships[pk] for pk in rows.values_list(name, flat=True))
    linked = Person.objects.filter(pk__in=ids, user__isnull=False)
    return found | set(linked.values_list("pk", flat=True))


def _take_change_back(row: ImportRow, *, at: datetime) -> None:
    """Put back what stood before; a field that was changed since stays, and is asked about."""
    before: dict[str, Any] = row.before or {}
    person = _locked_person(row)
    if person is None:
        row.state = RowState.BACK
        return
    changes = {name: before[name] for name in FIELDS if name in before}
    later = {name: pair for name, pair in changes.items() if getattr(person, name) != pair[1]}
    _put_back(person, {name: pair[0] for name, pair in changes.items() if name not in later})
    Way.objects.filter(pk__in=before.get("ways", ()), until__isnull=True).delete()
    Tagging.objects.filter(pk__in=before.get("tags", ())).delete()
    CustomValue.objects.filter(pk__in=before.get("fields", ()), superseded_at__isnull=True).delete()
    if "number" in before:
        OtherNumber.objects.filter(pk=before["number"]).delete()
    if "note" in before:
        Note.objects.filter(pk=before["note"]).delete()
    if "yes" in before:
        Consent.objects.filter(pk=before["yes"], superseded_at__isnull=True).update(superseded_at=at)
    row.state, row.before = (RowState.ASKED, later) if later else (RowState.BACK, None)


def _locked_person(row: ImportRow) -> Person | None:
    """Whom a row is about, for this transaction alone; nobody once they are forgotten or gone."""
    if row.person_id is None:
        return None
    return Person.objects.select_for_update().filter(pk=row.person_id, erased_at__isnull=True).first()


def _put_back(person: Person, values: dict[str, str]) -> None:
    if not values:
        return
    for name, value in values.items():
        setattr(person, name, value)
    person.name_folded = folded(person.name)
    person.save(update_fields=[*values, "name_folded"])


def settle(*, row: ImportRow, back: Collection[str], by: User | None, at: datetime) -> ImportRow:
    """Say of somebody who was changed since which fields go back to what they were; the others stay as they are.

    back: of {"name", "pronouns", "language"}, or {"person"} to remove somebody new. Settled twice, the first time
    counts. Raises NotNow for somebody to remove with whom something happened.
    """
    with transaction.atomic():
        locked = ImportRow.objects.select_for_update(of=("self",)).select_related("importing").get(pk=row.pk)
        if locked.state != RowState.ASKED or locked.person_id is None:
            return locked
        asked: dict[str, Any] = locked.before or {}
        if "person" in back:
            if "person" not in asked or with_a_life([locked.person_id]):
                raise NotNow(_("Something happened with this person since. On their page you can erase them."))
            _remove([locked.person_id])
        else:
            person = _locked_person(locked)
            if person is not None:
                _put_back(person, {name: asked[name][0] for name in FIELDS if name in back and name in asked})
        locked.state, locked.before = RowState.BACK if back else RowState.KEPT, None
        locked.save(update_fields=["state", "before"])
        record("people.import_row_settled", about=locked.importing, by=by, at=at, person=locked.person_id)
    return locked


def counts_of_undo(importing: Import) -> Counter[str]:
    """How many rows were taken back, are asked about, or stay."""
    rows = ImportRow.objects.filter(importing=importing).order_by()
    return Counter(dict(rows.values_list("state").annotate(Count("pk"))))
