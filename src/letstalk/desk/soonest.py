"""The next times at which a one-on-one could be: agreed in two taps, with the phone still at one's ear (R-022)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from letstalk.desk.forms.where import USUAL_MINUTES, WhereForm
from letstalk.meetings.availability import hours_of, next_free
from letstalk.meetings.domain.offer import said_before
from letstalk.meetings.domain.schedule import Where
from letstalk.meetings.models import Meeting
from letstalk.meetings.taken import is_busy_then

SHOWN = 6
APART = timedelta(hours=2)


@dataclass(frozen=True)
class Soonest:
    """When, for how long and where, as is usual for these two; without a place it has to be said."""

    starts: Sequence[datetime]
    zone: str
    minutes: int
    where: Where

    @property
    def place(self) -> str:
        return self.where.said


def soonest_for(meeting: Meeting, form: WhereForm, *, at: datetime) -> Soonest:
    """form: the long one beside it, which knows the places that can be offered to this person."""
    hours, zone = hours_of(meeting.organizer), meeting.chapter.zone
    minutes = hours.minutes if hours else USUAL_MINUTES
    starts = next_free(meeting.organizer, after=at, minutes=minutes, zone=zone, at=at, apart=APART, most=SHOWN)
    place = form.places.get(form.proposed_place)
    if place is None and hours is not None:
        return Soonest(starts, zone, minutes, Where(place=hours.place, place_words=hours.place_words))
    return Soonest(starts, zone, minutes, Where(place=place))


def is_busy_at(meeting: Meeting, starts_at: datetime) -> bool:
    """Whether what they propose meets something in the organizer's own calendar."""
    before = said_before(meeting)
    return is_busy_then(meeting.organizer, starts_at, minutes=before.minutes if before else USUAL_MINUTES)
