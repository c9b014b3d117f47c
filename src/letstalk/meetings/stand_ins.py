"""Who stands in for whom: the few who may, and what the one who does gets to see."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from letstalk.accounts.models import User
from letstalk.kit.statements import worked_out_once
from letstalk.meetings.models import Held, Meeting, Slot, StandIn
from letstalk.people.queries import organizers_for

SHOWN_FOR = timedelta(days=2)


def standing_now() -> QuerySet[StandIn]:
    """Those that still hold: not ended, and the time they were found for is still the agreed one."""
    agreed = Slot.objects.standing().filter(meeting=OuterRef("meeting"), at__lte=OuterRef("at"))
    return StandIn.objects.filter(Exists(agreed), ended_at__isnull=True)


def organizers_beside(meeting: Meeting) -> list[User]:
    """The other organizers of the chapter and of those above it, by name."""
    return [user for user in organizers_for(meeting.chapter) if user.pk != meeting.organizer_id]


def may_stand_in(user: User, meeting: Meeting) -> bool:
    return any(beside.pk == user.pk for beside in organizers_beside(meeting))


def stand_in_for(meeting: Meeting) -> StandIn | None:
    return standing_now().filter(meeting=meeting).select_related("to").first()


def standing_in(user: User, *, at: datetime) -> list[Slot]:
    """What this user stands in for and is still to come or just was, the soonest first."""
    return _standing_in(user=user.pk, since=at - SHOWN_FOR)


@worked_out_once
def _standing_in(*, user: UUID, since: datetime) -> QuerySet[Slot]:
    # Theirs are few and found at once; the slots to come are everybody's.
    theirs = standing_now().filter(to=user).values("meeting")
    rows = Slot.objects.standing().filter(meeting__in=theirs, starts_at__gte=since, no_shows__isnull=True)
    rows = rows.filter(meeting__person__erased_at__isnull=True)
    rows = rows.exclude(Exists(Held.objects.standing().filter(meeting=OuterRef("meeting"))))
    return rows.select_related("meeting__person", "meeting__organizer", "place").order_by("starts_at", "pk")


def stood_in_or_404(user: User, meeting_id: UUID, *, at: datetime) -> Meeting:
    """The one-on-one of another organizer that this user stands in for, until two days after its time."""
    lately = Slot.objects.standing().filter(meeting=OuterRef("pk"), starts_at__gte=at - SHOWN_FOR)
    rows: QuerySet[Meeting] = Meeting.objects.filter(
        Exists(standing_now().filter(meeting=OuterRef("pk"), to=user)),
        Exists(lately),
        pk=meeting_id,
        person__erased_at__isnull=True,
    ).with_state()
    meeting = rows.select_related("person", "relationship", "chapter", "organizer").first()
    if meeting is None:
        raise Http404
    return meeting
