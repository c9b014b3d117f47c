"""Forgetting a person, and telling what is kept about them: every room does its own part (b.1 Erased, h.2)."""

from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import transaction

from letstalk.accounts.models import User
from letstalk.commitments.domain import persons as commitments
from letstalk.followups.domain import persons as followups
from letstalk.guides.domain.sheets import erase_answers
from letstalk.meetings.domain import persons as meetings
from letstalk.meetings.models import Debriefed, Meeting
from letstalk.outbox.domain import persons as outbox
from letstalk.people.domain import persons as people
from letstalk.people.models import Person
from letstalk.reports.domain import persons as reports


def erase_person(*, person: Person, by: User | None, at: datetime) -> Person:
    """Forget someone, whole or not at all; `by` is None when they asked for it themselves. Twice is once.

    Consequences, in this order: drafts of reports, follow-ups, contacts, commitments, promises and one-on-ones lose
    every word; the answers on their sheets go; the person's row is blanked, their addresses are suppressed by hash and
    nothing waiting goes out; messages lose address and text. What is left are counts, and a line in the journal.
    """
    with transaction.atomic():
        sheets = _sheets_about(person)
        reports.erase(person, at=at)
        followups.erase(person, at=at)
        commitments.erase(person, at=at)
        meetings.erase(person, at=at)
        erase_answers(sheets)
        people.erase(person, by=by, at=at)
        outbox.erase(person.pk, at=at)
    return person


def held_about(person: Person) -> list[dict[str, Any]]:
    """Everything that is kept about a person, in words, one plain dict for each thing."""
    rooms = (people, meetings, commitments, followups, reports)
    return [*chain.from_iterable(room.held_about(person) for room in rooms), *outbox.held_about(person.pk)]


def _sheets_about(person: Person) -> list[UUID]:
    """Sheets know no meeting, so whoever knows both says which answers are about this person."""
    asked = Meeting.objects.filter(person=person, sheet__isnull=False).values_list("sheet", flat=True)
    heard = Debriefed.objects.filter(meeting__person=person, heard__isnull=False).values_list("heard", flat=True)
    return [*asked, *heard]
