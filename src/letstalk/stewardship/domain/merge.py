"""Entries that turn out to be one human being become one, and two again when that was a mistake."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

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
from letstalk.people.domain.merges import keep_merge
from letstalk.people.models import Person, Relationship
from letstalk.reports.domain import persons as reports
from letstalk.stewardship.access import may_merge
from letstalk.stewardship.snapshot import changes, look_again, standing_about

# What is said once of a person: of each, whoever merges says whose stays.
CHOSEN = ("name", "pronouns", "language", "zone", "chapter")


class CannotMerge(Refused):
    """There are not two people here to become one."""


def merge_all(
    *, others: Sequence[Person], stays: Person, take: Mapping[str, UUID] | None = None, by: User, at: datetime
) -> Person:
    """Make one of two, three or more entries; take: for each of CHOSEN whose stands, that of `stays` if none is named.

    Whole or not at all. Each is taken back by itself, the last first. Raises CannotMerge.
    """
    with transaction.atomic():
        for nth, other in enumerate(others):
            wanted = [name for name, whose in (take or {}).items() if whose == other.pk]
            # A moment apart, so that it is known which is the last.
            merge(from_=other, to=stays, take=wanted, by=by, at=at + timedelta(microseconds=nth))
    return stays


def merge(*, from_: Person, to: Person, take: Collection[str] = (), by: User, at: datetime) -> Person:
    """Hand everything of one row to the other, and blank the first. Whole or not at all.

    take: which of CHOSEN the first has right. Consequences: where both know the same organizer in the same chapter,
    that relationship goes on as one, with all that hangs on it and with the links already sent out; a no of either
    beats a yes; what stood in each row is kept for as long as it may be undone; journal, which keeps both ids.
    Raises CannotMerge, also for who has no right on both.
    """
    with transaction.atomic():
        locked = Person.objects.select_for_update().filter(pk__in=[from_.pk, to.pk]).order_by("pk")
        rows = {person.pk: person for person in locked}
        _refuse_merge(rows.get(from_.pk), rows.get(to.pk), by)
        before = standing_about([from_, to])
        _hand_over(from_, to, at=at)
        _take(rows[from_.pk], to, take)
        people.leave_bare(rows[from_.pk], at=at)
        after = look_again(before, [from_, to])
        kept = [(one.place.table, one.place.row, one.person, one.before, one.after) for one in changes(before, after)]
        merge = keep_merge(merged=from_.pk, stays=to, rows=kept, by=by, at=at)
        record("stewardship.merged", about=to, by=by, at=at, merged=from_.pk, merge=merge.pk)
    from_.refresh_from_db()
    to.refresh_from_db()
    return to


def _refuse_merge(from_: Person | None, to: Person | None, by: User) -> None:
    if from_ is None or to is None or from_.pk == to.pk:
        raise CannotMerge(_("This is one and the same entry already."))
    if from_.erased_at is not None or to.erased_at is not None:
        raise CannotMerge(_("One of them asked to be forgotten, so there is nothing left to bring together."))
    if not may_merge(by, from_, to):
        raise CannotMerge(_("Only who leads the chapters of both can say that they are one."))


def _hand_over(from_: Person, to: Person, *, at: datetime) -> None:
    pairs = _known_to_the_same(from_, to)
    people.move(from_, to, at=at)
    meetings.move(from_, to, at=at)
    commitments.move(from_, to, at=at)
    followups.move(from_, to, at=at)
    reports.move(from_, to, at=at)
    outbox.move(from_.pk, to.pk, at=at)
    for ended, goes_on in pairs:
        people.join(from_=ended, to=goes_on)
        meetings_of.join(from_=ended, to=goes_on, at=at)
        commitments_of.join(from_=ended, to=goes_on)
        followups_of.join(from_=ended, to=goes_on, at=at)


def _take(from_: Person, to: Person, take: Collection[str]) -> None:
    stays = Person.objects.get(pk=to.pk)
    for name in take:
        if name in CHOSEN:
            setattr(stays, name, getattr(from_, name))
    stays.save()


def _known_to_the_same(from_: Person, to: Person) -> list[tuple[Relationship, Relationship]]:
    """Each current relationship of the first with the one of the other that goes on in its place."""
    current = Relationship.objects.current()
    theirs = {(row.organizer_id, row.chapter_id): row for row in current.filter(person=to)}
    mine = current.filter(person=from_).order_by("since", "pk")
    return [
        (row, theirs[row.organizer_id, row.chapter_id]) for row in mine if (row.organizer_id, row.chapter_id) in theirs
    ]
