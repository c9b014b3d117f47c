"""What a person puts right about themselves, on their own page behind the six digits."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from letstalk.people.domain.adding import change_person
from letstalk.people.domain.fields import fill_in
from letstalk.people.domain.requests import ask_for
from letstalk.people.domain.ways import AddressTaken, add_way, end_way
from letstalk.people.models import Relationship, Way
from letstalk.people.words import OWN_PAGE, RequestKind, WayKind


def newest_way(relationship: Relationship, kind: WayKind) -> Way | None:
    """The way of this kind that is used now."""
    ways = Way.objects.filter(
        person=relationship.person_id, chapter=relationship.chapter_id, kind=kind, until__isnull=True
    )
    return ways.order_by("-added_at", "-pk").first()


def correct_oneself(
    *,
    relationship: Relationship,
    name: str,
    pronouns: str,
    email: str,
    phone: str,
    fields: Mapping[UUID, str] | None = None,
    at: datetime,
) -> None:
    """Put right at once what they are called and how they are reached; what is emptied is used no more.

    fields: what they say for the chapter's own fields, by id. An address that somebody else in the chapter has becomes
    a request to the organizer: whose it is, is told to nobody. Raises ValidationError, Forgotten, and what
    fill_in raises.
    """
    person = relationship.person
    with transaction.atomic():
        fill_in(person=person, chapter=relationship.chapter, values=fields or {}, source=OWN_PAGE, by=None, at=at)
        if (name, pronouns) != (person.name, person.pronouns):
            change_person(
                person=person,
                name=name,
                pronouns=pronouns,
                language=person.language,
                zone=person.zone,
                by=None,
                at=at,
            )
        _reach_by(relationship, WayKind.EMAIL, email, at=at)
        _reach_by(relationship, WayKind.PHONE, phone, at=at)


def _reach_by(relationship: Relationship, kind: WayKind, value: str, *, at: datetime) -> None:
    before = newest_way(relationship, kind)
    if value.strip() == (before.value if before else ""):
        return
    if value.strip():
        try:
            now = add_way(
                person=relationship.person,
                chapter=relationship.chapter,
                kind=kind,
                value=value,
                source=OWN_PAGE,
                by=None,
                at=at,
            )
        except AddressTaken:
            ask_for(relationship=relationship, kind=RequestKind.CORRECT, words=f"{kind.label}: {value.strip()}", at=at)
            return
        if before and now.pk == before.pk:
            return
    if before:
        end_way(way=before, by=None, at=at)
