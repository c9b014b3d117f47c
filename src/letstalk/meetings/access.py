"""The gate to one-on-ones: the organizer who holds them; a lead sees that they are, and their commitments, no more."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from letstalk.accounts.models import User
from letstalk.kit.lookup import token_hash
from letstalk.kit.statements import worked_out_once
from letstalk.meetings.models import BusyCalendar, CalendarFeed, Meeting, MeetingLink, MeetingQuerySet
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


def feed_or_404(token: str) -> CalendarFeed:
    """The calendar behind a secret address, while it was not revoked and its organizer still signs in here."""
    for feed in _feeds(token_hash=token_hash(token)):
        return feed
    raise Http404


@worked_out_once
def _feeds(*, token_hash: str) -> QuerySet[CalendarFeed]:
    rows = CalendarFeed.objects.filter(token_hash=token_hash, revoked_at__isnull=True, organizer__is_active=True)
    return rows.select_related("organizer").order_by("pk")


def own_calendar_or_404(user: User, calendar_id: UUID) -> BusyCalendar:
    """One of the user's own calendars; nobody else ever sees that it is there."""
    calendar = BusyCalendar.objects.filter(organizer=user, pk=calendar_id).select_related("organizer").first()
    if calendar is None:
        raise Http404
    return calendar


def meeting_link_or_404(token: str) -> MeetingLink:
    """The link behind a secret address, also when its time is over, so that a page can say so (`is_over`)."""
    rows = MeetingLink.objects.select_related(
        "meeting__person", "meeting__organizer", "meeting__chapter", "meeting__relationship"
    )
    link = rows.filter(token_hash=token_hash(token), meeting__person__erased_at__isnull=True).first()
    if link is None:
        raise Http404
    return link


def is_over(link: MeetingLink, at: datetime) -> bool:
    return link.revoked_at is not None or link.expires_at <= at or link.meeting.relationship.until is not None
