"""What may happen shortly before a one-on-one: somebody is late, or another organizer comes instead."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.meetings.domain.moves import AGREED, lock, require, require_current
from letstalk.meetings.domain.time_held import TimeTaken, take_time
from letstalk.meetings.models import Meeting, RunningLate, Slot, SlotCell, StandIn
from letstalk.meetings.stand_ins import may_stand_in, stand_in_for
from letstalk.meetings.validators import LONGEST_DELAY
from letstalk.meetings.words import Side


class TooLong(Refused):
    """So long a delay is another time."""


class NeedsTheirYes(Refused):
    """Whom a person meets is theirs to say (in the spirit of L-4)."""


class CannotStandIn(Refused):
    """The other one does not organize here, or meets somebody else at that time."""


class NobodyStandsIn(Refused):
    """There is no stand-in, or not any more."""


def run_late(*, meeting: Meeting, whose: Side, minutes: int, by: User | None, at: datetime) -> RunningLate:
    """Someone said they come so much later. The agreed time stays as it is, and nobody is asked about it before then.

    Said again in the same way, it is said once.
    Raises WrongMoment unless a time is agreed, TooLong for what is another time rather than a delay.
    """
    if not 1 <= minutes <= LONGEST_DELAY:
        raise TooLong(_("That is long. Move the one-on-one to another time instead."), field="minutes")
    with transaction.atomic():
        meeting = lock(meeting)
        require(meeting, AGREED, _("Nobody is awaited."))
        slot = Slot.objects.standing().get(meeting=meeting)
        said = RunningLate.objects.filter(slot=slot).order_by("-at", "-pk").first()
        if said is not None and (said.whose, said.minutes) == (whose, minutes):
            return said
        late = RunningLate.objects.create(slot=slot, whose=whose, minutes=minutes, by=by, at=at)
        record("meeting.running_late", about=meeting, by=by, at=at, whose=whose, minutes=minutes)
    return late


def let_stand_in(*, meeting: Meeting, to: User, persons_yes: bool, by: User, at: datetime) -> StandIn:
    """Another organizer meets the person this once; everything else stays with the first one.

    Consequences: they see when, where, whom and what for, and can say that it was held; never a note. Said again about
    the same one, the first time stands; about another, that one takes over.
    Raises NeedsTheirYes, CannotStandIn, WrongMoment unless a time is agreed.
    """
    if not persons_yes:
        raise NeedsTheirYes(
            _("Ask %(name)s first. It is theirs to say whom they meet.") % {"name": meeting.person.first_name},
            field="persons_yes",
        )
    with transaction.atomic():
        meeting = lock(meeting)
        require_current(meeting)
        require(meeting, AGREED, _("Agree on a time first."))
        if not may_stand_in(to, meeting):
            raise CannotStandIn(_("%(name)s does not organize here.") % {"name": to.first_name or to.email}, field="to")
        standing = stand_in_for(meeting)
        if standing is not None and standing.to_id == to.pk:
            return standing
        _end(meeting, at=at)
        _take_time_of(to, meeting, at=at)
        stand_in = StandIn.objects.create(meeting=meeting, to=to, by=by, at=at)
        record("meeting.stand_in_found", about=meeting, by=by, at=at, to=to.pk)
    return stand_in


def end_stand_in(*, meeting: Meeting, by: User, at: datetime) -> None:
    """The first organizer comes after all, or the other one cannot. Raises NobodyStandsIn."""
    with transaction.atomic():
        meeting = lock(meeting)
        if not _end(meeting, at=at):
            raise NobodyStandsIn(_("Nobody stands in for this one-on-one any more."))
        record("meeting.stand_in_ended", about=meeting, by=by, at=at)


def _end(meeting: Meeting, *, at: datetime) -> int:
    """Whoever stood in is free again at that time; the organizer's own time stays held."""
    for stand_in in StandIn.objects.filter(meeting=meeting, ended_at__isnull=True):
        SlotCell.objects.filter(slot__meeting=meeting, organizer=stand_in.to_id).delete()
    return StandIn.objects.filter(meeting=meeting, ended_at__isnull=True).update(ended_at=at)


def _take_time_of(to: User, meeting: Meeting, *, at: datetime) -> None:
    """The stand-in cannot be booked elsewhere at that time, nor stand in where they are booked."""
    try:
        take_time(Slot.objects.standing().get(meeting=meeting), organizer=to, at=at)
    except TimeTaken:
        sentence = _("%(name)s has a one-on-one of their own at that time.")
        raise CannotStandIn(sentence % {"name": to.first_name or to.email}, field="to") from None
