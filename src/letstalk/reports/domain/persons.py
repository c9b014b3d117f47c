"""What this room does when people are merged, ask what is kept, or are forgotten.

A report is about the community and names nobody; it hangs on a person only through the one-on-one it was drawn from.
"""

from datetime import datetime
from typing import Any

from letstalk.guides.domain.sheets import erase_answers
from letstalk.people.models import Person
from letstalk.reports.models import Report


def move(from_: Person, to: Person, *, at: datetime) -> None:
    """Nothing to do: a report follows the one-on-one it was drawn from."""


def erase(person: Person, *, at: datetime) -> None:
    """A draft goes. Of what was sent, every answer goes; the issues it named stay in the totals."""
    theirs = Report.objects.filter(meeting__person=person)
    erase_answers(theirs.values_list("sheet", flat=True))
    theirs.filter(sent__isnull=True).delete()


def held_about(person: Person) -> list[dict[str, Any]]:
    """That reports were drawn from one-on-ones with them, and when they were sent; they hold nothing about a person."""
    rows = Report.objects.filter(meeting__person=person).select_related("sent").order_by("made_at", "pk")
    return [{"what": "report", "made_at": row.made_at, "sent_at": _sent_at(row)} for row in rows]


def _sent_at(report: Report) -> datetime | None:
    return report.sent.at if hasattr(report, "sent") else None
