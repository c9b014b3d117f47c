"""A talk that was not planned: logged as such, followed up like any other, counted apart (R-015)."""

import uuid
from datetime import datetime

from django.db import transaction

from letstalk.accounts.models import User
from letstalk.followups.domain.hold import mark_held
from letstalk.guides.models import AgendaTemplate
from letstalk.guides.words import MeetingKind
from letstalk.meetings.domain.plan import plan
from letstalk.meetings.models import Held, Meeting
from letstalk.meetings.words import Mode
from letstalk.people.models import Relationship


def log_talk(
    *,
    relationship: Relationship,
    kind: MeetingKind,
    began_at: datetime,
    by: User,
    at: datetime,
    id: uuid.UUID | None = None,
    minutes: int | None = None,
    mode: Mode = Mode.IN_PERSON,
    reason: str = "",
    template: AgendaTemplate | None = None,
) -> Meeting:
    """Write down that the two talked, unplanned; the follow-up set is made as for any one-on-one (R-027).

    The same `id` twice is one talk. Raises RelationshipOver, NotYet; then nothing was written.
    """
    with transaction.atomic():
        meeting = plan(
            relationship=relationship,
            kind=kind,
            id=id,
            reason=reason,
            template=template,
            is_spontaneous=True,
            by=by,
            at=at,
        )
        if not Held.objects.filter(meeting=meeting).exists():
            mark_held(meeting=meeting, began_at=began_at, minutes=minutes, mode=mode, by=by, at=at)
    return meeting
