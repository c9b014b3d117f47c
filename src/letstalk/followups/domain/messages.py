"""What goes out because of a follow-up: planned here in the transaction of what it is about, checked again when due."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.commitments.calendar import line_of
from letstalk.commitments.models import Commitment
from letstalk.followups import timings
from letstalk.followups.domain.items import add
from letstalk.followups.domain.texts import may_text_reminders
from letstalk.followups.models import FollowUp, FollowUpSet
from letstalk.journal.models import record
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.outbox.domain import messages as outbox
from letstalk.outbox.models import Message
from letstalk.outbox.words import Channel, State
from letstalk.people.domain.links import make_link
from letstalk.people.models import Relationship
from letstalk.people.queries import best_way, has_agreed, may_reach
from letstalk.people.queries.lists import mention_scope
from letstalk.people.words import Level, Purpose, WayKind

THANK_YOU = "followups.thank_you"
CONFIRMATION = "followups.confirmation"
EARLY_REMINDER = "followups.early_reminder"
REMINDER = "followups.reminder"
TAKEN_BACK = "followups.taken_back"
ABOUT_COMMITMENTS = (CONFIRMATION, EARLY_REMINDER, REMINDER)
# Four to five days before, and the day before; more reminders than that change nothing (b.4, e.2).
REMIND_EARLY_BEFORE = timedelta(days=5)
TOO_LATE_FOR_EARLY = timedelta(days=4)
REMIND_BEFORE = timedelta(days=1)
# What was agreed so lately is fresh in both minds.
FRESH = timedelta(days=2)
USEFUL_FOR = timedelta(days=7)


class CannotReach(Refused):
    """There is no way on file, or the person said no to this kind of message."""


@dataclass(frozen=True)
class Words:
    """A message as it will be read. The subject is neutral: never the organization, the issue or the ask."""

    subject: str
    body: str


def draft_thank_you(item: FollowUp, *, heard: str = "") -> Words:
    """A draft to change, with something specific in it; nothing is invented (R-048).

    heard: a line from what the organizer noted, or what they say stayed with them. Without one the draft has a gap
    where it belongs, and does not go out before that is filled (`send_thank_you`).
    """
    with translation.override(_language_of(item)):
        opening = _("Dear %(name)s,") % {"name": item.person.first_name}
        thanks = _("Thank you for taking the time to talk with me.")
        specific = heard.strip() or _gap()
        return Words(
            subject=_("Thank you"),
            body="\n\n".join([opening, f"{thanks} {specific}", item.organizer.first_name or item.organizer.name]),
        )


def _language_of(item: FollowUp) -> str:
    return item.person.language or translation.get_language() or item.chapter.language


def _gap() -> str:
    """The line of a draft that only the organizer can write."""
    return _("What you said about … stayed with me.")


def has_gap(item: FollowUp, body: str) -> bool:
    """Whether the draft's gap still stands in it, in whichever language it was drafted."""
    gaps = [_gap()]
    with translation.override(_language_of(item)):
        gaps.append(_gap())
    return any(gap in body for gap in gaps)


def draft_post(item: FollowUp, *, hashtag: str = "", platform: str = "") -> str:
    """Words for the organizer's own page online: about what they learned, and nobody else (R-050, R-052).

    The person is named, by first name only, where the ledger holds their yes to that on this very platform; never by
    handle or picture (R-049; a.4, check 3).
    """
    with_whom = _("I had a conversation today that I will think about for a while.")
    if may_name(item, platform):
        with_whom = _("I had a conversation with %(name)s today that I will think about for a while.")
        with_whom %= {"name": item.person.first_name}
    learned = _("What I learned about myself: …")
    return "\n\n".join(line for line in (with_whom, learned, hashtag) if line)


def may_name(item: FollowUp, platform: str) -> bool:
    """Whether they said yes to their first name on this platform."""
    return bool(platform) and has_agreed(item.person, Purpose.MENTION, mention_scope(platform, Level.FIRST_NAME))


def send_thank_you(*, item: FollowUp, subject: str, body: str, by: User, at: datetime) -> Message:
    """Put the organizer's own words on their way; the follow-up is done once they really went out.

    The same follow-up twice is one message. Raises NothingWritten beside the field, CannotReach.
    """
    errors = {}
    if not subject.strip():
        errors["subject"] = _("Give it a subject; “Thank you” will do.")
    if not body.strip():
        errors["body"] = _("Write a line or two first.")
    elif has_gap(item, body):
        errors["body"] = _("Say what it was that stayed with you, or take that line out.")
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
    """Confirmation now, a reminder four to five days before and one the day before, and nothing more (R-053, b.4).

    By email, if the person agreed to reminders so (b.6), or else as texts, where there is a gateway; without either
    consent they become items for the organizer to text or call. What is agreed for this week has no early reminder.
    Without a day there is nothing to remind of.
    """
    due_at = commitment.due_at
    if due_at is None or due_at <= at:
        return []
    early_at, remind_at = due_at - REMIND_EARLY_BEFORE, due_at - REMIND_BEFORE
    is_far_off = early_at >= at + FRESH
    channel = _channel_for_reminders(commitment, at=at)
    if channel is None:
        _by_hand(commitment, timings.CONFIRM, set=set, due_at=at + timings.after(24), at=at)
        if is_far_off:
            _by_hand(commitment, timings.REMIND_EARLY, set=set, due_at=early_at, at=at)
        _by_hand(commitment, timings.REMIND, set=set, due_at=max(remind_at, at), at=at)
        return []
    planned = [_plan(CONFIRMATION, commitment, channel, due_at=at, useless_after=due_at, at=at)]
    if is_far_off:
        late = due_at - TOO_LATE_FOR_EARLY
        planned.append(_plan(EARLY_REMINDER, commitment, channel, due_at=early_at, useless_after=late, at=at))
    if remind_at > at:
        planned.append(_plan(REMINDER, commitment, channel, due_at=remind_at, useless_after=due_at, at=at))
    return planned


def withdraw_for_commitment(*, commitment: Commitment, reason: str, at: datetime) -> int:
    """Nothing about this commitment goes out any more: it was settled, moved or let go."""
    return outbox.withdraw_about(about=commitment.pk, kinds=ABOUT_COMMITMENTS, reason=reason, at=at)


def take_out_of_calendar(*, commitment: Commitment, at: datetime) -> Message | None:
    """A word that takes the entry out of the person's calendar, where one went out to them; else None (C-3, RFC 5546).

    What was let go would stand in their calendar otherwise, and remind them of it.
    """
    told = Message.objects.filter(
        about__in=line_of(commitment),
        kind__in=ABOUT_COMMITMENTS,
        channel=Channel.EMAIL,
        state__in=(State.SENT, State.UNSURE),
    )
    due_at = commitment.due_at
    if due_at is None or due_at <= at or not told.exists():
        return None
    return _plan(TAKEN_BACK, commitment, Channel.EMAIL, due_at=at, useless_after=due_at, at=at)


def words_about_taking_back(commitment: Commitment) -> Words:
    """That it is let go and all is well, and what the file beside it does; never a why and never a bill (C-3)."""
    with translation.override(commitment.person.language or commitment.chapter.language):
        opening = _("What we agreed is let go, and that is all right:")
        closing = _("If it is in your calendar, the file with this message takes it out again.")
        parts = [_("Dear %(name)s,") % {"name": commitment.person.first_name}, f"{opening}\n{commitment.what}", closing]
        parts.append(commitment.organizer.first_name or commitment.organizer.name)
        return Words(subject=_("Our conversation"), body="\n\n".join(parts))


def remind_by_hand(commitment: Commitment, step: str, *, due_at: datetime, at: datetime) -> FollowUp:
    """A confirmation or reminder for the organizer to give by text or call (b.6); asked for twice it is one."""
    return _by_hand(commitment, step, set=None, due_at=max(due_at, at), at=at)


def words_about_commitment(kind: str, commitment: Commitment, *, page: str) -> Words:
    """The confirmation or the reminder in plain words, as the person's language has them (R-053)."""
    with translation.override(commitment.person.language or commitment.chapter.language):
        name, organizer = commitment.person.first_name, commitment.organizer.first_name or commitment.organizer.name
        opening = (
            _("This is what we agreed when we talked:")
            if kind == CONFIRMATION
            else _("A short reminder of what we agreed:")
        )
        lines = said_terms(commitment)
        closing = _(
            "Here you can say “I’m on it”, change the day, ask for help, or let it go. That is always all right:"
        )
        parts = [_("Dear %(name)s,") % {"name": name}, opening, "\n".join(lines), "\n".join(said_how(commitment))]
        parts += [f"{closing}\n{page}", organizer]
        return Words(subject=_("Our conversation"), body="\n\n".join(part for part in parts if part))


def said_terms(commitment: Commitment) -> list[str]:
    """What, when, where, the goal and the plan for the moment itself, a line each (R-053, C-4)."""
    lines = [commitment.what, said_when(commitment)]
    if commitment.place:
        lines.append(_("Where: %(place)s") % {"place": commitment.place})
    if commitment.goal:
        lines.append(_("Goal: %(goal)s") % {"goal": commitment.goal})
    return [line for line in [*lines, commitment.if_then] if line]


def said_how(commitment: Commitment) -> list[str]:
    """How they get there, and what else is set up for them: the information that makes a plan work (R-028, e.2)."""
    arranged = sorted(commitment.set_ups.all(), key=lambda one: (one.made_at, one.pk))
    return [f"{one.get_kind_display()}: {one.words}" for one in arranged]


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


def _channel_for_reminders(commitment: Commitment, *, at: datetime) -> Channel | None:
    """The way by which they said yes to reminders, mail before texts; None when they are the organizer's to give."""
    if may_reach(commitment.person, Purpose.REMINDERS, Channel.EMAIL, at=at).may:
        return Channel.EMAIL
    return Channel.TEXT if may_text_reminders(commitment.person, at=at) else None


def _plan(
    kind: str, commitment: Commitment, channel: Channel, *, due_at: datetime, useless_after: datetime, at: datetime
) -> Message:
    return outbox.plan(
        kind=kind,
        about=commitment.pk,
        recipient=commitment.person_id,
        by=commitment.organizer_id,
        chapter_id=commitment.chapter_id,
        channel=channel,
        due_at=due_at,
        useless_after=useless_after,
        at=at,
    )


def _by_hand(commitment: Commitment, step: str, *, set: FollowUpSet | None, due_at: datetime, at: datetime) -> FollowUp:
    return add(
        set=set,
        relationship=commitment.relationship,
        step=step,
        about=commitment.pk,
        due_at=due_at,
        planned_at=at,
        at=at,
        id=uuid.uuid5(commitment.pk, f"{step} {commitment.on} {commitment.at}"),
    )
