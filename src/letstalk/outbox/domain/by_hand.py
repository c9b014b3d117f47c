"""Messages somebody sends by their own hand: by their phone, their mail, the post. The same rows, sent by one tap."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from letstalk.journal.models import record
from letstalk.outbox.domain.messages import plan
from letstalk.outbox.models import Message
from letstalk.outbox.words import State

NOT_SENT = "not_sent"


def sent_by_hand(
    *, kind: str, about: UUID, recipient: UUID, by: Any, chapter_id: UUID, channel: str, at: datetime
) -> Message:
    """It left by somebody's own hand, who says so; words and address are theirs and not kept. Said twice it is once.

    No worker ever sees such a row: it is SENT in the transaction that makes it.
    """
    with transaction.atomic():
        message = plan(
            kind=kind,
            about=about,
            recipient=recipient,
            by=getattr(by, "pk", None),
            chapter_id=chapter_id,
            channel=channel,
            due_at=at,
            at=at,
        )
        if message.turn(out_of=[State.PLANNED], state=State.SENT, settled_at=at):
            record("outbox.sent_by_hand", about=message, by=by, at=at, channel=channel)
    return message


def take_back_sent(*, kind: str, about: UUID, by: Any, at: datetime) -> int:
    """It was a slip of the finger: nothing was sent by hand about this; how many rows said so."""
    with transaction.atomic():
        rows = list(Message.objects.filter(kind=kind, about=about, state=State.SENT).order_by("pk"))
        for message in rows:
            if message.turn(out_of=[State.SENT], state=State.WITHDRAWN, settled_at=at, problem=NOT_SENT):
                record("outbox.withdrawn", about=message, by=by, at=at, reason=NOT_SENT)
    return len(rows)
