"""An organizer's messages as they are shown: to whom, what about, in which words, and what is the matter."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.commitments.models import Commitment
from letstalk.desk import saying
from letstalk.followups.domain.before import RECONFIRM
from letstalk.followups.domain.messages import (
    ABOUT_COMMITMENTS,
    CONFIRMATION,
    EARLY_REMINDER,
    REMINDER,
    TAKEN_BACK,
    THANK_YOU,
    words_about_taking_back,
)
from letstalk.meetings.domain.calendar_mail import FILE, OFF
from letstalk.outbox.models import Message
from letstalk.outbox.queries import problem_sentence
from letstalk.outbox.words import ABOUT_THE_ADDRESS, NOT_YET_OUT, State
from letstalk.people.models import Person


@dataclass(frozen=True)
class Letter:
    message: Message
    person: Person
    about: str
    subject: str
    words: str
    problem: str

    @property
    def is_unsure(self) -> bool:
        return self.message.state == State.UNSURE

    @property
    def came_back(self) -> bool:
        """Nothing arrives at its address, which is left alone until the organizer says that it is right."""
        return self.message.problem in ABOUT_THE_ADDRESS

    @property
    def may_be_taken_back(self) -> bool:
        return self.message.state in NOT_YET_OUT


def own_message_or_404(user: User, message_id: UUID) -> Message:
    """A message this user wrote or that goes out in their name."""
    message = Message.objects.filter(pk=message_id, by=user.pk).first()
    if message is None:
        raise Http404
    return message


def letters_of(messages: Iterable[Message]) -> list[Letter]:
    """In two queries however many there are. What was never written yet gets words to send by hand."""
    rows = list(messages)
    people = {person.pk: person for person in Person.objects.filter(pk__in=[row.recipient for row in rows])}
    related = Commitment.objects.select_related("person", "chapter", "organizer").prefetch_related("set_ups")
    commitments = {one.pk: one for one in related.filter(pk__in=[row.about for row in rows])}
    return [_letter(row, people[row.recipient], commitments.get(row.about)) for row in rows if row.recipient in people]


def _letter(message: Message, person: Person, commitment: Commitment | None) -> Letter:
    subject, words = message.subject, message.body
    if not words and commitment is not None and message.kind in ABOUT_COMMITMENTS:
        # Without the address of their own page, which is made when a message really goes out.
        words = saying.agreed_words(commitment, is_reminder=message.kind != CONFIRMATION)
    elif not words and commitment is not None and message.kind == TAKEN_BACK:
        words = words_about_taking_back(commitment).body
    return Letter(
        message=message,
        person=person,
        about=_about(message),
        subject=subject,
        words=words,
        problem=problem_sentence(message.problem),
    )


def _about(message: Message) -> str:
    return {
        THANK_YOU: _("Thank-you"),
        CONFIRMATION: _("What you agreed"),
        EARLY_REMINDER: _("Reminder, a few days before"),
        REMINDER: _("Reminder"),
        TAKEN_BACK: _("Let go: taken out of their calendar"),
        RECONFIRM: _("Does it still suit?"),
        FILE: _("Calendar file"),
        OFF: _("Calendar file, called off"),
    }.get(message.kind, _("Message"))
