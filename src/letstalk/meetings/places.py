"""Places to meet in as they are offered: the near and the known first, with how they were found to be (R-019)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from letstalk.accounts.models import User
from letstalk.meetings.models import Held, Meeting, Place, PlaceRating, Slot
from letstalk.people.access import scope_of
from letstalk.people.models import PATH_STEP, Chapter, Person, Relationship
from letstalk.people.queries import ways_of
from letstalk.people.words import WayKind

# A word of an address shorter than this ("st", "12") would make everything near everything.
SHORTEST_WORD = 4


@dataclass(frozen=True)
class Found:
    """How many said yes and how many said anything, of one question about a place."""

    yes: int = 0
    of: int = 0

    @property
    def is_doubtful(self) -> bool:
        """More of those who were there say no than yes."""
        return self.yes * 2 < self.of


@dataclass(frozen=True)
class Rated:
    """How those who met there found it to be."""

    times: int = 0
    quiet: Found = Found()
    private: Found = Found()
    safe: Found = Found()

    @property
    def is_doubtful(self) -> bool:
        return any(found.is_doubtful for found in (self.quiet, self.private, self.safe))


@dataclass(frozen=True)
class Offered:
    """A place one could meet somebody in, and why it stands where it stands in the list."""

    place: Place
    met_before: bool
    is_near: bool
    rated: Rated

    @property
    def fits(self) -> int:
        """How much of quiet, private enough and public enough is known of it, less what was found otherwise."""
        known = (self.place.is_quiet, self.place.is_private, self.place.is_public)
        return sum({True: 1, None: 0, False: -1}[one] for one in known) - 2 * self.rated.is_doubtful


def places_for(chapter: Chapter) -> QuerySet[Place]:
    """What can be offered in a chapter: its own places and those of the chapters above it."""
    step = PATH_STEP + 1
    above = [chapter.path[:end] for end in range(step, len(chapter.path) + 1, step)]
    return Place.objects.filter(chapter__path__in=above, retired_at__isnull=True)


def places_offered(relationship: Relationship) -> list[Offered]:
    """For a one-on-one of these two: where they met before, what is near the person, then what fits best.

    In four queries, however many places there are.
    """
    places = list(places_for(relationship.chapter).order_by("name", "pk"))
    if not places:
        return []
    rated = ratings_of(place.pk for place in places)
    before = _met_in(relationship)
    near = _words_of_address(relationship.person)
    offered = [
        Offered(
            place=place,
            met_before=place.pk in before,
            is_near=bool(near & (_words(place.area) | _words(place.address))),
            rated=rated.get(place.pk, Rated()),
        )
        for place in places
    ]
    return sorted(offered, key=lambda one: (not one.met_before, not one.is_near, -one.fits))


def ratings_of(place_ids: Iterable[UUID]) -> dict[UUID, Rated]:
    """Place id to what was said of it after meeting there; a place nobody rated is left out."""
    rows = PlaceRating.objects.filter(place__in=list(place_ids)).values("place").order_by("place")
    asked = ("quiet", "private", "safe")
    counts = {f"{name}_{said}": Count("pk", filter=_said(name, said)) for name in asked for said in ("yes", "of")}
    counted: QuerySet[PlaceRating, Any] = rows.annotate(times=Count("pk"), **counts)
    return {
        row["place"]: Rated(
            times=row["times"], **{name: Found(row[f"{name}_yes"], row[f"{name}_of"]) for name in asked}
        )
        for row in counted
    }


def _said(name: str, said: str) -> Q:
    return Q(**{f"was_{name}": True}) if said == "yes" else Q(**{f"was_{name}__isnull": False})


def is_first_between(relationship: Relationship) -> bool:
    """Whether the two have not had a one-on-one yet: then neither home is the place for it (section f)."""
    return not Held.objects.standing().filter(meeting__relationship=relationship).exists()


def place_to_rate(meeting: Meeting) -> Place | None:
    """The place this one-on-one was held in, while nobody has said yet how it was."""
    if PlaceRating.objects.filter(meeting=meeting).exists():
        return None
    if not Held.objects.standing().filter(meeting=meeting).exists():
        return None
    slot = Slot.objects.standing().select_related("place").filter(meeting=meeting).first()
    return slot.place if slot else None


def _met_in(relationship: Relationship) -> set[UUID]:
    held = Held.objects.standing().filter(meeting__relationship=relationship).values("meeting")
    slots = Slot.objects.standing().filter(meeting__in=held, place__isnull=False)
    return set(slots.values_list("place", flat=True))


def _words_of_address(person: Person) -> set[str]:
    found: set[str] = set()
    for way in ways_of(person).filter(kind=WayKind.ADDRESS):
        found |= _words(way.value)
    return found


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) >= SHORTEST_WORD}


# --- who keeps them ---


def chapters_keeping(user: User) -> QuerySet[Chapter]:
    """The chapters whose places this user may add to and change: where they organize, and what they lead."""
    scope = scope_of(user)
    there = Q(pk__in=[chapter.pk for chapter in scope.organized])
    for led in scope.led:
        there |= Q(path__startswith=led.path)
    return Chapter.objects.filter(there).order_by("path")


def places_of(user: User) -> QuerySet[Place]:
    """All this user has to do with: what they keep, and what is offered to them from above."""
    scope = scope_of(user)
    seen = Q(chapter__in=chapters_keeping(user).order_by())
    for chapter in scope.organized:
        seen |= Q(pk__in=places_for(chapter).values("pk"))
    return Place.objects.filter(seen, retired_at__isnull=True).select_related("chapter").order_by("name", "pk")


def kept_place_or_404(user: User, place_id: UUID) -> Place:
    """A place this user may change, retired or not."""
    rows = Place.objects.filter(pk=place_id, chapter__in=chapters_keeping(user).order_by()).select_related("chapter")
    place = rows.first()
    if place is None:
        raise Http404
    return place
