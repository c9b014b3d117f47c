"""What this room does when people are merged, ask what is kept, or are forgotten; a person here is only an id."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from letstalk.outbox.domain.messages import withdraw, withdraw_all
from letstalk.outbox.models import Message, MessageQuerySet
from letstalk.outbox.words import State

WORDS = ("address", "sender_name", "reply_to", "subject", "body", "attachments", "unsubscribe")
SETTLED = (State.SENT, State.FAILED, State.UNSURE, State.WITHDRAWN)


def move(from_: UUID, to: UUID, *, at: datetime) -> None:
    """Their messages become the other's. What both were to get about the same thing is taken back from the first."""
    with transaction.atomic():
        for message in _planned_for_both(from_, to).order_by("pk"):
            withdraw(message, reason="merged", at=at)
        # What went out to both stays where it is: it happened twice, and only one may stand.
        went_out_to_both = _planned_for_both(from_, to).values("pk")
        Message.objects.filter(recipient=from_).exclude(pk__in=went_out_to_both).update(recipient=to)


def _planned_for_both(from_: UUID, to: UUID) -> MessageQuerySet:
    of_the_other = Message.objects.live().filter(recipient=to, kind=OuterRef("kind"), about=OuterRef("about"))
    return Message.objects.live().filter(Exists(of_the_other), recipient=from_)


def erase(recipient: UUID, *, at: datetime) -> None:
    """What waits is taken back, and every word and address goes; that something was sent, and when, stays."""
    withdraw_all(recipient=recipient, at=at, reason="erased")
    Message.objects.filter(recipient=recipient).update(**dict.fromkeys(WORDS, b""), address_key="")


def erase_about(about: Iterable[UUID], *, at: datetime) -> None:
    """The same of all messages about these things, whoever they were to."""
    with transaction.atomic():
        messages = Message.objects.filter(about__in=list(about))
        for message in messages.order_by("pk"):
            withdraw(message, reason="erased", at=at)
        messages.update(**dict.fromkeys(WORDS, b""), address_key="")


def forget_settled(recipient: UUID, *, before: datetime) -> None:
    """Of messages to somebody that were planned before then, and that nothing more becomes of, every word goes."""
    settled = Message.objects.filter(recipient=recipient, planned_at__lt=before, state__in=SETTLED)
    settled.update(**dict.fromkeys(WORDS, b""), address_key="")


def held_about(recipient: UUID) -> list[dict[str, Any]]:
    """The messages to this person, with their words."""
    return [
        {
            "what": "message",
            "planned_at": message.planned_at,
            "state": message.get_state_display(),
            "to": message.address,
            "subject": message.subject,
            "words": message.body,
        }
        for message in Message.objects.filter(recipient=recipient).order_by("planned_at", "pk")
    ]
