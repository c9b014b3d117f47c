"""What other weights would change, tried out on people the lead sees anyway, before anything is saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from letstalk.accounts.models import User
from letstalk.campaigns.queries import asks_for
from letstalk.commitments.fit import Factor
from letstalk.commitments.fitting import Fits, fits_of
from letstalk.people.access import people_visible_to
from letstalk.people.models import Chapter, Person

TRIED_ON = 24


@dataclass(frozen=True)
class Changed:
    """Somebody who would be asked for something else first; empty where nothing would be suggested."""

    person: Person
    before: str
    after: str


@dataclass(frozen=True)
class Tried:
    """On how many people it was tried, and for whom the first ask would be another."""

    people: int
    changed: list[Changed]


def try_out(user: User, chapter: Chapter, weights: Mapping[Factor, int], *, at: datetime) -> Tried:
    """The ask that fits best before and after, for the people of this chapter the lead came to know last."""
    here = people_visible_to(user).filter(memberships__chapter=chapter, memberships__until__isnull=True)
    people = {person.pk: person for person in here.order_by("-added_at", "pk").distinct()[:TRIED_ON]}
    asks = list(asks_for(chapter, at))

    def weighed(by: Mapping[Factor, int] | None) -> dict[UUID, Fits]:
        return fits_of(list(people), asks, chapter=chapter, organizer_id=user.pk, at=at, weights=by)

    before, after = weighed(None), weighed(weights)
    rows = [Changed(person, _first(before[id]), _first(after[id])) for id, person in people.items()]
    return Tried(len(rows), [row for row in rows if row.before != row.after])


def _first(fits: Fits) -> str:
    return fits.picks.target.ask.title if fits.picks.target else ""
