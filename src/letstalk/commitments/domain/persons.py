"""What this room does when people are merged, ask what is kept, or are forgotten."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from letstalk.commitments.domain.keeping import blank
from letstalk.commitments.models import AskMade, AskStanding, ChosenOtherwise, Commitment, Promise
from letstalk.people.models import Person


def move(from_: Person, to: Person, *, at: datetime) -> None:
    for model in (AskMade, Commitment, Promise):
        model.objects.filter(person=from_).update(person=to)


def erase(person: Person, *, at: datetime) -> None:
    """Every word goes; that there was a commitment or a promise, and what became of it, stays as a number."""
    blank(Q(person=person), meetings=Q(meeting__person=person))


def held_about(person: Person) -> list[dict[str, Any]]:
    """What they were asked and answered, their commitments as they were agreed, and what was promised to them."""
    return [*_asks(person), *_choices(person), *_commitments(person), *_promises(person)]


def _asks(person: Person) -> list[dict[str, Any]]:
    rows = AskMade.objects.filter(person=person).select_related("ask").order_by("at", "pk")
    points = dict(AskStanding.objects.filter(made__person=person).values_list("made", "points"))
    return [
        {
            "what": "ask",
            "at": row.at,
            "words": row.title,
            "answer": row.get_answer_display(),
            "suited": points.get(row.pk),
        }
        for row in rows
    ]


def _choices(person: Person) -> list[dict[str, Any]]:
    """Why another ask was carried than the one that seemed to suit."""
    rows = ChosenOtherwise.objects.filter(meeting__person=person).exclude(words=b"").select_related("ask")
    return [{"what": "choice", "at": row.at, "ask": row.ask.title, "words": row.words} for row in rows.order_by("at")]


def _commitments(person: Person) -> list[dict[str, Any]]:
    rows = Commitment.objects.filter(person=person).with_standing().order_by("agreed_at", "pk")
    rows = rows.prefetch_related("steps", "set_ups")
    return [
        {
            "what": "commitment",
            "agreed_at": row.agreed_at,
            "words": row.what,
            "goal": row.goal,
            "on": row.on,
            "at": row.at,
            "place": row.place,
            "steps": "; ".join(step.words for step in row.steps.all()),
            "set_up": "; ".join(f"{one.get_kind_display()}: {one.words}" for one in row.set_ups.all()),
            "outcome": row.outcome_now,
        }
        for row in rows
    ]


def _promises(person: Person) -> list[dict[str, Any]]:
    rows = Promise.objects.filter(person=person).order_by("made_at", "pk")
    return [
        {"what": "promise to you", "made_at": row.made_at, "words": row.words, "due_on": row.due_on} for row in rows
    ]
