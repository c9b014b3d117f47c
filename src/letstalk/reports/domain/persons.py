"""What this room does when people are merged, ask what is kept, or are forgotten.

A report is about the community and names nobody; it hangs on a person only through the one-on-one it was drawn from.
That they were asked, and told what was heard, and a line they gave for the wall, are about them.
"""

from datetime import datetime
from typing import Any

from letstalk.guides.domain.sheets import erase_answers
from letstalk.people.models import Person
from letstalk.reports.domain.back import move_told
from letstalk.reports.models import Report, ToldBack, WallLine


def move(from_: Person, to: Person, *, at: datetime) -> None:
    """A report follows the one-on-one it was drawn from; what they were told and their lines go along."""
    move_told(from_, to)
    WallLine.objects.filter(person=from_).update(person=to)


def erase(person: Person, *, at: datetime) -> None:
    """A draft goes. Of what was sent, every answer goes; the issues it named stay in the totals."""
    theirs = Report.objects.filter(meeting__person=person)
    erase_answers(theirs.values_list("sheet", flat=True))
    theirs.filter(sent__isnull=True).delete()
    ToldBack.objects.filter(person=person).delete()
    WallLine.objects.filter(person=person).delete()


def held_about(person: Person) -> list[dict[str, Any]]:
    """That reports were drawn from one-on-ones with them, which hold nothing about a person; what they were told of
    what was heard, and the lines they gave for the wall."""
    rows = Report.objects.filter(meeting__person=person).select_related("sent").order_by("made_at", "pk")
    told = ToldBack.objects.filter(person=person).select_related("page").order_by("page__made_at", "pk")
    lines = WallLine.objects.filter(person=person).order_by("given_at", "pk")
    return [
        *({"what": "report", "made_at": row.made_at, "sent_at": _sent_at(row)} for row in rows),
        *({"what": "what we heard", "words": row.page.words, "at": row.told_at} for row in told if row.page.is_out),
        *({"what": "line on the wall", "words": row.words, "at": row.given_at} for row in lines),
    ]


def _sent_at(report: Report) -> datetime | None:
    return report.sent.at if hasattr(report, "sent") else None
