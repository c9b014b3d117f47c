"""The gate to a person's pages: who may see them, and in which chapter the two are."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from letstalk.accounts.models import User
from letstalk.people.access import memberships_seen_by, person_or_404, relationships_with
from letstalk.people.models import Chapter, Membership, Person, Relationship


@dataclass(frozen=True)
class Known:
    """A person as this user knows them. `relationship` is the user's own, None for a lead who is not their organizer.

    relationships: whose own they are or were, the user's among them. chapter: where things about them are written
    down; `membership` says where they stand there.
    """

    person: Person
    relationship: Relationship | None
    chapter: Chapter
    membership: Membership | None
    chapters: tuple[Chapter, ...]
    relationships: tuple[Relationship, ...]

    @property
    def zone(self) -> str:
        return self.chapter.zone


def known_or_404(user: User, person_id: UUID) -> Known:
    """The person, where this user may see them."""
    person = person_or_404(user, person_id)
    relationships = relationships_with(person)
    relationship = next((row for row in relationships if row.organizer_id == user.pk and row.is_current), None)
    memberships = memberships_seen_by(user, person)
    here = relationship.chapter_id if relationship else None
    membership = next((row for row in memberships if here in (None, row.chapter_id)), None)
    chapter = relationship.chapter if relationship else (membership.chapter if membership else None)
    if chapter is None:
        raise Http404
    return Known(
        person=person,
        relationship=relationship,
        chapter=chapter,
        membership=membership,
        chapters=tuple(row.chapter for row in memberships),
        relationships=tuple(relationships),
    )
