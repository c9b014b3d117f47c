"""What a merge of two entries did, row by row, kept for as long as it may be taken back."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from letstalk.accounts.models import User
from letstalk.people.models import Merge, MergedRow, Person

# After that nobody remembers which of it was whose.
UNDO_FOR = timedelta(days=90)
AT_ONCE = 500

Values = dict[str, Any]


def keep_merge(
    *,
    merged: UUID,
    stays: Person,
    rows: Iterable[tuple[str, UUID, UUID | None, Values | None, Values | None]],
    by: User | None,
    at: datetime,
) -> Merge:
    """Write down that two entries became one; rows: table, row, whom else it was about, and what stood there."""
    with transaction.atomic():
        merge = Merge.objects.create(stays=stays, merged=merged, by=by, at=at)
        kept = [
            MergedRow(merge=merge, place=place, table=table, row=row, person=person, before=before, after=after)
            for place, (table, row, person, before, after) in enumerate(rows)
        ]
        MergedRow.objects.bulk_create(kept, batch_size=AT_ONCE)
    return merge


def rows_of(merge: Merge) -> Sequence[MergedRow]:
    """What it did, in the order in which one row hangs on another."""
    return list(MergedRow.objects.filter(merge=merge).order_by("place"))


def forget_merges(person: Person, *, at: datetime) -> None:
    """Nothing that was put together with a person who is forgotten comes back, and no removed row about them."""
    MergedRow.objects.filter(merge__stays=person).delete()
    others = MergedRow.objects.filter(person=person.pk).values("merge")
    # What was removed together was about more than one of them.
    MergedRow.objects.filter(merge__in=list(others.values_list("merge", flat=True)), after=b"").delete()
    Merge.objects.filter(stays=person, emptied_at__isnull=True).update(emptied_at=at)


def empty_old(*, at: datetime) -> int:
    """After 90 days what stood there is forgotten; the merge stays. Returns how many."""
    old = Merge.objects.filter(emptied_at__isnull=True, at__lt=at - UNDO_FOR)
    ids = list(old.values_list("pk", flat=True)[:AT_ONCE])
    with transaction.atomic():
        MergedRow.objects.filter(merge__in=ids).delete()
        return Merge.objects.filter(pk__in=ids).update(emptied_at=at)
