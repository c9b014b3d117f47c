"""Whom an organizer may call or text from a list, read for all of its people at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from letstalk.outbox.models import Suppression
from letstalk.people.models import Consent, Way
from letstalk.people.words import NO_ANSWERS, Purpose, WayKind

BY_PHONE = ("call", "text")


@dataclass(frozen=True)
class Phone:
    """A number to call or text oneself; what the person said no to is not offered (b.6, L-1)."""

    number: str
    may_call: bool
    may_text: bool


def phones_of(person_ids: Iterable[UUID]) -> dict[UUID, Phone]:
    """The newest number of each of these people that may be used, in three queries for any number of them."""
    ids = list(person_ids)
    ways = Way.objects.filter(person__in=ids, kind=WayKind.PHONE, until__isnull=True).order_by("added_at", "pk")
    newest = {way.person_id: way for way in ways}
    closed = _closed(way.key for way in newest.values())
    refused = _refused(ids)
    phones = {}
    for person_id, way in newest.items():
        may = {
            channel: (channel, way.key) not in closed
            and not refused.intersection({(person_id, ""), (person_id, channel)})
            for channel in BY_PHONE
        }
        if any(may.values()):
            phones[person_id] = Phone(way.value, may_call=may["call"], may_text=may["text"])
    return phones


def _closed(keys: Iterable[str]) -> set[tuple[str, str]]:
    rows = Suppression.objects.filter(channel__in=BY_PHONE, address_key__in=list(keys))
    return set(rows.values_list("channel", "address_key"))


def _refused(ids: list[UUID]) -> set[tuple[UUID, str]]:
    """Person and channel they do not want; an empty channel is all of them."""
    rows = Consent.objects.filter(
        person__in=ids,
        purpose__in=[Purpose.CONTACT, Purpose.PERSONAL],
        scope__in=["", *BY_PHONE],
        answer__in=NO_ANSWERS,
        superseded_at__isnull=True,
    )
    return set(rows.values_list("person_id", "scope"))
