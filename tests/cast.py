"""The five who recur: organizer, lead, administrator, outsider (organizer of a sibling chapter), person (by link)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from letstalk.accounts.models import User
    from letstalk.people.models import Chapter, Person, Relationship


@dataclass(frozen=True)
class Cast:
    """organization above chapter and sibling. The founder holds all three roles in the organization.

    The person is the organizer's own, in the chapter, with an email and a phone; link_token opens their page.
    `at` is when all of it was made.
    """

    organization: Chapter
    chapter: Chapter
    sibling: Chapter
    founder: User
    organizer: User
    lead: User
    administrator: User
    outsider: User
    person: Person
    relationship: Relationship
    link_token: str
    at: datetime


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def make_cast() -> Cast:
    """All of them, in an empty database."""
    # Imported here: pytest reads this module before Django is set up.
    from letstalk.people.domain.links import make_link
    from letstalk.people.words import RoleKind
    from tests.factories import AT, a_chapter, a_person, a_role, a_user, an_organization, relationship_of

    founder = a_user("Frances Hill", email="frances@example.org")
    organization = an_organization(founder)
    chapter = a_chapter(organization, "Riverside")
    sibling = a_chapter(organization, "Hilltop")
    organizer = a_role(a_user("Rosa Marin", email="rosa@example.org"), chapter)
    person = a_person(organizer, chapter, email="amina@example.org", phone="+12025550143")
    relationship = relationship_of(person, organizer)
    return Cast(
        organization=organization,
        chapter=chapter,
        sibling=sibling,
        founder=founder,
        organizer=organizer,
        lead=a_role(a_user("Lee Park", email="lee@example.org"), chapter, RoleKind.LEAD),
        administrator=a_role(a_user("Ada Novak", email="ada@example.org"), organization, RoleKind.ADMINISTRATOR),
        outsider=a_role(a_user("Omar Haddad", email="omar@example.org"), sibling),
        person=person,
        relationship=relationship,
        link_token=make_link(relationship=relationship, at=AT),
        at=AT,
    )
