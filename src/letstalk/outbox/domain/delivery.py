"""The steps of a message on its way out: claimed, sending, and what became of it. Each is one conditional update."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import takewhile
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from letstalk.journal.models import record, record_each
from letstalk.kit.durable import kept_through_a_power_cut, running_for, waits_for_no_disk
from letstalk.kit.statements import changed_once, worked_out_once
from letstalk.outbox.domain.bounces import learn
from letstalk.outbox.domain.messages import withdraw
from letstalk.outbox.models import CLOCKS_DIFFER, RELEASE_LASTS, Message, MessageQuerySet, Suppression
from letstalk.outbox.queries import is_suppressed
from letstalk.outbox.words import Problem, State

# Longer than a round and every timeout of its last delivery: after it, whoever claimed it is taken to have stopped.
CLAIM_LASTS = timedelta(minutes=3)
# Longer than every timeout of one delivery together, so that nobody who is still at it is declared lost.
SENDING_LASTS = timedelta(minutes=5)
WAITS = [timedelta(minutes=minutes) for minutes in (2, 10, 30, 120, 240, 480, 720)]
MOST_ATTEMPTS = len(WAITS) + 1
# What a letter is made of, and what decides whether it may go: a third of a row's cost is the rest.
READ_TO_SEND = (
    "chapter_id",
    "kind",
    "channel",
    "address",
    "address_key",
    "sender_name",
    "reply_to",
    "subject",
    "body",
    "attachments",
    "unsubscribe",
    "state",
    "released_at",
    "useless_after",
    "attempts",
)
# So many are put right in one round at the most; the others can wait, and none of them is sent meanwhile.
MOST_AT_ONCE = 500


def claim(*, channel: str, most: int, at: datetime) -> list[Message]:
    """The next ready messages, the longest released first, each for one worker alone on either database.

    On the disk before a byte leaves, so that a power cut cannot make them READY again after they were sent.
    """
    with kept_through_a_power_cut():
        batch = _one_batch(_next_ready(most)(channel=channel, since=at - RELEASE_LASTS, until=at + CLOCKS_DIFFER))
        if batch:
            claimed = _claim(pks=[message.pk for message in batch], at=at)
            assert claimed == len(batch), "rows that are locked change for nobody else"
    for message in batch:
        message.state, message.claimed_at = State.CLAIMED, at
    return batch


@cache
def _next_ready(most: int) -> Callable[..., list[Message]]:
    def next_ready(*, channel: str, since: datetime, until: datetime) -> MessageQuerySet:
        ready = Message.objects.filter(channel=channel).released_between(since, until).order_by("released_at", "pk")
        # Locked until they are ours: another worker passes over them, and takes the next.
        return ready.only(*READ_TO_SEND).select_for_update(skip_locked=True)[:most]

    return worked_out_once(next_ready)


@changed_once
def _claim(*, pks: list[UUID], at: datetime) -> tuple[MessageQuerySet, dict[str, Any]]:
    return Message.objects.filter(pk__in=pks, state=State.READY), {"state": State.CLAIMED, "claimed_at": at}


def _one_batch(ready: list[Message]) -> list[Message]:
    # One tried before goes out alone: should it stop its worker each time, it takes no others with it.
    return list(takewhile(lambda message: message.attempts == 0, ready)) or ready[:1]


def start_sending(message: Message, *, at: datetime) -> bool:
    """Commit SENDING just before the first byte goes out. False when it must not go out after all."""
    return bool(start_sending_some([message], at=at))


def start_sending_some(messages: Sequence[Message], *, after: Sequence[Message] = (), at: datetime) -> list[Message]:
    """Commit SENDING for a few of one claim just before the first byte of the first goes out; those that may go out.

    In the same commit, the messages that were sent before them become SENT: so only these few are in doubt when a
    worker stops. Suppression is asked last of all, where they begin, so that not even a wrong caller reaches who said
    no; whoever waits longer than a moment with the last of them hands it back and asks again.
    """
    (claimed_at,) = {message.claimed_at for message in messages}
    assert claimed_at is not None
    # Durable, or the row would still say CLAIMED after a crash and the message would go out twice.
    with transaction.atomic(durable=True):
        _note_sent(after, at=at)
        pks = [message.pk for message in messages]
        begin = set(_may_begin(pks=pks, claimed_at=claimed_at, released_after=at - RELEASE_LASTS, at=at))
        if begin:
            begun = _begin(pks=list(begin), at=at)
            assert begun == len(begin), "rows that are locked change for nobody else"
    for message in messages:
        if message.pk in begin:
            message.state, message.sending_at = State.SENDING, at
        else:
            # Each by itself: whoever holds its row may be waiting for one of the others.
            _not_after_all(message, at=at)
    return [message for message in messages if message.pk in begin]


@worked_out_once
def _may_begin(*, pks: list[UUID], claimed_at: datetime, released_after: datetime, at: datetime) -> QuerySet[Any, Any]:
    still_ours = Message.objects.filter(pk__in=pks, state=State.CLAIMED, claimed_at=claimed_at)
    still_good = still_ours.filter(released_at__gt=released_after).not_useless(at=at)
    no = Suppression.objects.filter(channel=OuterRef("channel"), address_key=OuterRef("address_key"))
    # One that is being withdrawn at this moment is passed over.
    return still_good.exclude(Exists(no)).select_for_update(skip_locked=True).values_list("pk", flat=True)


@changed_once
def _begin(*, pks: list[UUID], at: datetime) -> tuple[MessageQuerySet, dict[str, Any]]:
    return Message.objects.filter(pk__in=pks, state=State.CLAIMED), {"state": State.SENDING, "sending_at": at}


def _not_after_all(message: Message, *, at: datetime) -> None:
    """Withdrawn, postponed or claimed by another meanwhile: nothing to do. Else it is ours to take back."""
    reason = _why_not(message, at=at)
    ours = Message.objects.filter(claimed_at=message.claimed_at)
    with transaction.atomic():
        if reason is None:
            message.turn(out_of=[State.CLAIMED], among=ours, state=State.PLANNED, released_at=None, claimed_at=None)
        elif message.turn(out_of=[State.CLAIMED], among=ours, state=State.WITHDRAWN, settled_at=at, problem=reason):
            record("outbox.withdrawn", about=message, by=None, at=at, reason=reason)


def _why_not(message: Message, *, at: datetime) -> Problem | None:
    if message.useless_after is not None and message.useless_after <= at:
        return Problem.USELESS
    return Problem.SUPPRESSED if is_suppressed(message.channel, message.address_key) else None


def sent(*messages: Message, at: datetime) -> None:
    """The server took them, also when it took so long that we were no longer sure."""
    with transaction.atomic():
        _note_sent(messages, at=at)


def _note_sent(messages: Sequence[Message], *, at: datetime) -> None:
    if messages:
        in_doubt = set(_in_doubt(pks=[message.pk for message in messages]))
        if in_doubt:
            _sent(pks=list(in_doubt), at=at)
            record_each("outbox.sent", about=[one for one in messages if one.pk in in_doubt], by=None, at=at)


@worked_out_once
def _in_doubt(*, pks: list[UUID]) -> QuerySet[Any, Any]:
    sending = Message.objects.filter(pk__in=pks, state__in=[State.SENDING, State.UNSURE])
    return sending.select_for_update().values_list("pk", flat=True)


@changed_once
def _sent(*, pks: list[UUID], at: datetime) -> tuple[MessageQuerySet, dict[str, Any]]:
    return Message.objects.filter(pk__in=pks), {"state": State.SENT, "settled_at": at, "problem": ""}


def failed(message: Message, *, problem: str, reply: int | None = None, at: datetime) -> None:
    """A definite no. The journal keeps our code and the server's number, never its words: they repeat the address.

    Where the no was to the address, it is marked, and not written to until somebody makes sure of it.
    """
    with transaction.atomic():
        if message.turn(out_of=[State.CLAIMED, State.SENDING], state=State.FAILED, settled_at=at, problem=problem):
            record("outbox.failed", about=message, by=None, at=at, problem=problem, reply=reply)
            learn(message, problem=problem, at=at)


def unsure(message: Message, *, out_of: str = State.SENDING, problem: str, at: datetime) -> None:
    """It may have arrived: shown to the organizer, and never sent again without a person's word."""
    with transaction.atomic():
        if message.turn(out_of=[out_of], state=State.UNSURE, settled_at=at, problem=problem):
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


def back_to_claimed(messages: Sequence[Message]) -> None:
    """Marked as being sent, and no byte of them left: still ours, and asked about anew before they begin."""
    marked = Message.objects.filter(pk__in=[message.pk for message in messages], state=State.SENDING)
    marked.update(state=State.CLAIMED, sending_at=None)


def hand_back_unbegun(messages: Sequence[Message]) -> None:
    """Claimed, perhaps SENDING, and no byte of them left: READY as before, for the next round or another worker."""
    if messages:
        stamps = {message.claimed_at for message in messages}
        ours = Message.objects.filter(pk__in=[message.pk for message in messages], claimed_at__in=stamps)
        unbegun = ours.filter(state__in=[State.CLAIMED, State.SENDING])
        unbegun.update(state=State.READY, claimed_at=None, sending_at=None)


def put_right(*, at: datetime) -> None:
    """What a stopped worker left half done, and what nobody sent in time (the architecture's step 3).

    Asked every few seconds beside a million rows, so each question is in the order of the index that answers it.

    A time that lies ahead was written before the clock was put back, so it says nothing: such a row is as good as old.
    """
    _lost_in_a_power_cut(at=at)
    _lost_while_sending(at=at)
    _lost_while_claimed(at=at)
    _released_too_long_ago(at=at)
    _past_its_use(at=at)


def _lost_in_a_power_cut(*, at: datetime) -> None:
    # What was claimed is on the disk; whether it was sent then was perhaps not written any more.
    if waits_for_no_disk():
        for message in _claimed_before(at=at - running_for()):
            unsure(message, out_of=State.CLAIMED, problem=Problem.CONNECTION_LOST, at=at)


@worked_out_once
def _claimed_before(*, at: datetime) -> MessageQuerySet:
    return Message.objects.on_their_way().filter(state=State.CLAIMED, claimed_at__lt=at).order_by("released_at", "pk")


def _lost_while_sending(*, at: datetime) -> None:
    # No race with a new attempt of the same row: what was SENDING for so long can only be settled.
    for message in _sending(until=at - SENDING_LASTS, after=at + SENDING_LASTS):
        unsure(message, problem=Problem.CONNECTION_LOST, at=at)


@worked_out_once
def _sending(*, until: datetime, after: datetime) -> MessageQuerySet:
    long_ago_or_ahead = Q(sending_at__lte=until) | Q(sending_at__gt=after)
    return Message.objects.on_their_way().filter(long_ago_or_ahead, state=State.SENDING).order_by("released_at", "pk")


def _lost_while_claimed(*, at: datetime) -> None:
    for message in _claimed(until=at - CLAIM_LASTS, after=at + CLAIM_LASTS):
        if message.attempts + 1 >= MOST_ATTEMPTS:
            failed(message, problem=Problem.GAVE_UP, at=at)
        else:
            # Counted, so that a message which stops its worker each time does not do so for ever.
            again = {"state": State.READY, "claimed_at": None, "attempts": message.attempts + 1}
            as_read = Message.objects.filter(claimed_at=message.claimed_at)
            message.turn(out_of=[State.CLAIMED], among=as_read, **again)


@worked_out_once
def _claimed(*, until: datetime, after: datetime) -> MessageQuerySet:
    long_ago_or_ahead = Q(claimed_at__lte=until) | Q(claimed_at__gt=after)
    return Message.objects.on_their_way().filter(long_ago_or_ahead, state=State.CLAIMED).order_by("released_at", "pk")


def _released_too_long_ago(*, at: datetime) -> None:
    _plan_anew(until=at - RELEASE_LASTS, after=at + CLOCKS_DIFFER)


@changed_once
def _plan_anew(*, until: datetime, after: datetime) -> tuple[MessageQuerySet, dict[str, Any]]:
    too_long_ago_or_ahead = Q(released_at__lte=until) | Q(released_at__gt=after)
    ready = Message.objects.on_their_way().filter(too_long_ago_or_ahead, state=State.READY)
    return ready, {"state": State.PLANNED, "released_at": None}


def _past_its_use(*, at: datetime) -> None:
    for message in _useless(at=at):
        withdraw(message, reason=Problem.USELESS, at=at)


@worked_out_once
def _useless(*, at: datetime) -> MessageQuerySet:
    not_out = Message.objects.filter(settled_at=None, state__in=[State.PLANNED, State.READY])
    return not_out.filter(useless_after__lte=at).order_by("useless_after", "pk")[:MOST_AT_ONCE]
