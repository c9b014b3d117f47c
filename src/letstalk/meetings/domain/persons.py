"""What this room does when people are merged, ask what is kept, or are forgotten."""

from datetime import datetime
from typing import Any

from letstalk.meetings.domain.keeping import blank
from letstalk.meetings.domain.rhythm_mail import messages_about
from letstalk.meetings.models import (
    CalendarReply,
    HeardByLink,
    Held,
    Meeting,
    Rhythm,
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
    blank(Meeting.objects.filter(person=person), at=at)
    outbox.erase_about(messages_about(person), at=at)


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
