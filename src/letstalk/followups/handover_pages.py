"""What the pages on going on with another organizer show: to each of the two no more than is theirs to know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from letstalk.accounts.models import User
from letstalk.commitments.models import Promise, PromiseHandover
from letstalk.commitments.queries import last_offers
from letstalk.followups.handover_facts import (
    Steps,
    has_their_word,
    is_read_out,
    last_of_each,
    may_know,
    open_promises,
    steps_of,
)
from letstalk.followups.models import Handover, HandoverNote, HandoverStepTaken
from letstalk.followups.words import HANDOVER_ENDS, HandoverStep
from letstalk.kit.statements import worked_out_once
from letstalk.meetings.models import Held
from letstalk.people.access import below, people_visible_to, relationships_visible_to, scope_of
from letstalk.people.models import Person, Relationship, SupporterLink
from letstalk.people.queries import said_no_to_contact, ways_of

# A no is told on Today for so long.
TOLD_FOR = timedelta(days=7)
MET_SHOWN = 5
AT_ONCE = 200


@dataclass(frozen=True)
class PromiseLine:
    """One open promise. asked: the last time somebody was asked to take it over, None if nobody ever was.

    is_still_here: the first organizer owes it still; otherwise somebody said yes to keeping it, perhaps long ago.
    """

    promise: Promise
    asked: PromiseHandover | None
    is_still_here: bool

    @property
    def is_asked(self) -> bool:
        return self.asked is not None and self.asked.declined_at is None


@dataclass(frozen=True)
class HandoverPage:
    """A handover as one of the two organizers, or a lead, sees it. reached_by: the kinds of way, never a way itself."""

    handover: Handover
    steps: Steps
    promises: list[PromiseLine]
    notes_chosen: int
    reached_by: list[str]
    may_know: bool
    is_read_out: bool

    @property
    def has_their_word(self) -> bool:
        return has_their_word(self.steps)

    @property
    def are_promises_decided(self) -> bool:
        return not any(line.is_still_here for line in self.promises)

    @property
    def end(self) -> HandoverStepTaken | None:
        """How it ended; None while it is under way."""
        return next((self.steps[kind] for kind in HANDOVER_ENDS if kind in self.steps), None)


def handover_page(handover: Handover) -> HandoverPage:
    """Everything on the page, in a fixed number of queries."""
    steps = steps_of(handover)
    promises = open_promises(handover.relationship)
    asked = last_offers([promise.pk for promise in promises])
    kinds = {str(way.get_kind_display()): None for way in ways_of(handover.person)}
    return HandoverPage(
        handover=handover,
        steps=steps,
        promises=[
            PromiseLine(one, asked.get(one.pk), one.organizer_id == handover.from_organizer_id) for one in promises
        ],
        notes_chosen=HandoverNote.objects.filter(handover=handover).count(),
        reached_by=list(kinds),
        may_know=may_know(handover, steps),
        is_read_out=is_read_out(promises, steps),
    )


def to_hand_over(user: User, person: Person) -> list[Relationship]:
    """Of a person's relationships those this user may propose to hand over: their own, and a lead's chapters'."""
    rows = relationships_visible_to(user).filter(person=person, until__isnull=True)
    return list(rows.select_related("organizer", "chapter", "person__chapter").order_by("since", "pk"))


def whose_people(user: User) -> list[User]:
    """Whose people this user may propose to hand over: their own, and a lead's chapters' organizers, by name."""
    rows = relationships_visible_to(user).filter(until__isnull=True)
    found = User.objects.filter(pk__in=rows.values("organizer"))
    return sorted(found, key=lambda one: (one.pk != user.pk, one.name.casefold(), str(one.pk)))


def people_of(user: User, organizer: User) -> list[Relationship]:
    """Those of one organizer's people that may be proposed together now, by name."""
    waiting = Handover.objects.filter(relationship=OuterRef("pk"), ended_at__isnull=True)
    rows = relationships_visible_to(user).filter(~Exists(waiting), organizer=organizer, until__isnull=True)
    return list(rows.select_related("person__chapter", "chapter").order_by("person__name", "pk")[:AT_ONCE])


def held_with(relationship: Relationship) -> list[Held]:
    """The last one-on-ones of the two, one of which the three may have met in."""
    rows = Held.objects.standing().filter(meeting__relationship=relationship).select_related("meeting")
    return list(rows.order_by("-began_at", "pk")[:MET_SHOWN])


@dataclass(frozen=True)
class Waiting:
    """A handover that waits for somebody, or that ended lately by a no; `steps` are those that were taken."""

    handover: Handover
    steps: Steps
    is_mine: bool

    @property
    def is_for_answer(self) -> bool:
        """Whether the reader is asked to follow and has not answered."""
        return not self.is_mine and HandoverStep.AGREED not in self.steps

    @property
    def is_agreed(self) -> bool:
        return HandoverStep.AGREED in self.steps

    @property
    def is_to_ask(self) -> bool:
        """Whether the person was asked nothing yet, as far as is written down."""
        return not self.steps

    @property
    def has_their_word(self) -> bool:
        return has_their_word(self.steps)

    @property
    def no(self) -> HandoverStepTaken | None:
        """The no it ended with, of the person or of whoever was asked to follow."""
        return self.steps.get(HandoverStep.DECLINED) or self.steps.get(HandoverStep.NO)


def handovers_waiting(user: User, *, at: datetime) -> list[Waiting]:
    """For Today: what this organizer is asked to follow, what is under way, and a no of the last days."""
    return _known_to(user, _handovers_of(user=user.pk, since=at - TOLD_FOR))


def handovers_under_way(user: User) -> list[Waiting]:
    """All a user has a part in, a lead's chapters among them, the oldest first."""
    own = Q(from_organizer=user, relationship__until__isnull=True) | Q(to_organizer=user)
    led = below(scope_of(user).led, path="chapter__path")
    rows = Handover.objects.filter(own | led, ended_at__isnull=True, person__erased_at__isnull=True)
    related = rows.select_related("person", "from_organizer", "to_organizer")
    return _known_to(user, list(related.order_by("proposed_at", "pk")))


def _known_to(user: User, rows: list[Handover]) -> list[Waiting]:
    """Of these, those whose person the user may know of, with their steps."""
    if not rows:
        return []
    steps: dict[UUID, list[HandoverStepTaken]] = defaultdict(list)
    for step in HandoverStepTaken.objects.filter(handover__in=[row.pk for row in rows]).order_by("at", "pk"):
        steps[step.handover_id].append(step)
    found = [Waiting(row, last_of_each(steps[row.pk]), row.to_organizer_id != user.pk) for row in rows]
    seen = _seen_anyway(user, [one for one in found if not one.is_mine])
    return [one for one in found if _is_shown(one, seen)]


@worked_out_once
def _handovers_of(*, user: UUID, since: datetime) -> QuerySet[Handover]:
    rows = Handover.objects.filter(
        Q(from_organizer=user) | Q(to_organizer=user),
        Q(ended_at__isnull=True) | Q(ended_at__gte=since),
        relationship__until__isnull=True,
        person__erased_at__isnull=True,
    )
    return rows.select_related("person", "from_organizer", "to_organizer").order_by("proposed_at", "pk")


def _seen_anyway(user: User, asked: Collection[Waiting]) -> set[UUID]:
    if not asked:
        return set()
    people = [one.handover.person_id for one in asked]
    return set(people_visible_to(user).filter(pk__in=people).values_list("pk", flat=True))


def _is_shown(one: Waiting, seen: set[UUID]) -> bool:
    if one.handover.ended_at is not None:
        return one.is_mine and one.no is not None
    if one.is_mine:
        return True
    told = {HandoverStep.NAMED, HandoverStep.YES, HandoverStep.INTRODUCED} & set(one.steps)
    return bool(told) or one.handover.person_id in seen


def asked_who_follows(link: SupporterLink) -> QuerySet[Handover]:
    """What somebody is asked by their own link; nothing while they want to be left alone."""
    rows = Handover.objects.filter(relationship=link.relationship, ended_at__isnull=True)
    return rows.exclude(person__in=said_no_to_contact())
