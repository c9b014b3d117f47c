"""Two rows that turn out to be one human being become one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.commitments.domain import persons as commitments
from letstalk.commitments.domain import relationships as commitments_of
from letstalk.followups.domain import persons as followups
from letstalk.followups.domain import relationships as followups_of
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.meetings.domain import persons as meetings
from letstalk.meetings.domain import relationships as meetings_of
from letstalk.outbox.domain import persons as outbox
from letstalk.people.domain import persons as people
from letstalk.people.models import Person, Relationship
from letstalk.reports.domain import persons as reports


class CannotMerge(Refused):
    """There are not two people here to become one."""


def merge(*, from_: Person, to: Person, by: User, at: datetime) -> Person:
    """Hand everything of one row to the other, and blank the first. Whole or not at all.

    Consequences: where both know the same organizer in the same chapter, that relationship goes on as one, with all
    that hangs on it; a no beats a yes in the ledger; journal, which keeps both ids. Raises CannotMerge.
    """
    if from_.pk == to.pk:
        raise CannotMerge(_("This is one and the same entry already."))
    if from_.erased_at is not None or to.erased_at is not None:
        raise CannotMerge(_("One of them asked to be forgotten, so there is nothing left to bring together."))
    with transaction.atomic():
        pairs = _known_to_the_same(from_, to)
        people.move(from_, to, at=at)
        meetings.move(from_, to, at=at)
        commitments.move(from_, to, at=at)
        followups.move(from_, to, at=at)
        reports.move(from_, to, at=at)
        outbox.move(from_.pk, to.pk, at=at)
        for ended, goes_on in pairs:
            meetings_of.join(from_=ended, to=goes_on, at=at)
            commitments_of.join(from_=ended, to=goes_on)
            followups_of.join(from_=ended, to=goes_on)
        # Nothing hangs on it any more; what is left is a name that would come up in every search.
        people.erase(from_, by=by, at=at)
        record("stewardship.merged", about=to, by=by, at=at, merged=from_.pk)
    to.refresh_from_db()
    return to


def _known_to_the_same(from_: Person, to: Person) -> list[tuple[Relationship, Relationship]]:
    """Each current relationship of the first with the one of the other that goes on in its place."""
    current = Relationship.objects.current()
    theirs = {(row.organizer_id, row.chapter_id): row for row in current.filter(person=to)}
    mine = current.filter(person=from_).order_by("since", "pk")
    return [
        (row, theirs[row.organizer_id, row.chapter_id]) for row in mine if (row.organizer_id, row.chapter_id) in theirs
    ]
