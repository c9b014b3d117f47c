"""Offering a few times, and what the person answers on a page without an account (R-022, R-023)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit import clock
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.meetings.domain.invite import invite
from letstalk.meetings.domain.moves import AGREED, lock, require
from letstalk.meetings.domain.schedule import Where, agree_at, call_off
from letstalk.meetings.domain.time_held import refuse_busy
from letstalk.meetings.models import HeardByLink, Invitation, InvitationReply, Meeting, Offer, OfferedTime, Slot
from letstalk.meetings.validators import check_slot
from letstalk.meetings.words import Heard, Mode, Reply, Side, State
from letstalk.outbox.words import Channel
from letstalk.people.domain.consent import stop_everything

MOST_TIMES = 3
WORDS_LENGTH = 1000
INVITATION_PAGE = "invitation page"


class NotOffered(Refused):
    """The time is none of those that were offered, or it is over."""


class NothingOffered(Refused):
    """No invitation is waiting, and no time is agreed."""


def offer_times(
    *,
    meeting: Meeting,
    times: Sequence[clock.LocalTime],
    minutes: int,
    where: Where,
    channel: Channel,
    words: str,
    by: User,
    at: datetime,
) -> Invitation:
    """Invite with two or three times to choose from; one is allowed. They hold nothing until one is taken (R-022).

    Raises NothingWritten beside the field, WrongMoment while a time is agreed or once it was held.
    """
    starts = _checked(times, minutes, where, at=at)
    with transaction.atomic():
        invitation = invite(meeting=meeting, channel=channel, words=words, by=by, at=at)
        offer = Offer.objects.create(
            invitation=invitation,
            zone=times[0].zone,
            minutes=minutes,
            mode=where.mode,
            mode_reason=where.mode_reason.strip(),
            place=where.place,
            place_words=where.place_words.strip(),
        )
        OfferedTime.objects.bulk_create([OfferedTime(offer=offer, starts_at=start) for start in starts])
        record("meeting.times_offered", about=meeting, by=by, at=at, count=len(starts))
    return invitation


def _checked(times: Sequence[clock.LocalTime], minutes: int, where: Where, *, at: datetime) -> list[datetime]:
    if not times:
        raise NothingWritten({"on_1": _("Offer at least one day and time.")})
    if len(times) > MOST_TIMES:
        raise NothingWritten({"on_1": _("Two or three are easy to choose from. Offer at most three.")})
    starts: list[datetime] = []
    for number, when in enumerate(times, start=1):
        try:
            check_slot(
                when=when, minutes=minutes, mode=where.mode, mode_reason=where.mode_reason, has_place=where.has_place
            )
        except NothingWritten as nothing:
            beside = {"on", "at"}
            raise NothingWritten(
                {f"{name}_{number}" if name in beside else name: words for name, words in nothing.errors.items()}
            ) from nothing
        start = clock.instant(when.on, when.at, when.zone)
        if start <= at:
            raise NothingWritten({f"on_{number}": _("This time is over. Offer one that is still to come.")})
        starts.append(start)
    return sorted(set(starts))


def standing_offer(meeting: Meeting) -> Offer | None:
    """The times of the latest invitation, while it waits for an answer; a time agreed since has answered it."""
    latest = Invitation.objects.filter(meeting=meeting).order_by("-at", "pk").first()
    if latest is None or InvitationReply.objects.filter(invitation=latest).exists():
        return None
    return Offer.objects.select_related("place").prefetch_related("times").filter(invitation=latest).first()


def take(*, meeting: Meeting, starts_at: datetime, words: str = "", at: datetime) -> Slot:
    """The person takes one of the times offered, or another one of them instead. Taken twice, it is taken once.

    Consequences: the time is agreed (I-3) and held; what they want to talk about is kept for the organizer.
    Raises NotOffered, TimeTaken and CameUp with the next free times, WrongMoment.
    """
    with transaction.atomic():
        meeting = lock(meeting)
        slot = Slot.objects.standing().filter(meeting=meeting).first()
        if slot is not None and slot.starts_at == starts_at:
            return slot
        offer = standing_offer(meeting)
        offered = {time.starts_at for time in offer.times.all()} if offer else set()
        if offer is None or starts_at not in offered or starts_at <= at:
            raise NotOffered(_("This time is not offered any more. Choose another one, or propose one that suits you."))
        refuse_busy(meeting=meeting, starts_at=starts_at, minutes=offer.minutes, zone=offer.zone, at=at)
        where = Where(Mode(offer.mode), offer.mode_reason, offer.place, offer.place_words)
        slot = agree_at(
            meeting=meeting, starts_at=starts_at, zone=offer.zone, minutes=offer.minutes, where=where, by=None, at=at
        )
        _hear(meeting, Heard.TAKEN, starts_at=starts_at, words=words, at=at)
    return slot


def propose(*, meeting: Meeting, starts_at: datetime | None, words: str, at: datetime) -> HeardByLink:
    """None of them suits: another time, or words about which would. Nothing is agreed by it. Raises NothingWritten."""
    if starts_at is None and not words.strip():
        raise NothingWritten({"on": _("Say a day and a time, or in words when it would suit you.")})
    if starts_at is not None and starts_at <= at:
        raise NothingWritten({"on": _("This time is over. Choose one that is still to come.")})
    with transaction.atomic():
        meeting = lock(meeting)
        _require_open(meeting)
        before = _latest(meeting)
        if before is not None and _is_same(before, Heard.PROPOSED, starts_at, words):
            return before
        return _hear(meeting, Heard.PROPOSED, starts_at=starts_at, words=words, at=at)


def accept_proposed(
    *, meeting: Meeting, starts_at: datetime | None, minds_calendar: bool = False, by: User, at: datetime
) -> Slot:
    """The organizer agrees to the time the person proposed last, where and as long as was offered or agreed before.

    Raises NotOffered when it is not that time any more, TimeTaken with the next free times, WrongMoment; CameUp for
    what is in the organizer's own calendar, if that shall be minded.
    """
    with transaction.atomic():
        meeting = lock(meeting)
        latest = _latest(meeting)
        if starts_at is None or latest is None or (latest.what, latest.starts_at) != (Heard.PROPOSED, starts_at):
            raise NotOffered(_("This changed meanwhile. Look once more at what they answered."))
        before = said_before(meeting)
        if starts_at <= at or before is None:
            raise NotOffered(_("This time is over. Agree on another one."))
        if minds_calendar:
            refuse_busy(meeting=meeting, starts_at=starts_at, minutes=before.minutes, zone=before.zone, at=at)
        where = Where(Mode(before.mode), before.mode_reason, before.place, before.place_words)
        return agree_at(
            meeting=meeting, starts_at=starts_at, zone=before.zone, minutes=before.minutes, where=where, by=by, at=at
        )


def said_before(meeting: Meeting) -> Offer | Slot | None:
    """How long and where was offered, or else agreed before."""
    return standing_offer(meeting) or Slot.objects.filter(meeting=meeting).order_by("-at").first()


def say_not_now(*, meeting: Meeting, words: str = "", at: datetime) -> None:
    """Not now: an invitation is declined, an agreed time is called off. Said twice, it is said once."""
    with transaction.atomic():
        meeting = lock(meeting)
        state = meeting.state
        if state in {State.DECLINED, State.CANCELLED}:
            return
        _require_open(meeting)
        if state in AGREED:
            call_off(meeting=meeting, whose=Side.PERSON, by=None, at=at, reason=words)
            _hear(meeting, Heard.CANNOT_COME, words=words, at=at)
            return
        invitation = Invitation.objects.filter(meeting=meeting).order_by("-at", "pk").first()
        assert invitation is not None
        InvitationReply.objects.create(invitation=invitation, answer=Reply.DECLINED, at=at)
        record("meeting.invitation_answered", about=meeting, by=None, at=at, answer=Reply.DECLINED)
        _hear(meeting, Heard.NOT_NOW, words=words, at=at)


def say_no_contact(*, meeting: Meeting, at: datetime) -> None:
    """Please don't contact me: at once and everywhere (L-1), and what was invited to or agreed is off."""
    with transaction.atomic():
        stop_everything(
            person=meeting.person,
            chapter=meeting.chapter,
            how=INVITATION_PAGE,
            words=_("Please don’t contact me"),
            by=None,
            at=at,
        )
        locked = lock(meeting)
        if locked.state in AGREED | {State.INVITED}:
            say_not_now(meeting=meeting, at=at)
        if not _is_same(_latest(meeting), Heard.NO_CONTACT, None, ""):
            _hear(locked, Heard.NO_CONTACT, at=at)


def _require_open(meeting: Meeting) -> None:
    require(meeting, AGREED | {State.INVITED}, _("There is nothing to answer any more."))


def _latest(meeting: Meeting) -> HeardByLink | None:
    return HeardByLink.objects.filter(meeting=meeting).order_by("-at", "pk").first()


def _is_same(before: HeardByLink | None, what: Heard, starts_at: datetime | None, words: str) -> bool:
    return before is not None and (before.what, before.starts_at, before.words) == (what, starts_at, words.strip())


def _hear(
    meeting: Meeting, what: Heard, *, starts_at: datetime | None = None, words: str = "", at: datetime
) -> HeardByLink:
    heard = HeardByLink.objects.create(
        chapter=meeting.chapter,
        meeting=meeting,
        what=what,
        starts_at=starts_at,
        words=words.strip()[:WORDS_LENGTH],
        at=at,
    )
    record("meeting.heard_by_link", about=meeting, by=None, at=at, what=what)
    return heard
