"""What becomes of an answer that a calendar program mailed: it can change the one one-on-one it is about, no more."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.backend import email_key
from letstalk.journal.models import record
from letstalk.kit import clock
from letstalk.kit.lookup import lookup_key
from letstalk.meetings.calendar_replies import NotAReply, Reply, read_reply
from letstalk.meetings.domain.moves import AGREED, lock
from letstalk.meetings.domain.schedule import call_off, confirm, standing_slot
from letstalk.meetings.models import CalendarReply, Meeting, RhythmFile, RhythmTurn, Slot
from letstalk.meetings.queries import own_sequence_of, sequence_of
from letstalk.meetings.rhythm_files import latest_turn
from letstalk.meetings.words import CalendarAnswer, Side, State
from letstalk.people.domain.ways import way_key
from letstalk.people.models import Way
from letstalk.people.words import WayKind

# A yes so shortly before is the reconfirmation of b.1; an earlier one only says that the file arrived well.
CONFIRMS_WITHIN = timedelta(hours=48)


@dataclass(frozen=True)
class Heard:
    """Whether a mail changed anything, and a sentence for whoever looks after the mailbox; it names nobody."""

    has_counted: bool
    sentence: str


def hear_mail(raw: bytes, *, at: datetime) -> Heard:
    """Take in one mail as it arrived (RFC 5322). Handed in twice, it counts once, by its Message-ID.

    It counts only when its UID is a one-on-one of ours, and when the one it speaks for is a side of that one-on-one
    and is also who sent it. A yes within two days of the time confirms it; a no of the person calls it off; perhaps
    and another time are put before the organizer. An answer to a time that no longer stands is only noted, and so is
    one to all of a rhythm: whether it ends is for the two to say.
    """
    try:
        reply = read_reply(raw)
    except NotAReply:
        return Heard(False, _("This is no answer of a calendar to one of our one-on-ones. Nothing was changed."))
    with transaction.atomic():
        meant = _meant(reply)
        if meant is None or meant.meeting.person.erased_at is not None:
            return Heard(False, _("There is no such one-on-one here. Nothing was changed."))
        meeting = lock(meant.meeting)
        whose = _whose(reply, meeting)
        if whose is None:
            record("meeting.calendar_reply_refused", about=meeting, by=None, at=at, answer=reply.answer)
            return Heard(False, _("It comes from another address than the one that was invited. Nothing was changed."))
        key = lookup_key("message-id", reply.message_id)
        if CalendarReply.objects.filter(message_key=key).exists():
            return Heard(False, _("This mail was handed in before. Nothing was changed."))
        return _take_in(reply, meeting, whose, key, meant=meant, at=at)


@dataclass(frozen=True)
class _Meant:
    """The one-on-one, in which version it was answered, and whether all of a rhythm was meant at once."""

    meeting: Meeting
    sequences: set[int]
    is_whole_rhythm: bool = False


def _meant(reply: Reply) -> _Meant | None:
    meeting = Meeting.objects.filter(pk=reply.entry).select_related("person").first()
    if meeting is not None:
        return _Meant(meeting, {sequence_of(meeting), own_sequence_of(meeting)})
    file = RhythmFile.objects.filter(pk=reply.entry).select_related("rhythm").first()
    if file is None:
        return None
    turns = RhythmTurn.objects.filter(file=file, is_apart=False).select_related("meeting__person")
    if reply.instead_of is not None:
        turn = turns.filter(file_on=clock.local_day(reply.instead_of, file.zone)).first()
    else:
        turn = latest_turn(file.rhythm)
    return _Meant(turn.meeting, {file.sequence}, is_whole_rhythm=reply.instead_of is None) if turn else None


def _whose(reply: Reply, meeting: Meeting) -> Side | None:
    """The side that answers: the one it speaks for is who sent it, and is known to us by that address."""
    if set(reply.senders) != {reply.attendee}:
        return None
    if email_key(reply.attendee) == meeting.organizer.email_key:
        return Side.ORGANIZER
    theirs = Way.objects.filter(person=meeting.person_id, kind=WayKind.EMAIL, until__isnull=True)
    return Side.PERSON if theirs.filter(key=way_key(WayKind.EMAIL, reply.attendee)).exists() else None


def _take_in(reply: Reply, meeting: Meeting, whose: Side, key: str, *, meant: _Meant, at: datetime) -> Heard:
    slot = standing_slot(meeting)
    is_current = slot is not None and reply.sequence in meant.sequences and slot.starts_at > at
    CalendarReply.objects.create(
        chapter_id=meeting.chapter_id,
        meeting=meeting,
        slot=slot if is_current else None,
        whose=whose,
        answer=reply.answer,
        proposed_at=reply.proposed_at,
        message_key=key,
        at=at,
    )
    record("meeting.calendar_reply", about=meeting, by=None, at=at, answer=reply.answer, whose=whose, counts=is_current)
    if slot is None or not is_current:
        return Heard(False, _("It answers a time that no longer stands. It was noted, and nothing was changed."))
    if meant.is_whole_rhythm:
        return Heard(True, _("It answers the whole rhythm. It was noted and is put before the organizer."))
    return _follow(reply.answer, meeting, slot, whose, at=at)


def _follow(answer: CalendarAnswer, meeting: Meeting, slot: Slot, whose: Side, *, at: datetime) -> Heard:
    if whose == Side.PERSON and answer == CalendarAnswer.DECLINED and meeting.state in AGREED:
        call_off(meeting=meeting, whose=Side.PERSON, by=None, at=at)
        return Heard(True, _("They cannot come: the one-on-one is called off, and its organizer sees so."))
    if whose == Side.PERSON and answer == CalendarAnswer.ACCEPTED:
        if meeting.state == State.SCHEDULED and slot.starts_at - at <= CONFIRMS_WITHIN:
            confirm(meeting=meeting, by=None, at=at)
            return Heard(True, _("They are coming: the one-on-one is confirmed."))
        return Heard(True, _("They have it in their calendar. That was noted."))
    return Heard(True, _("The answer was noted and is put before the organizer."))
