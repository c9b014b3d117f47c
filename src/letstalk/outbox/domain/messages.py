"""What the owner of a message does with it: plan, release, put off, take back; and who is never written to."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.outbox.bounced import CAME_BACK
from letstalk.outbox.models import Message, MessageQuerySet, Suppression
from letstalk.outbox.validators import Attachment, BadAddress, address_key, clean_address, one_line
from letstalk.outbox.words import NOT_YET_OUT, Channel, Problem, State


class NothingToAnswer(Refused):
    """The message neither failed nor is in doubt."""


class TooLate(Refused):
    """What the message says is over."""


def plan(
    *,
    kind: str,
    about: UUID,
    recipient: UUID,
    by: UUID | None,
    chapter_id: UUID,
    channel: str,
    due_at: datetime,
    useless_after: datetime | None = None,
    at: datetime,
) -> Message:
    """Plan one message about one thing to one person, or return the one that stands for it already.

    Called in the transaction of what it is about. A message already SENT or UNSURE stands too; one that FAILED or was
    WITHDRAWN does not. Consequences: its owner's sweep finds it by `queries.due` when its time comes; journal.
    """
    message = Message(
        kind=kind,
        about=about,
        recipient=recipient,
        by=by,
        chapter_id=chapter_id,
        channel=channel,
        due_at=due_at,
        useless_after=useless_after,
        planned_at=at,
    )
    return _standing_for(message) or _insert(message, at=at)


def _standing_for(message: Message) -> Message | None:
    same = Message.objects.filter(kind=message.kind, about=message.about, recipient=message.recipient)
    return same.live().first()


def _insert(message: Message, *, at: datetime) -> Message:
    try:
        with transaction.atomic():
            message.save(force_insert=True)
            record("outbox.planned", about=message, by=None, at=at, message_kind=message.kind)
    except IntegrityError:
        # Another worker was first by a moment; anything else that is wrong with the row is not ours to hide.
        other = _standing_for(message)
        if other is None:
            raise
        return other
    return message


def release(
    message: Message,
    *,
    address: str,
    subject: str,
    body: str,
    sender_name: str = "",
    attachments: Sequence[Attachment] = (),
    reply_to: str = "",
    unsubscribe: str = "",
    at: datetime,
) -> bool:
    """Give a planned message its words and let it go. False when it is no longer PLANNED, or its address cannot be one.

    The owner checks the facts and `may_reach` right before, and that `queries.current_route()` is not None: without a
    route a message stays PLANNED. It is good for 15 minutes; if it has not left by then it is PLANNED again and the
    owner looks anew. `sender_name` is shown as who it comes from, `reply_to` is where an answer goes; both are the
    organizer's. The subject is seen by whoever looks over a shoulder, so the owner keeps it neutral. `unsubscribe` is
    the address by which one tap ends the letters of a list, and every such letter has one. Line breaks in names and
    subjects become spaces. An address that cannot be one makes the message FAILED, shown to the organizer.
    """
    try:
        address, reply_to = _checked(message.channel, address, reply_to)
    except _Unusable as unusable:
        _fail(message, problem=unusable.problem, at=at)
        return False
    with transaction.atomic():
        key = address_key(message.channel, address)
        if not message.turn(out_of=[State.PLANNED], state=State.READY, released_at=at, address_key=key, problem=""):
            return False
        message.address, message.reply_to = address, reply_to
        message.sender_name, message.subject, message.body = one_line(sender_name), one_line(subject), body
        message.attachments = [asdict(one) for one in attachments] or None
        message.unsubscribe = one_line(unsubscribe)
        words = ["address", "reply_to", "sender_name", "subject", "body", "attachments", "unsubscribe"]
        message.save(update_fields=words)
    return True


class _Unusable(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def _checked(channel: str, address: str, reply_to: str) -> tuple[str, str]:
    if channel != Channel.EMAIL:
        return address.strip(), reply_to.strip()
    return (
        _usable(address, Problem.ADDRESS_UNUSABLE),
        _usable(reply_to, Problem.REPLY_ADDRESS_UNUSABLE) if reply_to else "",
    )


def _usable(address: str, problem: Problem) -> str:
    try:
        return clean_address(address)
    except BadAddress:
        raise _Unusable(problem) from None


def _fail(message: Message, *, problem: Problem, at: datetime) -> None:
    with transaction.atomic():
        if message.turn(out_of=[State.PLANNED], state=State.FAILED, settled_at=at, problem=problem):
            record("outbox.failed", about=message, by=None, at=at, problem=problem)


def postpone(message: Message, *, due_at: datetime, at: datetime) -> bool:
    """Let it wait for a better time, such as the morning. False once it is going out or settled."""
    with transaction.atomic():
        waits = message.turn(out_of=NOT_YET_OUT, state=State.PLANNED, due_at=due_at, released_at=None, claimed_at=None)
        if waits:
            record("outbox.postponed", about=message, by=None, at=at, due_at=_day_and_minute(due_at))
    return waits


def _day_and_minute(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%MZ}"


def withdraw(message: Message, *, reason: str, at: datetime) -> bool:
    """Take a message back before its first byte leaves. False when it is too late for that, or it was settled.

    `reason` is a short code. A message a worker holds, but has not begun to send, is taken back from it.
    """
    with transaction.atomic():
        taken_back = message.turn(out_of=NOT_YET_OUT, state=State.WITHDRAWN, settled_at=at, problem=reason)
        if taken_back:
            record("outbox.withdrawn", about=message, by=None, at=at, reason=reason)
    return taken_back


def withdraw_about(*, about: UUID, at: datetime, reason: str, kinds: Iterable[str] | None = None) -> int:
    """Take back what is not out yet about one thing (a meeting called off, a commitment moved); how many they were."""
    messages = Message.objects.filter(about=about)
    if kinds is not None:
        messages = messages.filter(kind__in=list(kinds))
    return _withdraw_each(messages, reason=reason, at=at)


def withdraw_all(*, recipient: UUID, at: datetime, reason: str) -> int:
    """Take back everything not out yet to one person (a refusal, an unsubscribe, an erasure); how many they were."""
    return _withdraw_each(Message.objects.filter(recipient=recipient), reason=reason, at=at)


def _withdraw_each(messages: MessageQuerySet, *, reason: str, at: datetime) -> int:
    with transaction.atomic():
        not_out = messages.filter(state__in=NOT_YET_OUT).order_by("pk")
        return sum(withdraw(message, reason=reason, at=at) for message in not_out)


def send_again(message: Message, *, by: Any, at: datetime) -> Message:
    """A person says to send it again after it FAILED or was UNSURE: a new message, due now, which its owner releases.

    Saying it twice makes one. Raises NothingToAnswer in any other state, and TooLate when it is past its use.
    """
    with transaction.atomic():
        old = _in_question(message)
        if old.sent_again_as:
            return Message.objects.get(pk=old.sent_again_as)
        if old.useless_after is not None and old.useless_after <= at:
            raise TooLate(_("It is too late for this message: what it was for is over."))
        return _instead_of(old, by=by, at=at)


def _in_question(message: Message) -> Message:
    old = Message.objects.select_for_update().get(pk=message.pk)
    if old.state not in {State.FAILED, State.UNSURE}:
        raise NothingToAnswer(_("There is no question open about this message."))
    return old


def _instead_of(old: Message, *, by: Any, at: datetime) -> Message:
    # The old one steps aside first, since only one may stand. Which one takes its place is known after: beside a
    # FAILED one the owner may have planned another already.
    old.answered_at, old.sent_again_as = at, uuid.uuid4()
    old.save(update_fields=["answered_at", "sent_again_as"])
    new = plan(
        kind=old.kind,
        about=old.about,
        recipient=old.recipient,
        by=old.by,
        chapter_id=old.chapter_id,
        channel=old.channel,
        due_at=at,
        useless_after=old.useless_after,
        at=at,
    )
    old.sent_again_as = new.pk
    old.save(update_fields=["sent_again_as"])
    record("outbox.sent_again", about=old, by=by, at=at, instead=new.pk)
    return new


def leave_it(message: Message, *, by: Any, at: datetime) -> Message:
    """A person says to leave it as it is, so that it is shown no longer. Raises NothingToAnswer in any other state."""
    with transaction.atomic():
        old = _in_question(message)
        if old.answered_at is None:
            old.answered_at = at
            old.save(update_fields=["answered_at"])
            record("outbox.left", about=old, by=by, at=at)
    return old


def suppress(*, channel: str, address_key: str, reason: str, at: datetime) -> Suppression:
    """Nothing goes to this address again, whoever asks for it; checked in the same statement that begins a sending.

    A person's own no takes the place of a mark that mail came back: making sure of the address does not lift it.
    """
    with transaction.atomic():
        suppression, is_new = Suppression.objects.get_or_create(
            channel=channel, address_key=address_key, defaults={"reason": reason, "at": at}
        )
        if not is_new and suppression.reason == CAME_BACK != reason:
            suppression.reason, suppression.at, is_new = reason, at, True
            suppression.save(update_fields=["reason", "at"])
        if is_new:
            record("outbox.suppressed", about=suppression, by=None, at=at, channel=channel, reason=reason)
    return suppression


def lift_suppression(*, channel: str, address_key: str, reason: str, by: Any = None, at: datetime) -> bool:
    """Their own yes, given later, opens the address again. False when it was never closed."""
    with transaction.atomic():
        suppression = Suppression.objects.filter(channel=channel, address_key=address_key).first()
        if suppression is None:
            return False
        record("outbox.suppression_lifted", about=suppression, by=by, at=at, channel=channel, reason=reason)
        suppression.delete()
    return True
