"""What this room does when people are merged, ask what is kept, or are forgotten."""

from datetime import datetime
from typing import Any

from letstalk.meetings.domain.rhythm_mail import messages_about
from letstalk.meetings.models import (
    Booking,
    CalendarReply,
    CalledOff,
    Debriefed,
    HeardByLink,
    Held,
    Invitation,
    Meeting,
    MeetingLink,
    Offer,
    OfferedTime,
    Rhythm,
    SetAside,
    Slot,
    SlotCell,
    StandIn,
)
from letstalk.meetings.tapped import said_of, tapped_of
from letstalk.meetings.words import Side, every_said
from letstalk.outbox.domain import persons as outbox
from letstalk.people.models import Person


def move(from_: Person, to: Person, *, at: datetime) -> None:
    """Hand every one-on-one of one row to the other; relationships were moved before."""
    Meeting.objects.filter(person=from_).update(person=to)


def erase(person: Person, *, at: datetime) -> None:
    """Remove every word; that so many one-on-ones were held stays as a number."""
    mine = {"meeting__person": person}
    Meeting.objects.filter(person=person).update(reason=b"", questions=[], agenda=[], asks=[], wordings={}, sheet=None)
    for slot in Slot.objects.filter(**mine):
        slot.mode_reason, slot.place_words = "", "…"  # a slot is somewhere (I-3), so the words become a blank
        slot.save(update_fields=["mode_reason", "place_words"])
    Invitation.objects.filter(**mine).update(words=b"")
    _erase_what_was_offered(person)
    CalledOff.objects.filter(**mine).update(reason=b"")
    SetAside.objects.filter(**mine).update(because=b"")
    Debriefed.objects.filter(**mine).update(read_back=b"", common_ground=b"", wants_from_us=b"")
    for about in (Slot, CalledOff):
        # The organizer's own copies of calendar files say where it was.
        outbox.erase_about(about.objects.filter(**mine).values_list("pk", flat=True), at=at)
    outbox.erase_about(StandIn.objects.filter(**mine).values_list("pk", flat=True), at=at)
    outbox.erase_about(messages_about(person), at=at)


def _erase_what_was_offered(person: Person) -> None:
    """The links open nothing, nothing they wrote stays, and the time that was kept for them is free again."""
    mine = {"meeting__person": person}
    SlotCell.objects.filter(slot__meeting__person=person).delete()
    MeetingLink.objects.filter(**mine).delete()
    HeardByLink.objects.filter(**mine).delete()
    Booking.objects.filter(**mine).update(way_key="", words=b"")
    OfferedTime.objects.filter(offer__invitation__meeting__person=person).delete()
    Offer.objects.filter(invitation__meeting__person=person).delete()


def held_about(person: Person) -> list[dict[str, Any]]:
    """One plain dict for each one-on-one: when, where it stands, and what it was for."""
    rows = []
    for meeting in Meeting.objects.filter(person=person).with_state().order_by("made_at", "pk"):
        held = Held.objects.standing().filter(meeting=meeting).first()
        rows.append(
            {
                "what": "one-on-one",
                "made_at": meeting.made_at,
                "agreed_for": meeting.starts_at,
                "held_at": held.began_at if held else None,
                "state": str(meeting.state.label),
                "kind": str(meeting.get_kind_display()),
            }
        )
    return rows + _tapped(person) + _said_by_link(person) + _how_they_meet(person)


def _tapped(person: Person) -> list[dict[str, Any]]:
    """What was tapped while they talked and kept with their yes (R-068)."""
    meetings = Meeting.objects.filter(person=person, sheet__isnull=False).select_related(
        "sheet", "guide_version__guide__campaign", "person"
    )
    return [
        {"what": "tapped in the room", "question": said.question, "answer": said.answer}
        for meeting in meetings.order_by("made_at", "pk")
        for said in said_of(meeting, tapped_of(meeting))
    ]


def _how_they_meet(person: Person) -> list[dict[str, Any]]:
    """Regularly or not, who came instead, and what their calendar program answered for them."""
    mine = {"meeting__person": person}
    rhythms = Rhythm.objects.filter(relationship__person=person).order_by("made_at", "pk")
    stand_ins = StandIn.objects.filter(**mine).select_related("to").order_by("at", "pk")
    answers = CalendarReply.objects.filter(**mine, whose=Side.PERSON).order_by("at", "pk")
    return [
        *(
            {"what": "rhythm", "every": every_said(row.every_weeks), "since": row.made_at, "ended_at": row.ended_at}
            for row in rhythms
        ),
        *({"what": "stand-in", "who": row.to.name, "at": row.at, "ended_at": row.ended_at} for row in stand_ins),
        *({"what": "answer by calendar", "answer": str(row.get_answer_display()), "at": row.at} for row in answers),
    ]


def _said_by_link(person: Person) -> list[dict[str, Any]]:
    """What they answered to an invitation, in their own words."""
    rows = HeardByLink.objects.filter(meeting__person=person).order_by("at", "pk")
    return [{"what": "answer", "at": row.at, "answer": str(row.get_what_display()), "words": row.words} for row in rows]
