"""An agreed time holds its minutes, five by five, so that nobody else can be given them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from letstalk.accounts.models import User
from letstalk.kit import clock
from letstalk.kit.refusal import NothingWritten
from letstalk.meetings.availability import next_free
from letstalk.meetings.cells import cells_of
from letstalk.meetings.models import Hours, Meeting, Slot, SlotCell
from letstalk.meetings.taken import is_busy_then


class TimeTaken(NothingWritten):
    """Another one-on-one holds that time. `free` are the next times that nobody holds."""

    def __init__(self, sentence: str, *, free: Sequence[datetime] = ()) -> None:
        super().__init__({"at": sentence})
        self.free = list(free)


class CameUp(TimeTaken):
    """Something is in the organizer's own calendar at that time."""


def take_time(slot: Slot, *, organizer: User, at: datetime) -> None:
    """Hold the slot's minutes with the breathing space around it (R-021); callers hold the transaction.

    What is over already holds nothing: what really happened may always be written down.
    Raises TimeTaken, with the next free times in its sentence.
    """
    if slot.ends_at <= at:
        return
    before, after = _breathing_space(organizer.pk)
    steps = cells_of(slot.starts_at, slot.minutes, before=before, after=after)
    try:
        with transaction.atomic():
            # In their order, so that two who want the same minutes wait for each other and never both.
            SlotCell.objects.bulk_create([SlotCell(slot=slot, organizer=organizer, cell=step) for step in steps])
    except IntegrityError as clash:
        raise _taken(slot, organizer, at=at) from clash


def give_back_time(meeting: Meeting | UUID) -> None:
    """Whatever a one-on-one held can be taken by another."""
    SlotCell.objects.filter(slot__meeting=meeting).delete()


def times_said(times: Sequence[datetime], zone: str) -> str:
    """A few moments in a sentence, in one zone."""
    return _("; ").join(date_format(clock.local(moment, zone), "D j M, H:i") for moment in times)


def _breathing_space(organizer: UUID) -> tuple[int, int]:
    return Hours.objects.filter(organizer=organizer).values_list("before", "after").first() or (0, 0)


def refuse_busy(*, meeting: Meeting, starts_at: datetime, minutes: int, zone: str, at: datetime) -> None:
    """Raises CameUp, with the next free times, when something is in the organizer's own calendar then."""
    if not is_busy_then(meeting.organizer, starts_at, minutes=minutes):
        return
    free = next_free(meeting.organizer, after=starts_at, minutes=minutes, zone=zone, at=at, leaving_out=meeting)
    sentence = _("Something else is in the organizer’s own calendar at this time.")
    raise CameUp(_and_next(sentence, free, zone), free=free)


def _taken(slot: Slot, organizer: User, *, at: datetime) -> TimeTaken:
    free = next_free(
        organizer, after=slot.starts_at, minutes=slot.minutes, zone=slot.zone, at=at, leaving_out=slot.meeting
    )
    return TimeTaken(_and_next(_("This time is taken by another one-on-one."), free, slot.zone), free=free)


def _and_next(sentence: str, free: Sequence[datetime], zone: str) -> str:
    if not free:
        return f"{sentence} {_('Choose another one.')}"
    following = ngettext("The next free one: %(times)s.", "The next free ones: %(times)s.", len(free))
    return f"{sentence} {following % {'times': times_said(free, zone)}}"
