"""A follow-up done by being in touch, and a message sent again: what one tap of the organizer brings about."""

import uuid
from datetime import datetime

from django.db import transaction

from letstalk.accounts.models import User
from letstalk.followups.domain.contacts import SENT_BY_HAND, log_contact
from letstalk.followups.domain.items import AlreadyDone, do
from letstalk.followups.domain.messages import THANK_YOU
from letstalk.followups.models import Contact, FollowUp, FollowUpResult
from letstalk.followups.words import Channel, ContactKind
from letstalk.outbox.domain import messages as outbox
from letstalk.outbox.domain.bounces import confirm
from letstalk.outbox.domain.by_hand import sent_by_hand
from letstalk.outbox.models import Message
from letstalk.outbox.words import ABOUT_THE_ADDRESS, State

# What leaves by one's own phone, mail or post; to meet is no message.
BY_HAND = (Channel.TEXT, Channel.CALL, Channel.LETTER, Channel.EMAIL)


def do_by_contact(
    *,
    item: FollowUp,
    channel: Channel,
    kind: ContactKind,
    by: User,
    at: datetime,
    id: uuid.UUID | None = None,
) -> Contact:
    """They were in touch, which is what this follow-up was for: the contact is logged and the item done with it.

    What left by one's own hand is a message that was sent. The same `id` twice is one. A thank-you that still waits
    to go out is taken back, since they were thanked.
    """
    with transaction.atomic():
        contact = log_contact(
            relationship=item.relationship, channel=channel, kind=kind, meeting=None, id=id, by=by, at=at
        )
        if not FollowUpResult.objects.filter(follow_up=item).exists():
            do(item=item, contact=contact, by=by, at=at)
        if channel in BY_HAND:
            sent_by_hand(
                kind=SENT_BY_HAND,
                about=item.pk,
                recipient=item.person_id,
                by=by,
                chapter_id=item.chapter_id,
                channel=channel,
                at=at,
            )
        outbox.withdraw_about(about=item.pk, kinds=(THANK_YOU,), reason="already_thanked", at=at)
    return contact


def do_once(*, item: FollowUp, by: User, at: datetime) -> FollowUpResult:
    """Done, without having been in touch. Said again, the first time stands."""
    try:
        return do(item=item, by=by, at=at)
    except AlreadyDone:
        return FollowUpResult.objects.get(follow_up=item)


def send_again(*, message: Message, by: User, at: datetime) -> Message:
    """Another try with the same words. Raises NothingToAnswer, TooLate.

    A thank-you is the organizer's own text, which the new message has to be given; all others are written anew.
    Whoever sends again what had come back has made sure of the address, so that it is written to again.
    """
    with transaction.atomic():
        if message.problem in ABOUT_THE_ADDRESS:
            confirm(channel=message.channel, address_key=message.address_key, by=by, at=at)
        new = outbox.send_again(message, by=by, at=at)
        if message.kind == THANK_YOU and new.state == State.PLANNED and not new.body:
            new.subject, new.body = message.subject, message.body
            new.save(update_fields=["subject", "body"])
    return new
