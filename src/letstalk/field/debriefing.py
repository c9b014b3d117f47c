"""All that the page of the ninety seconds after shows, worked out once: for the screen and for a phone's store."""

from typing import Any

from letstalk.field.forms.debrief import DebriefForm
from letstalk.meetings.domain.moves import where_it_stands
from letstalk.meetings.words import State

TEMPLATE = "field/debrief/page.html"
WRITTEN_UP = {State.DEBRIEFED, State.CLOSED}
CAN_BE_HELD = {State.SCHEDULED, State.CONFIRMED, State.NO_SHOW, State.HELD}


def debrief_context(form: DebriefForm) -> dict[str, Any]:
    """What the template of the page needs, the same with and without a request."""
    meeting = form.page.meeting
    return {
        "page": form.page,
        "meeting": meeting,
        "person": meeting.person,
        "form": form,
        "today": form.today,
        "zone": form.zone,
        "viewer_zone": meeting.organizer.zone or form.zone,
        "can_be_held": meeting.state in CAN_BE_HELD or meeting.is_spontaneous or meeting.state in WRITTEN_UP,
        "stands": where_it_stands(meeting, meeting.state),
        "tally": form.lines_counted,
    }
