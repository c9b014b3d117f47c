"""What each clause of a filter asks of a person, as rows about them, and which clauses few people fit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from letstalk.people.access import Scope, about_one_of, below
from letstalk.people.filters import Filter, Named
from letstalk.people.models import Chapter, Consent, CustomValue, Membership, Relationship, Said, Tag, Tagging, Way
from letstalk.people.queries.fields import filter_said
from letstalk.people.queries.lists import lists_of, on_list
from letstalk.people.queries.reaching import said_no_to_contact
from letstalk.people.queries.said import free_at
from letstalk.people.queries.searching import COUNTED_TO, Wanted
from letstalk.people.words import NO, YES, SaidKind, WayKind

COUNTED = "(SELECT count(*) FROM ({people}) AS found)"


@dataclass(frozen=True)
class Having:
    """Those whom a row of one of these is about, or with `none` everybody else.

    Each has a `person`. asked_of: a plainer way to ask the same of one person.
    """

    rows: tuple[QuerySet[Any], ...]
    asked_of: QuerySet[Any] | None = None
    none: bool = False

    @property
    def condition(self) -> Q:
        told = about_one_of(*(self.rows if self.asked_of is None else [self.asked_of]))
        return ~told if self.none else told


def havings(scope: Scope, wanted: Filter) -> dict[str, Having]:
    """The clauses of a filter that this room knows of, by name; where somebody stands is one with where they are."""
    found = {}
    if wanted.stage or wanted.chapter:
        found["stage"] = _standing(scope, wanted)
    if wanted.whose:
        found["whose"] = _whose(scope, wanted.whose)
    if wanted.tag:
        found["tag"] = Having((Tagging.objects.filter(tag=wanted.tag, tag__chapter__in=looked_into(scope)),))
    if wanted.field:
        found["field"] = _said_for_field(scope, wanted.field)
    if wanted.language:
        found["language"] = _speaking(wanted.language)
    if wanted.free or wanted.part:
        found["free"] = Having((free_at(None if wanted.free is None else wanted.free - 1, wanted.part),))
    if wanted.list:
        found["list"] = _on_list(scope, wanted.list)
    if wanted.reach:
        found["reach"] = _reached(scope, wanted.reach)
    return found


def names_for(scope: Scope, wanted: Filter) -> Named:
    """What the ids of a filter are called; nothing for what is there no more, or not for this viewer to know of.

    Only what is asked for is looked up, since the list of people is open all day.
    """
    chapters = looked_into(scope)
    tags = Tag.objects.filter(chapter__in=chapters, pk=wanted.tag) if wanted.tag else ()
    tag = next(iter(tags), None)
    lists = lists_of(chapters).filter(pk=wanted.list) if wanted.list else ()
    return Named(
        chapter=next((one.name for one in chapters.filter(pk=wanted.chapter)), "") if wanted.chapter else "",
        tag=tag.name if tag else "",
        tag_kind=tag.kind if tag else "",
        is_retired=bool(tag and tag.retired_at),
        field=filter_said(scope, wanted.field) if wanted.field else "",
        list=next((one.name for one in lists), ""),
    )


def looked_into(scope: Scope) -> QuerySet[Chapter]:
    """The chapters this user leads or organizes in."""
    return Chapter.objects.filter(below(scope.led) | Q(pk__in=[chapter.pk for chapter in scope.organized]))


def readable_ways(scope: Scope) -> QuerySet[Way]:
    """An address tells of a person only where the viewer may read it: a lead, in the chapters led."""
    return Way.objects.filter(_readable(scope))


def measured(clauses: Sequence[Having]) -> list[Wanted]:
    """Each as a condition on people, with whether few or very many fit it: found out of all of them in one query."""
    asked = [people for clause in clauses if not clause.none for people in _people(clause)]
    few = iter(which_are_few(asked) if asked else [])
    return [
        Wanted(clause.condition) if clause.none else _wanted(clause, [next(few) for _rows in clause.rows])
        for clause in clauses
    ]


def which_are_few(people: Sequence[QuerySet[Any]]) -> list[bool]:
    """Of each, whether it holds no more people than are counted."""
    return [number <= COUNTED_TO for number in counted_at_once(people)]


def counted_at_once(people: Iterable[QuerySet[Any]]) -> list[int]:
    """How many different ones each of these holds, no further than 1,001, in one query for all of them."""
    counts: list[str] = []
    params: list[Any] = []
    for some in people:
        try:
            sql, values = some.order_by().distinct()[: COUNTED_TO + 1].query.sql_with_params()
        except EmptyResultSet:
            counts.append("0")
            continue
        counts.append(COUNTED.format(people=sql))
        params += values
    if not counts:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(counts), params)
        return [int(number) for number in cursor.fetchone()]


def _people(clause: Having) -> list[QuerySet[Any]]:
    return [rows.values("person") for rows in clause.rows]


def _wanted(clause: Having, few: list[bool]) -> Wanted:
    """Few are best found first, and looked at one by one then; the many are met walking by name."""
    if not all(few):
        return Wanted(clause.condition, is_common=True)
    first, *others = _people(clause)
    return Wanted(Q(pk__in=first.union(*others) if others else first), is_rare=True)


def _standing(scope: Scope, wanted: Filter) -> Having:
    """Who stands there in a chapter the viewer may look into, or where they are the viewer's own."""
    standing: dict[str, Any] = {"until__isnull": True}
    if wanted.stage:
        standing["stage"] = wanted.stage
    if wanted.chapter:
        path = Chapter.objects.filter(pk=wanted.chapter).values_list("path", flat=True).first()
        if path is None:
            return Having((Membership.objects.none(),))
        standing["chapter__path__startswith"] = path
    anywhere = Membership.objects.filter(**standing)
    there = anywhere.filter(chapter__in=looked_into(scope))
    if scope.leads_everything:
        return Having((there,), asked_of=anywhere)
    if not scope.organizes:
        return Having((there,))
    own = Relationship.objects.current().filter(
        organizer=scope.user_id,
        person__memberships__chapter=F("chapter"),
        **{f"person__memberships__{name}": value for name, value in standing.items()},
    )
    return Having((there, own))


def _whose(scope: Scope, whose: str) -> Having:
    """Nobody's are those whose organizer the viewer is not told of, as the list says of them, too."""
    own = Q(organizer=scope.user_id) if scope.organizes else Q(pk__in=[])
    if whose == "mine":
        return Having((Relationship.objects.current().filter(own),))
    told = own | below(scope.led, path="chapter__path")
    return Having((Relationship.objects.current().filter(told),), none=True)


def _said_for_field(scope: Scope, code: str) -> Having:
    """Of whom this stands for the field where the viewer may read it; one that is asked no more finds nobody."""
    field, _colon, said = code.partition(":")
    rows = CustomValue.objects.filter(field=UUID(field), field__ended_at__isnull=True, superseded_at__isnull=True)
    rows = rows.filter(is_yes=said == YES) if said in (YES, NO) else rows.filter(choice=UUID(said))
    return Having((rows.filter(_readable(scope)),))


def _speaking(code: str) -> Having:
    """Who said that they speak it, or whom one writes to in it."""
    said = Said.objects.filter(kind=SaidKind.LANGUAGE, code=code, superseded_at__isnull=True)
    return Having((said, Membership.objects.filter(until__isnull=True, person__language=code)))


def _on_list(scope: Scope, id: UUID) -> Having:
    """Who said yes to it by themselves, of whom the viewer may read so."""
    [known, *_none] = [*lists_of(looked_into(scope)).filter(pk=id), None]
    return Having((on_list(known).filter(_readable(scope)) if known else Consent.objects.none(),))


def _reached(scope: Scope, reach: str) -> Having:
    """Who has such a way the viewer may read; whoever is to be left alone cannot be reached by any (L-1)."""
    kinds = [WayKind.EMAIL, WayKind.PHONE, WayKind.ADDRESS] if reach == "any" else [reach]
    ways = readable_ways(scope).filter(kind__in=kinds, until__isnull=True)
    return Having((ways.exclude(person__in=said_no_to_contact()),))


def _readable(scope: Scope) -> Q:
    """Rows about a person that the viewer may read: all about their own, of others those of the chapters led."""
    own = Relationship.objects.current().filter(organizer=scope.user_id, person=OuterRef("person"))
    readable = below(scope.led, path="chapter__path")
    if scope.organizes:
        readable |= Q(Exists(own)) | Q(person__added_by=scope.user_id)
    return readable
