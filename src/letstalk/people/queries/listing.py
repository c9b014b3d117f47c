"""The list of people: fifty a page, as quick with a hundred thousand people as with a thousand.

Never are more than 1,001 rows counted or sorted. Pages are told apart by the last person on the one before.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, reduce
from operator import and_, or_
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, StrIndex
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from letstalk.accounts.models import User
from letstalk.kit.statements import worked_out_once
from letstalk.people.access import Scope, about_one_of, memberships_led, people_in, scope_of
from letstalk.people.filters import EVERYBODY, Filter
from letstalk.people.models import Membership, Person, Relationship, Tag
from letstalk.people.queries.filtering import Having, counted_at_once, havings, looked_into, measured, readable_ways
from letstalk.people.queries.searching import (
    AFTER_EVERY_LETTER,
    COUNTED_TO,
    FIRST_FOUND,
    FirstNamedLike,
    Wanted,
    begins_with,
    place,
    trigrams,
    wanted_by,
)

A_PAGE = 50
# So many people seen by one viewer are sooner looked at one by one than met by walking through everybody's names.
LOOKED_THROUGH = 20_000


@dataclass(frozen=True)
class PersonRow:
    """One person as the list shows them: the stage and the organizers are those the viewer may know of."""

    id: UUID
    name: str
    stage: str
    organizers: tuple[str, ...]
    is_mine: bool


@dataclass(frozen=True)
class PeoplePage:
    """`count` goes no further than 1,000; `next` is the `after` of the page that follows, if there is one."""

    rows: tuple[PersonRow, ...]
    count: int
    is_more_than_counted: bool
    next: UUID | None

    @property
    def count_words(self) -> str:
        return count_words(self.count + self.is_more_than_counted)


def count_words(count: int) -> str:
    """How many people, counted no further than 1,001."""
    if count > COUNTED_TO:
        return _("more than 1,000 people")
    return ngettext("%(count)d person", "%(count)d people", count) % {"count": count}


def people_page(
    user: User,
    *,
    text: str = "",
    wanted: Filter = EVERYBODY,
    among: Mapping[str, Having] | None = None,
    after: UUID | None = None,
    at: datetime,
) -> PeoplePage:
    """A page of the people this user may see, by name; the number of queries does not depend on how many there are.

    text: as for `find_people`. wanted: the clauses this room knows of, in the chapters the user may look into. among:
    the other clauses by their names, as a higher room knows them. after: the last person of the page before.
    """
    scope = scope_of(user)
    wishes = _wishes(scope, text=text, clauses=havings(scope, wanted) | dict(among or {}))
    named = _named(scope, wishes) if after is None else []
    found = named or _page_of(scope, wishes, after=after)
    rows, is_last = found[:A_PAGE], len(found) <= A_PAGE
    if named and wishes[0].matches > FIRST_FOUND:
        counted = wishes[0].matches
    elif after is None and (is_last or any(wish.is_rare for wish in wishes)):
        counted = len(found)
    else:
        counted = _counted(scope, wishes)
    return PeoplePage(
        rows=_described(rows, scope=scope, stage=wanted.stage),
        count=min(counted, COUNTED_TO),
        is_more_than_counted=counted > COUNTED_TO,
        next=None if is_last else rows[-1][0],
    )


def found_without_each(
    user: User, *, text: str = "", wanted: Filter, among: Callable[[Filter], Mapping[str, Having]]
) -> dict[str, int]:
    """Where a filter finds nobody: how many it would find without each of its clauses, in two queries at most.

    Counted no further than 1,001. among: as for `people_page`, of whatever filter.
    """
    scope = scope_of(user)
    clauses = {}
    for name in wanted.clauses:
        fewer = wanted.without(name)
        clauses[name] = [*havings(scope, fewer).values(), *among(fewer).values()]
    wishes = iter(measured([having for some in clauses.values() for having in some]))
    told = [_by_text(scope, text, are_few=lambda: False)] if text.strip() else []
    found = [_wanted(scope, [*told, *(next(wishes) for _having in some)]).values("pk") for some in clauses.values()]
    return dict(zip(clauses, counted_at_once(found), strict=True))


def people_found(user: User, *, wanted: Filter, among: Mapping[str, Having] | None = None) -> QuerySet[Person]:
    """All whom a filter finds, for a query to go on with."""
    scope = scope_of(user)
    clauses = havings(scope, wanted) | dict(among or {})
    return _wanted(scope, measured(list(clauses.values())))


@worked_out_once
def _first_of_everyone(*, user: UUID) -> QuerySet[Person, Any]:
    """The page that founders open all day."""
    return _seen_by_founder(user).order_by("name_folded", "pk").values_list("pk", "name")[: A_PAGE + 1]


@worked_out_once
def _first_that_begin(*, user: UUID, word: str, end: str) -> QuerySet[Person, Any]:
    """The first of very many whose name begins with what founders search."""
    named = _seen_by_founder(user).filter(name_folded__gte=word, name_folded__lt=end)
    return named.order_by("name_folded", "pk").values_list("pk", "name")[: A_PAGE + 1]


@worked_out_once
def _first_besides(*, user: UUID, word: str, end: str) -> QuerySet[Person, Any]:
    """The first of those who have it elsewhere in their name, met walking by name."""
    others = _seen_by_founder(user).exclude(name_folded__gte=word, name_folded__lt=end)
    named = others.filter(GreaterThan(StrIndex("name_folded", Value(word)), 0))
    return named.order_by("name_folded", "pk").values_list("pk", "name")[: A_PAGE + 1]


@worked_out_once
def _first_named(*, user: UUID, word: str, end: str, like: str) -> QuerySet[Person, Any]:
    """The same where few are called so; on SQLite the first hundred of them."""
    is_sqlite = connection.vendor == "sqlite"
    named = (
        Q(pk__in=FirstNamedLike(Value(like), Value(word), most=FIRST_FOUND))
        if is_sqlite
        else Q(name_folded__contains=word)
    )
    begins = Case(When(name_folded__gte=word, name_folded__lt=end, then=0), default=1, output_field=IntegerField())
    # Sorted after they are found: see _sorted.
    found = _seen_by_founder(user).filter(named).order_by(begins, Coalesce("name_folded", Value("")), "pk")
    return found.values_list("pk", "name")[: COUNTED_TO + 1]


def _seen_by_founder(user: UUID) -> QuerySet[Person]:
    """What `people_in` finds for an organizer who leads the organization."""
    standing = Membership.objects.filter(until__isnull=True)
    own = Relationship.objects.current().filter(organizer=user)
    return Person.objects.filter(about_one_of(standing, own) | Q(added_by=user), erased_at__isnull=True)


@worked_out_once
def _members_beyond_counting() -> QuerySet[Membership, Any]:
    """One row when more than 1,000 people belong to some chapter: read off an index, in the order it has."""
    standing = Membership.objects.filter(until__isnull=True).order_by("person").values_list("person").distinct()
    return standing[COUNTED_TO : COUNTED_TO + 1]


def tags_in_use(user: User) -> QuerySet[Tag]:
    """The tags of the chapters this user leads or organizes in, those included that are offered no more."""
    return Tag.objects.filter(chapter__in=looked_into(scope_of(user))).order_by("kind", "name", "pk")


def _wishes(scope: Scope, *, text: str, clauses: Mapping[str, Having]) -> list[Wanted]:
    """Everything asked for; when none of it is rare, it may be that there are few people to see at all."""

    @cache
    def seen() -> Wanted:
        return _few_to_see(scope, most=LOOKED_THROUGH if text.strip() else COUNTED_TO)

    def are_few() -> bool:
        return not scope.leads_everything and seen().is_rare

    wishes = [_by_text(scope, text, are_few=are_few)] if text.strip() else []
    wishes += measured(list(clauses.values()))
    if not scope.leads_everything and not any(wish.is_rare for wish in wishes):
        wishes.append(seen())
    return wishes


def _by_text(scope: Scope, text: str, *, are_few: Callable[[], bool]) -> Wanted:
    """An address finds a person only where the viewer may read it: a lead, in the chapters led."""
    return wanted_by(text, ways=lambda: readable_ways(scope), are_few=are_few)


def _few_to_see(scope: Scope, *, most: int) -> Wanted:
    """Whom the viewer sees at all, where that is so few that each of them is soon looked at."""
    sources: list[QuerySet[Any, Any]] = []
    if scope.led:
        sources.append(memberships_led(scope).values("person"))
    if scope.organizes:
        sources.append(Relationship.objects.current().filter(organizer=scope.user_id).values("person"))
        sources.append(Person.objects.filter(added_by=scope.user_id, erased_at__isnull=True).values("pk"))
    if any(people.order_by()[: most + 1].count() > most for people in sources):
        return Wanted(Q(), is_common=True)
    first, *others = sources or [Membership.objects.none().values("person")]
    return Wanted(Q(pk__in=first.union(*others) if others else first), is_rare=True, is_whom_they_see=True)


def _known_to_be_many(wishes: list[Wanted]) -> bool:
    """Whether an index has said so already; the few in it who left every chapter do not matter among so many."""
    return len(wishes) == 1 and wishes[0].is_common


def _page_of(scope: Scope, wishes: list[Wanted], *, after: UUID | None) -> list[tuple[UUID, str]]:
    """One more than a page holds, so as to know whether another follows; of few, all that are ever counted."""
    if scope.leads_everything and scope.organizes and not wishes and after is None:
        return _first_of_everyone(user=scope.user_id)
    people = _wanted(scope, wishes)
    beginnings = next((wish.beginnings for wish in wishes if wish.beginnings), ())
    last = Person.objects.filter(pk=after).values_list("name_folded", flat=True).first() if after else None
    follows = Q() if last is None else Q(name_folded__gte=last) & (Q(name_folded__gt=last) | Q(pk__gt=after))
    stretches = _stretches(beginnings, follows=follows, is_past=last is not None and not last.startswith(beginnings))
    if any(wish.is_rare for wish in wishes):
        some = people if last is None else people.filter(reduce(or_, stretches))
        return list(_sorted(some, beginnings)[: COUNTED_TO + 1 if after is None else A_PAGE + 1])
    found: list[tuple[UUID, str]] = []
    for stretch in stretches:
        found += _walked(people.filter(stretch), most=A_PAGE + 1 - len(found))
    return found


def _stretches(beginnings: tuple[str, ...], *, follows: Q, is_past: bool) -> list[Q]:
    """The names one after another: those that begin as wanted, then all others; each as far as it follows.

    is_past: whether those that begin so are behind already.
    """
    others = reduce(and_, (~begins_with(beginning) for beginning in beginnings), Q())
    if is_past or not beginnings:
        return [others & follows]
    return [*(begins_with(beginning) & follows for beginning in beginnings), others]


def _sorted(people: QuerySet[Person], beginnings: Sequence[str]) -> QuerySet[Person, Any]:
    """As an expression the name cannot be read off its index, so the few that fit are found first and sorted then."""
    first = [place(beginnings)] if beginnings else []
    return people.order_by(*first, Coalesce("name_folded", Value("")), "pk").values_list("pk", "name")


def _walked(people: QuerySet[Person], *, most: int) -> list[tuple[UUID, str]]:
    return list(people.order_by("name_folded", "pk").values_list("pk", "name")[:most]) if most > 0 else []


def _named(scope: Scope, wishes: list[Wanted]) -> list[tuple[UUID, str]]:
    """What is read off at once for an organizer who leads everything and wishes for nothing but one word of a name.

    Nothing where that does not fill the page of very many.
    """
    if not (scope.leads_everything and scope.organizes and len(wishes) == 1 and wishes[0].word):
        return []
    [wish] = wishes
    word, end = wish.word, wish.word + AFTER_EVERY_LETTER
    if wish.is_common:
        found = _first_that_begin(user=scope.user_id, word=word, end=end)
        if len(found) <= A_PAGE:
            found = [*found, *_first_besides(user=scope.user_id, word=word, end=end)][: A_PAGE + 1]
        return found if len(found) > A_PAGE else []
    found = _first_named(user=scope.user_id, word=word, end=end, like=trigrams([(word,)]))
    return found if len(found) > A_PAGE or wish.matches <= FIRST_FOUND else []


def _counted(scope: Scope, wishes: list[Wanted]) -> int:
    """No further than 1,001."""
    if _known_to_be_many(wishes) or (not wishes and _members_beyond_counting()):
        return COUNTED_TO + 1
    return _wanted(scope, wishes).order_by()[: COUNTED_TO + 1].count()


def _wanted(scope: Scope, wishes: list[Wanted]) -> QuerySet[Person]:
    """Of whom the viewer sees; where the wishes say that already, it is not asked twice."""
    people = Person.objects.filter(*[wish.condition for wish in wishes])
    if any(wish.is_whom_they_see for wish in wishes):
        return people.filter(erased_at__isnull=True)
    return people_in(scope, among=people)


def _described(found: Sequence[tuple[UUID, str]], *, scope: Scope, stage: str) -> tuple[PersonRow, ...]:
    """Whose they are and where they stand, in one query each for the whole page."""
    ids = [id for id, _name in found]
    relationships = _by_person(_relationships_of(people=ids))
    memberships = _by_person(_memberships_of(people=ids))
    return tuple(_row(id, name, relationships[id], memberships[id], scope=scope, stage=stage) for id, name in found)


@worked_out_once
def _relationships_of(*, people: list[UUID]) -> QuerySet[Relationship, Any]:
    known = Relationship.objects.current().filter(person__in=people).order_by("since", "pk")
    return known.values_list("person", "organizer", "organizer__name", "chapter__path")


@worked_out_once
def _memberships_of(*, people: list[UUID]) -> QuerySet[Membership, Any]:
    standing = Membership.objects.filter(person__in=people, until__isnull=True).order_by("since", "pk")
    return standing.values_list("person", "stage", "chapter__path")


def _by_person(rows: Iterable[tuple[Any, ...]]) -> dict[UUID, list[tuple[Any, ...]]]:
    grouped: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for person, *rest in rows:
        grouped[person].append(tuple(rest))
    return grouped


def _row(
    id: UUID,
    name: str,
    relationships: list[tuple[Any, ...]],
    memberships: list[tuple[Any, ...]],
    *,
    scope: Scope,
    stage: str,
) -> PersonRow:
    own_paths, own_names, other_names = set(), [], []
    for organizer, organizer_name, path in relationships:
        if scope.organizes and organizer == scope.user_id:
            own_paths.add(path)
            own_names.append(organizer_name)
        elif _is_led(scope, path):
            other_names.append(organizer_name)
    stages = _stages_seen(memberships, scope=scope, own_paths=own_paths)
    return PersonRow(
        id=id,
        name=name,
        stage=stage if stage in stages else next(iter(stages), ""),
        organizers=tuple(dict.fromkeys([*own_names, *other_names])),
        is_mine=bool(own_paths),
    )


def _stages_seen(memberships: list[tuple[Any, ...]], *, scope: Scope, own_paths: set[str]) -> list[str]:
    """Where they stand in each chapter the viewer may look into: first where they are the viewer's own."""
    organized = {chapter.path for chapter in scope.organized}
    mine = [stage for stage, path in memberships if path in own_paths]
    rest = [
        stage for stage, path in memberships if path not in own_paths and (path in organized or _is_led(scope, path))
    ]
    return mine + rest


def _is_led(scope: Scope, path: str) -> bool:
    return any(path.startswith(node.path) for node in scope.led)
