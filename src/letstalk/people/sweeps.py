"""Due work of this room: letters to lists, batch by batch, and the question by which a yes is confirmed (R-058)."""

from datetime import datetime

from django.db import transaction

from letstalk.outbox.domain import messages as outbox
from letstalk.outbox.models import Message
from letstalk.outbox.queries import current_route, due
from letstalk.people.domain import mailings
from letstalk.people.models import Mailing, MailingList

AT_ONCE = 200


def run(*, at: datetime) -> int:
    """One round. Returns how many things were done."""
    return ask_to_confirm(at=at) + plan_letters(at=at) + release_due(at=at)


def ask_to_confirm(*, at: datetime) -> int:
    """Whoever told an organizer yes is asked by email whether it was they, once."""
    lists = list(MailingList.objects.filter(closed_at__isnull=True).select_related("chapter").order_by("pk"))
    lines = mailings.lines_to_ask(lists, at=at, most=AT_ONCE) if lists else []
    for line in lines:
        mailings.ask_to_confirm(line=line, at=at)
    return len(lines)


def plan_letters(*, at: datetime) -> int:
    """The next batch of each letter that is going out; one that was stopped in the middle goes on where it was."""
    going = Mailing.objects.filter(
        begun_at__isnull=False, stopped_at__isnull=True, all_planned_at__isnull=True, paused_at__isnull=True
    )
    letters = list(going.select_related("list__chapter", "chapter").order_by("begun_at", "pk"))
    return sum(mailings.plan_batch(letter=letter, at=at) for letter in letters)


def release_due(*, at: datetime) -> int:
    """Each due message is checked against the ledger as it is now, then released or taken back."""
    if current_route() is None:
        return 0
    rows = list(due(mailings.KINDS, at=at)[:AT_ONCE])
    for message in rows:
        with transaction.atomic():
            _release(message, at=at)
    return len(rows)


def _release(message: Message, *, at: datetime) -> None:
    if message.kind == mailings.LETTER:
        mailings.release_letter(message, at=at)
    elif message.kind == mailings.ASK_TO_CONFIRM:
        mailings.release_question(message, at=at)
    else:
        # A test copy that could not leave in time is sent anew by whoever wants it.
        outbox.withdraw(message, reason="no_longer_open", at=at)
