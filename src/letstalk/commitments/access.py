"""The gate to commitments and promises: their organizer; a lead may see them in their chapters; the person by link."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.http import Http404

from letstalk.accounts.models import User
from letstalk.commitments.models import Commitment, CommitmentQuerySet, Outcome, Promise, PromiseHandover
from letstalk.commitments.words import OutcomeKind
from letstalk.kit import clock
from letstalk.people.access import chapters_led, link_or_404
from letstalk.people.models import SupporterLink

LINK_LIVES_FOR = timedelta(days=90)
LINK_LIVES_AFTER_THE_LAST = timedelta(days=14)


def commitments_visible_to(user: User) -> CommitmentQuerySet:
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


def offered_promise_or_404(user: User, promise_id: UUID) -> PromiseHandover:
    """The handover of this promise to this user, while it is unanswered."""
    rows = PromiseHandover.objects.filter(to_organizer=user, promise=promise_id)
    open_now = rows.filter(accepted_at__isnull=True, declined_at__isnull=True, promise__person__erased_at__isnull=True)
    return _first_or_404(open_now.select_related("promise__person", "from_organizer"))


def live_link_or_404(token: str, at: datetime) -> SupporterLink:
    """The link behind a person's own page, while it has not run out."""
    link = link_or_404(token, at)
    if at >= link_ends_at(link):
        raise Http404
    return link


def link_ends_at(link: SupporterLink) -> datetime:
    """90 days after it was made, or 14 after the day of the last commitment that stands, whichever is later."""
    over = Outcome.objects.standing().filter(kind__in=[OutcomeKind.RELEASED, OutcomeKind.RENEGOTIATED])
    standing = Commitment.objects.filter(relationship_id=link.relationship_id, on__isnull=False)
    last_on = standing.exclude(Exists(over.filter(commitment=OuterRef("pk")))).aggregate(last=Max("on"))["last"]
    ends_at = link.made_at + LINK_LIVES_FOR
    if last_on is None:
        return ends_at
    day_over = clock.day_bounds(last_on, link.relationship.chapter.zone)[1]
    return max(ends_at, day_over + LINK_LIVES_AFTER_THE_LAST)


def linked_commitment_or_404(link: SupporterLink, commitment_id: UUID) -> Commitment:
    """A commitment of the very relationship the link is for."""
    rows = Commitment.objects.select_related("person", "relationship__chapter", "chapter", "organizer")
    return _first_or_404(rows.filter(relationship_id=link.relationship_id, pk=commitment_id))


def _first_or_404(rows: QuerySet):
    row = rows.first()
    if row is None:
        raise Http404
    return row
