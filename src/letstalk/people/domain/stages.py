"""Where someone stands in a chapter (b.5): moved up by what they did, or set by the one who knows them."""

from datetime import datetime

from django.db import transaction

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.people.domain.relationships import belong
from letstalk.people.models import Chapter, Membership, Person
from letstalk.people.words import LADDER, Stage


def raise_to(*, person: Person, chapter: Chapter, stage: str, by: User | None, at: datetime) -> Membership:
    """They did what this stage means. It never lowers anyone, and someone who rests or left decides that themselves."""
    with transaction.atomic():
        belong(person=person, chapter=chapter, by=by, at=at)
        membership = _locked(person, chapter)
        if _is_below(membership.stage, stage):
            _stand(membership, stage, by=by, at=at)
    return membership


def set_stage(*, person: Person, chapter: Chapter, stage: str, by: User | None, at: datetime) -> Membership:
    """Say where someone stands, up, down, resting or gone as friends."""
    with transaction.atomic():
        belong(person=person, chapter=chapter, by=by, at=at)
        membership = _locked(person, chapter)
        if membership.stage != stage:
            _stand(membership, Stage(stage), by=by, at=at)
    return membership


def _locked(person: Person, chapter: Chapter) -> Membership:
    return Membership.objects.select_for_update().get(person=person, chapter=chapter, until__isnull=True)


def _is_below(now: str, reached: str) -> bool:
    ladder = [str(step) for step in LADDER]
    return now in ladder and ladder.index(now) < ladder.index(reached)


def _stand(membership: Membership, stage: str, *, by: User | None, at: datetime) -> None:
    before, membership.stage = membership.stage, stage
    membership.save(update_fields=["stage"])
    record(
        "people.stage_changed",
        about=membership,
        by=by,
        at=at,
        person=membership.person_id,
        before=before,
        after=membership.stage,
    )
