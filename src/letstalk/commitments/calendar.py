"""A commitment as a calendar file: neutral on the outside, in UTC, the same UID for life (RFC 5545)."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from letstalk.commitments.models import Commitment

USUAL_LENGTH = timedelta(hours=1)


def commitment_file(commitment: Commitment, *, at: datetime) -> str:
    """The text of an .ics file. A commitment without a time is an all-day entry. Raises ValueError without a day."""
    if commitment.on is None:
        raise ValueError("A commitment without a day has no place in a calendar.")
    event = Event()
    event.add("uid", f"{commitment.pk}@letstalk")
    event.add("dtstamp", at)
    event.add("sequence", 0)
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
