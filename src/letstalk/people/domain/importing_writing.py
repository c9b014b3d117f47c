"""Bringing in the rows that were looked over: some hundred at a time, each batch whole or not at all."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction

from letstalk.accounts.models import User
from letstalk.journal.models import Entry, record
from letstalk.kit.statements import change_each, insert
from letstalk.people.domain.consent import close_addresses, record_answer
from letstalk.people.domain.fields import as_kept
from letstalk.people.domain.importing import NotNow, locked_in, own_columns
from letstalk.people.domain.importing_facts import (
    Change,
    Facts,
    Known,
    change,
    facts_of_row,
    load_facts,
    moment_of,
    most_alike,
    take_in,
)
from letstalk.people.domain.ways import way_key
from letstalk.people.intake.incoming import Incoming
from letstalk.people.intake.likeness import Same
from letstalk.people.intake.pages import drop_pages
from letstalk.people.intake.reasons import Reason
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
    Tag,
    Tagging,
    Way,
    folded,
)
from letstalk.people.words import (
    NEWS,
    NO_ANSWERS,
    Answer,
    Doubtful,
    ImportState,
    Purpose,
    RowState,
    Stage,
    TagKind,
    Verdict,
    WayKind,
)

ROWS_AT_ONCE = 500
TRIES = 3
# How an answer came that stood in a file; the codes of this column are English everywhere.
BY_FILE = "imported file"
LONGEST_HOW = 40
FROM_A_FILE = "import"


def commit(*, importing: Import, doubtful: str = Doubtful.LEAVE, by: User | None, at: datetime) -> Import:
    """Let the rows come in that were looked over. doubtful: what becomes of those who are perhaps here already.

    Consequences: the sweep brings them in, some hundred at a time; the rows of the file are forgotten. Raises NotNow.
    """
    with transaction.atomic():
        locked = locked_in(importing, ImportState.CHECKED)
        locked.state, locked.doubtful, locked.place = ImportState.COMMITTING, Doubtful(doubtful), 0
        locked.save(update_fields=["state", "doubtful", "place"])
        record("people.import_committed", about=locked, by=by, at=at, doubtful=locked.doubtful)
    drop_pages(locked.pk)
    return locked


def commit_some(*, importing: Import, at: datetime) -> Import:
    """Bring in the next rows, all of them or none. Done twice at once it is done once."""
    for tried in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                return _commit_some(importing, at=at)
        except IntegrityError:
            # Somebody added one of these people at the same moment; the next look sees them.
            if tried == TRIES:
                raise
    raise NotNow("")


def _commit_some(importing: Import, *, at: datetime) -> Import:
    locked = Import.objects.select_for_update(of=("self",)).select_related("chapter", "by").get(pk=importing.pk)
    if locked.state != ImportState.COMMITTING or locked.paused_at is not None:
        return locked
    until = locked.place + ROWS_AT_ONCE
    rows = ImportRow.objects.filter(importing=locked, place__gt=locked.place, place__lte=until)
    wanted = [Verdict.NEW, Verdict.UPDATED]
    if locked.doubtful != Doubtful.LEAVE:
        wanted.append(Verdict.PROBABLE)
    Batch(locked, at=at).bring_in(list(rows.filter(verdict__in=wanted).order_by("place")))
    locked.place = min(until, locked.rows)
    if locked.place == locked.rows:
        locked.state, locked.done_at = ImportState.DONE, at
        record("people.import_done", about=locked, by=locked.by, at=at)
    locked.save(update_fields=["place", "state", "done_at", "counts"])
    return locked


@dataclass
class Written:
    """New rows of every table, put in with one statement each, in an order in which they can stand."""

    rows: dict[type[models.Model], list[Any]] = field(default_factory=dict)

    def add(self, row: Any) -> Any:
        self.rows.setdefault(type(row), []).append(row)
        return row

    def put_in(self) -> None:
        order = [Person, Membership, Relationship, Way, Tag, Tagging, OtherNumber, CustomValue, Consent, Note, Entry]
        for model in order:
            if self.rows.get(model):
                insert(model, self.rows[model])


class Batch:
    """Some rows on their way in."""

    def __init__(self, importing: Import, *, at: datetime) -> None:
        self.importing, self.at = importing, at
        self.chapter, self.by = importing.chapter, importing.by
        self.written = Written()
        self.ids = _ids()
        self.new: dict[UUID, Person] = {}
        self.changed: list[ImportRow] = []
        self.answered: list[tuple[UUID, str, str]] = []
        self.closed: set[UUID] = set()
        self.own: dict[UUID, Relationship] = {}
        self.tags: dict[str, Tag] | None = None
        self.left_out: list[ImportRow] = []
        self.own_fields = {one.id.hex: one for one in own_columns(importing).values()}

    def bring_in(self, rows: Sequence[ImportRow]) -> None:
        """Work out what is to be written, and write it."""
        comings = [facts_of_row(self.importing, Incoming(**row.values), row.number) for row in rows]
        for row, coming in zip(rows, comings, strict=True):
            if row.verdict == Verdict.NEW and row.person_id:
                coming.id = row.person_id
        known = Known.around(self.importing, comings, with_rows=False)
        self._also_changed(known, rows)
        for row, coming in zip(rows, comings, strict=True):
            if row.verdict == Verdict.NEW or (row.verdict == Verdict.PROBABLE and self._adds_doubtful):
                self._add(row, coming, known)
            else:
                self._change(row, coming, known)
        self._write(rows)

    @property
    def _adds_doubtful(self) -> bool:
        return self.importing.doubtful == Doubtful.ADD

    def _also_changed(self, known: Known, rows: Sequence[ImportRow]) -> None:
        wanted = {row.person_id for row in rows if row.verdict != Verdict.NEW and row.person_id}
        for facts in load_facts(self.importing, [id for id in wanted if known.person(id) is None]):
            known.add(facts)
        if self.importing.own and wanted:
            mine = Relationship.objects.current().filter(organizer=self.by, person__in=wanted)
            self.own = {relationship.person_id: relationship for relationship in mine}

    def _add(self, row: ImportRow, coming: Facts, known: Known) -> None:
        same, other = most_alike(coming, known)
        if same == Same.SURE and other is not None:
            self._leave_out(row)
            return
        row.person_id = coming.id
        person = self.written.add(
            Person.unsaved(
                id=coming.id,
                chapter_id=self.chapter.pk,
                name=coming.name,
                name_folded=coming.folded,
                pronouns=coming.pronouns,
                language=coming.language,
                zone="",
                user_id=None,
                added_by_id=self.importing.by_id,
                added_at=self.at,
                source="import",
                erased_at=None,
            )
        )
        self.new[person.pk] = person
        self._belongs(coming)
        self._journal("people.person_added", person.pk)
        whole = change(Facts(id=coming.id, row=0, name="", folded=""), coming)
        self._write_change(coming.id, whole, known)
        known.add(coming)
        if row.verdict == Verdict.PROBABLE:
            self.changed.append(row)

    def _belongs(self, coming: Facts) -> None:
        self.written.add(
            Membership.unsaved(
                id=next(self.ids),
                person_id=coming.id,
                chapter_id=self.chapter.pk,
                stage=Stage.PROSPECTIVE.value,
                since=moment_of(coming.since, self.at),
                until=None,
            )
        )
        if self.importing.own:
            self.own[coming.id] = self.written.add(
                Relationship.unsaved(
                    id=next(self.ids),
                    chapter_id=self.chapter.pk,
                    organizer_id=self.importing.by_id,
                    person_id=coming.id,
                    since=self.at,
                    until=None,
                    contact_every_days=None,
                )
            )

    def _change(self, row: ImportRow, coming: Facts, known: Known) -> None:
        there = known.person(row.person_id) if row.person_id else None
        if there is None or not there.is_seen:
            self._leave_out(row)
            return
        adds = change(there, coming)
        row.before = self._write_change(there.id, adds, known) | self._rename(there, adds)
        if adds:
            self._journal("people.person_changed", there.id)
        take_in(there, coming)
        if adds.name:
            there.name, there.folded = coming.name, coming.folded
        self.changed.append(row)

    def _leave_out(self, row: ImportRow) -> None:
        row.state, row.reason = RowState.OUT, Reason.CHANGED_SINCE
        self.left_out.append(row)

    def _rename(self, there: Facts, adds: Change) -> dict[str, Any]:
        """Fields of the person's own row, as they were and as they are now."""
        before: dict[str, Any] = {}
        person = self.new.get(there.id)
        changes = {"name": adds.name, "pronouns": adds.pronouns, "language": adds.language}
        changes = {name: value for name, value in changes.items() if value}
        if not changes:
            return before
        if person is None:
            person = Person.objects.select_for_update().get(pk=there.id)
        for name, value in changes.items():
            before[name] = [getattr(person, name), value]
            setattr(person, name, value)
        person.name_folded = folded(person.name)
        if there.id not in self.new:
            person.save(update_fields=[*changes, "name_folded"])
        return before

    def _write_change(self, id: UUID, adds: Change, known: Known) -> dict[str, Any]:
        """Everything that hangs on a person; what was made, so that it can be taken back."""
        made: dict[str, Any] = {}
        ways = [self._way(id, kind, key, value, known) for kind, key, value in adds.ways]
        if adds.address:
            key = way_key(WayKind.ADDRESS, adds.address)
            ways.append(self._way(id, WayKind.ADDRESS, key, adds.address, known))
        tagged = [self._tag(id, name) for name in adds.tags]
        made["ways"] = [str(way.pk) for way in ways]
        made["tags"] = [str(tagging.pk) for tagging in tagged]
        made["fields"] = [str(self._value(id, *said).pk) for said in adds.fields if said[0] in self.own_fields]
        if adds.number:
            made["number"] = str(self._number(id, adds.number).pk)
        if adds.yes_on:
            made["yes"] = str(self._yes(id, adds.yes_on).pk)
        if adds.note and id in self.own and not self._refuses_notes(id, known):
            note = Note(
                id=next(self.ids),
                chapter=self.chapter,
                relationship_id=self.own[id].pk,
                person_id=id,
                author=self.by,
                text=adds.note,
                at=self.at,
            )
            made["note"] = str(self.written.add(note).pk)
        self._answer(id, adds)
        if ways and self._wants_no_contact(id, adds, known):
            self.closed.add(id)
        return {name: value for name, value in made.items() if value}

    def _way(self, id: UUID, kind: str, key: str, value: str, known: Known) -> Way:
        is_address = kind == WayKind.ADDRESS
        return self.written.add(
            Way.unsaved(
                id=next(self.ids),
                chapter_id=self.chapter.pk,
                person_id=id,
                kind=str(kind),
                value=value,
                key=key,
                is_shared=not is_address and known.is_used((str(kind), key)),
                source="import",
                added_at=self.at,
                until=None,
            )
        )

    def _tag(self, id: UUID, name: str) -> Tagging:
        if self.tags is None:
            words = Tag.objects.filter(chapter=self.chapter, kind=TagKind.ISSUE).order_by("-name", "-pk")
            self.tags = {folded(word.name): word for word in words}
        key = folded(name)
        if key not in self.tags:
            word = Tag(
                id=next(self.ids),
                chapter=self.chapter,
                kind=TagKind.ISSUE,
                name=name,
                made_by=self.by,
                made_at=self.at,
            )
            self.tags[key] = self.written.add(word)
        return self.written.add(
            Tagging.unsaved(
                id=next(self.ids),
                tag_id=self.tags[key].pk,
                person_id=id,
                by_id=self.importing.by_id,
                at=self.at,
            )
        )

    def _value(self, id: UUID, field: str, text: str) -> CustomValue:
        own = self.own_fields[field]
        return self.written.add(
            CustomValue.unsaved(
                id=next(self.ids),
                chapter_id=self.chapter.pk,
                person_id=id,
                field_id=own.id,
                **as_kept(own.kind, text),
                source=FROM_A_FILE,
                by_id=self.importing.by_id,
                at=self.at,
                superseded_at=None,
            )
        )

    def _number(self, id: UUID, number: tuple[str, str, str]) -> OtherNumber:
        system, key, value = number
        return self.written.add(
            OtherNumber.unsaved(
                id=next(self.ids),
                chapter_id=self.chapter.pk,
                person_id=id,
                system=system,
                key=key,
                value=value,
                added_at=self.at,
            )
        )

    def _yes(self, id: UUID, day: str) -> Consent:
        shown = self.importing.mapping["yes"]
        return self.written.add(
            Consent(
                id=next(self.ids),
                chapter=self.chapter,
                person_id=id,
                purpose=Purpose.LIST,
                scope=NEWS,
                answer=Answer.GRANTED,
                how=shown["source"].strip()[:LONGEST_HOW],
                words=shown["words"].strip(),
                at=moment_of(day, self.at),
                by=self.by,
            )
        )

    def _answer(self, id: UUID, adds: Change) -> None:
        """A no of somebody new stands by itself; that of somebody here takes back what waits for them."""
        if id not in self.new:
            self.answered.extend((id, purpose, scope) for purpose, scope in adds.no)
            return
        for purpose, scope in adds.no:
            self.written.add(
                Consent(
                    id=next(self.ids),
                    chapter=self.chapter,
                    person_id=id,
                    purpose=purpose,
                    scope=scope,
                    answer=Answer.REFUSED,
                    how=BY_FILE,
                    at=self.at,
                    by=self.by,
                )
            )

    def _wants_no_contact(self, id: UUID, adds: Change, known: Known) -> bool:
        there = known.person(id)
        stands = there.answers.get((Purpose.CONTACT, "")) if there else None
        return stands in NO_ANSWERS or (Purpose.CONTACT, "") in adds.no

    def _refuses_notes(self, id: UUID, known: Known) -> bool:
        there = known.person(id)
        return there is not None and there.answers.get((Purpose.KEEP_NOTES, "")) in NO_ANSWERS

    def _journal(self, kind: str, about: UUID) -> None:
        self.written.add(
            Entry.unsaved(
                id=next(self.ids),
                kind=kind,
                about=about,
                chapter_id=self.chapter.pk,
                by=self.importing.by_id,
                at=self.at,
                details={"import": str(self.importing.pk)},
            )
        )

    def _write(self, rows: Sequence[ImportRow]) -> None:
        self.written.put_in()
        for id, purpose, scope in self.answered:
            record_answer(
                person=Person.objects.get(pk=id),
                chapter=self.chapter,
                purpose=purpose,
                scope=scope,
                answer=Answer.REFUSED,
                how=BY_FILE,
                words="",
                by=self.by,
                at=self.at,
            )
        for id in self.closed:
            close_addresses(Person(pk=id), reason="no_contact", at=self.at)
        self._mark(rows)

    def _mark(self, rows: Sequence[ImportRow]) -> None:
        out = {row.pk for row in self.left_out}
        here = [row.pk for row in rows if row.pk not in out]
        ImportRow.objects.filter(pk__in=here).update(state=RowState.IN)
        if self.changed:
            for row in self.changed:
                row.state = RowState.IN
            change_each(ImportRow, self.changed, ["state", "person", "before"])
        change_each(ImportRow, self.left_out, ["state", "reason"])
        came = Counter(self.importing.counts)
        came.update(came_new=len(self.new), came_updated=len(self.changed), came_out=len(self.left_out))
        self.importing.counts = dict(came)


def _ids() -> Iterator[UUID]:
    """Ids that begin alike, so that many new rows lie side by side in an index."""
    first = secrets.randbits(96) << 32
    number = 0
    while True:
        number += 1
        yield UUID(int=first | number)
