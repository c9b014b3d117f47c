"""Somebody takes a time on a booking page, with a name and one way to reach them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.domain.limits import attempt
from letstalk.accounts.models import User
from letstalk.guides.queries import agenda_for
from letstalk.guides.words import MeetingKind
from letstalk.journal.models import record
from letstalk.kit.refusal import NothingWritten, Refused
from letstalk.meetings.booking import A_MINUTE, Behind, behind, open_bookings
from letstalk.meetings.domain.plan import plan
from letstalk.meetings.domain.schedule import Where, agree_at
from letstalk.meetings.domain.time_held import TimeTaken, times_said
from letstalk.meetings.models import Booking, BookingPage, Slot
from letstalk.meetings.words import Mode
from letstalk.people.domain.adding import add_person
from letstalk.people.domain.consent import record_answer
from letstalk.people.domain.relationships import take_on
from letstalk.people.domain.ways import holder_of, way_key
from letstalk.people.models import Chapter, Person, Relationship, folded
from letstalk.people.validators import clean_name, clean_way
from letstalk.people.words import Answer, Purpose, WayKind

BOOKING_PAGE = "booking page"
MOST_OPEN = 2
MOST_SAID = 3
FROM_ONE_PLACE, FROM_ONE_PLACE_WITHIN = 20, timedelta(hours=1)
FOR_ONE_ADDRESS, FOR_ONE_ADDRESS_WITHIN = 6, timedelta(days=1)


class TooMany(Refused):
    """More than one place, or one address, may ask for at a time. Which of the two is not said."""

    def __init__(self) -> None:
        super().__init__(_("Many requests came in just now. Please try again later, or ask somebody you know here."))


class NoLongerFree(NothingWritten):
    """Somebody else was quicker. `free` are the next times."""

    def __init__(self, sentence: str, *, free: Sequence[datetime] = ()) -> None:
        super().__init__({"start": sentence})
        self.free = list(free)


@dataclass(frozen=True)
class Asking:
    """Who asks, and how they can be reached: an email or a phone, as they typed it."""

    name: str
    way: str
    wants_mail: bool = False
    words: str = ""


def kind_of_way(typed: str) -> WayKind:
    return WayKind.EMAIL if "@" in typed else WayKind.PHONE


def may_ask(*, peer: str, chapter: Chapter, way: str, at: datetime) -> None:
    """Count the try; outside of a transaction. Raises TooMany, ValidationError for what is no address or number."""
    kind = kind_of_way(way)
    key = way_key(kind, clean_way(kind, way, chapter.region))
    if not attempt("book.place", peer, at=at, most=FROM_ONE_PLACE, within=FROM_ONE_PLACE_WITHIN):
        raise TooMany
    if not attempt("book.address", key, at=at, most=FOR_ONE_ADDRESS, within=FOR_ONE_ADDRESS_WITHIN):
        raise TooMany


def book(
    *, page: BookingPage, starts_at: datetime, asking: Asking, minutes: int | None, at: datetime, id: UUID | None = None
) -> Booking:
    """Agree the time for them with whoever's turn it is. The same `id` twice is one booking.

    Known and unknown addresses are answered alike. A second request from one address by the same page moves its first
    (I-4); an address may hold two open bookings. Consequences: a person, theirs from now on; the one-on-one, agreed.
    Raises NoLongerFree with the next free times, TooMany, ValidationError beside the field.
    """
    kind = kind_of_way(asking.way)
    key = way_key(kind, clean_way(kind, asking.way, page.chapter.region))
    id = id or uuid4()
    with transaction.atomic():
        # Held until the end, so that one address typed in two windows is looked at one after the other.
        page = BookingPage.objects.select_for_update(of=("self",)).select_related("chapter").get(pk=page.pk)
        done = Booking.objects.filter(pk=id).select_related("meeting").first()
        if done is not None:
            return done
        held = open_bookings(key, at=at)
        first = next((row for row in held if row.page_id == page.pk), None)
        if first is not None:
            return _move(first, starts_at, asking, minutes, at=at)
        if len(held) >= MOST_OPEN:
            raise TooMany
        return _book(page, starts_at, asking, minutes, id=id, key=key, at=at)


def _book(
    page: BookingPage, starts_at: datetime, asking: Asking, minutes: int | None, *, id: UUID, key: str, at: datetime
) -> Booking:
    there = behind(page, at=at)
    for organizer_id in there.free_at(starts_at, minutes=minutes):
        hours = there.hours[organizer_id]
        organizer = User.objects.get(pk=organizer_id)
        try:
            with transaction.atomic():
                relationship, said = _take_on(page.chapter, asking, organizer, key=key, at=at)
                kind = MeetingKind.INTRODUCTORY
                template = agenda_for(kind, page.chapter)
                meeting = plan(relationship=relationship, kind=kind, template=template, by=organizer, at=at)
                agree_at(
                    meeting=meeting,
                    starts_at=starts_at,
                    zone=hours.zone,
                    minutes=minutes or hours.minutes,
                    where=Where(place=hours.place, place_words=hours.place_words),
                    by=None,
                    at=at,
                )
                booking = Booking.objects.create(
                    id=id, chapter=page.chapter, page=page, meeting=meeting, way_key=key, words=said, at=at
                )
                record("meeting.booked", about=meeting, by=None, at=at, page=page.pk)
        except TimeTaken:
            continue
        return booking
    raise _gone(there, starts_at, minutes)


def _move(booking: Booking, starts_at: datetime, asking: Asking, minutes: int | None, *, at: datetime) -> Booking:
    """The same one-on-one at the new time, with the organizer it has already."""
    meeting = booking.meeting
    slot = Slot.objects.standing().select_related("place").get(meeting=meeting)
    if slot.starts_at == starts_at:
        return booking
    there = behind(booking.page, at=at, leaving_out=meeting.pk)
    if meeting.organizer_id not in there.free_at(starts_at, minutes=minutes):
        raise _gone(there, starts_at, minutes, only=meeting.organizer_id)
    where = Where(Mode(slot.mode), slot.mode_reason, slot.place, slot.place_words)
    length = minutes or slot.minutes
    try:
        agree_at(meeting=meeting, starts_at=starts_at, zone=slot.zone, minutes=length, where=where, by=None, at=at)
    except TimeTaken as taken:
        raise _gone(there, starts_at, minutes, only=meeting.organizer_id) from taken
    Booking.objects.filter(pk=booking.pk).update(at=at)
    if asking.words.strip():
        booking.words = asking.words.strip()
        booking.save(update_fields=["words"])
    return booking


def _gone(there: Behind, starts_at: datetime, minutes: int | None, *, only: UUID | None = None) -> NoLongerFree:
    left = there if only is None else there.only(only)
    later = islice(left.starts(minutes=minutes, since=starts_at + A_MINUTE), MOST_SAID)
    free = list(later) or list(islice(left.starts(minutes=minutes), MOST_SAID))
    sentence = _("Somebody was a moment quicker, and this time is taken.")
    if free:
        again = _("Still free: %(times)s.") % {"times": times_said(free, there.page.chapter.zone)}
        sentence = f"{sentence} {again}"
    return NoLongerFree(sentence, free=free)


def _take_on(chapter: Chapter, asking: Asking, organizer: User, *, key: str, at: datetime) -> tuple[Relationship, str]:
    """Whoever has the address already, or somebody new; and what they wrote, for the organizer to read."""
    kind = kind_of_way(asking.way)
    name = clean_name(asking.name)
    person = holder_of(chapter=chapter, kind=kind, key=key)
    said = asking.words.strip()
    if person is None:
        person = _add(chapter, asking, organizer, kind, at=at)
    elif folded(person.name) != folded(name):
        # A name typed by a stranger changes nobody's row; it is only told.
        said = "\n".join(filter(None, [_("Booked in the name of %(name)s.") % {"name": name}, said]))
    return take_on(person=person, chapter=chapter, organizer=organizer, by=None, at=at), said


def _add(chapter: Chapter, asking: Asking, organizer: User, kind: WayKind, *, at: datetime) -> Person:
    person = add_person(
        chapter=chapter,
        name=asking.name,
        source=BOOKING_PAGE,
        email=asking.way if kind == WayKind.EMAIL else "",
        phone=asking.way if kind == WayKind.PHONE else "",
        own=False,
        by=organizer,
        at=at,
    )
    if asking.wants_mail and kind == WayKind.EMAIL:
        # Only of somebody new: whoever knows an address could otherwise say yes in another's name.
        record_answer(
            person=person,
            chapter=chapter,
            purpose=Purpose.REMINDERS,
            scope="email",
            answer=Answer.GRANTED,
            how=BOOKING_PAGE,
            words=_("Send me the time by email, and a reminder"),
            by=None,
            at=at,
        )
    return person
