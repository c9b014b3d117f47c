"""What goes out because of a follow-up: planned here in the transaction of what it is about, checked again when due."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.commitments.models import Commitment
from letstalk.followups import timings
from letstalk.followups.domain.items import add
from letstalk.followups.models import FollowUp, FollowUpSet
from letstalk.journal.models import record
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.outbox.domain import messages as outbox
from letstalk.outbox.models import Message
from letstalk.outbox.words import Channel, State
from letstalk.people.domain.links import make_link
from letstalk.people.models import Relationship
from letstalk.people.queries import best_way, may_reach
from letstalk.people.words import Purpose, WayKind

THANK_YOU = "followups.thank_you"
CONFIRMATION = "followups.confirmation"
REMINDER = "followups.reminder"
ABOUT_COMMITMENTS = (CONFIRMATION, REMINDER)
REMIND_BEFORE = timedelta(days=1)
USEFUL_FOR = timedelta(days=7)


class CannotReach(Refused):
    """There is no way on file, or the person said no to this kind of message."""


@dataclass(frozen=True)
class Words:
    """A message as it will be read. The subject is neutral: never the organization, the issue or the ask."""

    subject: str
    body: str


def draft_thank_you(item: FollowUp, *, heard: str = "") -> Words:
    """A draft to change, with room for something specific; nothing is invented (R-048).

    heard: a line from the organizer's own note, if they chose one.
    """
    with translation.override(item.person.language or translation.get_language()):
        opening = _("Dear %(name)s,") % {"name": item.person.first_name}
        thanks = _("Thank you for taking the time to talk with me.")
        specific = heard or _("What you said about … stayed with me.")
        return Words(
            subject=_("Thank you"),
            body="\n\n".join([opening, f"{thanks} {specific}", item.organizer.first_name or item.organizer.name]),
        )


def send_thank_you(*, item: FollowUp, subject: str, body: str, by: User, at: datetime) -> Message:
    """Put the organizer's own words on their way; the follow-up is done once they really went out.

    The same follow-up twice is one message. Raises NothingWritten beside the field, CannotReach.
    """
    errors = {}
    if not subject.strip():
        errors["subject"] = _("Give it a subject; “Thank you” will do.")
    if not body.strip():
        errors["body"] = _("Write a line or two first.")
    if errors:
        raise NothingWritten(errors)
    reach = may_reach(item.person, Purpose.PERSONAL, Channel.EMAIL, at=at)
    if not reach.may:
        raise CannotReach(why_not(reach.why, item.person.first_name))
    with transaction.atomic():
        message = outbox.plan(
            kind=THANK_YOU,
            about=item.pk,
            recipient=item.person_id,
            by=by.pk,
            chapter_id=item.chapter_id,
            channel=Channel.EMAIL,
            due_at=at,
            at=at,
        )
        if message.state == State.PLANNED:
            message.subject, message.body = subject.strip(), body.strip()
            message.save(update_fields=["subject", "body"])
        if item.planned_at is None:
            FollowUp.objects.filter(pk=item.pk).update(planned_at=at)
        record("followup.thank_you_written", about=item, by=by, at=at)
    return message


def plan_for_commitment(*, commitment: Commitment, set: FollowUpSet | None, at: datetime) -> list[Message]:
    """Confirmation now and one reminder the day before, by email, if the person agreed to reminders (b.6).

    Without that consent, or without a day, they become items for the organizer to text or call.
    """
    due_at = commitment.due_at
    if due_at is None or due_at <= at:
        return []
    remind_at = due_at - REMIND_BEFORE
    if not may_reach(commitment.person, Purpose.REMINDERS, Channel.EMAIL, at=at).may:
        _remind_by_hand(commitment, set=set, remind_at=remind_at, at=at)
        return []
    planned = [_plan(CONFIRMATION, commitment, due_at=at, useless_after=due_at, at=at)]
    if remind_at > at:
        planned.append(_plan(REMINDER, commitment, due_at=remind_at, useless_after=due_at, at=at))
    return planned


def withdraw_for_commitment(*, commitment: Commitment, reason: str, at: datetime) -> int:
    """Nothing about this commitment goes out any more: it was settled, moved or let go."""
    return outbox.withdraw_about(about=commitment.pk, kinds=ABOUT_COMMITMENTS, reason=reason, at=at)


def words_about_commitment(kind: str, commitment: Commitment, *, page: str) -> Words:
    """The confirmation or the reminder in plain words, as the person's language has them (R-053)."""
    with translation.override(commitment.person.language or commitment.chapter.language):
        name, organizer = commitment.person.first_name, commitment.organizer.first_name or commitment.organizer.name
        opening = (
            _("This is what we agreed when we talked:")
            if kind == CONFIRMATION
            else _("A short reminder of what we agreed:")
        )
        lines = [commitment.what, said_when(commitment)]
        if commitment.place:
            lines.append(_("Where: %(place)s") % {"place": commitment.place})
        if commitment.goal:
            lines.append(_("Goal: %(goal)s") % {"goal": commitment.goal})
        if commitment.if_then:
            lines.append(commitment.if_then)
        closing = _(
            "Here you can say “I’m on it”, change the day, ask for help, or let it go. That is always all right:"
        )
        parts = [_("Dear %(name)s,") % {"name": name}, opening, "\n".join(line for line in lines if line)]
        parts += [f"{closing}\n{page}", organizer]
        return Words(subject=_("Our conversation"), body="\n\n".join(parts))


def said_when(commitment: Commitment) -> str:
    """The day and time as people say them, in the commitment's own zone; empty without a day."""
    if commitment.on is None:
        return ""
    day = date_format(commitment.on, "l j F")
    return f"{day}, {time_format(commitment.at, 'H:i')}" if commitment.at else day


def supporter_page(relationship: Relationship, *, at: datetime) -> str:
    """The address of the person's own page, through a new link of its own."""
    return settings.LETSTALK_URL + reverse("public:supporter", args=[make_link(relationship=relationship, at=at)])


def email_of(message_for: Relationship) -> str:
    way = best_way(message_for.person, WayKind.EMAIL)
    return way.value if way else ""


def why_not(code: str, name: str) -> str:
    """Why a message cannot go out, and what to do instead."""
    sentences = {
        "no_way": _("There is no email address for %(name)s. Copy the words and send them your own way, or call."),
        "no_contact": _("%(name)s asked not to be contacted. Nothing can be sent."),
        "refused": _("%(name)s said no to messages like this one."),
        "not_asked": _("%(name)s has not said yes to reminders. Copy the words and send them your own way, or call."),
        "suppressed": _("Nothing can be sent to this address any more."),
        "quiet_hours": _("It is night where %(name)s is. It can go out in the morning."),
    }
    return sentences.get(code, sentences["no_way"]) % {"name": name}


def _plan(kind: str, commitment: Commitment, *, due_at: datetime, useless_after: datetime, at: datetime) -> Message:
    return outbox.plan(
        kind=kind,
        about=commitment.pk,
        recipient=commitment.person_id,
        by=commitment.organizer_id,
        chapter_id=commitment.chapter_id,
        channel=Channel.EMAIL,
        due_at=due_at,
        useless_after=useless_after,
        at=at,
    )


def _remind_by_hand(commitment: Commitment, *, set: FollowUpSet | None, remind_at: datetime, at: datetime) -> FollowUp:
    return add(
        set=set,
        relationship=commitment.relationship,
        step=timings.REMIND,
        about=commitment.pk,
        due_at=max(remind_at, at),
        planned_at=at,
        at=at,
        id=None,
    )
