"""One follow-up: made, done, left out (b.4)."""

import uuid
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.followups import timings
from letstalk.followups.models import Contact, FollowUp, FollowUpResult, FollowUpSet
from letstalk.followups.words import ResultKind
from letstalk.journal.models import record
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.meetings.models import Meeting
from letstalk.people.models import Relationship


class AlreadyDone(Refused):
    """It was done or left out before."""


def add(
    *,
    relationship: Relationship,
    step: str,
    due_at: datetime,
    at: datetime,
    set: FollowUpSet | None = None,
    about: uuid.UUID | None = None,
    words: str = "",
    planned_at: datetime | None = None,
    when_possible: bool = False,
    id: uuid.UUID | None = None,
) -> FollowUp:
    """Put an item on the organizer's list; in one set, one item for each step and what it is about."""
    key: dict[str, Any] = {"set": set, "step": step, "about": about} if set else {"pk": id or uuid.uuid4()}
    item, is_new = FollowUp.objects.get_or_create(
        **key,
        defaults={
            "set": set,
            "chapter_id": relationship.chapter_id,
            "relationship": relationship,
            "person_id": relationship.person_id,
            "organizer_id": relationship.organizer_id,
            "kind": timings.KIND_OF_STEP[step],
            "step": step,
            "about": about,
            "words": words.strip(),
            "due_at": due_at,
            "when_possible": when_possible,
            "planned_at": planned_at,
            "made_at": at,
        },
    )
    if is_new:
        record("followup.made", about=item, by=None, at=at, step=step)
    return item


def plan_own(
    *, relationship: Relationship, words: str, due_at: datetime, by: User, at: datetime, id: uuid.UUID | None = None
) -> FollowUp:
    """A follow-up of the organizer's own making (R-047: the list is not exhaustive)."""
    if not words.strip():
        raise NothingWritten({"words": _("Say in a few words what you want to do.")})
    with transaction.atomic():
        return add(
            relationship=relationship, step=timings.CUSTOM, words=words, due_at=due_at, planned_at=at, at=at, id=id
        )


def do(*, item: FollowUp, by: User | None, at: datetime, contact: Contact | None = None) -> FollowUpResult:
    """Done. Raises AlreadyDone."""
    return _settle(item, kind=ResultKind.DONE, by=by, at=at, contact=contact, because="")


def waive(*, item: FollowUp, because: str, by: User | None, at: datetime) -> FollowUpResult:
    """Knowingly left out, with the reason (R-046). Raises NothingWritten without one, AlreadyDone."""
    if not because.strip():
        raise NothingWritten({"because": _("Say in a few words why you leave this out.")})
    return _settle(item, kind=ResultKind.WAIVED, by=by, at=at, contact=None, because=because)


def settle_steps(
    *,
    meeting: Meeting,
    steps: tuple[str, ...],
    at: datetime,
    by: User | None,
    because: str = "",
) -> int:
    """Settle the still open items of these steps in a meeting's set; with `because` they are left out."""
    rows = FollowUp.objects.open().filter(set__meeting=meeting, step__in=steps)
    kind = ResultKind.WAIVED if because else ResultKind.DONE
    settled = list(rows)
    for item in settled:
        _settle(item, kind=kind, by=by, at=at, contact=None, because=because)
    return len(settled)


def settle_about(*, about: uuid.UUID, steps: tuple[str, ...], at: datetime, by: User | None, because: str = "") -> int:
    """Settle the still open items of these steps for one commitment, whether a meeting stands behind it or not."""
    kind = ResultKind.WAIVED if because else ResultKind.DONE
    settled = list(FollowUp.objects.open().filter(about=about, step__in=steps))
    for item in settled:
        _settle(item, kind=kind, by=by, at=at, contact=None, because=because)
    return len(settled)


def settle_with(*, relationship: Relationship, steps: tuple[str, ...], at: datetime, by: User | None) -> int:
    """Settle the still open items of these steps for one person, whatever each is about."""
    settled = list(FollowUp.objects.open().filter(relationship=relationship, step__in=steps))
    for item in settled:
        _settle(item, kind=ResultKind.DONE, by=by, at=at, contact=None, because="")
    return len(settled)


def _settle(
    item: FollowUp, *, kind: ResultKind, by: User | None, at: datetime, contact: Contact | None, because: str
) -> FollowUpResult:
    try:
        with transaction.atomic():
            result = FollowUpResult.objects.create(
                follow_up=item, kind=kind, because=because.strip(), contact=contact, by=by, at=at
            )
            record(f"followup.{kind}", about=item, by=by, at=at, step=item.step)
    except IntegrityError:
        raise AlreadyDone(_("This was already taken care of.")) from None
    return result
