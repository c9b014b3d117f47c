"""The day before: the person says once more that they are coming, by the link of their one-on-one (b.1)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from letstalk.followups.domain.before import confirm
from letstalk.kit import clock
from letstalk.meetings.domain.moves import WrongMoment
from letstalk.meetings.words import State
from letstalk.public.meeting_door import MeetingVisit, by_meeting_link


@require_POST
@by_meeting_link
def coming(request: HttpRequest, visit: MeetingVisit) -> HttpResponse:
    """They are coming; nobody need ask them any more. Tapped twice, it is said once."""
    zone = request.POST.get("zone", "")
    try:
        confirm(meeting=visit.meeting, by=None, at=clock.now())
    except WrongMoment:
        is_said = visit.meeting.state == State.CONFIRMED
        return visit.back("coming" if is_said else "changed", zone=zone)
    return visit.back("coming", zone=zone)
