"""A fixed clock and the short way to a one-on-one in each state, for the tests of the method."""

import uuid
from datetime import UTC, date, datetime, time, timedelta

from letstalk.commitments.validators import Terms
from letstalk.followups.domain.debrief import DebriefEntry, debrief
from letstalk.followups.domain.hold import mark_held
from letstalk.guides.words import MeetingKind
from letstalk.kit import clock
from letstalk.meetings.busy import in_minutes, packed
from letstalk.meetings.domain import plan as planning
from letstalk.meetings.domain import schedule
from letstalk.meetings.models import BusyDiary, Meeting, Slot

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
FIRM = Terms(what="bring two neighbours", goal="two come along", on=date(2026, 3, 14), time=time(19, 0))
VAGUE = Terms(what="help out sometime")


def planned(cast, *, at: datetime = NOW, **more) -> Meeting:
    more.setdefault("kind", MeetingKind.INTRODUCTORY)
    return planning.plan(relationship=cast.relationship, by=cast.organizer, at=at, **more)


def agree_on(meeting: Meeting, cast, *, starts_at: datetime = NOW + DAY, at: datetime = NOW, **more):
    zone = cast.chapter.zone
    there = clock.local(starts_at, zone)
    when = clock.LocalTime(on=there.date(), at=there.time(), zone=zone)
    more.setdefault("minutes", 45)
    more.setdefault("place_words", "Rosewater Café")
    return schedule.agree(meeting=meeting, when=when, by=cast.organizer, at=at, **more)


def scheduled(cast, **more) -> Meeting:
    """Agreed for a day from NOW; each further one an hour later, since no two can lie over one another."""
    meeting = planned(cast, **more)
    before = Slot.objects.standing().filter(meeting__organizer=cast.organizer).count()
    agree_on(meeting, cast, starts_at=NOW + DAY + HOUR * before)
    return meeting


def held(cast, **more) -> Meeting:
    meeting = scheduled(cast, **more)
    mark_held(meeting=meeting, began_at=NOW + DAY, by=cast.organizer, at=NOW + DAY + HOUR)
    return meeting


def debriefed(cast, **entry) -> Meeting:
    meeting = held(cast)
    debrief(meeting=meeting, entry=DebriefEntry(id=uuid.uuid4(), **entry), by=cast.organizer, at=NOW + DAY + HOUR)
    return meeting


def busy(organizer, starts_at: datetime, *, minutes: int = 60) -> None:
    """Something comes up in their own calendar, as it is once the calendars were read."""
    span = in_minutes(starts_at, starts_at + timedelta(minutes=minutes))
    BusyDiary.objects.update_or_create(organizer=organizer, defaults={"times": packed([span]), "at": NOW})
