"""The gate to follow-ups and contacts: they are the organizer's own."""

from uuid import UUID

from django.http import Http404

from letstalk.accounts.models import User
from letstalk.followups.models import Contact, FollowUp
from letstalk.people.models import Relationship


def own_follow_up_or_404(user: User, follow_up_id: UUID) -> FollowUp:
    rows = FollowUp.objects.select_related("person", "relationship", "chapter", "set__meeting")
    item = rows.filter(organizer=user, pk=follow_up_id, person__erased_at__isnull=True).first()
    if item is None:
        raise Http404
    return item


def own_contact(user: User, relationship: Relationship, contact_id: UUID) -> Contact | None:
    """A contact this organizer logged with this person; None when it is there no more."""
    return Contact.objects.filter(organizer=user, relationship=relationship, pk=contact_id).first()
