"""Adding a person, and correcting what is kept of who they are."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from letstalk.accounts.models import User
from letstalk.accounts.validators import clean_language
from letstalk.journal.models import record
from letstalk.people.domain.duplicates import keep_apart
from letstalk.people.domain.refusals import FormUsed, form_used, refuse_if_forgotten
from letstalk.people.domain.relationships import belong, take_on
from letstalk.people.domain.ways import AddressTaken, add_way
from letstalk.people.linkage.records import Pair
from letstalk.people.models import Chapter, Person
from letstalk.people.validators import clean_name, clean_zone, one_line
from letstalk.people.words import WayKind

__all__ = ["AddressTaken", "FormUsed", "add_person", "change_person"]

LONGEST_PRONOUNS = 60


def add_person(
    *,
    id: UUID | None = None,
    chapter: Chapter,
    name: str,
    email: str = "",
    phone: str = "",
    pronouns: str = "",
    source: str = "organizer",
    is_shared: bool = False,
    own: bool = True,
    other_than: Sequence[Pair] = (),
    by: User,
    at: datetime,
) -> Person:
    """Add someone to a chapter, their home; with `own` they become the organizer's own at once.

    id: made with the form, so that sending it twice adds one person. is_shared: a household uses the email and phone
    together. other_than: whom they are like, and are not. One name is enough, and neither email nor phone is needed.
    Raises AddressTaken, FormUsed, ValidationError (each beside its field), and then nothing was added.
    """
    person = Person(
        id=id or uuid4(),
        chapter=chapter,
        name=clean_name(name),
        pronouns=one_line(pronouns)[:LONGEST_PRONOUNS],
        added_by=by,
        added_at=at,
        source=source,
    )
    first = _added_before(person)
    if first is not None:
        return first
    try:
        with transaction.atomic():
            _insert(person, {WayKind.EMAIL: email, WayKind.PHONE: phone}, is_shared=is_shared, own=own, by=by, at=at)
            keep_apart(person=person, others=other_than, by=by, at=at)
    except IntegrityError:
        # Sent twice at the same moment: the other one was first.
        first = _added_before(person)
        if first is None:
            raise
        return first
    return person


def _added_before(person: Person) -> Person | None:
    first = Person.objects.select_related("chapter").filter(pk=person.pk).first()
    if first is None:
        return None
    if (first.added_by_id, first.chapter_id) != (person.added_by_id, person.chapter_id):
        raise form_used()
    return first


def _insert(person: Person, ways: dict[WayKind, str], *, is_shared: bool, own: bool, by: User, at: datetime) -> None:
    person.save(force_insert=True)
    record("people.person_added", about=person, by=by, at=at)
    belong(person=person, chapter=person.chapter, by=by, at=at)
    for kind, value in ways.items():
        if value.strip():
            add_way(
                person=person,
                chapter=person.chapter,
                kind=kind,
                value=value,
                source=person.source,
                is_shared=is_shared,
                by=by,
                at=at,
            )
    if own:
        take_on(person=person, chapter=person.chapter, organizer=by, by=by, at=at)


def choose_language(*, person: Person, language: str, at: datetime) -> Person:
    """The language the person chose on their own page: what is written to them from now on is in it.

    Raises ValidationError for one this installation does not speak, Forgotten.
    """
    refuse_if_forgotten(person)
    person.language = clean_language(language)
    with transaction.atomic():
        person.save(update_fields=["language"])
        record("people.language_chosen", about=person, by=None, at=at, language=person.language or "none")
    return person


def change_person(
    *, person: Person, name: str, pronouns: str = "", language: str = "", zone: str = "", by: User | None, at: datetime
) -> Person:
    """Set what a person is called, and their own language and zone if they are not the chapter's.

    Raises ValidationError.
    """
    person.name = clean_name(name)
    person.pronouns = one_line(pronouns)[:LONGEST_PRONOUNS]
    person.language = clean_language(language)
    person.zone = clean_zone(zone) if zone else ""
    with transaction.atomic():
        person.save(update_fields=["name", "name_folded", "pronouns", "language", "zone"])
        record("people.person_changed", about=person, by=by, at=at)
    return person
