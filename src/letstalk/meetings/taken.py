"""Which of a few times an organizer still has: neither held by another one-on-one nor busy in their own calendars."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from letstalk.accounts.models import User
from letstalk.meetings.cells import cells_of
from letstalk.meetings.models import Hours, Meeting, SlotCell
from letstalk.meetings.queries import busy_between


def is_busy_then(organizer: User, starts_at: datetime, *, minutes: int) -> bool:
    """Whether something is in their own calendars at a time of so many minutes; what only touches it is not."""
    return bool(busy_between(organizer, starts_at, starts_at + timedelta(minutes=minutes)))


def still_free(meeting: Meeting, starts: Sequence[datetime], *, minutes: int) -> list[datetime]:
    """Those of the times at which this one-on-one could be agreed, in three statements for any number of them."""
    if not starts:
        return []
    organizer = meeting.organizer
    space = Hours.objects.filter(organizer=organizer).values_list("before", "after").first() or (0, 0)
    wanted = {start: set(cells_of(start, minutes, before=space[0], after=space[1])) for start in starts}
    rows = SlotCell.objects.filter(organizer=organizer, cell__in=set().union(*wanted.values()))
    held = set(rows.exclude(slot__meeting=meeting).values_list("cell", flat=True))
    length = timedelta(minutes=minutes)
    busy = busy_between(organizer, min(starts), max(starts) + length)
    return [
        start
        for start in starts
        if not held & wanted[start] and not any(begin < start + length and end > start for begin, end in busy)
    ]
