"""What this room does when people are merged, ask what is kept, or are forgotten."""

from datetime import datetime
from typing import Any

from letstalk.followups.models import Clash, Contact, FollowUp, FollowUpResult, Rest
from letstalk.people.models import Person


def move(from_: Person, to: Person, *, at: datetime) -> None:
    Contact.objects.filter(person=from_).update(person=to)
    FollowUp.objects.filter(person=from_).update(person=to)


def erase(person: Person, *, at: datetime) -> None:
    """Every word goes; open items are gone with the person, contacts stay as a number."""
    Contact.objects.filter(person=person).update(words=b"")
    FollowUp.objects.open().filter(person=person).delete()
    FollowUp.objects.filter(person=person).update(words=b"")
    FollowUpResult.objects.filter(follow_up__person=person).update(because=b"")
    Clash.objects.filter(meeting__person=person).update(words=b"")


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
    return contacts + items + twice + rests
