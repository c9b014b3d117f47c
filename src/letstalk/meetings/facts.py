"""What is known about a one-on-one before anything is asked, under the names that packs and guides use."""

from typing import Any

from letstalk.guides.wordings import AS_WRITTEN, PARTISAN
from letstalk.meetings.models import Held, Meeting, Slot
from letstalk.people.models import Membership


def facts_of(meeting: Meeting) -> dict[str, Any]:
    """For conditions such as `{"fact": "first_meeting", "equals": true}`; what is not known is left out."""
    others = Held.objects.standing().filter(meeting__relationship=meeting.relationship_id).exclude(meeting=meeting)
    mode = Slot.objects.standing().filter(meeting=meeting).values_list("mode", flat=True).first()
    stages = Membership.objects.filter(person=meeting.person_id, chapter=meeting.chapter_id, until__isnull=True)
    stage = stages.values_list("stage", flat=True).first()
    known = {"mode": mode, "stage": stage, "language": _language(meeting)}
    return {
        "first_meeting": not others.exists(),
        "meeting_kind": str(meeting.kind),
        **_partisan(meeting),
    } | {name: str(value) for name, value in known.items() if value}


def _language(meeting: Meeting) -> str:
    """The one chosen for this one-on-one, else the person's own where it is known, else the organizer's."""
    chosen = meeting.wordings.get("language", "")
    return (chosen if chosen != AS_WRITTEN else "") or meeting.person.language or meeting.organizer.language


def _partisan(meeting: Meeting) -> dict[str, bool]:
    """Whether partisan words may be used: as was chosen, or else as the guide says of itself (h.6)."""
    if meeting.guide_version is None:
        return {}
    chosen = meeting.wordings.get("sides", "")
    return {"partisan": chosen == PARTISAN if chosen else bool(meeting.guide_version.body.get("partisan"))}
