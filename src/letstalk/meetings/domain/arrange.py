"""Planned and agreed in one step: the usual way, when both have their calendars at hand."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from letstalk.accounts.models import User
from letstalk.guides.models import AgendaTemplate
from letstalk.guides.words import MeetingKind
from letstalk.kit import clock
from letstalk.meetings.domain.plan import plan
from letstalk.meetings.domain.schedule import agree
from letstalk.meetings.models import Meeting, Place, Slot
from letstalk.meetings.words import Mode, Purpose, Use
from letstalk.people.models import Relationship


@dataclass(frozen=True)
class Appointment:
    """When and where, as both agreed on it (I-3)."""

    when: clock.LocalTime | None
    minutes: int
    mode: Mode = Mode.IN_PERSON
    mode_reason: str = ""
    place_words: str = ""
    place: Place | None = None
    minds_calendar: bool = False


def plan_and_agree(
    *,
    relationship: Relationship,
    appointment: Appointment,
    kind: MeetingKind,
    by: User,
    at: datetime,
    id: uuid.UUID | None = None,
    use: Use | None = None,
    purpose: Purpose | None = None,
    reason: str = "",
    template: AgendaTemplate | None = None,
    looks_back_on: uuid.UUID | None = None,
) -> Meeting:
    """Make the one-on-one and write down when and where, whole or not at all. The same `id` twice is one.

    Raises NothingWritten beside the fields, TimeTaken, CameUp, RelationshipOver; then nothing was planned.
    """
    with transaction.atomic():
        meeting = plan(
            relationship=relationship,
            kind=kind,
            id=id,
            use=use,
            purpose=purpose,
            reason=reason,
            template=template,
            looks_back_on=looks_back_on,
            by=by,
            at=at,
        )
        # Sent a second time, the slot of the first is there: another one would be a move nobody asked for (I-4).
        if not Slot.objects.filter(meeting=meeting).exists():
            agree(meeting=meeting, **vars(appointment), by=by, at=at)
    return meeting
