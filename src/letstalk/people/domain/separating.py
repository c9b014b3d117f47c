"""The ledger when one entry becomes two again: nothing that was taken back since is given again."""

from datetime import datetime
from typing import Any

from letstalk.people.domain.consent import take_effect
from letstalk.people.models import Consent, Person
from letstalk.people.words import NO_ANSWERS


def standing_again(line: Consent, before: dict[str, Any]) -> bool:
    """Whether a line that the merge set aside may stand: nothing newer stands in its place."""
    person = before.get("person_id", line.person_id)
    same = Consent.objects.filter(person=person, purpose=line.purpose, scope=line.scope, superseded_at__isnull=True)
    return not same.exclude(pk=line.pk).exists()


def share_noes(stays: Person, back: Person, *, since: datetime, at: datetime) -> None:
    """What was said since of the one entry: a no holds for both; what either had refused before is refused again."""
    said = Consent.objects.filter(person=stays, at__gte=since, answer__in=NO_ANSWERS)
    latest = {(line.purpose, line.scope): line for line in said.order_by("at", "pk")}
    for line in latest.values():
        standing = Consent.objects.filter(person=back, purpose=line.purpose, scope=line.scope)
        standing.filter(superseded_at__isnull=True).update(superseded_at=line.at)
        said_again(line, of=back, how=line.how, at=line.at)
        for person in (stays, back):
            take_effect(person, line.purpose, line.scope, at=at)
    gone = Consent.objects.filter(person=back, superseded_at__gte=since, answer__in=NO_ANSWERS)
    for line in gone.order_by("-superseded_at", "-at", "pk"):
        if standing_again(line, {}):
            Consent.objects.filter(pk=line.pk).update(superseded_at=None)


def said_again(line: Consent, *, of: Person, how: str, at: datetime) -> Consent:
    """The same answer once more, as a line of its own."""
    return Consent.objects.create(
        chapter_id=line.chapter_id,
        person=of,
        purpose=line.purpose,
        scope=line.scope,
        answer=line.answer,
        how=how,
        words=line.words,
        at=at,
        by_id=line.by_id,
    )
