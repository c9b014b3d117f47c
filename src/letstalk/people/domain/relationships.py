"""Who knows whom: taking someone on, and letting the relationship rest for good."""

from datetime import datetime

from django.db import transaction

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.people.domain.refusals import refuse_if_forgotten
from letstalk.people.models import Chapter, Membership, Person, Relationship, SupporterLink


def take_on(*, person: Person, chapter: Chapter, organizer: User, by: User | None, at: datetime) -> Relationship:
    """Make someone an organizer's own in a chapter, to which they then belong; twice is the same as once.

    Handing someone over from another organizer needs the person's yes (L-4), which a higher room asks for.
    Raises Forgotten.
    """
    with transaction.atomic():
        belong(person=person, chapter=chapter, by=by, at=at)
        relationship, is_new = Relationship.objects.get_or_create(
            person=person, chapter=chapter, organizer=organizer, until=None, defaults={"since": at}
        )
        if is_new:
            record("people.taken_on", about=relationship, by=by, at=at, person=person.pk, organizer=organizer.pk)
    return relationship


def belong(*, person: Person, chapter: Chapter, by: User | None, at: datetime) -> Membership:
    """Make a person one of a chapter; twice is the same as once. Raises Forgotten."""
    refuse_if_forgotten(person)
    with transaction.atomic():
        membership, is_new = Membership.objects.get_or_create(
            person=person, chapter=chapter, until=None, defaults={"since": at}
        )
        if is_new:
            record("people.joined", about=membership, by=by, at=at, person=person.pk)
    return membership


def leave(*, membership: Membership, by: User | None, at: datetime) -> Membership:
    """A person leaves a chapter; that they were there stays. Left twice, the first time counts."""
    with transaction.atomic():
        if Membership.objects.filter(pk=membership.pk, until__isnull=True).update(until=at) == 1:
            record("people.left", about=membership, by=by, at=at, person=membership.person_id)
    membership.refresh_from_db()
    return membership


def end(*, relationship: Relationship, by: User | None, at: datetime) -> Relationship:
    """End a relationship, which closes the person's page too. Ended twice, the first end counts."""
    until = max(at, relationship.since)
    with transaction.atomic():
        if Relationship.objects.filter(pk=relationship.pk, until__isnull=True).update(until=until) == 1:
            SupporterLink.objects.filter(relationship=relationship, revoked_at__isnull=True).update(revoked_at=at)
            record("people.relationship_ended", about=relationship, by=by, at=at, person=relationship.person_id)
    relationship.refresh_from_db()
    return relationship


def set_cadence(*, relationship: Relationship, every_days: int | None, by: User | None, at: datetime) -> Relationship:
    """How often these two want to be in touch; None for what their stage suggests (b.5, R-060)."""
    relationship.contact_every_days = every_days
    with transaction.atomic():
        relationship.save(update_fields=["contact_every_days"])
        record("people.cadence_set", about=relationship, by=by, at=at, every_days=every_days)
    return relationship
