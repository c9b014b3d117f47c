"""A rest until a day: after two misses, or whenever somebody needs one (C-6, b.5)."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.followups import timings
from letstalk.followups.domain.items import add
from letstalk.followups.models import FollowUp, Rest
from letstalk.journal.models import record
from letstalk.kit import clock
from letstalk.kit.refusal import NothingWritten
from letstalk.people.domain.stages import set_stage
from letstalk.people.models import Membership, Relationship
from letstalk.people.words import Stage

# What asks somebody for their time; promises and thanks are owed to those who rest, too.
WAITS = (timings.CHECK_IN, timings.BEYOND_TEAM)


def rest_until(*, relationship: Relationship, until_on: date, by: User | None, at: datetime) -> Rest:
    """They rest until that day. Said again, the new day holds.

    Consequences: they stand as resting, so no rhythm asks for them; check-ins wait until then. Raises NothingWritten.
    """
    zone = relationship.chapter.zone
    if until_on <= clock.local_day(at, zone):
        raise NothingWritten({"until_on": _("Choose a day that is still to come.")})
    with transaction.atomic():
        rest, is_new = Rest.objects.get_or_create(
            relationship=relationship,
            ended_at=None,
            defaults={"until_on": until_on, "stage_before": _stage_now(relationship), "at": at},
        )
        if not is_new:
            rest.until_on = until_on
            rest.save(update_fields=["until_on"])
        set_stage(person=relationship.person, chapter=relationship.chapter, stage=Stage.RESTING, by=by, at=at)
        begins_again = clock.day_bounds(until_on, zone)[0]
        waiting = FollowUp.objects.open().filter(relationship=relationship, step__in=WAITS, due_at__lt=begins_again)
        FollowUp.objects.filter(pk__in=list(waiting.values_list("pk", flat=True))).update(due_at=begins_again)
        record("followup.resting", about=relationship, by=by, at=at, until=until_on)
    return rest


def end_rest(*, rest: Rest, by: User | None, at: datetime) -> Rest:
    """The day has come, or they are back before it: they stand where they stood, and a call just to talk is due."""
    relationship = rest.relationship
    with transaction.atomic():
        if Rest.objects.filter(pk=rest.pk, ended_at__isnull=True).update(ended_at=at) != 1:
            return rest
        if _stage_now(relationship) == Stage.RESTING:
            stage = Stage(rest.stage_before)
            set_stage(person=relationship.person, chapter=relationship.chapter, stage=stage, by=by, at=at)
            if not FollowUp.objects.open().filter(relationship=relationship, step=timings.CHECK_IN).exists():
                check_in = uuid.uuid5(rest.pk, timings.CHECK_IN)
                add(relationship=relationship, step=timings.CHECK_IN, due_at=at, planned_at=at, at=at, id=check_in)
        record("followup.rested", about=relationship, by=by, at=at)
    rest.refresh_from_db()
    return rest


def _stage_now(relationship: Relationship) -> str:
    there = Membership.objects.filter(
        person=relationship.person_id, chapter=relationship.chapter_id, until__isnull=True
    )
    return there.values_list("stage", flat=True).first() or Stage.PROSPECTIVE
