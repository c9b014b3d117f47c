"""How a one-on-one is to go: the sections of its agenda that hold for it, in the minutes that were agreed (R-034)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from letstalk.guides.agendas import fitting, scaled
from letstalk.guides.models import AgendaTemplate
from letstalk.guides.queries import has_expired
from letstalk.meetings.facts import facts_of
from letstalk.meetings.models import Meeting


def sections_of(
    meeting: Meeting, *, minutes: int | None = None, facts: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The sections for what is known beforehand, such as whether it is the first, scaled to the agreed length.

    minutes: as long as it is agreed to last; without, the agenda's own. facts: those of `facts_of`, where they were
    read already.
    """
    known = (facts_of(meeting) if facts is None else facts) if _has_conditions(meeting) else {}
    sections = fitting(meeting.agenda, known)
    whole = sum(int(section.get("minutes", 0)) for section in sections)
    planned = sum(int(section.get("minutes", 0)) for section in meeting.agenda)
    # What falls out leaves its minutes to the others.
    return scaled(sections, minutes or planned or whole)


def duties_of(meeting: Meeting, *, facts: Mapping[str, Any] | None = None) -> list[str]:
    """What is to be done before the one-on-one, in the order of its sections, each once."""
    sections = sections_of(meeting, facts=facts)
    return list(dict.fromkeys(duty for section in sections for duty in section.get("duties", ())))


def is_of_the_past(meeting: Meeting, today: date) -> bool:
    """The guide or the agenda it was planned with has passed its date, and says so wherever it is used (R-069)."""
    if meeting.guide_version is not None and has_expired(meeting.guide_version, today):
        return True
    if meeting.template_id is None:
        return False
    return AgendaTemplate.objects.filter(pk=meeting.template_id, current_until__lt=today).exists()


def _has_conditions(meeting: Meeting) -> bool:
    return any(section.get("when") for section in meeting.agenda)
