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
    if commitment.on is None:
        raise ValueError("A commitment without a day has no place in a calendar.")
    first, changes = _life_of(commitment)
    event = Event()
    event.add("uid", f"{first}@letstalk")
    event.add("dtstamp", at)
    event.add("sequence", changes)
    event.add("summary", _("What we agreed"))
    event.add("description", "\n".join(line for line in (commitment.what, commitment.goal) if line))
    event.add("class", "PRIVATE")
    if commitment.place:
        event.add("location", commitment.place)
    starts = commitment.due_at if commitment.at is not None else None
    event.add("dtstart", starts or commitment.on)
    event.add("dtend", starts + USUAL_LENGTH if starts else commitment.on + timedelta(days=1))
    calendar = Calendar()
    calendar.add("prodid", "-//Let's Talk//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical().decode()


def _life_of(commitment: Commitment) -> tuple[UUID, int]:
    """The id it began under, and how often it changed since: agreed anew, or its missing details filled in."""
    line = [commitment]
    while line[-1].renews_id is not None:
        line.append(Commitment.objects.get(pk=line[-1].renews_id))
    ids = [one.pk for one in line]
    filled_in = Entry.objects.filter(kind="commitment.filled_in", about__in=ids).count()
    return ids[-1], len(line) - 1 + filled_in
