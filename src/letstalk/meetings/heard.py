"""What people answered on their pages, for the organizer who asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from letstalk.kit.statements import worked_out_once
from letstalk.meetings.models import Booking, CalendarReply, HeardByLink, Meeting, Slot
from letstalk.meetings.words import Heard

NEWS_FOR = timedelta(days=14)
WANT_AN_ANSWER = (Heard.PROPOSED, Heard.NOT_NOW, Heard.CANNOT_COME)


@dataclass(frozen=True)
class Said:
    """Everything they said by themselves about one one-on-one, the latest first, and what they wrote when booking."""

    answers: Sequence[HeardByLink]
    booking: Booking | None

    @property
    def proposed_at(self) -> datetime | None:
        """Another time they propose, while it is the last thing they said."""
        latest = self.answers[0] if self.answers else None
        return latest.starts_at if latest and latest.what == Heard.PROPOSED else None


def said_by_them(meeting: Meeting) -> Said:
    rows = HeardByLink.objects.filter(meeting=meeting).order_by("-at", "pk")
    return Said(list(rows), Booking.objects.filter(meeting=meeting).first())


def answers_waiting(organizer_id: UUID, *, at: datetime) -> list[HeardByLink]:
    """Another time proposed, not now, or cannot come: of each one-on-one the latest, until a time is agreed since."""
    return list(_waiting(organizer=organizer_id, since=at - NEWS_FOR))


@worked_out_once
def _waiting(*, organizer: UUID, since: datetime) -> QuerySet[HeardByLink]:
    rows = latest_unanswered(HeardByLink, organizer).filter(what__in=WANT_AN_ANSWER, at__gt=since)
    return rows.select_related("meeting__person").order_by("-at", "pk")


def latest_unanswered(said: type[HeardByLink] | type[CalendarReply], organizer: UUID) -> QuerySet[Any]:
    """Of what was said about each one-on-one the latest, by whatever way, until a time is agreed since."""
    later = said.objects.filter(meeting=OuterRef("meeting"), at__gt=OuterRef("at"))
    agreed_since = Slot.objects.standing().filter(meeting=OuterRef("meeting"), at__gt=OuterRef("at"))
    mine = {"meeting__organizer": organizer, "meeting__person__erased_at__isnull": True}
    return said.objects.filter(~Exists(later), ~Exists(agreed_since), **mine)
