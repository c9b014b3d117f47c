"""Reads of one-on-ones for other rooms and pages: when an organizer is busy by their own calendars."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from letstalk.accounts.models import User
from letstalk.meetings.busy import Span, spans_between, unpacked
from letstalk.meetings.models import BusyDiary


def busy_between(organizer: User, since: datetime, until: datetime) -> list[Span]:
    """When an organizer is busy by their own calendars: apart, in order, cut to the time asked about, in UTC.

    Our own one-on-ones are not in it: they hold their time by themselves.
    """
    return busy_of([organizer.pk], since, until).get(organizer.pk, [])


def busy_of(organizers: Iterable[UUID], since: datetime, until: datetime) -> dict[UUID, list[Span]]:
    """The same of several organizers in one statement; who is never busy in that time is left out."""
    rows = BusyDiary.objects.filter(organizer__in=list(organizers)).values_list("organizer", "times")
    found = {organizer: spans_between(unpacked(times), since, until) for organizer, times in rows}
    return {organizer: spans for organizer, spans in found.items() if spans}
