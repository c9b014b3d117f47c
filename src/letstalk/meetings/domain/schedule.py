"""The agreed time and place: made, moved, confirmed, called off, or come to nothing (b.1)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit import clock
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.meetings.domain.moves import AGREED, OPEN_AGAIN, lock, require, require_current
from letstalk.meetings.domain.time_held import give_back_time, refuse_busy, take_time
from letstalk.meetings.models import CalledOff, Confirmed, Meeting, NoShow, Place, Slot, where_said
from letstalk.meetings.validators import check_slot
from letstalk.meetings.words import Mode, Side, State


class NotYet(Refused):
    """The time has not come."""


@dataclass(frozen=True)
class Where:
    """How and where the two meet (I-3, R-019, R-020)."""

    mode: Mode = Mode.IN_PERSON
    mode_reason: str = ""
    place: Place | None = None
    place_words: str = ""

    @property
    def has_place(self) -> bool:
        return bool(self.said)

    @property
    def said(self) -> str:
        return where_said(self.place, self.place_words.strip())


def agree(
    *,
    meeting: Meeting,
    when: clock.LocalTime | None,
    minutes: int,
    by: User | None,
    at: datetime,
    mode: Mode = Mode.IN_PERSON,
    mode_reason: str = "",
    place: Place | None = None,
    place_words: str = "",
    minds_calendar: bool = False,
) -> Slot:
    """Write down when and where, for the first time or anew: the earlier slot is kept as history (I-3, I-4).

    Consequences: the standing slot is superseded and its minutes are free again; the new one holds its own; a
    confirmation given for the earlier no longer counts; journal.
    minds_calendar: refuse what the organizer's own calendar has something else at; they may know better.
    Raises NothingWritten beside the fields, TimeTaken when another one-on-one holds that time, CameUp for the
    calendar, or WrongMoment once it was held.
    """
    where = Where(mode, mode_reason, place, place_words)
    check_slot(when=when, minutes=minutes, mode=mode, mode_reason=mode_reason, has_place=where.has_place)
    assert when is not None
    starts_at = clock.instant(when.on, when.at, when.zone)
    if minds_calendar:
        refuse_busy(meeting=meeting, starts_at=starts_at, minutes=minutes, zone=when.zone, at=at)
    return agree_at(meeting=meeting, starts_at=starts_at, zone=when.zone, minutes=minutes, where=where, by=by, at=at)


def agree_at(
    *, meeting: Meeting, starts_at: datetime, zone: str, minutes: int, where: Where, by: User | None, at: datetime
) -> Slot:
    """`agree` for an instant, which an hour that the clock repeats does not blur. by: None for the person by link."""
    with transaction.atomic():
        meeting = lock(meeting)
        require_current(meeting)
        state = require(meeting, OPEN_AGAIN | AGREED, _("A new time makes no sense any more."))
        Slot.objects.standing().filter(meeting=meeting).update(superseded_at=at)
        give_back_time(meeting)
        slot = Slot.objects.create(
            meeting=meeting,
            starts_at=starts_at,
            zone=zone,
            minutes=minutes,
            mode=where.mode,
            mode_reason=where.mode_reason.strip(),
            place=where.place,
            place_words=where.place_words.strip(),
            by=by,
            at=at,
        )
        take_time(slot, organizer=meeting.organizer, at=at)
        what = "meeting.rescheduled" if state in AGREED else "meeting.scheduled"
        record(what, about=meeting, by=by, at=at, slot=slot.pk, minutes=minutes, mode=where.mode)
    return slot


def agree_by_phone(
    *, meeting: Meeting, starts_at: datetime, zone: str, minutes: int, where: Where, by: User, at: datetime
) -> Slot:
    """One of the organizer's next free times, agreed with the person just now. Tapped twice, it is agreed once.

    Raises NothingWritten without a place, TimeTaken or CameUp with the next free times, WrongMoment.
    """
    with transaction.atomic():
        meeting = lock(meeting)
        slot = standing_slot(meeting)
        if slot is not None and slot.starts_at == starts_at:
            return slot
        there = clock.local(starts_at, zone)
        check_slot(
            when=clock.LocalTime(there.date(), there.time(), zone),
            minutes=minutes,
            mode=where.mode,
            mode_reason=where.mode_reason,
            has_place=where.has_place,
        )
        if starts_at <= at:
            raise NothingWritten({"on": _("This time is over. Choose one that is still to come.")})
        refuse_busy(meeting=meeting, starts_at=starts_at, minutes=minutes, zone=zone, at=at)
        return agree_at(meeting=meeting, starts_at=starts_at, zone=zone, minutes=minutes, where=where, by=by, at=at)


def standing_slot(meeting: Meeting) -> Slot | None:
    return Slot.objects.standing().select_related("place").filter(meeting=meeting).first()


def confirm(*, meeting: Meeting, by: User | None, at: datetime) -> Confirmed:
    """They said again that they are coming. Raises WrongMoment unless a time is agreed and not yet confirmed."""
    with transaction.atomic():
        meeting = lock(meeting)
        require(meeting, {State.SCHEDULED}, _("There is nothing to confirm."))
        confirmed = Confirmed.objects.create(slot=_standing(meeting), by=by, at=at)
        record("meeting.confirmed", about=meeting, by=by, at=at)
    return confirmed


def call_off(*, meeting: Meeting, whose: Side, by: User | None, at: datetime, reason: str = "") -> CalledOff:
    """Call the agreed meeting off; no slot stands any more, and it can be invited or agreed again."""
    with transaction.atomic():
        meeting = lock(meeting)
        require(meeting, AGREED, _("There is nothing to call off."))
        slot = _standing(meeting)
        called_off = CalledOff.objects.create(
            meeting=meeting, slot=slot, whose=whose, reason=reason.strip(), by=by, at=at
        )
        Slot.objects.filter(pk=slot.pk).update(superseded_at=at)
        give_back_time(meeting)
        record("meeting.called_off", about=meeting, by=by, at=at, whose=whose)
    return called_off


def did_not_happen(*, meeting: Meeting, whose: Side, by: User, at: datetime) -> NoShow:
    """The time came and someone did not. Raises NotYet before the agreed time."""
    with transaction.atomic():
        meeting = lock(meeting)
        require(meeting, AGREED, _("No agreed time has passed."))
        slot = _standing(meeting)
        if at < slot.starts_at:
            raise NotYet(_("The agreed time has not come yet. Call it off or move it instead."))
        no_show = NoShow.objects.create(slot=slot, whose=whose, by=by, at=at)
        record("meeting.no_show", about=meeting, by=by, at=at, whose=whose)
    return no_show


def _standing(meeting: Meeting) -> Slot:
    return Slot.objects.standing().get(meeting=meeting)
