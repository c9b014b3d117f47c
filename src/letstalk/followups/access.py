"""The gate to follow-ups and contacts: they are the organizer's own."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from letstalk.accounts.models import User
from letstalk.followups.handover_facts import may_know, steps_of
from letstalk.followups.models import Contact, FollowUp, Handover, Introduction, IntroductionSide
from letstalk.people.access import scope_of
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


def handover_or_404(user: User, handover_id: UUID) -> Handover:
    """A handover for whoever has a part in it: who steers it, and who would follow, once they may know of whom."""
    found = _handover(handover_id)
    if found is not None and (steers(user, found) or _may_follow(user, found)):
        return found
    raise Http404


def handover_to_steer_or_404(user: User, handover_id: UUID) -> Handover:
    """For the first organizer, while the person is their own, and for a lead of that chapter."""
    found = _handover(handover_id)
    if found is None or not steers(user, found):
        raise Http404
    return found


def linked_handover_or_404(link: SupporterLink, handover_id: UUID) -> Handover:
    """The same behind a person's own link."""
    found = _handover(handover_id)
    if found is None or found.relationship_id != link.relationship_id:
        raise Http404
    return found


def _handover(handover_id: UUID) -> Handover | None:
    rows = Handover.objects.select_related(
        "person__chapter", "chapter", "relationship", "from_organizer", "to_organizer", "proposed_by"
    )
    return rows.filter(pk=handover_id, person__erased_at__isnull=True).first()


def steers(user: User, handover: Handover) -> bool:
    """Whether they bring it to its end: the first organizer, while the person is their own, or a lead there."""
    is_own = handover.from_organizer_id == user.pk and handover.relationship.until is None
    return is_own or scope_of(user).leads(handover.chapter)


def _may_follow(user: User, handover: Handover) -> bool:
    is_asked = handover.to_organizer_id == user.pk and handover.ended_at is None
    return is_asked and may_know(handover, steps_of(handover))


def _sides() -> QuerySet[IntroductionSide]:
    return IntroductionSide.objects.select_related("introduction", "person__chapter", "relationship__chapter")


def _side_or_404(rows: QuerySet[IntroductionSide], side_id: UUID) -> IntroductionSide:
    found = rows.filter(pk=side_id).first()
    if found is None:
        raise Http404
    return found
