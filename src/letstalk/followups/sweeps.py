"""Due work of this room: messages checked against the facts once more, and sets a crash left unmade."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from letstalk.accounts.models import User
from letstalk.commitments.calendar import commitment_file, taken_back_file
from letstalk.commitments.models import Commitment
from letstalk.followups import timings
from letstalk.followups.domain.before import (
    ASK_BEFORE,
    RECONFIRM,
    USEFUL_UNTIL,
    ask_at,
    ask_by_hand,
    ask_whether_it_suits,
    words_of_question,
)
from letstalk.followups.domain.contacts import log_contact
from letstalk.followups.domain.digests import DIGEST, is_time_for, tell_the_day, words_of_day
from letstalk.followups.domain.hold import make_set
from letstalk.followups.domain.introductions import INTRODUCTION, scope_of, sides_of, tell_both, words_of_introduction
from letstalk.followups.domain.items import waive
from letstalk.followups.domain.messages import (
    CONFIRMATION,
    EARLY_REMINDER,
    REMIND_BEFORE,
    REMINDER,
    TAKEN_BACK,
    THANK_YOU,
    Words,
    supporter_page,
    words_about_commitment,
    words_about_taking_back,
)
from letstalk.followups.domain.resting import end_rest
from letstalk.followups.domain.texts import as_text, last_moment, next_morning, open_channels
from letstalk.followups.models import Digest, FollowUp, FollowUpResult, FollowUpSet, Introduction, Rest
from letstalk.followups.words import Channel as ContactChannel
from letstalk.followups.words import ContactKind
from letstalk.kit import clock
from letstalk.meetings.domain.links import answer_address
from letstalk.meetings.domain.rhythms import plan_next_turns
from letstalk.meetings.domain.tapped import forget_taps_without_a_yes
from letstalk.meetings.models import Dropped, Held, Invitation, Slot
from letstalk.outbox.domain import messages as outbox
from letstalk.outbox.models import Message
from letstalk.outbox.queries import current_route, due
from letstalk.outbox.words import Channel, State
from letstalk.people.access import home_chapter
from letstalk.people.models import Relationship
from letstalk.people.queries import is_left_alone, may_reach, said_no_to_contact
from letstalk.people.words import Purpose, Why

log = logging.getLogger(__name__)
AT_ONCE = 200
# Late in the evening is asked about earlier that evening, so the day before may begin a little sooner.
EARLIEST_BEFORE_THAT = timedelta(hours=5)


def run(*, at: datetime) -> int:
    """One round. Returns how many things were done."""
    return (
        heal_missing_sets(at=at)
        + plan_next_turns(at=at)
        + ask_the_day_before(at=at)
        + tell_days(at=at)
        + release_due(at=at)
        + note_what_went_out(at=at)
        + let_reminders_lapse(at=at)
        + end_rests(at=at)
        + settle_what_came_about(at=at)
        + forget_taps_without_a_yes(at=at)
    )


def heal_missing_sets(*, at: datetime) -> int:
    """A held one-on-one without its set gets it (R-027)."""
    held = Held.objects.standing().exclude(Exists(FollowUpSet.objects.filter(meeting=OuterRef("meeting"))))
    rows = list(held.select_related("meeting__relationship", "meeting__chapter").order_by("at", "pk")[:AT_ONCE])
    for row in rows:
        make_set(meeting=row.meeting, began_at=row.began_at, at=at)
    return len(rows)


def release_due(*, at: datetime) -> int:
    """Each due message is checked against the facts as they are now, then released or taken back.

    While no mail is set up they wait, visibly, with "copy the words" beside each; so do texts without a gateway.
    """
    rows = list(due("followups.", at=at).filter(channel__in=open_channels())[:AT_ONCE])
    for message in rows:
        with transaction.atomic():
            _release(message, at=at)
    return len(rows)


def tell_days(*, at: datetime) -> int:
    """Everybody whose hour has come is told their day, once; whoever is away, or asked for none, is not (b.5)."""
    if current_route() is None:
        return 0
    wanting = list(User.objects.filter(is_active=True, digest_hour__isnull=False).order_by("pk"))
    lately = at - timedelta(days=2)
    told = set(Digest.objects.filter(user__in=wanting, at__gte=lately).values_list("user", "on")) if wanting else set()
    planned = 0
    for user in wanting:
        chapter = home_chapter(user)
        zone = user.zone or (chapter.zone if chapter else "UTC")
        if chapter is None or (user.pk, clock.local_day(at, zone)) in told or not is_time_for(user, zone=zone, at=at):
            continue
        planned += tell_the_day(user=user, chapter=chapter, at=at) is not None
    return planned


def note_what_went_out(*, at: datetime) -> int:
    """A thank-you that was really sent is logged as a contact, which makes the follow-up done (R-048)."""
    waiting = FollowUp.objects.open().filter(step=timings.THANK_YOU)
    # From the few that wait to their messages: there may be a million of those.
    sent = Message.objects.filter(about__in=waiting.values("pk"), kind=THANK_YOU, state=State.SENT)
    rows = list(sent.order_by("settled_at", "pk")[:AT_ONCE])
    for message in rows:
        item = FollowUp.objects.select_related("relationship").get(pk=message.about)
        log_contact(
            relationship=item.relationship,
            channel=ContactChannel.EMAIL,
            kind=ContactKind.THANKS,
            happened_at=message.settled_at,
            id=message.pk,
            by=None,
            at=at,
        )
    return len(rows)


def let_reminders_lapse(*, at: datetime) -> int:
    """What the organizer was to send by hand is left out once its time has passed: it would be stale."""
    reminders = FollowUp.objects.open().filter(step__in=(timings.REMIND_EARLY, timings.REMIND))
    past = reminders.filter(due_at__lt=at - REMIND_BEFORE)
    over = Commitment.objects.filter(pk=OuterRef("about"), on__lt=at.date())
    stale = FollowUp.objects.open().filter(Exists(over), step=timings.CONFIRM)
    rows = [*past.order_by("due_at", "pk")[:AT_ONCE], *stale.order_by("due_at", "pk")[:AT_ONCE]]
    for item in rows:
        waive(item=item, because="its time has passed", by=None, at=at)
    return len(rows)


def end_rests(*, at: datetime) -> int:
    """Whoever rested until today is spoken with again (C-6)."""
    open_now = Rest.objects.filter(ended_at__isnull=True, until_on__lte=at.date() + timedelta(days=1))
    rows = open_now.filter(relationship__until__isnull=True, relationship__person__erased_at__isnull=True)
    rows = rows.select_related("relationship__chapter", "relationship__person").order_by("until_on", "pk")[:AT_ONCE]
    over = [rest for rest in rows if rest.until_on <= clock.local_day(at, rest.relationship.chapter.zone)]
    for rest in over:
        end_rest(rest=rest, by=None, at=at)
    return len(over)


def ask_the_day_before(*, at: datetime) -> int:
    """Each agreed one-on-one of the next day that nobody confirmed or asked about yet is asked about once (b.1).

    What was agreed within the last day is fresh in both minds and is left alone.
    """
    soon = Slot.objects.standing().filter(
        starts_at__gt=at + USEFUL_UNTIL,
        starts_at__lte=at + ASK_BEFORE + EARLIEST_BEFORE_THAT,
        at__lte=F("starts_at") - ASK_BEFORE,
        confirmations__isnull=True,
        meeting__relationship__until__isnull=True,
        meeting__person__erased_at__isnull=True,
    )
    by_email = Message.objects.filter(kind=RECONFIRM, about=OuterRef("pk"))
    by_hand = FollowUp.objects.filter(step=timings.RECONFIRM, about=OuterRef("meeting"), made_at__gte=OuterRef("at"))
    held = Held.objects.standing().filter(meeting=OuterRef("meeting"))
    soon = soon.exclude(meeting__person__in=said_no_to_contact())
    rows = soon.exclude(Exists(by_email)).exclude(Exists(by_hand)).exclude(Exists(held))
    rows = rows.select_related("place", *_BESIDE_A_SLOT).order_by("starts_at", "pk")[:AT_ONCE]
    asked = [ask_whether_it_suits(slot=slot, at=at) for slot in rows if ask_at(slot) <= at]
    return len(asked)


_BESIDE_A_SLOT = ("meeting__person__chapter", "meeting__relationship", "meeting__chapter", "meeting__organizer")


def settle_what_came_about(*, at: datetime) -> int:
    """Items about a one-on-one that need nobody any more: it was confirmed, moved, held, or another time was found."""
    ahead = Slot.objects.standing().filter(starts_at__gt=at)
    unsure = ahead.filter(meeting=OuterRef("about"), confirmations__isnull=True, at__lte=OuterRef("made_at"))
    anew = ahead.filter(meeting__relationship=OuterRef("relationship"), at__gte=OuterRef("made_at"))
    held = Held.objects.standing().filter(meeting=OuterRef("about"))
    dropped = Dropped.objects.filter(meeting=OuterRef("about"), at__gte=OuterRef("made_at"))
    open_now = FollowUp.objects.open()
    invited = Invitation.objects.filter(meeting=OuterRef("about"))
    agreed = Slot.objects.standing().filter(meeting=OuterRef("about"))
    asked = open_now.filter(Exists(invited) | Exists(agreed) | Exists(held) | Exists(dropped), step=timings.INVITE)
    past = open_now.filter(~Exists(unsure), step=timings.RECONFIRM)
    found = open_now.filter(Exists(anew) | Exists(held) | Exists(dropped), step=timings.REBOOK)
    rows = [row for some in (past, found, asked) for row in some.order_by("due_at", "pk")[:AT_ONCE]]
    for item in rows:
        waive(item=item, because="it came about otherwise", by=None, at=at)
    return len(rows)


def _release(message: Message, *, at: datetime) -> None:
    if message.kind == THANK_YOU:
        _release_thank_you(message, at=at)
    elif message.kind in (CONFIRMATION, EARLY_REMINDER, REMINDER):
        _release_about_commitment(message, at=at)
    elif message.kind == TAKEN_BACK:
        _release_taken_back(message, at=at)
    elif message.kind == RECONFIRM:
        _release_question(message, at=at)
    elif message.kind == DIGEST:
        _release_digest(message, at=at)
    elif message.kind == INTRODUCTION:
        _release_introduction(message, at=at)
    else:
        outbox.withdraw(message, reason="unknown_kind", at=at)


def _release_thank_you(message: Message, *, at: datetime) -> None:
    item = FollowUp.objects.select_related("person", "relationship", "organizer").filter(pk=message.about).first()
    if item is None or FollowUpResult.objects.filter(follow_up=item).exists():
        outbox.withdraw(message, reason="already_thanked", at=at)
        return
    _send(message, item.relationship, Purpose.PERSONAL, Words(message.subject, message.body), at=at)


def _release_about_commitment(message: Message, *, at: datetime) -> None:
    rows = Commitment.objects.open().select_related("person", "relationship__chapter", "chapter", "organizer")
    commitment = rows.filter(pk=message.about).first()
    if commitment is None or commitment.due_at is None or commitment.due_at <= at:
        outbox.withdraw(message, reason="no_longer_open", at=at)
        return
    page = supporter_page(commitment.relationship, at=at)
    words = words_about_commitment(message.kind, commitment, page=page)
    attached = (_calendar_file("PUBLISH", commitment_file(commitment, at=at)),)
    _send(message, commitment.relationship, Purpose.REMINDERS, words, attachments=attached, at=at)


def _release_taken_back(message: Message, *, at: datetime) -> None:
    """Only what is still let go, and would still be ahead of them."""
    rows = Commitment.objects.select_related("person", "relationship__chapter", "chapter", "organizer")
    commitment = rows.filter(pk=message.about).first()
    is_agreed_again = Commitment.objects.open().filter(Q(pk=message.about) | Q(renews=message.about, on__isnull=False))
    if commitment is None or commitment.due_at is None or commitment.due_at <= at or is_agreed_again.exists():
        outbox.withdraw(message, reason="no_longer_open", at=at)
        return
    attached = (_calendar_file("CANCEL", taken_back_file(commitment, at=at)),)
    words = words_about_taking_back(commitment)
    _send(message, commitment.relationship, Purpose.REMINDERS, words, attachments=attached, at=at)


def _calendar_file(method: str, text: str) -> outbox.Attachment:
    return outbox.Attachment(name="our-conversation.ics", mime=f"text/calendar; method={method}", text=text)


def _release_digest(message: Message, *, at: datetime) -> None:
    """As the day stands now, to the organizer's own address; the ledger is about the people they meet."""
    user = User.objects.filter(pk=message.recipient, is_active=True, digest_hour__isnull=False).first()
    words = words_of_day(user, at=at) if user else None
    if user is None or words is None:
        outbox.withdraw(message, reason="no_longer_open", at=at)
        return
    outbox.release(message, address=user.email, subject=words.subject, body=words.body, at=at)


def _release_introduction(message: Message, *, at: datetime) -> None:
    """To both or to neither: what both agreed to is asked of the ledger once more (R-089)."""
    introduction = Introduction.objects.filter(pk=message.about).first()
    if introduction is None or not tell_both(introduction, at=at):
        outbox.withdraw_about(about=message.about, kinds=(INTRODUCTION,), reason="no_longer_open", at=at)
        return
    sides = sides_of(introduction)
    side = next(side for side in sides if side.person_id == message.recipient)
    words = words_of_introduction(sides, side.person)
    _send(message, side.relationship, Purpose.INTRODUCE, words, scope=scope_of(introduction), at=at)


def _release_question(message: Message, *, at: datetime) -> None:
    """Does it still suit? Only about a time that stands, is not confirmed, and is far enough off for an answer."""
    rows = Slot.objects.standing().filter(pk=message.about, confirmations__isnull=True, no_shows__isnull=True)
    slot = rows.select_related("place", *_BESIDE_A_SLOT).first()
    if slot is None or slot.starts_at - USEFUL_UNTIL <= at:
        outbox.withdraw(message, reason="no_longer_open", at=at)
        return
    person = slot.meeting.person
    if not may_reach(person, Purpose.REMINDERS, message.channel, at=at).may and not is_left_alone(person):
        ask_by_hand(slot=slot, at=at)
    words = words_of_question(slot, page=answer_address(slot.meeting, at=at), channel=message.channel)
    _send(message, slot.meeting.relationship, Purpose.REMINDERS, words, at=at)


def _send(
    message: Message,
    relationship: Relationship,
    purpose: Purpose,
    words: Words,
    *,
    at: datetime,
    attachments: tuple[outbox.Attachment, ...] = (),
    scope: str = "",
) -> None:
    person = relationship.person
    reach = may_reach(person, purpose, message.channel, scope=scope, at=at)
    later = may_reach(person, purpose, message.channel, scope=scope, at=last_moment(message.channel, at))
    if Why.QUIET_HOURS in (reach.why, later.why) and relationship.until is None:
        outbox.postpone(message, due_at=next_morning(person, at=at), at=at)
        return
    if not reach.may or reach.way is None or relationship.until is not None:
        outbox.withdraw(message, reason=reach.why or "no_way", at=at)
        return
    organizer = relationship.organizer
    is_text = message.channel == Channel.TEXT
    outbox.release(
        message,
        address=reach.way.value,
        subject="" if is_text else words.subject,
        body=as_text(words.body, person) if is_text else words.body,
        sender_name=organizer.name,
        reply_to=organizer.email,
        attachments=() if is_text else attachments,
        at=at,
    )
