"""What this room does when people are merged, ask what is kept, or are forgotten."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from letstalk.followups.domain.handovers import take_back
from letstalk.followups.domain.introductions import let_be, was_told
from letstalk.followups.domain.keeping import blank
from letstalk.followups.models import (
    Clash,
    Contact,
    FollowUp,
    Handover,
    HandoverStepTaken,
    Introduction,
    IntroductionSide,
    Pairing,
    Rest,
)
from letstalk.outbox.domain import persons as outbox
from letstalk.people.models import Person


def move(from_: Person, to: Person, *, at: datetime) -> None:
    Contact.objects.filter(person=from_).update(person=to)
    FollowUp.objects.filter(person=from_).update(person=to)
    Pairing.objects.filter(person=from_, round__in=Pairing.objects.filter(person=to).values("round")).delete()
    Pairing.objects.filter(person=from_).update(person=to)
    Handover.objects.filter(person=from_).update(person=to)
    # Somebody who turned out to be one person is not introduced to themselves.
    of_both = IntroductionSide.objects.filter(person=to).values("introduction")
    Introduction.objects.filter(pk__in=of_both, sides__person=from_).delete()
    IntroductionSide.objects.filter(person=from_).update(person=to)


def erase(person: Person, *, at: datetime) -> None:
    """Every word goes; open items are gone with the person, contacts stay as a number."""
    blank(Q(person=person))
    Clash.objects.filter(meeting__person=person).update(words=b"")
    Pairing.objects.filter(person=person).delete()
    _erase_handovers(person, at=at)
    _erase_introductions(person, at=at)


def _erase_handovers(person: Person, *, at: datetime) -> None:
    for handover in Handover.objects.filter(person=person, ended_at__isnull=True).order_by("pk"):
        take_back(handover=handover, by=None, at=at)
    HandoverStepTaken.objects.filter(handover__person=person).update(words=b"")
    Handover.objects.filter(person=person).update(reason=b"")


def _erase_introductions(person: Person, *, at: datetime) -> None:
    """What was said of each to the other goes, and so does every word that went out to either of them."""
    for introduction in Introduction.objects.filter(sides__person=person).order_by("pk"):
        if not was_told(introduction):
            let_be(introduction=introduction, by=None, at=at)
        IntroductionSide.objects.filter(introduction=introduction).update(about_other=b"")
        outbox.erase_about([introduction.pk], at=at)


def held_about(person: Person) -> list[dict[str, Any]]:
    """One plain dict for each contact; what is still to be done for them is listed too."""
    contacts = [
        {"what": "contact", "at": row.at, "by": str(row.get_channel_display()), "for": str(row.get_kind_display())}
        for row in Contact.objects.filter(person=person).order_by("at", "pk")
    ]
    items = [
        {"what": "follow-up", "kind": str(row.get_kind_display()), "due_at": row.due_at}
        for row in FollowUp.objects.open().filter(person=person).order_by("due_at", "pk")
    ]
    twice = [
        {"what": "second write-up", "at": row.written_at}
        for row in Clash.objects.filter(meeting__person=person).exclude(words=b"").order_by("at", "pk")
    ]
    rests = [
        {"what": "rest", "since": row.at, "until": row.until_on}
        for row in Rest.objects.filter(relationship__person=person).order_by("at", "pk")
    ]
    return contacts + items + twice + rests + _proposed(person) + _handed_over(person)


def _handed_over(person: Person) -> list[dict[str, Any]]:
    """Who was to keep in touch with them from then on, and how far it came."""
    rows = Handover.objects.filter(person=person).select_related("to_organizer").prefetch_related("steps")
    return [
        {
            "what": "handover",
            "to": row.to_organizer.name,
            "words": row.reason,
            "at": row.proposed_at,
            "steps": [
                ". ".join(filter(None, [str(step.get_kind_display()), step.words]))
                for step in sorted(row.steps.all(), key=lambda one: (one.at, one.pk))
            ],
        }
        for row in rows.order_by("proposed_at", "pk")
    ]


def _proposed(person: Person) -> list[dict[str, Any]]:
    """With whom somebody thought that they could talk, and whom they were asked to meet."""
    pairings = Pairing.objects.filter(person=person, organizer__isnull=False).select_related("organizer")
    sides = IntroductionSide.objects.filter(person=person).select_related("introduction")
    return [
        *(
            {"what": "pairing", "with": row.organizer.name if row.organizer else "", "at": row.starts_at}
            for row in pairings.order_by("starts_at", "pk")
        ),
        *(
            {
                "what": "introduction",
                "words": side.about_other,
                "asked_at": side.introduction.made_at,
            }
            for side in sides.order_by("introduction__made_at", "pk")
        ),
    ]
