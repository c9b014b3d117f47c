"""What a booking page offers: the times at which somebody behind it is free, and who that would be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, Max, OuterRef
from django.http import Http404

from letstalk.accounts.models import User
from letstalk.meetings.availability import AHEAD, Room, rooms_of
from letstalk.meetings.free import instant_of, minute_of
from letstalk.meetings.models import Booking, BookingPage, Hours, Meeting
from letstalk.meetings.words import Share
from letstalk.people.models import Role
from letstalk.people.words import RoleKind

LONG_AGO = 0.0


@dataclass(frozen=True)
class Behind:
    """Those behind a page who can be met, and what room each has."""

    page: BookingPage
    hours: dict[UUID, Hours]
    rooms: dict[UUID, Room]
    at: datetime

    @property
    def lengths(self) -> list[int]:
        return sorted({row.minutes for row in self.hours.values()})

    def starts(self, *, minutes: int | None, since: datetime, until: datetime) -> list[datetime]:
        """Every time at which at least one of them is free, in order; each is counted by their own usual length."""
        found: set[int] = set()
        for organizer in self.hours:
            found.update(self._starts_of(organizer, minutes, since, until))
        return [instant_of(start) for start in sorted(found)]

    def free_at(self, starts_at: datetime, *, minutes: int | None) -> list[UUID]:
        """Who is free then, the one first whose turn it is by the page's rule."""
        wanted = minute_of(starts_at)
        until = starts_at + timedelta(minutes=max([minutes or 0, *self.lengths, 0]))
        free = [who for who in self.hours if wanted in self._starts_of(who, minutes, starts_at, until)]
        return self._in_turn(free, minutes)

    def _starts_of(self, organizer: UUID, minutes: int | None, since: datetime, until: datetime) -> list[int]:
        length = minutes or self.hours[organizer].minutes
        return self.rooms[organizer].starts(length, since=since, until=until, at=self.at)

    def _in_turn(self, free: list[UUID], minutes: int | None) -> list[UUID]:
        if len(free) < 2:
            return free
        if self.page.share == Share.FEWEST:
            return sorted(free, key=lambda who: (self.rooms[who].ahead, str(who)))
        if self.page.share == Share.FIRST_FREE:
            first = {who: self._starts_of(who, minutes, self.at, self.at + AHEAD)[:1] or [0] for who in free}
            return sorted(free, key=lambda who: (first[who], str(who)))
        last = _last_asked(self.page, free)
        return sorted(free, key=lambda who: (last.get(who, LONG_AGO), str(who)))


def page_or_404(code: str) -> BookingPage:
    """An open booking page, by what its address ends in."""
    rows = BookingPage.objects.select_related("chapter", "organizer").filter(code=code, closed_at__isnull=True)
    page = rows.first()
    if page is None:
        raise Http404
    return page


def behind(page: BookingPage, *, at: datetime, leaving_out: UUID | None = None) -> Behind:
    """In five statements at most, however many organizers there are; who is away or no longer organizes is left out."""
    rows = Hours.objects.filter(organizer__is_active=True).select_related("place")
    if page.organizer_id is not None:
        rows = rows.filter(organizer=page.organizer_id)
    organizes = Role.objects.filter(user=OuterRef("organizer"), kind=RoleKind.ORGANIZER, until__isnull=True)
    below = organizes.filter(chapter__path__startswith=page.chapter.path) if page.organizer_id is None else organizes
    hours = {row.organizer_id: row for row in rows.filter(Exists(below)).order_by("pk")}
    return Behind(page, hours, rooms_of(hours.values(), since=at, until=at + AHEAD, leaving_out=leaving_out), at)


def own_page(organizer: User) -> BookingPage | None:
    return BookingPage.objects.filter(organizer=organizer, closed_at__isnull=True).order_by("opened_at").first()


def _last_asked(page: BookingPage, organizers: Sequence[UUID]) -> dict[UUID, float]:
    """When each was last given somebody by this page."""
    rows = Booking.objects.filter(page=page, meeting__organizer__in=organizers).order_by()
    last = rows.values_list("meeting__organizer").annotate(last=Max("at"))
    return {organizer: moment.timestamp() for organizer, moment in last}


def open_bookings(way_key: str, *, at: datetime) -> list[Booking]:
    """What one address holds that is still to come, the first booked first."""
    if not way_key:
        return []
    rows = Booking.objects.filter(way_key=way_key).select_related("meeting", "page").order_by("at", "pk")
    ahead = Meeting.objects.with_state().filter(
        pk__in=[row.meeting_id for row in rows], state_now__in=["scheduled", "confirmed"], starts_at__gt=at
    )
    open_ = {meeting.pk for meeting in ahead}
    return [row for row in rows if row.meeting_id in open_]
