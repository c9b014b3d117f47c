"""A commitment as a calendar file: neutral on the outside, in UTC, the same UID for life (RFC 5545).

A commitment that is agreed anew is another row; in a calendar it is the same entry, moved.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from letstalk.commitments.models import Commitment
from letstalk.journal.models import Entry

USUAL_LENGTH = timedelta(hours=1)


def commitment_file(commitment: Commitment, *, at: datetime) -> str:
    """The text of an .ics file. A commitment without a time is an all-day entry. Raises ValueError without a day."""
    line, changes = _life_of(commitment)
    event = _entry(commitment, first=line[-1], changes=changes, at=at)
    event.add("description", "\n".join(line for line in (commitment.what, commitment.goal) if line))
    if commitment.place:
        event.add("location", commitment.place)
    return _file("PUBLISH", event)


def taken_back_file(commitment: Commitment, *, at: datetime) -> str:
    """The text of an .ics file that takes the entry out again: METHOD:CANCEL (RFC 5546, 3.2.5). Raises ValueError."""
    line, changes = _life_of(commitment)
    event = _entry(commitment, first=line[-1], changes=changes + 1, at=at)
    event.add("status", "CANCELLED")
    return _file("CANCEL", event)


def line_of(commitment: Commitment) -> list[UUID]:
    """The ids under which it was ever agreed, the newest first: in a calendar they are one entry."""
    return _life_of(commitment)[0]


def _entry(commitment: Commitment, *, first: UUID, changes: int, at: datetime) -> Event:
    if commitment.on is None:
        raise ValueError("A commitment without a day has no place in a calendar.")
    event = Event()
    event.add("uid", f"{first}@letstalk")
    event.add("dtstamp", at)
    event.add("sequence", changes)
    event.add("summary", _("What we agreed"))
    event.add("class", "PRIVATE")
    starts = commitment.due_at if commitment.at is not None else None
    event.add("dtstart", starts or commitment.on)
    event.add("dtend", starts + USUAL_LENGTH if starts else commitment.on + timedelta(days=1))
    return event


def _file(method: str, event: Event) -> str:
    calendar = Calendar()
    calendar.add("prodid", "-//Let's Talk//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return calendar.to_ical().decode()


def _life_of(commitment: Commitment) -> tuple[list[UUID], int]:
    """The ids of all it was, its first one last, and how often it changed: agreed anew, or its details filled in."""
    line = [commitment]
    while line[-1].renews_id is not None:
        line.append(Commitment.objects.get(pk=line[-1].renews_id))
    ids = [one.pk for one in line]
    filled_in = Entry.objects.filter(kind="commitment.filled_in", about__in=ids).count()
    return ids, len(line) - 1 + filled_in
