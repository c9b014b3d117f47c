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
from letstalk.people.models import Merge, Person
from letstalk.reports.domain import persons as reports
from letstalk.stewardship.domain.named_elsewhere import have_authors_look


def erase_person(*, person: Person, by: User | None, at: datetime) -> Person:
    """Forget someone, whole or not at all; `by` is None when they asked for it themselves. Twice is once.

    Consequences, in this order: authors of notes about others that name them are asked to look; drafts of reports,
    follow-ups, contacts, commitments, promises and one-on-ones lose every word; the answers on their sheets go; the
    person's row is blanked, their addresses are suppressed by hash and nothing waiting goes out; messages lose address
    and text. What is left are counts, and a line in the journal.
    """
    with transaction.atomic():
        have_authors_look(person, at=at)
        sheets = _sheets_about(person)
        reports.erase(person, at=at)
        followups.erase(person, at=at)
        commitments.erase(person, at=at)
        meetings.erase(person, at=at)
        erase_answers(sheets)
        people.erase(person, by=by, at=at)
        for entry in _entries_of(person):
            outbox.erase(entry, at=at)
    return person


def held_about(person: Person) -> list[dict[str, Any]]:
    """Everything that is kept about a person, in words, one plain dict for each thing."""
    rooms = (people, meetings, commitments, followups, reports)
    messages = chain.from_iterable(outbox.held_about(entry) for entry in _entries_of(person))
    return [*chain.from_iterable(room.held_about(person) for room in rooms), *messages]


def _sheets_about(person: Person) -> list[UUID]:
    """Sheets know no meeting, so whoever knows both says which answers are about this person."""
    asked = Meeting.objects.filter(person=person, sheet__isnull=False).values_list("sheet", flat=True)
    heard = Debriefed.objects.filter(meeting__person=person, heard__isnull=False).values_list("heard", flat=True)
    return [*asked, *heard]


def _entries_of(person: Person) -> list[UUID]:
    """The ids they have or had: what went out to two entries about one thing stands with each, merged or not."""
    merged = Merge.objects.filter(stays=person, undone_at__isnull=True).order_by("at", "pk")
    return [person.pk, *merged.values_list("merged", flat=True)]
