"""Builders of rows for tests: plain functions with defaults that surprise nobody, through the same verbs as the pages.

Everyone is invented; addresses are at example.org and phones in the ranges kept for fiction.
"""

from datetime import UTC, datetime
from itertools import count

from django.contrib.auth.hashers import make_password

from letstalk.accounts.backend import email_key
from letstalk.accounts.models import User
from letstalk.people.domain.adding import add_person
from letstalk.people.domain.organization import add_chapter, found_organization, give_role
from letstalk.people.models import Chapter, Person, Relationship
from letstalk.people.words import RoleKind

# A Thursday afternoon in winter, before everything that tests do.
AT = datetime(2026, 2, 5, 19, 0, tzinfo=UTC)
PASSWORD = "a long walk by the river"
ZONE = "America/Chicago"

_numbers = count(1)


def a_user(name: str = "Rosa Marin", *, email: str = "", at: datetime = AT, zone: str = ZONE) -> User:
    """An account that signs in with PASSWORD; no role yet."""
    address = email or f"user{next(_numbers)}@example.org"
    return User.objects.create(
        name=name,
        email=address,
        email_key=email_key(address),
        password=make_password(PASSWORD),
        joined_at=at,
        zone=zone,
    )


def an_organization(by: User, name: str = "River Valley Alliance", *, at: datetime = AT) -> Chapter:
    """The root; `by` is its organizer, lead and administrator."""
    return found_organization(name=name, by=by, zone=ZONE, region="US", language="en", is_demo=False, at=at)


def a_chapter(parent: Chapter, name: str = "Riverside", *, at: datetime = AT) -> Chapter:
    return add_chapter(parent=parent, name=name, by=None, at=at)


def a_role(user: User, chapter: Chapter, kind: str = RoleKind.ORGANIZER, *, at: datetime = AT) -> User:
    """The same user, with one more role."""
    give_role(user=user, chapter=chapter, kind=kind, by=None, at=at)
    return user


def a_person(
    by: User,
    chapter: Chapter,
    name: str = "Amina Okafor",
    *,
    email: str = "",
    phone: str = "",
    own: bool = True,
    at: datetime = AT,
) -> Person:
    """Someone added by an organizer and, unless `own` is False, the organizer's own at once."""
    return add_person(chapter=chapter, name=name, email=email, phone=phone, own=own, by=by, at=at)


def relationship_of(person: Person, organizer: User) -> Relationship:
    return Relationship.objects.current().get(person=person, organizer=organizer)
