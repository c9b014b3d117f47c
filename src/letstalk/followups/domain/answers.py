"""What a person answers takes effect on what waits to go out to them, in the same moment (b.6)."""

from datetime import datetime

from django.db import transaction

from letstalk.accounts.models import User
from letstalk.commitments.models import Commitment
from letstalk.followups import timings
from letstalk.followups.domain.messages import (
    ABOUT_COMMITMENTS,
    CONFIRMATION,
    EARLY_REMINDER,
    REMINDER,
    TAKEN_BACK,
    THANK_YOU,
    remind_by_hand,
)
from letstalk.outbox.domain import messages as outbox
from letstalk.outbox.models import Message
from letstalk.outbox.words import NOT_YET_OUT
from letstalk.people.domain.consent import record_answer
from letstalk.people.models import Chapter, Consent, Person
from letstalk.people.queries import may_reach
from letstalk.people.words import NO_ANSWERS, Purpose, Why

NEEDS = {THANK_YOU: Purpose.PERSONAL, **dict.fromkeys((*ABOUT_COMMITMENTS, TAKEN_BACK), Purpose.REMINDERS)}
STEPS = {CONFIRMATION: timings.CONFIRM, EARLY_REMINDER: timings.REMIND_EARLY, REMINDER: timings.REMIND}
# A no of theirs; the hour of the day and an address that is missing may be better by the time it is due.
TAKEN_BACK_FOR = (Why.REFUSED, Why.NOT_ASKED, Why.NO_CONTACT, Why.RESTRICTED)


def hear_consent(
    *,
    person: Person,
    chapter: Chapter,
    purpose: str,
    scope: str = "",
    answer: str,
    how: str,
    words: str,
    by: User | None,
    at: datetime,
) -> Consent:
    """Append an answer to the ledger; after a no, what it forbids is taken back at once and not only when it is due.

    Raises what `people.domain.consent.record_answer` raises.
    """
    with transaction.atomic():
        line = record_answer(
            person=person,
            chapter=chapter,
            purpose=purpose,
            scope=scope,
            answer=answer,
            how=how,
            words=words,
            by=by,
            at=at,
        )
        if answer in NO_ANSWERS:
            take_back_refused(person=person, at=at)
    return line


def take_back_refused(*, person: Person, at: datetime) -> int:
    """Take back each waiting message to them that their answers forbid; how many they were.

    A reminder becomes the organizer's to give, at the same time (b.6), unless they want no contact at all.
    """
    waiting = Message.objects.filter(recipient=person.pk, kind__in=list(NEEDS), state__in=NOT_YET_OUT)
    taken_back = 0
    for message in waiting.order_by("due_at", "pk"):
        reach = may_reach(person, NEEDS[message.kind], message.channel, at=at)
        if reach.why in TAKEN_BACK_FOR and outbox.withdraw(message, reason=reach.why, at=at):
            taken_back += 1
            if message.kind in STEPS and reach.why not in (Why.NO_CONTACT, Why.RESTRICTED):
                _give_to_organizer(message, at=at)
    return taken_back


def _give_to_organizer(message: Message, *, at: datetime) -> None:
    commitment = Commitment.objects.open().select_related("relationship").filter(pk=message.about).first()
    if commitment is not None:
        remind_by_hand(commitment, STEPS[message.kind], due_at=message.due_at, at=at)
