"""How many people and one-on-ones a chapter has: numbers for those who lead it, never names."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from letstalk.meetings.models import Held
from letstalk.people.models import Chapter, Membership


@dataclass(frozen=True)
class Counted:
    """people: with a standing membership. held: one-on-ones that were planned. unplanned: talks counted apart."""

    people: int = 0
    held: int = 0
    unplanned: int = 0


def counted_in(chapters: Collection[UUID]) -> dict[UUID, Counted]:
    """The numbers of each of these chapters by itself, without those below it (R-015)."""
    members = Membership.objects.filter(chapter__in=chapters, until__isnull=True, person__erased_at__isnull=True)
    people = dict(members.values_list("chapter").annotate(Count("person", distinct=True)))
    standing = Held.objects.standing().filter(meeting__chapter__in=chapters)
    grouped = standing.values_list("meeting__chapter", "meeting__is_spontaneous").annotate(Count("pk"))
    held = {(chapter, is_spontaneous): number for chapter, is_spontaneous, number in grouped}
    return {
        chapter: Counted(
            people=people.get(chapter, 0), held=held.get((chapter, False), 0), unplanned=held.get((chapter, True), 0)
        )
        for chapter in chapters
    }


def counted_at_or_below(chapter: Chapter) -> Counted:
    """The numbers of a chapter with all below it; whoever belongs to several of them counts once."""
    members = Membership.objects.filter(until__isnull=True, person__erased_at__isnull=True)
    people = members.filter(chapter__path__startswith=chapter.path).aggregate(number=Count("person", distinct=True))
    standing = Held.objects.standing().filter(meeting__chapter__path__startswith=chapter.path)
    held = dict(standing.values_list("meeting__is_spontaneous").annotate(Count("pk")))
    return Counted(people=people["number"], held=held.get(False, 0), unplanned=held.get(True, 0))
