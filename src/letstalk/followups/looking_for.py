"""The clauses of a filter of people that one-on-ones, contacts, asks and commitments decide."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from letstalk.accounts.models import User
from letstalk.commitments.access import commitments_visible_to
from letstalk.commitments.models import AskMade
from letstalk.commitments.words import Answer
from letstalk.followups.models import Contact
from letstalk.followups.queries import not_spoken_with_since
from letstalk.meetings.models import Meeting
from letstalk.people.access import scope_of
from letstalk.people.filters import NEVER, Filter
from letstalk.people.models import Relationship, RelationshipQuerySet
from letstalk.people.queries import said_no_to_contact
from letstalk.people.queries.filtering import Having


def clauses_decided_here(user: User, wanted: Filter, *, at: datetime) -> dict[str, Having]:
    """Each by its name. With whom an organizer spoke and whom they asked is theirs alone, so it is about their own
    people; an open commitment is seen by a lead of its chapter, too."""
    found = {}
    if wanted.weeks is not None:
        found["weeks"] = _not_spoken_with(user, wanted.weeks, at=at)
    if wanted.open == "commitment":
        found["open"] = Having((commitments_visible_to(user).open(),))
    elif wanted.open:
        found["open"] = _said_not_now(user)
    if wanted.invited:
        found["invited"] = _asked_to_meet(user, wanted.invited)
    return found


def _own(user: User) -> RelationshipQuerySet:
    """Of somebody who organizes no more there are none."""
    return Relationship.objects.current().filter(organizer=user) if scope_of(user).organizes else _nobody()


def _nobody() -> RelationshipQuerySet:
    return Relationship.objects.filter(pk__in=[])


def _not_spoken_with(user: User, weeks: int, *, at: datetime) -> Having:
    if weeks != NEVER:
        return Having((not_spoken_with_since(user, at - timedelta(weeks=weeks)),))
    spoken = Contact.objects.filter(relationship=OuterRef("pk"))
    return Having((_own(user).exclude(Exists(spoken)).exclude(person__in=said_no_to_contact()),))


def _said_not_now(user: User) -> Having:
    """Nothing was asked of them since."""
    made = AskMade.objects.filter(by=user, answer=Answer.NOT_NOW, person__in=_own(user).values("person"))
    later = AskMade.objects.filter(person=OuterRef("person"), by=user, at__gt=OuterRef("at"))
    return Having((made.exclude(Exists(later)),))


def _asked_to_meet(user: User, invited: str) -> Having:
    """A one-on-one that is only thought of was not asked for yet. Who is left alone is not to be asked (L-1)."""
    was_asked = Q(invitations__isnull=False) | Q(slots__isnull=False)
    asked = Meeting.objects.filter(was_asked, relationship=OuterRef("pk"))
    if invited == "yes":
        return Having((_own(user).filter(Exists(asked)),))
    return Having((_own(user).exclude(Exists(asked)).exclude(person__in=said_no_to_contact()),))
