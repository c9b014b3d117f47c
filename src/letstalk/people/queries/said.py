"""What people said of themselves, as far as somebody may read it (section g, h.2)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet

from letstalk.accounts.models import User
from letstalk.people.access import AnyUser
from letstalk.people.models import Person, Said
from letstalk.people.words import PartOfDay, SaidAnswer, SaidKind


@dataclass
class SaidOfThemselves:
    """Of one person, by kind: codes or words in the order they were said, and what they would rather not say."""

    said: dict[SaidKind, list[str]] = field(default_factory=lambda: defaultdict(list))
    rather_not: set[SaidKind] = field(default_factory=set)


def standing_of(person: Person, kind: SaidKind, *, by: User) -> QuerySet[Said]:
    """What stands of one kind; of motives what this organizer heard."""
    rows = Said.objects.filter(person=person, kind=kind, superseded_at__isnull=True).order_by("at", "pk")
    return rows.filter(by=by) if kind == SaidKind.MOTIVE else rows


def said_seen_by(user: AnyUser, person: Person) -> list[Said]:
    """What stands, as this user may read it: no motive that another organizer heard (h.2). They see the person."""
    rows = Said.objects.filter(_readable_by(user.pk), person=person, superseded_at__isnull=True)
    return list(rows.select_related("by", "chapter").order_by("kind", "at", "pk"))


def said_of_people(person_ids: Iterable[UUID] | QuerySet, *, organizer_id: UUID) -> dict[UUID, SaidOfThemselves]:
    """What each of these people said, as one organizer may use it, in one query however many they are."""
    return _gathered(Said.objects.filter(_readable_by(organizer_id), person__in=person_ids))


def arranging_facts(person_ids: Iterable[UUID] | QuerySet) -> dict[UUID, SaidOfThemselves]:
    """When each of these people is free and which languages they speak: what their team may go by, in one query."""
    return _gathered(Said.objects.filter(kind__in=[SaidKind.TIME, SaidKind.LANGUAGE], person__in=person_ids))


def _gathered(rows: QuerySet[Said]) -> dict[UUID, SaidOfThemselves]:
    rows = rows.filter(superseded_at__isnull=True)
    found: dict[UUID, SaidOfThemselves] = defaultdict(SaidOfThemselves)
    for row in rows.only("person", "kind", "answer", "code", "words").order_by("at", "pk"):
        kind = SaidKind(row.kind)
        if row.answer == SaidAnswer.RATHER_NOT:
            found[row.person_id].rather_not.add(kind)
        else:
            found[row.person_id].said[kind].append(row.code or row.words)
    return found


def free_at(weekday: int | None, part: str = "") -> QuerySet[Said]:
    """The rows by which people said that they are free on a weekday, Monday is 0, or in a part of the day, or in that
    part of that day: for a filter by their person."""
    codes = [
        f"{one} {other}"
        for one in (range(7) if weekday is None else [weekday])
        for other in ([part] if part else PartOfDay.values)
    ]
    return Said.objects.filter(kind=SaidKind.TIME, code__in=codes, superseded_at__isnull=True)


def _readable_by(user_id: object) -> Q:
    return ~Q(kind=SaidKind.MOTIVE) | Q(by=user_id)
