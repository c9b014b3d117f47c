"""What the organizer promised, and how it was kept (b.3, P-1 to P-4)."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.commitments.models import Commitment, Promise, PromiseHandover, PromiseOutcome, usual_due_on
from letstalk.commitments.validators import check_promise
from letstalk.commitments.words import PromiseOutcomeKind
from letstalk.journal.models import record
from letstalk.kit import clock
from letstalk.kit.refusal import Refused
from letstalk.meetings.models import Meeting
from letstalk.people.models import Relationship

OPEN_HANDOVER = Q(accepted_at__isnull=True, declined_at__isnull=True)


class PromiseSettled(Refused):
    """It was already kept, made good or let go."""


class NotLate(Refused):
    """Only a late promise is made good; one in time is kept."""


class AlreadyOffered(Refused):
    """Somebody else was asked to take it over and has not answered yet."""


class NotOffered(Refused):
    """No handover of this promise is waiting for this organizer."""


def make_promise(
    *,
    relationship: Relationship,
    words: str,
    by: User | None,
    at: datetime,
    due_on: date | None = None,
    meeting: Meeting | None = None,
    enables: Commitment | None = None,
    id: uuid.UUID | None = None,
) -> Promise:
    """Write a promise down with its owner and day (R-055, R-056); P-1 gives the day when none was said."""
    check_promise(words)
    made_on = clock.local_day(at, relationship.chapter.zone)
    with transaction.atomic():
        promise, is_new = Promise.objects.get_or_create(
            pk=id or uuid.uuid4(),
            defaults={
                "chapter_id": relationship.chapter_id,
                "relationship": relationship,
                "person_id": relationship.person_id,
                "organizer_id": relationship.organizer_id,
                "meeting": meeting,
                "enables": enables,
                "words": words.strip(),
                "due_on": due_on or usual_due_on(made_on=made_on, enables=enables),
                "made_at": at,
            },
        )
        if is_new:
            record("promise.made", about=promise, by=by, at=at, due_on=promise.due_on)
    return promise


def correct_day(*, promise: Promise, due_on: date, by: User, at: datetime) -> Promise:
    """The day was written down otherwise on another device, and that one is right. Raises PromiseSettled."""
    with transaction.atomic():
        promise = _lock(promise)
        _require_open(promise)
        promise.due_on = due_on
        promise.save(update_fields=["due_on"])
        record("promise.day_corrected", about=promise, by=by, at=at, due_on=due_on)
    return promise


def keep(*, promise: Promise, by: User, at: datetime) -> PromiseOutcome:
    """Kept; after its day this reads as kept late. Raises PromiseSettled."""
    return _settle(promise, kind=PromiseOutcomeKind.KEPT, by=by, at=at)


def repair(*, promise: Promise, by: User, at: datetime) -> PromiseOutcome:
    """Late, told them, made good (R-057). Raises NotLate, PromiseSettled."""
    if not promise.is_late(clock.local_day(at, promise.chapter.zone)):
        raise NotLate(_("This promise is not late; mark it as kept."))
    return _settle(promise, kind=PromiseOutcomeKind.REPAIRED, by=by, at=at)


def let_go(*, promise: Promise, by: User | None, at: datetime) -> PromiseOutcome:
    """The person said it is no longer needed. Raises PromiseSettled."""
    return _settle(promise, kind=PromiseOutcomeKind.RELEASED, by=by, at=at)


def offer(*, promise: Promise, to: User, by: User, at: datetime) -> PromiseHandover:
    """Offer it to another organizer; until they accept it stays with its owner (P-4). To the same one twice is once.

    Raises PromiseSettled, AlreadyOffered.
    """
    with transaction.atomic():
        promise = _lock(promise)
        _require_open(promise)
        waiting = promise.handovers.filter(OPEN_HANDOVER).select_related("to_organizer").first()
        if waiting is not None and waiting.to_organizer_id == to.pk:
            return waiting
        if waiting is not None:
            raise AlreadyOffered(
                _("%(name)s was asked already and has not answered yet.") % {"name": waiting.to_organizer}
            )
        handover = PromiseHandover.objects.create(
            promise=promise, from_organizer_id=promise.organizer_id, to_organizer=to, offered_at=at
        )
        record("promise.offered", about=promise, by=by, at=at, to=to.pk)
    return handover


def accept(*, handover: PromiseHandover, by: User, at: datetime) -> Promise:
    """The new owner takes it on, and only then is it theirs. Raises NotOffered for anybody else, PromiseSettled."""
    with transaction.atomic():
        open_now = PromiseHandover.objects.filter(OPEN_HANDOVER, pk=handover.pk, to_organizer=by)
        if open_now.update(accepted_at=at) != 1:
            raise NotOffered(_("This promise is not waiting for you any more."))
        promise = _lock(handover.promise)
        _require_open(promise)
        promise.organizer = by
        promise.save(update_fields=["organizer"])
        record("promise.handed_over", about=promise, by=by, at=at)
    return promise


def decline(*, handover: PromiseHandover, by: User, at: datetime) -> PromiseHandover:
    """Not taken on: it stays with its owner, who is shown so."""
    with transaction.atomic():
        open_now = PromiseHandover.objects.filter(OPEN_HANDOVER, pk=handover.pk, to_organizer=by)
        if open_now.update(declined_at=at) != 1:
            raise NotOffered(_("This promise is not waiting for you any more."))
        record("promise.handover_declined", about=handover.promise, by=by, at=at)
    handover.declined_at = at
    return handover


def take_back_offer(*, promise: Promise, by: User | None, at: datetime) -> bool:
    """Its owner keeps it after all. False when nobody was asked, or they answered already."""
    with transaction.atomic():
        taken_back = promise.handovers.filter(OPEN_HANDOVER).update(declined_at=at) == 1
        if taken_back:
            record("promise.offer_taken_back", about=promise, by=by, at=at)
    return taken_back


def _settle(promise: Promise, *, kind: PromiseOutcomeKind, by: User | None, at: datetime) -> PromiseOutcome:
    with transaction.atomic():
        promise = _lock(promise)
        _require_open(promise)
        outcome = PromiseOutcome.objects.create(promise=promise, kind=kind, by=by, at=at)
        record(f"promise.{kind}", about=promise, by=by, at=at)
    return outcome


def _lock(promise: Promise) -> Promise:
    return Promise.objects.select_for_update(of=("self",)).select_related("chapter", "person").get(pk=promise.pk)


def _require_open(promise: Promise) -> None:
    standing = promise.standing_outcome
    if standing is not None:
        raise PromiseSettled(
            _("This promise was already marked “%(outcome)s”.") % {"outcome": standing.get_kind_display()}
        )
