"""What is known of those a row may be about, here and in earlier rows, and what the row would add (b.6, L-1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import Q

from letstalk.kit.lookup import lookup_key
from letstalk.outbox.models import Suppression
from letstalk.people.access import people_in, scope_of
from letstalk.people.domain.ways import way_key
from letstalk.people.intake.incoming import Incoming
from letstalk.people.intake.likeness import Known as Likeness
from letstalk.people.intake.likeness import Same, likely_same
from letstalk.people.intake.reasons import Reason
from letstalk.people.models import (
    Consent,
    CustomValue,
    Import,
    ImportRow,
    Note,
    OtherNumber,
    Person,
    Tagging,
    Way,
    folded,
)
from letstalk.people.words import CHANNELS_OF_WAY, NEWS, NO_ANSWERS, Answer, Purpose, TagKind, Verdict, WayKind

# What a no in a file is a no to: whoever wants no calls is not texted either.
NO_TO: dict[str, tuple[tuple[str, str], ...]] = {
    "contact": ((Purpose.CONTACT, ""),),
    "calls": tuple((purpose, scope) for purpose in (Purpose.PERSONAL, Purpose.REMINDERS) for scope in ("call", "text")),
    "texts": ((Purpose.PERSONAL, "text"), (Purpose.REMINDERS, "text")),
    "list": ((Purpose.LIST, ""),),
}
NAMED_ALIKE_AT_MOST = 20
WayFound = tuple[str, str]


@dataclass
class Facts:
    """What is known of one person: somebody here (row 0), or who stands in a row.

    ways: kind and key to value, empty where it is not needed. answers: what stands in the ledger.
    """

    id: UUID
    row: int
    name: str
    folded: str
    ways: dict[WayFound, str] = field(default_factory=dict)
    address: str = ""
    home: str = ""
    pronouns: str = ""
    language: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    number: tuple[str, str, str] | None = None
    numbers: set[tuple[str, str]] = field(default_factory=set)
    answers: dict[tuple[str, str], str] = field(default_factory=dict)
    notes: set[str] = field(default_factory=set)
    yes_on: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    is_seen: bool = True
    since: str = ""

    def likeness(self) -> Likeness:
        return Likeness(self.folded, self.ways.keys(), next(iter(self.numbers), None), self.home)

    def found_by(self) -> tuple[object, ...]:
        return (*self.numbers, *self.ways, self.folded, self.home)


@dataclass(frozen=True)
class Change:
    """What a row adds to what is known. Nothing that is there is replaced, but for a name that says more."""

    name: str = ""
    pronouns: str = ""
    language: str = ""
    address: str = ""
    ways: tuple[tuple[str, str, str], ...] = ()
    tags: tuple[str, ...] = ()
    number: tuple[str, str, str] | None = None
    no: tuple[tuple[str, str], ...] = ()
    yes_on: str = ""
    note: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return self != NOTHING


NOTHING = Change()


def facts_of_row(importing: Import, incoming: Incoming, number: int) -> Facts:
    """What one row says, ready to be compared."""
    ways = {(str(WayKind.EMAIL), way_key(WayKind.EMAIL, value)): value for value in incoming.emails}
    ways |= {(str(WayKind.PHONE), way_key(WayKind.PHONE, value)): value for value in incoming.phones}
    facts = Facts(
        id=uuid4(),
        row=number,
        name=incoming.name,
        folded=folded(incoming.name),
        ways=ways,
        address=incoming.address,
        home=way_key(WayKind.ADDRESS, incoming.address) if incoming.address else "",
        pronouns=incoming.pronouns,
        language=language_spoken(incoming.language),
        tags={folded(tag): tag for tag in incoming.tags},
        answers={pair: Answer.REFUSED for no in incoming.no for pair in NO_TO[no]},
        notes={incoming.note} if incoming.note and importing.own else set(),
        yes_on=_yes_on(importing, incoming),
        fields=dict(incoming.fields),
        since=incoming.since,
    )
    if incoming.number:
        system = importing.layout
        facts.number = (system, number_key(system, incoming.number), incoming.number)
        facts.numbers.add(facts.number[:2])
    return facts


def _yes_on(importing: Import, incoming: Incoming) -> str:
    """The day of a yes to news, where its source and its words are known too; else nobody was asked (b.6)."""
    shown = (importing.mapping or {}).get("yes") or {}
    return (incoming.yes_on or shown.get("on", "")) if shown and incoming.said_yes else ""


def number_key(system: str, value: str) -> str:
    return lookup_key("number", f"{system}\0{value.casefold()}")


def language_spoken(text: str) -> str:
    """The code of a language this installation speaks, or nothing."""
    plain = text.strip().casefold()
    known = {code: code for code, _name in settings.LANGUAGES}
    known |= {str(name).casefold(): code for code, name in settings.LANGUAGES}
    return known.get(plain) or known.get(plain[:2] if plain[2:3] in ("-", "_") else "", "")


def keys_of_row(importing: Import, facts: Facts) -> tuple[int | None, int | None, int | None, int | None]:
    """Keyed numbers by which later rows of the same file find this one: number, email, phone, name."""
    emails = [key for kind, key in facts.ways if kind == WayKind.EMAIL]
    phones = [key for kind, key in facts.ways if kind == WayKind.PHONE]
    return (
        _mark(importing, facts.number[1]) if facts.number else None,
        _mark(importing, emails[0]) if emails else None,
        _mark(importing, phones[0]) if phones else None,
        _mark(importing, facts.folded),
    )


def _mark(importing: Import, key: str) -> int:
    # 63 bits: what both databases take for a large whole number.
    return int(lookup_key("row", f"{importing.pk}\0{key}")[:16], 16) >> 1


class Known:
    """Those whom some rows may be about, found at once, and found again by number, email, phone or name."""

    def __init__(self) -> None:
        self._people: dict[UUID, Facts] = {}
        self._by: dict[Any, list[Facts]] = {}
        self._forgotten: set[str] = set()

    @classmethod
    def around(cls, importing: Import, comings: Sequence[Facts], *, with_rows: bool) -> Known:
        """Everybody here who has a number, email, phone or name in common with one of the rows; and earlier rows."""
        known = cls()
        ids = _people_here(importing, comings)
        for facts in load_facts(importing, ids):
            known.add(facts)
        if with_rows:
            for facts in _earlier_rows(importing, comings):
                known.add(facts)
        known._forgotten = _forgotten_keys(comings)
        return known

    def add(self, facts: Facts) -> None:
        there = self._people.get(facts.id)
        if there is not None:
            take_in(there, facts)
            self._find_by(facts.found_by(), there)
            return
        _count_yes(facts, facts)
        self._people[facts.id] = facts
        self._find_by(facts.found_by(), facts)

    def _find_by(self, keys: Iterable[Any], facts: Facts) -> None:
        for key in keys:
            found = self._by.setdefault(key, [])
            if len(found) < NAMED_ALIKE_AT_MOST and not any(one is facts for one in found):
                found.append(facts)

    def person(self, id: UUID) -> Facts | None:
        return self._people.get(id)

    def alike(self, coming: Facts) -> list[Facts]:
        """Each once, those with a number or a way in common first."""
        found = [facts for key in coming.found_by() if key for facts in self._by.get(key, ())]
        return list({facts.id: facts for facts in found}.values())

    def was_forgotten(self, coming: Facts) -> bool:
        return bool(self._forgotten) and any(key in self._forgotten for _kind, key in coming.ways)

    def is_used(self, way: WayFound) -> bool:
        return bool(self._by.get(way))


def _people_here(importing: Import, comings: Sequence[Facts]) -> set[UUID]:
    chapter = importing.chapter_id
    keys = {key for coming in comings for _kind, key in coming.ways}
    keys |= {coming.home for coming in comings if coming.home}
    ids: set[UUID] = set()
    if keys:
        ways = Way.objects.filter(chapter=chapter, key__in=keys, until__isnull=True)
        ids.update(ways.values_list("person", flat=True))
    numbers = {coming.number[1] for coming in comings if coming.number}
    if numbers:
        rows = OtherNumber.objects.filter(chapter=chapter, system=importing.layout, key__in=numbers)
        ids.update(rows.values_list("person", flat=True))
    names = {coming.folded for coming in comings if " " in coming.folded}
    named = Person.objects.filter(name_folded__in=names, erased_at__isnull=True, memberships__chapter=chapter)
    ids.update(named.filter(memberships__until__isnull=True).values_list("pk", flat=True))
    return ids


def load_facts(importing: Import, ids: Iterable[UUID]) -> list[Facts]:
    """What is known of people here, in a few queries however many they are."""
    ids = set(ids)
    if not ids:
        return []
    seen = _seen(importing, ids)
    people = Person.objects.filter(pk__in=ids, erased_at__isnull=True)
    found = {
        person.pk: Facts(
            id=person.pk,
            row=0,
            name=person.name,
            folded=person.name_folded,
            pronouns=person.pronouns,
            language=person.language,
            is_seen=person.pk in seen,
        )
        for person in people
    }
    for way in Way.objects.filter(person__in=found, until__isnull=True).only("person", "kind", "key", "chapter"):
        if way.kind == WayKind.ADDRESS:
            found[way.person_id].address = "there"
            found[way.person_id].home = way.key
        elif way.chapter_id == importing.chapter_id:
            found[way.person_id].ways[way.kind, way.key] = ""
    tags = Tagging.objects.filter(person__in=found, tag__kind=TagKind.ISSUE)
    for id, name in tags.values_list("person", "tag__name"):
        found[id].tags[folded(name)] = name
    for id, system, key in OtherNumber.objects.filter(person__in=found, chapter=importing.chapter_id).values_list(
        "person", "system", "key"
    ):
        found[id].numbers.add((system, key))
    standing = Consent.objects.filter(person__in=found, superseded_at__isnull=True)
    for id, purpose, scope, answer in standing.values_list("person", "purpose", "scope", "answer"):
        found[id].answers[purpose, scope] = answer
    own = own_ids(importing)
    values = CustomValue.objects.filter(chapter=importing.chapter_id, field__in=own, superseded_at__isnull=True)
    for value in values.filter(person__in=found) if own else ():
        found[value.person_id].fields[value.field_id.hex] = value.text
    if importing.own:
        for note in Note.objects.filter(person__in=found, author=importing.by_id):
            found[note.person_id].notes.add(note.text)
    return list(found.values())


def own_ids(importing: Import) -> list[UUID]:
    """Which of the chapter's own fields the columns of a file mean."""
    targets = (importing.mapping or {}).get("targets", ())
    return [UUID(target.removeprefix("field:")) for target in targets if target.startswith("field:")]


def _seen(importing: Import, ids: set[UUID]) -> set[UUID]:
    """Whom this file may add to: everybody in the chapter from the shell, else whom the organizer sees."""
    if importing.by is None:
        return ids
    among = Person.objects.filter(pk__in=ids)
    return set(people_in(scope_of(importing.by), among).values_list("pk", flat=True))


def _earlier_rows(importing: Import, comings: Sequence[Facts]) -> list[Facts]:
    marks = [keys_of_row(importing, coming) for coming in comings]
    found: dict[UUID, ImportRow] = {}
    for column, name in enumerate(("by_number", "by_email", "by_phone", "by_name")):
        wanted = {mark[column] for mark in marks if mark[column] is not None}
        if wanted:
            rows = ImportRow.objects.filter(Q(**{f"{name}__in": wanted}), importing=importing)
            found.update((row.pk, row) for row in rows)
    return [
        replace(facts_of_row(importing, Incoming(**row.values), row.number), id=row.person_id)
        for row in sorted(found.values(), key=lambda row: row.place)
        if row.person_id is not None
    ]


def _forgotten_keys(comings: Sequence[Facts]) -> set[str]:
    keys = {key for coming in comings for _kind, key in coming.ways}
    channels = [channel for channels in CHANNELS_OF_WAY.values() for channel in channels]
    erased = Suppression.objects.filter(channel__in=channels, address_key__in=keys, reason="erased")
    return set(erased.values_list("address_key", flat=True))


def take_in(known: Facts, coming: Facts) -> None:
    """From now on what the row says is known of them."""
    known.ways.update(coming.ways)
    known.tags.update(coming.tags)
    known.numbers.update(coming.numbers)
    known.answers.update(coming.answers)
    known.notes.update(coming.notes)
    known.fields = coming.fields | known.fields
    known.pronouns = known.pronouns or coming.pronouns
    known.language = known.language or coming.language
    known.address = known.address or coming.address
    known.home = known.home or coming.home
    _count_yes(known, coming)


def _count_yes(known: Facts, coming: Facts) -> None:
    if coming.yes_on:
        known.answers.setdefault((Purpose.LIST, NEWS), Answer.GRANTED)


@dataclass(frozen=True)
class Weighed:
    """What a row is, why, which row it is like, and the id of the person it is about."""

    verdict: str
    reason: str = ""
    about: str = ""
    person: UUID | None = None


def weigh(coming: Facts, known: Known) -> Weighed:
    """Decide what a row is. From then on `known` knows what it says."""
    if known.was_forgotten(coming):
        return Weighed(Verdict.REFUSED, Reason.FORGOTTEN)
    same, other = most_alike(coming, known)
    if other is None or same <= Same.SHARES:
        shared = Reason.SHARES_A_WAY.value if same == Same.SHARES else ""
        known.add(coming)
        return Weighed(Verdict.NEW, shared, person=coming.id)
    if not other.is_seen:
        return Weighed(Verdict.REFUSED, Reason.TAKEN)
    if same == Same.PERHAPS:
        reason = Reason.LIKE_ROW if other.row else Reason.LIKE_PERSON
        return Weighed(Verdict.PROBABLE, reason, _row(other), person=other.id)
    adds = change(other, coming)
    row = _row(other)
    take_in(other, coming)
    known.add(replace(coming, id=other.id))
    return Weighed(
        Verdict.UPDATED if adds else Verdict.UNCHANGED,
        Reason.SAME_ROW if row else Reason.SAME_PERSON,
        row,
        person=other.id,
    )


def _row(other: Facts) -> str:
    return str(other.row) if other.row else ""


def most_alike(coming: Facts, known: Known) -> tuple[Same, Facts | None]:
    """Whom a row is about most likely. Somebody not seen is never found by name alone; two who fit are a perhaps."""
    best, found = Same.NO, None
    sure: set[UUID] = set()
    mine = coming.likeness()
    for other in known.alike(coming):
        same = likely_same(mine, other.likeness())
        if same == Same.PERHAPS and not other.is_seen and not coming.ways.keys() & other.ways.keys():
            continue
        if same == Same.SURE:
            sure.add(other.id)
        if same > best:
            best, found = same, other
    return (Same.PERHAPS, found) if len(sure) > 1 and not coming.numbers else (best, found)


def change(known: Facts, coming: Facts) -> Change:
    """What the row says that is not known yet."""
    more = len(coming.folded.split()) > len(known.folded.split()) and known.folded in coming.folded
    asked = known.answers.get((Purpose.LIST, NEWS)) or known.answers.get((Purpose.LIST, ""))
    new_ways = ((kind, key, value) for (kind, key), value in coming.ways.items() if (kind, key) not in known.ways)
    return Change(
        name=coming.name if more else "",
        pronouns="" if known.pronouns else coming.pronouns,
        language="" if known.language else coming.language,
        address="" if known.address else coming.address,
        ways=tuple(new_ways),
        tags=tuple(name for key, name in coming.tags.items() if key not in known.tags),
        number=coming.number if coming.number and coming.number[:2] not in known.numbers else None,
        no=tuple(
            pair
            for pair, answer in coming.answers.items()
            if answer in NO_ANSWERS and known.answers.get(pair) not in NO_ANSWERS
        ),
        yes_on="" if asked else coming.yes_on,
        note=next(iter(coming.notes - known.notes), ""),
        fields=tuple((id, text) for id, text in coming.fields.items() if id not in known.fields),
    )


def moment_of(day: str, at: datetime) -> datetime:
    """Noon of a day in the file, in no case later than now."""
    return min(at, datetime.fromisoformat(f"{day}T12:00:00+00:00")) if day else at
