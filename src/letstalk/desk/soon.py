"""What the page of an agreed one-on-one offers shortly before it, and when somebody did not come."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from letstalk.desk.forms.before import DELAYS, StandInForm
from letstalk.desk.ready import Ready, asking_words, late_words, missed_words, ready
from letstalk.followups.one_on_ones import OneOnOne
from letstalk.meetings.domain.moves import AGREED
from letstalk.meetings.domain.rhythms import rhythm_of
from letstalk.meetings.models import Rhythm, RunningLate, Slot, StandIn
from letstalk.meetings.stand_ins import organizers_beside, stand_in_for
from letstalk.meetings.words import Side, State

ASKED_WITHIN = timedelta(hours=36)
LATE_FROM, LATE_UNTIL = timedelta(hours=3), timedelta(hours=4)


@dataclass(frozen=True)
class Soon:
    """Each is empty where it is not the time for it."""

    asking: Ready | None = None
    late: RunningLate | None = None
    late_words: Ready | None = None
    delays: tuple[int, ...] = ()
    missed: Ready | None = None
    stand_in: StandIn | None = None
    stand_in_form: StandInForm | None = None
    rhythm: Rhythm | None = None
    may_begin_rhythm: bool = False


def soon(found: OneOnOne, *, at: datetime, form: StandInForm | None = None) -> Soon:
    """form: the one of the stand-in, where it needs another look."""
    meeting, slot = found.meeting, found.slot
    if slot is not None and found.state == State.NO_SHOW and found.no_shows:
        words = missed_words(meeting, found.no_shows[0].whose)
        return Soon(missed=ready(meeting.person, words, at=at))
    if slot is None or found.state not in AGREED:
        return Soon()
    slot.meeting = meeting
    late = RunningLate.objects.filter(slot=slot).order_by("-at", "-pk").first()
    stand_in = stand_in_for(meeting)
    is_ahead = slot.starts_at > at
    organizers = [] if stand_in or not is_ahead else organizers_beside(meeting)
    rhythm = rhythm_of(meeting)
    return Soon(
        asking=_asking(found, slot, at=at),
        late=late,
        late_words=_late_words(late, found, at=at),
        delays=DELAYS if slot.starts_at - LATE_FROM <= at <= slot.starts_at + LATE_UNTIL else (),
        stand_in=stand_in,
        stand_in_form=form
        or (StandInForm(organizers=organizers, name=meeting.person.first_name) if organizers else None),
        rhythm=rhythm,
        may_begin_rhythm=is_ahead and rhythm is None,
    )


def _asking(found: OneOnOne, slot: Slot, *, at: datetime) -> Ready | None:
    is_time = found.state == State.SCHEDULED and at < slot.starts_at <= at + ASKED_WITHIN
    return ready(found.meeting.person, asking_words(slot), at=at) if is_time else None


def _late_words(late: RunningLate | None, found: OneOnOne, *, at: datetime) -> Ready | None:
    if late is None or late.whose != Side.ORGANIZER:
        return None
    return ready(found.meeting.person, late_words(found.meeting, late.minutes), at=at)
