"""The agreed time and place: made, moved, confirmed, called off, or come to nothing (b.1)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit import clock
from letstalk.kit.refusal import Refused
from letstalk.meetings.domain.moves import AGREED, OPEN_AGAIN, lock, require, require_current
from letstalk.meetings.models import CalledOff, Confirmed, Meeting, NoShow, Place, Slot
from letstalk.meetings.validators import check_slot
from letstalk.meetings.words import Mode, Side, State


class NotYet(Refused):
    """The time has not come."""


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
) -> Slot:
    """Write down when and where, for the first time or anew: the earlier slot is kept as history (I-3, I-4).

    Consequences: the standing slot is superseded; a confirmation given for it no longer counts; journal.
    Raises NothingWritten beside the fields, or WrongMoment once it was held.
    """
    has_place = place is not None or bool(place_words.strip())
    check_slot(when=when, minutes=minutes, mode=mode, mode_reason=mode_reason, has_place=has_place)
    assert when is not None
    with transaction.atomic():
        meeting = lock(meeting)
        require_current(meeting)
        state = require(meeting, OPEN_AGAIN | AGREED, _("A new time makes no sense any more."))
        Slot.objects.standing().filter(meeting=meeting).update(superseded_at=at)
        slot = Slot.objects.create(
            meeting=meeting,
            starts_at=clock.instant(when.on, when.at, when.zone),
            zone=when.zone,
            minutes=minutes,
            mode=mode,
            mode_reason=mode_reason.strip(),
            place=place,
            place_words=place_words.strip(),
            by=by,
            at=at,
        )
        what = "meeting.rescheduled" if state in AGREED else "meeting.scheduled"
        record(what, about=meeting, by=by, at=at, slot=slot.pk, minutes=minutes, mode=mode)
    return slot


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
