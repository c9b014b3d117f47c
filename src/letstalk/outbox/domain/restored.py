"""What becomes of messages when the database is an older one again: nothing goes out twice because of it."""

from datetime import datetime

from django.db import transaction

from letstalk.journal.models import record
from letstalk.outbox.models import Message
from letstalk.outbox.words import NOT_YET_OUT, Problem, State


def doubt_what_was_due(*, at: datetime) -> int:
    """Whatever should have gone out by now may have, since the backup was made: only a person's word sends it again.

    How many there were.
    """
    with transaction.atomic():
        due = Message.objects.select_for_update().filter(state__in=[*NOT_YET_OUT, State.SENDING], due_at__lte=at)
        rows = list(due.order_by("pk"))
        for message in rows:
            record("outbox.unsure", about=message, by=None, at=at, problem=Problem.RESTORED)
        Message.objects.filter(pk__in=[message.pk for message in rows]).update(
            state=State.UNSURE, settled_at=at, problem=Problem.RESTORED
        )
    return len(rows)
