"""What comes in from outside: a mail or a text somebody wrote back, and a letter that was returned (b.6).

A mail handed to `letstalk inbound` and a text from the gateway end in the same verb, `hear_words`.
"""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from letstalk.followups.domain.items import add
from letstalk.followups.models import FollowUp
from letstalk.followups.timings import CUSTOM, after
from letstalk.journal.models import record
from letstalk.meetings.calendar_replies import NotAReply, read_reply
from letstalk.meetings.domain.replies import Heard, hear_mail
from letstalk.outbox.channels.gateway import problem_of
from letstalk.outbox.domain.bounces import came_back
from letstalk.outbox.domain.delivery import sent
from letstalk.outbox.domain.messages import suppress
from letstalk.outbox.mail_back import NotThat, read_answer, read_returned
from letstalk.outbox.models import Message
from letstalk.outbox.opt_out import says_stop
from letstalk.outbox.words import ABOUT_THE_ADDRESS, Channel, State
from letstalk.people.domain.consent import stop_everything
from letstalk.people.domain.ways import way_key
from letstalk.people.models import Relationship, Way
from letstalk.people.queries import is_do_not_contact
from letstalk.people.words import CHANNELS_OF_WAY, WAY_FOR_CHANNEL, WayKind

OPTED_OUT = "opted_out"
STOP = "STOP"
# As evidence, and as much of a text as an item on a list can hold.
MOST_WORDS = 500
HOW = {Channel.EMAIL: "reply by mail", Channel.TEXT: "reply by text"}
REPLY = uuid.UUID("6b0f2c0e-5f6e-4d0b-9a53-0c7b6d1b2f11")


def take_in(raw: bytes, *, at: datetime) -> Heard:
    """Take in one mail as it arrived: a letter returned, a calendar's answer, or an answer that asks for no more."""
    try:
        returned = read_returned(raw)
    except NotThat:
        return _take_in_written(raw, at=at)
    letter = came_back(
        message=returned.message, is_about_address=returned.is_about_address, status=returned.status, at=at
    )
    if letter is None:
        return Heard(False, _("It reports on no letter of ours that is still open. Nothing was changed."))
    if returned.is_about_address:
        return Heard(True, _("A letter came back: its address is not written to until somebody makes sure of it."))
    return Heard(True, _("A letter came back: its organizer sees so."))


def _take_in_written(raw: bytes, *, at: datetime) -> Heard:
    try:
        read_reply(raw)
    except NotAReply:
        return _take_in_answer(raw, at=at)
    return hear_mail(raw, at=at)


def _take_in_answer(raw: bytes, *, at: datetime) -> Heard:
    try:
        answer = read_answer(raw)
    except NotThat:
        return Heard(False, _("This is no mail that a person or a calendar wrote to us. Nothing was changed."))
    # An empty letter with "unsubscribe" as its subject; an answer repeats our own subject and says nothing.
    words = answer.words or answer.subject
    return hear_words(channel=Channel.EMAIL, address=answer.sender, words=words, at=at)


def hear_words(*, channel: Channel, address: str, words: str, at: datetime) -> Heard:
    """What somebody wrote back, from this address. A word such as STOP takes effect at once for all of its users (b.6).

    Consequences: contact is withdrawn in the ledger with their words as the evidence, what waits is taken back, every
    address of theirs is closed, and their organizers find it on their lists. An address nobody has is closed as well.
    """
    kind = WayKind(WAY_FOR_CHANNEL[channel])
    with transaction.atomic():
        ways = list(_ways(kind, address))
        relationships = _relationships(ways)
        if not says_stop(words, channel=channel, names=_names(ways, relationships)):
            return Heard(False, _("It does not ask for no more messages. Nothing was changed."))
        for served in CHANNELS_OF_WAY[kind]:
            suppress(channel=served, address_key=way_key(kind, address), reason=OPTED_OUT, at=at)
        new = {way.person_id for way in ways if _stop(way, channel, words, at=at)}
        for relationship in relationships:
            if relationship.person_id in new:
                _tell(relationship, channel, at=at)
    return Heard(True, _("They ask for no more messages: nothing goes to them from now on."))


def _ways(kind: WayKind, address: str) -> QuerySet[Way]:
    ways = Way.objects.filter(kind=kind, key=way_key(kind, address), until__isnull=True)
    return ways.filter(person__erased_at__isnull=True).select_related("person", "chapter").order_by("added_at", "pk")


def _relationships(ways: list[Way]) -> list[Relationship]:
    current = Relationship.objects.current().filter(person__in=[way.person_id for way in ways])
    return list(current.select_related("person", "organizer", "chapter").order_by("since", "pk"))


def _names(ways: list[Way], relationships: list[Relationship]) -> list[str]:
    return [way.person.name for way in ways] + [one.organizer.name for one in relationships]


def _stop(way: Way, channel: Channel, words: str, *, at: datetime) -> bool:
    """False when they had said so before."""
    if is_do_not_contact(way.person):
        return False
    stop_everything(person=way.person, chapter=way.chapter, how=HOW[channel], words=words[:MOST_WORDS], by=None, at=at)
    return True


def _tell(relationship: Relationship, channel: Channel, *, at: datetime) -> FollowUp:
    with translation.override(relationship.organizer.language or relationship.chapter.language):
        by_text = _("They answered by text that they want no more messages. Nothing goes out to them any more.")
        by_mail = _("They answered by mail that they want no more messages. Nothing goes out to them any more.")
    words = by_text if channel == Channel.TEXT else by_mail
    return add(relationship=relationship, step=CUSTOM, words=words, due_at=at + after(24), at=at)


def put_before_organizers(*, address: str, words: str, reply: str, at: datetime) -> int:
    """A text that came in by the gateway and asks for nothing special stands on the organizer's list, to be answered.

    `reply` is the gateway's own name for it: handed in twice, it stands there once. How many organizers were told.
    """
    relationships = _relationships(list(_ways(WayKind.PHONE, address)))
    with transaction.atomic():
        for relationship in relationships:
            with translation.override(relationship.organizer.language or relationship.chapter.language):
                told = _("They texted: “%(words)s”") % {"words": words[:MOST_WORDS]}
            once = uuid.uuid5(REPLY, f"{reply} {relationship.pk}")
            item = add(relationship=relationship, step=CUSTOM, words=told, due_at=at + after(24), at=at, id=once)
            record("followup.text_heard", about=item, by=None, at=at)
    return len(relationships)


def hear_text(*, address: str, words: str, reply: str, was_told_to_stop: bool = False, at: datetime) -> bool:
    """A text that came in by the gateway; True when it asks for no more. `was_told_to_stop`: the carrier says so."""
    number = address.strip()
    if not number.startswith("+"):
        return False
    with transaction.atomic():
        heard = hear_words(channel=Channel.TEXT, address=number, words=STOP if was_told_to_stop else words, at=at)
        if not heard.has_counted and words.strip():
            put_before_organizers(address=number, words=words, reply=reply, at=at)
    return heard.has_counted


def text_left(*, message: uuid.UUID, at: datetime) -> None:
    """The gateway says that a text went out, also one of which nobody could be sure; of all others it is no news."""
    unsure = Message.objects.filter(pk=message, channel=Channel.TEXT, state=State.UNSURE).first()
    if unsure is not None:
        sent(unsure, at=at)


def text_came_back(*, message: uuid.UUID, code: int, at: datetime) -> Message | None:
    """The gateway could not deliver a text: it is FAILED, and a number that takes none is marked."""
    problem = problem_of(code)
    return came_back(
        message=message, is_about_address=problem in ABOUT_THE_ADDRESS, status=str(code), problem=problem, at=at
    )
