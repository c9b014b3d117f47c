"""The gate to one-on-ones: the organizer who holds them; a lead sees that they are, and their commitments, no more."""

from uuid import UUID

from django.http import Http404

from letstalk.accounts.models import User
from letstalk.meetings.models import Meeting, MeetingQuerySet
from letstalk.people.access import chapters_led


def own_meetings(user: User) -> MeetingQuerySet:
    return Meeting.objects.filter(organizer=user, person__erased_at__isnull=True)


def own_meeting_or_404(user: User, meeting_id: UUID) -> Meeting:
    """A one-on-one this user holds. Everything on its page is theirs alone."""
    rows = own_meetings(user).select_related("person", "relationship", "chapter", "guide_version", "template")
    meeting = rows.filter(pk=meeting_id).with_state().first()
    if meeting is None:
        raise Http404
    return meeting


def meetings_led(user: User) -> MeetingQuerySet:
    """Meetings in the chapters a user leads, to be counted, never to be read."""
    return Meeting.objects.filter(chapter__in=chapters_led(user))
