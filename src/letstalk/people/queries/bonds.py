"""What people are to each other, as far as a user may see both of them. Others are not there, not even as a number."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from letstalk.accounts.models import User
from letstalk.people.access import below, people_visible_to, scope_of
from letstalk.people.models import Bond, Chapter, Membership, Person, Relationship
from letstalk.people.queries.searching import find_people

# More lines than this are no picture any more, and no list that anybody reads.
MOST_BONDS = 150
SHOWN = 12


@dataclass(frozen=True)
class Bonds:
    """The bonds of somebody or of a chapter, the newest first; is_all: none were left out for being too many."""

    rows: tuple[Bond, ...]
    is_all: bool


def bonds_visible_to(user: User) -> QuerySet[Bond]:
    """Those between two people this user sees, where one is their own or the chapter is one they lead."""
    scope = scope_of(user)
    seen = people_visible_to(user).values("pk")
    readable = below(scope.led, path="chapter__path")
    if scope.organizes:
        own = Relationship.objects.current().filter(organizer=scope.user_id).values("person")
        for end in ("one", "other"):
            readable |= Q(**{f"{end}__in": own}) | Q(**{f"{end}__added_by": scope.user_id})
    rows = Bond.objects.filter(readable, one__in=seen, other__in=seen)
    return rows.select_related("one", "other", "chapter").order_by("-at", "pk")


def bonds_around(user: User, person: Person) -> Bonds:
    """Those of a person, and those among the people beside them."""
    visible = bonds_visible_to(user)
    own = visible.filter(Q(one=person) | Q(other=person))
    first = _some(own)
    beside = {end for bond in first.rows for end in (bond.one_id, bond.other_id)} - {person.pk}
    if len(beside) < 2:
        return first
    among = _some(visible.filter(one__in=beside, other__in=beside))
    return Bonds((*first.rows, *among.rows), first.is_all and among.is_all)


def bonds_in(user: User, chapter: Chapter | None = None) -> Bonds:
    """Those of a chapter and the ones below it; of every chapter this user sees people of without one."""
    rows = bonds_visible_to(user)
    return _some(rows.filter(chapter__path__startswith=chapter.path) if chapter else rows)


def chapters_with_bonds(user: User) -> list[Chapter]:
    """Where this user may read at least one."""
    chapters = bonds_visible_to(user).order_by().values("chapter")
    return list(Chapter.objects.filter(pk__in=chapters).order_by("path"))


def bond_or_404(user: User, id: UUID) -> Bond:
    found = bonds_visible_to(user).filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def may_be_beside(user: User, person: Person, chapter: Chapter, text: str) -> list[Person]:
    """Whom this user sees in the chapter by these words, for somebody to choose from; nobody while none are typed."""
    if not text.strip():
        return []
    here = Membership.objects.filter(chapter=chapter, until__isnull=True).values("person")
    others = people_visible_to(user).filter(pk__in=here).exclude(pk=person.pk)
    return list(find_people(others, text).order_by("name_folded", "pk")[:SHOWN])


def _some(rows: QuerySet[Bond]) -> Bonds:
    found = list(rows[: MOST_BONDS + 1])
    return Bonds(tuple(found[:MOST_BONDS]), len(found) <= MOST_BONDS)
