"""The steps of a message on its way out: claimed, sending, and what became of it. Each is one conditional update."""

from datetime import datetime, timedelta

from django.db import transaction

from letstalk.journal.models import record
from letstalk.outbox.domain.messages import withdraw
from letstalk.outbox.models import RELEASE_LASTS, Message
from letstalk.outbox.queries import is_suppressed
from letstalk.outbox.words import Problem, State

# After this long the one who claimed or sent it is taken to have stopped.
CLAIM_LASTS = timedelta(minutes=2)
# Longer than every timeout of one delivery together, so that nobody who is still at it is declared lost.
SENDING_LASTS = timedelta(minutes=5)
WAITS = [timedelta(minutes=minutes) for minutes in (2, 10, 30, 120, 240, 480, 720)]
MOST_ATTEMPTS = len(WAITS) + 1


def claim(message: Message, *, at: datetime) -> bool:
    """True for exactly one worker, on either database, and only while it is as it was released when we read it."""
    as_read = Message.objects.filter(released_at=message.released_at)
    return message.turn(out_of=[State.READY], among=as_read, state=State.CLAIMED, claimed_at=at)


def start_sending(message: Message, *, at: datetime) -> bool:
    """Commit SENDING just before the first byte goes out. False when it must not go out after all.

    Suppression is asked last of all, in the same transaction, so that not even a wrong caller reaches who said no.
    """
    # Durable, or the row would still say CLAIMED after a crash and the message would go out twice.
    with transaction.atomic(durable=True):
        still_ours = Message.objects.filter(claimed_at=message.claimed_at)
        if not message.turn(out_of=[State.CLAIMED], among=still_ours, state=State.SENDING, sending_at=at):
            return False  # Withdrawn, postponed or claimed by another meanwhile.
        reason = _why_not(message, at=at)
        if reason:
            message.turn(out_of=[State.SENDING], state=State.WITHDRAWN, settled_at=at, sending_at=None, problem=reason)
            record("outbox.withdrawn", about=message, by=None, at=at, reason=reason)
    return not reason


def _why_not(message: Message, *, at: datetime) -> Problem | None:
    if message.useless_after is not None and message.useless_after <= at:
        return Problem.USELESS
    return Problem.SUPPRESSED if is_suppressed(message.channel, message.address_key) else None


def sent(message: Message, *, at: datetime) -> None:
    """The server took it, also when it took so long that we were no longer sure."""
    with transaction.atomic():
        if message.turn(out_of=[State.SENDING, State.UNSURE], state=State.SENT, settled_at=at, problem=""):
            record("outbox.sent", about=message, by=None, at=at)


def failed(message: Message, *, problem: str, reply: int | None = None, at: datetime) -> None:
    """A definite no. The journal keeps our code and the server's number, never its words: they repeat the address."""
    with transaction.atomic():
        if message.turn(out_of=[State.CLAIMED, State.SENDING], state=State.FAILED, settled_at=at, problem=problem):
            record("outbox.failed", about=message, by=None, at=at, problem=problem, reply=reply)


def unsure(message: Message, *, problem: str, at: datetime) -> None:
    """It may have arrived: shown to the organizer, and never sent again without a person's word."""
    with transaction.atomic():
        if message.turn(out_of=[State.SENDING], state=State.UNSURE, settled_at=at, problem=problem):
            record("outbox.unsure", about=message, by=None, at=at, problem=problem)


def put_off(message: Message, *, problem: str, reply: int | None = None, at: datetime) -> None:
    """Not now: PLANNED again after a growing wait, for its owner to look at anew; FAILED when it was the last time."""
    if message.attempts + 1 >= MOST_ATTEMPTS:
        failed(message, problem=Problem.GAVE_UP, reply=reply, at=at)
        return
    message.turn(
        out_of=[State.SENDING],
        state=State.PLANNED,
        due_at=at + WAITS[message.attempts],
        attempts=message.attempts + 1,
        released_at=None,
        claimed_at=None,
        sending_at=None,
        problem=problem,
    )


def hand_back(message: Message, *, problem: str) -> None:
    """Nothing left, and not for a reason of its own: READY as before, for when mail can leave again."""
    message.turn(
        out_of=[State.CLAIMED, State.SENDING], state=State.READY, claimed_at=None, sending_at=None, problem=problem
    )


def put_right(*, at: datetime) -> None:
    """What a stopped worker left half done, and what nobody sent in time (the architecture's step 3)."""
    _lost_while_sending(at=at)
    _lost_while_claimed(at=at)
    _released_too_long_ago(at=at)
    _past_its_use(at=at)


def _lost_while_sending(*, at: datetime) -> None:
    # No race with a new attempt of the same row: what was SENDING for so long can only be settled.
    for message in Message.objects.filter(state=State.SENDING, sending_at__lte=at - SENDING_LASTS).order_by("pk"):
        unsure(message, problem=Problem.CONNECTION_LOST, at=at)


def _lost_while_claimed(*, at: datetime) -> None:
    stale = Message.objects.filter(state=State.CLAIMED, claimed_at__lte=at - CLAIM_LASTS)
    for message in stale.order_by("pk"):
        if message.attempts + 1 >= MOST_ATTEMPTS:
            failed(message, problem=Problem.GAVE_UP, at=at)
        else:
            # Counted, so that a message which stops its worker each time does not do so for ever.
            again = {"state": State.READY, "claimed_at": None, "attempts": message.attempts + 1}
            message.turn(out_of=[State.CLAIMED], among=stale, **again)


def _released_too_long_ago(*, at: datetime) -> None:
    stale = Message.objects.filter(state=State.READY, released_at__lte=at - RELEASE_LASTS)
    for message in stale.order_by("pk"):
        message.turn(out_of=[State.READY], among=stale, state=State.PLANNED, released_at=None)


def _past_its_use(*, at: datetime) -> None:
    useless = Message.objects.filter(state__in=[State.PLANNED, State.READY], useless_after__lte=at)
    for message in useless.order_by("pk"):
        withdraw(message, reason=Problem.USELESS, at=at)
