"""Whom an organizer may call or text from a list, read for all of its people at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from letstalk.kit.statements import worked_out_once
from letstalk.outbox.models import Suppression
from letstalk.people.models import Consent, Way
from letstalk.people.queries.reaching import OVER_EVERYTHING
from letstalk.people.words import NO_ANSWERS, Purpose, WayKind

BY_PHONE = ("call", "text")
REFUSED_BY = (*OVER_EVERYTHING, Purpose.PERSONAL)
SCOPES = ("", *BY_PHONE)


@dataclass(frozen=True)
class Phone:
    """A number to call or text oneself; what the person said no to is not offered (b.6, L-1)."""

    number: str
    may_call: bool
    may_text: bool


def phones_of(person_ids: Iterable[UUID]) -> dict[UUID, Phone]:
    """The newest number of each of these people that may be used, in three queries for any number of them."""
    ids = list(person_ids)
    newest = {way.person_id: way for way in _numbers(people=ids)}
    closed = _closed(way.key for way in newest.values())
    refused = _refused(ids)
    phones = {}
    for person_id, way in newest.items():
        phone = _phone(way, closed, refused)
        if phone is not None:
            phones[person_id] = phone
    return phones


def phone_among(ways: Iterable[Way], answers: Iterable[Consent]) -> Phone | None:
    """The newest number among one person's ways, if it may be used by all of their standing answers."""
    numbers = sorted((way for way in ways if way.kind == WayKind.PHONE), key=lambda way: (way.added_at, way.pk))
    if not numbers:
        return None
    refused = {
        (line.person_id, line.scope)
        for line in answers
        if line.purpose in REFUSED_BY and line.scope in SCOPES and line.answer in NO_ANSWERS
    }
    return _phone(numbers[-1], _closed([numbers[-1].key]), refused)


def _phone(way: Way, closed: set[tuple[str, str]], refused: set[tuple[UUID, str]]) -> Phone | None:
    may = {
        channel: (channel, way.key) not in closed
        and not refused.intersection({(way.person_id, ""), (way.person_id, channel)})
        for channel in BY_PHONE
    }
    return Phone(way.value, may_call=may["call"], may_text=may["text"]) if any(may.values()) else None


def _closed(keys: Iterable[str]) -> set[tuple[str, str]]:
    return set(_suppressed(keys=list(keys)))


def _refused(ids: list[UUID]) -> set[tuple[UUID, str]]:
    """Person and channel they do not want; an empty channel is all of them."""
    return set(_answered_no(people=ids))


@worked_out_once
def _numbers(*, people: list[UUID]) -> QuerySet[Way]:
    return Way.objects.filter(person__in=people, kind=WayKind.PHONE, until__isnull=True).order_by("added_at", "pk")


@worked_out_once
def _suppressed(*, keys: list[str]) -> QuerySet[Suppression, Any]:
    rows = Suppression.objects.filter(channel__in=BY_PHONE, address_key__in=keys).order_by("pk")
    return rows.values_list("channel", "address_key")


@worked_out_once
def _answered_no(*, people: list[UUID]) -> QuerySet[Consent, Any]:
    rows = Consent.objects.filter(
        person__in=people,
        purpose__in=REFUSED_BY,
        scope__in=SCOPES,
        answer__in=NO_ANSWERS,
        superseded_at__isnull=True,
    )
    return rows.order_by("pk").values_list("person_id", "scope")
