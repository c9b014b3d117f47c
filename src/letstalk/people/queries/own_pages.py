"""What hangs on the page a person has of their own: whether there is a link to it, and what they asked for there."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from letstalk.kit.statements import worked_out_once
from letstalk.people.models import PersonRequest, Relationship, SupporterLink


def has_link(relationship: Relationship) -> bool:
    """Whether some link to the person's page was not revoked."""
    return bool(_links(relationship=relationship.pk))


@worked_out_once
def _links(*, relationship: UUID) -> QuerySet[SupporterLink, Any]:
    links = SupporterLink.objects.filter(revoked_at__isnull=True, relationship=relationship)
    return links.order_by("pk").values_list("pk")[:1]


@worked_out_once
def requests_waiting(*, person: UUID) -> QuerySet[PersonRequest]:
    """What a person asked for and nobody settled yet, the oldest first; who may see each, the gate says."""
    return PersonRequest.objects.filter(person=person, settled_at__isnull=True).order_by("at", "pk")
