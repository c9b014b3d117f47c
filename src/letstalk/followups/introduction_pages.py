"""What the pages on introductions show: to the organizer never who answered what, to a person only their own side."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Prefetch, QuerySet

from letstalk.accounts.models import User
from letstalk.followups import timings
from letstalk.followups.domain.introductions import INTRODUCTION, THE_TWO
from letstalk.followups.models import FollowUp, Introduction, IntroductionSide
from letstalk.outbox.models import Message
from letstalk.outbox.words import State
from letstalk.people.models import Relationship, SupporterLink, Way
from letstalk.people.queries import ways_of
from letstalk.people.words import WayKind

SHOWN = 50


class Stands(StrEnum):
    """Where an introduction stands. Of the answers it tells how many there are, and never whose."""

    ASKED = "asked"
    ONE_YES = "one_yes"
    AGREED = "agreed"
    INTRODUCED = "introduced"
    BY_HAND = "by_hand"
    ENDED = "ended"


@dataclass(frozen=True)
class Line:
    introduction: Introduction
    sides: list[IntroductionSide]
    stands: Stands

    @property
    def is_open(self) -> bool:
        return self.stands in (Stands.ASKED, Stands.ONE_YES)

    @property
    def can_be_let_be(self) -> bool:
        return self.is_open or self.stands in (Stands.AGREED, Stands.BY_HAND)


def introductions_of(user: User) -> list[Line]:
    """This organizer's own, the latest first, in a fixed number of queries."""
    sides = IntroductionSide.objects.select_related("person").order_by("person__name", "pk")
    rows = list(
        Introduction.objects.filter(organizer=user)
        .order_by("-made_at", "pk")
        .prefetch_related(Prefetch("sides", queryset=sides))[:SHOWN]
    )
    ids = [row.pk for row in rows]
    sent = set(
        Message.objects.filter(about__in=ids, kind=INTRODUCTION, state=State.SENT).values_list("about", flat=True)
    )
    by_hand = set(FollowUp.objects.open().filter(about__in=ids, step=timings.INTRODUCE).values_list("about", flat=True))
    return [
        Line(row, list(row.sides.all()), _stands(row, is_sent=row.pk in sent, is_by_hand=row.pk in by_hand))
        for row in rows
    ]


def _stands(row: Introduction, *, is_sent: bool, is_by_hand: bool) -> Stands:
    if row.ended_at is not None:
        return Stands.ENDED
    if row.agreed_at is not None:
        if is_by_hand:
            return Stands.BY_HAND
        return Stands.INTRODUCED if is_sent else Stands.AGREED
    yes = sum(1 for side in row.sides.all() if side.yes_at is not None)
    return Stands.ONE_YES if 0 < yes < THE_TWO else Stands.ASKED


def wishes_of(user: User) -> list[FollowUp]:
    """Who told this organizer that they would like to meet others, and was introduced to nobody yet."""
    rows = FollowUp.objects.open().filter(organizer=user, step=timings.INTRODUCE, about__isnull=True)
    return list(rows.filter(person__erased_at__isnull=True).select_related("person").order_by("due_at", "pk"))


def wishes_to_meet(relationship: Relationship) -> bool:
    """Whether this wish of theirs stands among the follow-ups already."""
    rows = FollowUp.objects.open().filter(relationship=relationship, step=timings.INTRODUCE, about__isnull=True)
    return rows.exists()


def own_people(user: User) -> QuerySet[Relationship]:
    """Whom this organizer is in touch with, by name."""
    rows = Relationship.objects.current().filter(organizer=user, person__erased_at__isnull=True)
    return rows.select_related("person__chapter", "chapter").order_by("person__name", "pk")


def asked_of(link: SupporterLink) -> list[IntroductionSide]:
    """What somebody is asked by their own link, and has not come about or ended: their own side alone."""
    return list(sides_asked(link).order_by("introduction__made_at", "pk"))


def sides_asked(link: SupporterLink) -> QuerySet[IntroductionSide]:
    """The same, to be asked for together with other things."""
    return IntroductionSide.objects.filter(
        relationship=link.relationship, introduction__ended_at__isnull=True, introduction__agreed_at__isnull=True
    )


def ways_to_choose(side: IntroductionSide) -> list[Way]:
    """The newest email and phone on file, of which they choose one to be shared."""
    found: dict[str, Way] = {}
    for way in ways_of(side.person).filter(kind__in=[WayKind.EMAIL, WayKind.PHONE]):
        found.setdefault(way.kind, way)
    return list(found.values())
