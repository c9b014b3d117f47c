"""What a booking page offers: the times at which somebody behind it is free, and who that would be."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, Max, OuterRef
from django.http import Http404

from letstalk.accounts.models import User
from letstalk.meetings.availability import AHEAD, agreed_ahead, rooms_of
from letstalk.meetings.free import instant_of, minute_of
from letstalk.meetings.models import Booking, BookingPage, Hours, Meeting
from letstalk.meetings.words import Share
from letstalk.people.models import Role
from letstalk.people.words import RoleKind

LONG_AGO = 0.0
SOON = timedelta(days=14)
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Behind:
    """Those behind a page who can be met, and when; their calendars are read for the time asked about and no more.

    leaving_out: a one-on-one that would be moved, whose time is therefore not taken.
    """

    page: BookingPage
    hours: dict[UUID, Hours]
    at: datetime
    leaving_out: UUID | None = None

    @property
    def lengths(self) -> list[int]:
        return sorted({row.minutes for row in self.hours.values()})

    def only(self, organizer: UUID) -> "Behind":
        return replace(self, hours={organizer: self.hours[organizer]})

    def starts(self, *, minutes: int | None, since: datetime | None = None) -> Iterator[datetime]:
        """Every time at which one of them is free, in order; each is counted by their own usual length.

        Looked for in the next fortnight first: whoever wants a few days of it need not wait for eight weeks.
        """
        since, until = max(since or self.at, self.at), self.at + AHEAD
        soon = min(since + SOON, until)
        for begin, end in ((since, soon), (soon, until)):
            found = self._found(minutes, begin, end) if begin < end else {}
            yield from (instant_of(start) for start in sorted(set().union(*found.values())))

    def free_at(self, starts_at: datetime, *, minutes: int | None) -> list[UUID]:
        """Who is free then, the one first whose turn it is by the page's rule."""
        found = self._found(minutes, starts_at, starts_at + A_MINUTE)
        wanted = minute_of(starts_at)
        return self._in_turn([who for who, starts in found.items() if wanted in starts], minutes)

    def _found(
        self, minutes: int | None, since: datetime, until: datetime, *, among: Iterable[UUID] | None = None
    ) -> dict[UUID, list[int]]:
        """When each could begin, from one moment up to another."""
        rows = [self.hours[who] for who in (self.hours if among is None else among)]
        rooms = rooms_of(rows, since=since, until=until, leaving_out=self.leaving_out)
        return {
            row.organizer_id: rooms[row.organizer_id].starts(
                minutes or row.minutes, since=since, until=until, at=self.at
            )
            for row in rows
        }

    def _in_turn(self, free: list[UUID], minutes: int | None) -> list[UUID]:
        if len(free) < 2:
            return free
        if self.page.share == Share.FEWEST:
            ahead = agreed_ahead(free, at=self.at)
            return sorted(free, key=lambda who: (ahead[who], str(who)))
        if self.page.share == Share.FIRST_FREE:
            starts = self._found(minutes, self.at, self.at + AHEAD, among=free)
            return sorted(free, key=lambda who: (starts[who][:1], str(who)))
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
    """In one statement, however many organizers there are; who no longer organizes is left out."""
    rows = Hours.objects.filter(organizer__is_active=True).select_related("place", "organizer")
    if page.organizer_id is not None:
        rows = rows.filter(organizer=page.organizer_id)
    organizes = Role.objects.filter(user=OuterRef("organizer"), kind=RoleKind.ORGANIZER, until__isnull=True)
    below = organizes.filter(chapter__path__startswith=page.chapter.path) if page.organizer_id is None else organizes
    hours = {row.organizer_id: row for row in rows.filter(Exists(below)).order_by("pk")}
    return Behind(page, hours, at, leaving_out)


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
