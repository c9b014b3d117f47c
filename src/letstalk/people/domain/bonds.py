"""What two people of a chapter are to each other, by a yes of both: written down, taken back, forgotten, handed on."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from letstalk.accounts.models import User
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.people.domain.refusals import refuse_if_forgotten
from letstalk.people.models import Bond, Chapter, Membership, Person
from letstalk.people.words import TURNED, BondKind


class CannotBond(Refused):
    """One person alone, somebody of elsewhere, or a yes that is missing."""


def say_bond(
    *,
    id: UUID | None = None,
    one: Person,
    other: Person,
    kind: str,
    chapter: Chapter,
    both_said_yes: bool,
    by: User,
    at: datetime,
) -> Bond:
    """Write down what two people of a chapter are to each other; twice is the same as once.

    Nothing about a third person stands anywhere without their yes (h.3), so both were asked. Raises CannotBond,
    Forgotten.
    """
    refuse_if_forgotten(one)
    refuse_if_forgotten(other)
    if one.pk == other.pk:
        raise CannotBond(_("Choose somebody else: this is one and the same person."))
    if not both_said_yes:
        raise CannotBond(_("Ask both first. Without a yes of each, nothing is written down."), field="both_said_yes")
    if _of_chapter(chapter, one, other) < 2:
        raise CannotBond(_("Both need to belong to this chapter."))
    first, second = _in_order(BondKind(kind), one.pk, other.pk)
    with transaction.atomic():
        bond, is_new = Bond.objects.get_or_create(
            one_id=first,
            other_id=second,
            kind=kind,
            defaults={"id": id or uuid4(), "chapter": chapter, "by": by, "at": at},
        )
        if is_new:
            record("people.bond_said", about=bond, by=by, at=at, one=first, other=second, kind=kind)
    return bond


def _of_chapter(chapter: Chapter, *people: Person) -> int:
    belonging = Membership.objects.filter(chapter=chapter, person__in=people, until__isnull=True)
    return belonging.values("person").distinct().count()


def _in_order(kind: BondKind, one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """As the row has them: as said where one is first, else in the order of keys."""
    if kind in TURNED or str(one) < str(other):
        return one, other
    return other, one


def take_bond_back(*, bond: Bond, by: User, at: datetime) -> None:
    """One of the two would rather not have it stand, or it is not so any more. Nothing of it stays but the line."""
    with transaction.atomic():
        record("people.bond_taken_back", about=bond, by=by, at=at, one=bond.one_id, other=bond.other_id)
        bond.delete()


def forget_bonds(person: Person) -> None:
    """Whoever is forgotten stands beside nobody any more."""
    Bond.objects.filter(Q(one=person) | Q(other=person)).delete()


def move_bonds(from_: Person, to: Person) -> None:
    """What one entry was to somebody, the one it became is; what both were, and what they were to each other, goes."""
    for bond in Bond.objects.filter(Q(one=from_) | Q(other=from_)).order_by("at", "pk"):
        ends = [to.pk if end == from_.pk else end for end in (bond.one_id, bond.other_id)]
        first, second = _in_order(BondKind(bond.kind), *ends)
        is_there = Bond.objects.filter(one=first, other=second, kind=bond.kind).exists()
        if first != second and not is_there:
            Bond.objects.filter(pk=bond.pk).update(one=first, other=second)
    forget_bonds(from_)
