"""The gate to commitments and promises: their organizer; a lead may see them in their chapters; the person by link."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from letstalk.accounts.models import User
from letstalk.commitments.models import Commitment, Promise
from letstalk.people.access import chapters_led
from letstalk.people.models import SupporterLink


def commitments_visible_to(user: User) -> QuerySet[Commitment]:
    mine = Q(organizer=user) | Q(chapter__in=chapters_led(user))
    return Commitment.objects.filter(mine, person__erased_at__isnull=True)


def promises_visible_to(user: User) -> QuerySet[Promise]:
    mine = Q(organizer=user) | Q(chapter__in=chapters_led(user))
    return Promise.objects.filter(mine, person__erased_at__isnull=True)


def own_commitment_or_404(user: User, commitment_id: UUID) -> Commitment:
    rows = Commitment.objects.select_related("person", "relationship__chapter", "chapter")
    return _first_or_404(rows.filter(organizer=user, pk=commitment_id, person__erased_at__isnull=True))


def own_promise_or_404(user: User, promise_id: UUID) -> Promise:
    rows = Promise.objects.select_related("person", "relationship", "chapter")
    return _first_or_404(rows.filter(organizer=user, pk=promise_id, person__erased_at__isnull=True))


def linked_commitment_or_404(link: SupporterLink, commitment_id: UUID) -> Commitment:
    """A commitment of the very relationship the link is for."""
    rows = Commitment.objects.select_related("person", "relationship__chapter", "chapter", "organizer")
    return _first_or_404(rows.filter(relationship_id=link.relationship_id, pk=commitment_id))


def _first_or_404(rows: QuerySet):
    row = rows.first()
    if row is None:
        raise Http404
    return row
