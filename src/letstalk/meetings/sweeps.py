"""Due work of this room: calendar files that go out, and organizers' own calendars to be read again."""

import time
from datetime import datetime

from letstalk.meetings.domain.calendar_mail import plan_files, release_files
from letstalk.meetings.domain.calendars import refresh
from letstalk.meetings.domain.invitation_mail import release_invitations
from letstalk.meetings.models import BusyCalendar

# The other sweeps are waiting, and so is whoever asked the process to stop.
LONGEST_SECONDS = 10.0
MOST_AT_ONCE = 50


def run(*, at: datetime) -> int:
    """One round. Returns how many things were done. Not within a transaction."""
    return release_invitations(at=at) + plan_files(at=at) + release_files(at=at) + read_calendars(at=at)


def read_calendars(*, at: datetime) -> int:
    """Read those whose turn it is, the longest waiting first, as long as there is time; how many were read."""
    rows = BusyCalendar.objects.filter(next_at__lte=at, organizer__is_active=True).select_related("organizer")
    began = time.monotonic()
    done = 0
    for calendar in rows.order_by("next_at", "pk")[:MOST_AT_ONCE]:
        if time.monotonic() - began > LONGEST_SECONDS:
            break
        done += refresh(calendar=calendar, at=at)
    return done
