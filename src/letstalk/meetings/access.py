"""The gate to one-on-ones: the organizer who holds them; a lead sees that they are, and their commitments, no more."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from letstalk.accounts.models import User
from letstalk.kit.statements import worked_out_once
from letstalk.meetings.models import Meeting, MeetingQuerySet
from letstalk.people.access import chapters_led


def own_meetings(user: User) -> MeetingQuerySet:
    return Meeting.objects.filter(organizer=user, person__erased_at__isnull=True)


def own_meeting_or_404(user: User, meeting_id: UUID) -> Meeting:
    """A one-on-one this user holds. Everything on its page is theirs alone."""
    for meeting in _own(user=user.pk, id=meeting_id):
        return meeting
    raise Http404


@worked_out_once
def _own(*, user: UUID, id: UUID) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(organizer=user, pk=id, person__erased_at__isnull=True).with_state()
    return rows.select_related("person", "relationship", "chapter", "guide_version", "template")


def meetings_led(user: User) -> MeetingQuerySet:
    """Meetings in the chapters a user leads, to be counted, never to be read."""
    return Meeting.objects.filter(chapter__in=chapters_led(user))
