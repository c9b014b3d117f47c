"""What is known about a one-on-one before anything is asked, under the names that packs and guides use."""

from typing import Any

from letstalk.meetings.models import Held, Meeting, Slot
from letstalk.people.models import Membership


def facts_of(meeting: Meeting) -> dict[str, Any]:
    """For conditions such as `{"fact": "first_meeting", "equals": true}`; what is not known is left out."""
    others = Held.objects.standing().filter(meeting__relationship=meeting.relationship_id).exclude(meeting=meeting)
    mode = Slot.objects.standing().filter(meeting=meeting).values_list("mode", flat=True).first()
    stages = Membership.objects.filter(person=meeting.person_id, chapter=meeting.chapter_id, until__isnull=True)
    stage = stages.values_list("stage", flat=True).first()
    known = {"mode": mode, "stage": stage, "language": meeting.organizer.language}
    return {
        "first_meeting": not others.exists(),
        "meeting_kind": str(meeting.kind),
    } | {name: str(value) for name, value in known.items() if value}
