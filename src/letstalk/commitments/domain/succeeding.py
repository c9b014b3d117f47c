"""Helping somebody succeed at what they took on: what is set up for them, and how far they have come (R-028, R-054)."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.campaigns.words import SetUpKind
from letstalk.commitments.domain.outcomes import lock, require_open
from letstalk.commitments.domain.promises import make_promise
from letstalk.commitments.models import Commitment, Counted, Promise, SetUp, Step
from letstalk.commitments.validators import WORDS_LENGTH, check_count
from letstalk.journal.models import record
from letstalk.kit.refusal import NothingWritten


def set_up(
    *,
    commitment: Commitment,
    kind: SetUpKind,
    words: str,
    by: User,
    at: datetime,
    is_promised: bool = False,
    id: uuid.UUID | None = None,
) -> SetUp:
    """Write down how one thing they need is arranged; said again, the new words hold (R-028).

    is_promised: the organizer sees to it, which is a promise due before the commitment (P-1). The same `id` twice is
    one. Raises NothingWritten, AlreadySettled.
    """
    words = _words(words, empty=_("Say in a few words how it is arranged."))
    with transaction.atomic():
        commitment = lock(commitment)
        require_open(commitment)
        made, is_new = SetUp.objects.get_or_create(
            commitment=commitment, kind=kind, defaults={"words": words, "made_at": at}
        )
        if not is_new:
            made.words = words
            made.save(update_fields=["words"])
        record("commitment.set_up", about=commitment, by=by, at=at, kind=kind)
        if is_promised:
            _promise(commitment, made, by=by, at=at, id=id)
    return made


def _promise(commitment: Commitment, made: SetUp, *, by: User, at: datetime, id: uuid.UUID | None) -> Promise:
    return make_promise(
        relationship=commitment.relationship,
        words=f"{made.get_kind_display()}: {made.words}"[:WORDS_LENGTH],
        meeting=commitment.meeting,
        enables=commitment,
        id=id,
        by=by,
        at=at,
    )


def not_needed(*, commitment: Commitment, kind: SetUpKind, by: User, at: datetime) -> bool:
    """It is not needed after all; what was promised for it stays a promise. False when it was not there."""
    with transaction.atomic():
        gone, _rows = SetUp.objects.filter(commitment=commitment, kind=kind).delete()
        if gone:
            record("commitment.set_up_dropped", about=commitment, by=by, at=at, kind=kind)
    return bool(gone)


def count_toward(*, commitment: Commitment, wanted: int | None, by: User | None, at: datetime) -> Commitment:
    """Count toward a number, or toward none any more (C-7). Raises NothingWritten, AlreadySettled."""
    if wanted is not None:
        check_count(wanted, field="wanted", least=1)
    with transaction.atomic():
        commitment = lock(commitment)
        require_open(commitment)
        if commitment.wanted != wanted:
            commitment.wanted = wanted
            commitment.save(update_fields=["wanted"])
            record("commitment.count_set", about=commitment, by=by, at=at, wanted=wanted)
    return commitment


def count(*, commitment: Commitment, number: int, by: User | None, at: datetime) -> Counted:
    """So many by now. What was told before stays; the latest holds. Raises NothingWritten, AlreadySettled."""
    check_count(number, field="number", least=0)
    with transaction.atomic():
        commitment = lock(commitment)
        require_open(commitment)
        counted = Counted.objects.create(commitment=commitment, number=number, by=by, at=at)
        record("commitment.counted", about=commitment, by=by, at=at, number=number)
    return counted


def add_step(*, commitment: Commitment, words: str, by: User | None, at: datetime, id: uuid.UUID | None = None) -> Step:
    """One more step on the way. The same `id` twice is one. Raises NothingWritten, AlreadySettled."""
    words = _words(words, empty=_("Say in a few words what the step is."), field="step")
    with transaction.atomic():
        commitment = lock(commitment)
        require_open(commitment)
        step, is_new = Step.objects.get_or_create(
            pk=id or uuid.uuid4(), defaults={"commitment": commitment, "words": words, "made_at": at}
        )
        if is_new:
            record("commitment.step_added", about=commitment, by=by, at=at)
    return step


def take_step(*, step: Step, by: User | None, at: datetime) -> Step:
    """This step is done; done twice, the first time counts."""
    with transaction.atomic():
        if Step.objects.filter(pk=step.pk, done_at__isnull=True).update(done_at=at) == 1:
            record("commitment.step_done", about=step.commitment, by=by, at=at)
    step.refresh_from_db()
    return step


def _words(words: str, *, empty: str, field: str = "words") -> str:
    words = words.strip()
    if not words:
        raise NothingWritten({field: empty})
    if len(words) > WORDS_LENGTH:
        raise NothingWritten({field: _("Keep this under %(length)d characters.") % {"length": WORDS_LENGTH}})
    return words
