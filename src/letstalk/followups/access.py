"""The gate to follow-ups: they are the organizer's own."""

from uuid import UUID

from django.http import Http404

from letstalk.accounts.models import User
from letstalk.followups.models import FollowUp


def own_follow_up_or_404(user: User, follow_up_id: UUID) -> FollowUp:
    rows = FollowUp.objects.select_related("person", "relationship", "chapter", "set__meeting")
    item = rows.filter(organizer=user, pk=follow_up_id, person__erased_at__isnull=True).first()
    if item is None:
        raise Http404
    return item
