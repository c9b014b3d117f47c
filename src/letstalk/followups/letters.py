"""Thank-yous that may be said on paper: to whom, where to, and the words so far."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from letstalk.accounts.models import User
from letstalk.followups import timings
from letstalk.followups.domain.messages import THANK_YOU, draft_thank_you
from letstalk.followups.models import FollowUp
from letstalk.outbox.models import Message, Suppression
from letstalk.outbox.words import Channel
from letstalk.people.models import Consent, Way
from letstalk.people.queries.reaching import OVER_EVERYTHING
from letstalk.people.words import NO_ANSWERS, Purpose, WayKind

MOST = 20


@dataclass(frozen=True)
class PaperThanks:
    """A thank-you that is still to be said; `address` is empty where it is handed over."""

    item: FollowUp
    words: str
    address: str


def thank_yous_on_paper(user: User) -> list[PaperThanks]:
    """This organizer's open thank-yous, the soonest due first, in a fixed number of queries.

    Who said no to being contacted, to personal messages or to letters is left out (b.6).
    """
    items = FollowUp.objects.open().filter(
        organizer=user,
        step=timings.THANK_YOU,
        relationship__until__isnull=True,
        person__erased_at__isnull=True,
    )
    items = items.exclude(person__in=_said_no()).select_related("person", "chapter", "organizer", "relationship")
    rows = list(items.order_by("due_at", "pk")[:MOST])
    written, addresses = _written(rows), _addresses(rows)
    return [
        PaperThanks(item, written.get(item.pk) or draft_thank_you(item).body, addresses.get(item.person_id, ""))
        for item in rows
    ]


def _said_no() -> QuerySet[Consent, Any]:
    said_no = Consent.objects.filter(answer__in=NO_ANSWERS, superseded_at__isnull=True)
    return said_no.filter(purpose__in=(*OVER_EVERYTHING, Purpose.PERSONAL), scope__in=("", Channel.LETTER)).values(
        "person"
    )


def _written(items: list[FollowUp]) -> dict[UUID, str]:
    """What they wrote as an email that has not gone out yet."""
    rows = Message.objects.live().filter(kind=THANK_YOU, about__in=[item.pk for item in items])
    return {message.about: message.body for message in rows}


def _addresses(items: list[FollowUp]) -> dict[UUID, str]:
    ways = Way.objects.filter(
        person__in=[item.person_id for item in items], kind=WayKind.ADDRESS, until__isnull=True
    ).order_by("added_at", "pk")
    closed = set(
        Suppression.objects.filter(channel=Channel.LETTER)
        .filter(address_key__in=[way.key for way in ways])
        .values_list("address_key", flat=True)
    )
    return {way.person_id: way.value for way in ways if way.key not in closed}
