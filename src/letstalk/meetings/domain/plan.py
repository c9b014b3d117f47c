"""From a name and a reason to a planned one-on-one."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.campaigns.models import Ask
from letstalk.guides.models import AgendaTemplate
from letstalk.guides.queries import version_of
from letstalk.guides.words import MeetingKind, SuccessRule
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.meetings.domain.moves import OPEN_AGAIN, RelationshipOver, lock, require
from letstalk.meetings.domain.prepare import MOST_ASKS_CARRIED
from letstalk.meetings.models import Dropped, Meeting
from letstalk.meetings.words import PROPOSED, Purpose, Use
from letstalk.people.models import Relationship


def plan(
    *,
    relationship: Relationship,
    kind: MeetingKind,
    by: User,
    at: datetime,
    id: uuid.UUID | None = None,
    use: Use | None = None,
    purpose: Purpose | None = None,
    reason: str = "",
    template: AgendaTemplate | None = None,
    grew_from: Meeting | None = None,
    looks_back_on: uuid.UUID | None = None,
    is_spontaneous: bool = False,
) -> Meeting:
    """Make the one-on-one as an idea (b.1), with its agenda copied from the template (R-036).

    The asks that its sections name are carried, in their order; the organizer chooses others while preparing (R-029).
    The kind proposes use (R-011) and purpose (R-014) where none is given. The same `id` twice is one meeting.
    Raises RelationshipOver.
    """
    if relationship.until is not None or relationship.person.erased_at is not None:
        raise RelationshipOver(_("You are no longer in touch with this person here, so nothing new can be planned."))
    proposed_use, proposed_purpose = PROPOSED[kind]
    with transaction.atomic():
        meeting, is_new = Meeting.objects.get_or_create(
            pk=id or uuid.uuid4(),
            defaults={
                "chapter_id": relationship.chapter_id,
                "relationship": relationship,
                "organizer_id": relationship.organizer_id,
                "person_id": relationship.person_id,
                "kind": kind,
                "use": proposed_use if use is None else use,
                "purpose": proposed_purpose if purpose is None else purpose,
                "reason": reason.strip(),
                "template": template,
                "agenda": template.sections if template else [],
                "asks": asks_named(template),
                "success_rule": template.success_rule if template else SuccessRule.COMMITMENT,
                "guide_version": version_of(template),
                "grew_from": grew_from,
                "looks_back_on": looks_back_on,
                "is_spontaneous": is_spontaneous,
                "made_at": at,
            },
        )
        if is_new:
            record("meeting.planned", about=meeting, by=by, at=at, kind=kind, spontaneous=is_spontaneous)
        elif meeting.relationship_id != relationship.pk:
            raise Refused(_("This form was already used for somebody else. Open it afresh."))
    return meeting


def asks_named(template: AgendaTemplate | None) -> list[str]:
    """The ids of the asks an agenda names, in order: the next one only after a no. What is off the menu is left out."""
    named = [key for section in template.sections for key in section.get("asks", ())] if template else []
    if template is None or template.campaign is None or not named:
        return []
    # By the campaign's key: an adapted agenda outlasts the first day it was taken up from.
    campaign = {"campaign__key": template.campaign.key, "campaign__chapter": template.campaign.chapter_id}
    rows = Ask.objects.filter(key__in=named, retired_at__isnull=True, campaign__ended_at__isnull=True, **campaign)
    found = {ask.key: str(ask.pk) for ask in rows}
    return [found[key] for key in dict.fromkeys(named) if key in found][:MOST_ASKS_CARRIED]


def describe(
    *, meeting: Meeting, use: Use | str, purpose: Purpose | str, reason: str, by: User, at: datetime
) -> Meeting:
    """Say what it is for (R-004, R-005); any of them may stay empty (R-003)."""
    meeting.use, meeting.purpose, meeting.reason = use, purpose, reason.strip()
    with transaction.atomic():
        meeting.save(update_fields=["use", "purpose", "reason"])
        record("meeting.described", about=meeting, by=by, at=at)
    return meeting


def drop(*, meeting: Meeting, by: User, at: datetime) -> Dropped:
    """Let the idea go. Raises WrongMoment once something is agreed or held."""
    with transaction.atomic():
        meeting = lock(meeting)
        require(meeting, OPEN_AGAIN, _("Only an idea can be let go; call it off instead."))
        dropped = Dropped.objects.create(meeting=meeting, by=by, at=at)
        record("meeting.dropped", about=meeting, by=by, at=at)
    return dropped
