"""How long what was written is kept: this room's part of the retention clocks (h.2)."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.outbox.domain import messages as outbox
from letstalk.people.models import Note, Person, Relationship, Renewal, Way


def keep_longer(*, relationship: Relationship, by: User, at: datetime) -> Renewal:
    """Keep what was written of these two for another period, from now on."""
    with transaction.atomic():
        renewal = Renewal.objects.create(relationship=relationship, by=by, at=at)
        record("people.kept_longer", about=relationship, by=by, at=at, person=relationship.person_id)
    return renewal


def notes() -> QuerySet[Note]:
    """What has a clock in this room."""
    return Note.objects.all()


def let_notes_go(rows: QuerySet[Note]) -> int:
    """For good; how many there were."""
    gone, _by_table = rows.delete()
    return gone


def let_ways_go(*, person: Person, at: datetime) -> None:
    """Forget how to reach somebody who never answered; what waits to go out to them is taken back."""
    with transaction.atomic():
        outbox.withdraw_all(recipient=person.pk, at=at, reason="no_longer_kept")
        Way.objects.filter(person=person).delete()
        record("people.ways_lapsed", about=person, by=None, at=at)
