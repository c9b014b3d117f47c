"""Taking people out as a file: whoever does it, and who stands in it, is written down before a line leaves (h.5)."""

from collections.abc import Collection
from datetime import datetime
from itertools import islice
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.kit.statements import insert
from letstalk.people.models import Chapter, Person, TakenOut, TakenOutRow
from letstalk.people.queries.taking_out import people_to_take
from letstalk.people.words import Holds

AT_ONCE = 2_000


class NobodyToTake(Refused):
    """There is nobody to put into the file."""


def take_out(
    *,
    chapter: Chapter,
    form: str,
    holds: Collection[str],
    id: UUID,
    by: User,
    at: datetime,
    found: QuerySet[Person] | None = None,
) -> TakenOut:
    """Write down that the people of a chapter whom this user may see are taken out, and who they are.

    form, holds: codes of words.FileForm and Holds. found: only these of them, as a filter finds them. The same
    id twice is one file. Raises NobodyToTake, and Refused where the id is that of somebody else's file.
    """
    known = TakenOut.objects.filter(pk=id).first()
    if known is not None:
        if known.by_id != by.pk:
            raise Refused(_("This form was already used. Open it afresh."))
        return known
    people = people_to_take(by, chapter, form, found=found).values_list("pk", flat=True)
    with transaction.atomic():
        taken = TakenOut.objects.create(
            id=id, chapter=chapter, by=by, form=form, holds=[one.value for one in Holds if one in holds], at=at
        )
        numbered = enumerate(people.iterator(chunk_size=AT_ONCE))
        while batch := list(islice(numbered, AT_ONCE)):
            insert(
                TakenOutRow,
                [TakenOutRow(id=uuid4(), taken_out=taken, place=place, person_id=person) for place, person in batch],
            )
            taken.people = batch[-1][0] + 1
        if not taken.people:
            raise NobodyToTake(_("There is nobody here to take out yet."))
        taken.save(update_fields=["people"])
        record("people.taken_out", about=taken, by=by, at=at, people=taken.people, form=form)
    return taken


def watermark(taken: TakenOut) -> str:
    """Who took a file out, when, and which it is: it stands in each of its lines."""
    name = (taken.by.name or taken.by.email) if taken.by else ""
    return f"{name} · {taken.at:%Y-%m-%d %H:%M} UTC · {taken.pk.hex[:8]}"
