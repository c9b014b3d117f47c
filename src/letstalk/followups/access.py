"""The gate to follow-ups and contacts: they are the organizer's own."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from letstalk.accounts.models import User
from letstalk.followups.models import Contact, FollowUp, Introduction, IntroductionSide
from letstalk.people.models import Relationship, SupporterLink


def own_follow_up_or_404(user: User, follow_up_id: UUID) -> FollowUp:
    rows = FollowUp.objects.select_related("person", "relationship", "chapter", "set__meeting")
    item = rows.filter(organizer=user, pk=follow_up_id, person__erased_at__isnull=True).first()
    if item is None:
        raise Http404
    return item


def own_contact(user: User, relationship: Relationship, contact_id: UUID) -> Contact | None:
    """A contact this organizer logged with this person; None when it is there no more."""
    return Contact.objects.filter(organizer=user, relationship=relationship, pk=contact_id).first()


def own_introduction_or_404(user: User, introduction_id: UUID) -> Introduction:
    """An introduction this organizer began; nobody else sees that it is there."""
    found = Introduction.objects.filter(organizer=user, pk=introduction_id).first()
    if found is None:
        raise Http404
    return found


def own_side_or_404(user: User, side_id: UUID) -> IntroductionSide:
    """One of the two of an introduction this organizer began, to write down what they said."""
    return _side_or_404(_sides().filter(introduction__organizer=user, person__erased_at__isnull=True), side_id)


def linked_side_or_404(link: SupporterLink, side_id: UUID) -> IntroductionSide:
    """The same behind a person's own link: their own side, and never the other one."""
    return _side_or_404(_sides().filter(relationship=link.relationship_id), side_id)


def _sides() -> QuerySet[IntroductionSide]:
    return IntroductionSide.objects.select_related("introduction", "person__chapter", "relationship__chapter")


def _side_or_404(rows: QuerySet[IntroductionSide], side_id: UUID) -> IntroductionSide:
    found = rows.filter(pk=side_id).first()
    if found is None:
        raise Http404
    return found
