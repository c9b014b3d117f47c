"""Addresses that nothing arrives at: marked when a letter comes back, and left alone until a person says it is right.

The mark is on the address and not on the person: another way to reach them serves as before. It stands among the
suppressed ones, so that whoever sends asks for it last of all.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from letstalk.journal.models import record
from letstalk.outbox.bounced import CAME_BACK
from letstalk.outbox.domain.messages import suppress
from letstalk.outbox.models import Message, Suppression
from letstalk.outbox.words import ABOUT_THE_ADDRESS, Problem, State

# They answered STOP, and their carrier keeps to that.
TOLD_CARRIER = "told_carrier"
# What was taken by the first server may come back from the next.
MAY_COME_BACK = (State.SENDING, State.UNSURE, State.SENT)


def came_back(*, message: UUID, is_about_address: bool, status: str, problem: str = "", at: datetime) -> Message | None:
    """A letter that had left could not be delivered: it is FAILED, shown to its organizer, and its address marked.

    `problem` is for a text, which has reasons of its own.
    None when there is no such letter, or it was settled otherwise; reported twice, it counts once.
    """
    problem = problem or (Problem.RECIPIENT_REFUSED if is_about_address else Problem.MESSAGE_REFUSED)
    with transaction.atomic():
        letter = Message.objects.filter(pk=message).first()
        if letter is None:
            return None
        if not letter.turn(out_of=MAY_COME_BACK, state=State.FAILED, settled_at=at, problem=problem):
            return None
        record("outbox.came_back", about=letter, by=None, at=at, problem=problem, status=status)
        learn(letter, problem=problem, at=at)
    return letter


def learn(message: Message, *, problem: str, at: datetime) -> None:
    """What a definite no says of the address: nothing arrives there, or whoever has it answered STOP elsewhere."""
    if problem in ABOUT_THE_ADDRESS:
        mark(channel=message.channel, address_key=message.address_key, at=at)
    elif problem == Problem.TEXTS_STOPPED and message.address_key:
        suppress(channel=message.channel, address_key=message.address_key, reason=TOLD_CARRIER, at=at)


def mark(*, channel: str, address_key: str, at: datetime) -> None:
    """Nothing arrives there: it is not written to until `confirm`. One closed for another reason stays closed."""
    if address_key:
        suppress(channel=channel, address_key=address_key, reason=CAME_BACK, at=at)


def confirm(*, channel: str, address_key: str, by: Any, at: datetime) -> bool:
    """Somebody made sure that the address is right. False when it was not marked, or is closed for another reason."""
    with transaction.atomic():
        marked = Suppression.objects.select_for_update()
        row = marked.filter(channel=channel, address_key=address_key, reason=CAME_BACK).first()
        if row is None:
            return False
        record("outbox.address_confirmed", about=row, by=by, at=at, channel=channel)
        row.delete()
    return True
