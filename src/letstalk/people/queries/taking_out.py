"""What stands in a file of people: of each, what whoever takes it out may read."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from letstalk.accounts.models import User
from letstalk.people.access import Scope, chapters_led, people_in, scope_of
from letstalk.people.models import (
    Chapter,
    CustomField,
    CustomValue,
    Membership,
    Person,
    Relationship,
    Tagging,
    TakenOut,
    TakenOutRow,
    Way,
)
from letstalk.people.outgoing import COLUMNS, Line
from letstalk.people.queries.reaching import restricted, said_no_to_contact
from letstalk.people.words import FileForm, Holds, TagKind, WayKind

AT_ONCE = 500


def people_to_take(
    user: User, chapter: Chapter, form: str, *, found: QuerySet[Person] | None = None
) -> QuerySet[Person]:
    """Of those this user may see, who belongs at or below a chapter, or is somebody's own there; by name.

    found: only those among them, as a filter finds them.
    Of whom nothing may be used for now is in no file (h.2).
    An address book is for getting in touch, so whoever asked to be left alone is in no cards (L-1).
    """
    below = Chapter.objects.at_or_below(chapter)
    member = Membership.objects.filter(person=OuterRef("pk"), until__isnull=True, chapter__in=below)
    known = Relationship.objects.current().filter(person=OuterRef("pk"), chapter__in=below)
    people = people_in(scope_of(user)).filter(Q(Exists(member)) | Q(Exists(known))).exclude(pk__in=restricted())
    if found is not None:
        people = people.filter(pk__in=found.order_by().values("pk"))
    if form == FileForm.VCARD:
        people = people.exclude(pk__in=said_no_to_contact())
    return people.order_by("name_folded", "pk")


def lines_of(taken: TakenOut, *, by: User) -> Iterator[Line]:
    """Each person of a file; as many queries for five hundred people as for one."""
    place, own = -1, [field.pk for field in own_fields(taken)]
    rows = TakenOutRow.objects.filter(taken_out=taken, person__erased_at__isnull=True).select_related("person")
    while batch := list(rows.filter(place__gt=place).order_by("place")[:AT_ONCE]):
        yield from _lines([row.person for row in batch], set(taken.holds), scope_of(by), own)
        place = batch[-1].place


def own_fields(taken: TakenOut) -> list[CustomField]:
    """The live fields of the chapter and of those above and below it, where they were asked for: a column each."""
    if Holds.FIELDS not in taken.holds:
        return []
    asked = Q(chapter__path__in=taken.chapter.paths_above) | Q(chapter__path__startswith=taken.chapter.path)
    rows = CustomField.objects.filter(asked, ended_at__isnull=True).select_related("chapter")
    return list(rows.order_by("chapter__path", "place", "pk"))


def own_columns(taken: TakenOut) -> list[str]:
    """What their columns are called; with the chapter where two would be called the same."""
    fields = own_fields(taken)
    times = Counter([*COLUMNS, *(field.name.casefold() for field in fields)])
    return [
        field.name if times[field.name.casefold()] == 1 else f"{field.name} ({field.chapter.name})" for field in fields
    ]


def taken_out_seen_by(user: User) -> QuerySet[TakenOut]:
    """The files this user took out, and those anybody took out of chapters they lead, the newest first."""
    rows = TakenOut.objects.filter(Q(by=user.pk) | Q(chapter__in=chapters_led(user)))
    return rows.select_related("by", "chapter").order_by("-at", "-pk")


def _lines(people: list[Person], holds: set[str], scope: Scope, fields: list[UUID]) -> Iterator[Line]:
    ids = [person.pk for person in people]
    own = _own(people, scope)
    left_alone = set(said_no_to_contact().filter(person__in=ids).values_list("person", flat=True))
    ways = _ways(ids, own, scope)
    words = _words(ids, own, scope)
    values = _values(ids, own, scope, fields)
    for person in people:
        theirs = {} if person.pk in left_alone else ways[person.pk]
        said = words[person.pk]
        yield Line(
            id=person.pk,
            name=person.name,
            emails=tuple(theirs.get(WayKind.EMAIL, ())) if Holds.REACH in holds else (),
            phones=tuple(theirs.get(WayKind.PHONE, ())) if Holds.REACH in holds else (),
            address=theirs[WayKind.ADDRESS][0] if Holds.ADDRESSES in holds and WayKind.ADDRESS in theirs else "",
            pronouns=person.pronouns if Holds.PRONOUNS in holds else "",
            language=person.language,
            issues=tuple(said.get(TagKind.ISSUE, ())) if Holds.TAGS in holds else (),
            skills=tuple(said.get(TagKind.SKILL, ())) if Holds.TAGS in holds else (),
            needs=tuple(said.get(TagKind.NEED, ())) if Holds.NEEDS in holds else (),
            is_left_alone=person.pk in left_alone,
            own=tuple(values[person.pk].get(field, "") for field in fields),
        )


def _own(people: list[Person], scope: Scope) -> set[UUID]:
    """Of these the user's own, of whom they may read everything; of others a lead reads the rows of chapters led."""
    if not scope.organizes:
        return set()
    known = Relationship.objects.current().filter(organizer=scope.user_id, person__in=[person.pk for person in people])
    added = {person.pk for person in people if person.added_by_id == scope.user_id}
    return added | set(known.values_list("person", flat=True))


def _ways(ids: list[UUID], own: set[UUID], scope: Scope) -> dict[UUID, dict[str, list[str]]]:
    found: dict[UUID, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = Way.objects.filter(person__in=ids, until__isnull=True).select_related("chapter")
    for way in rows.order_by("-added_at", "pk"):
        if way.person_id in own or scope.leads(way.chapter):
            found[way.person_id][way.kind].append(way.value)
    return found


def _words(ids: list[UUID], own: set[UUID], scope: Scope) -> dict[UUID, dict[str, list[str]]]:
    found: dict[UUID, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = Tagging.objects.filter(person__in=ids).select_related("tag__chapter").order_by("tag__name", "pk")
    for tagging in rows:
        if tagging.person_id in own or scope.leads(tagging.tag.chapter):
            found[tagging.person_id][tagging.tag.kind].append(tagging.tag.name)
    return found


def _values(ids: list[UUID], own: set[UUID], scope: Scope, fields: list[UUID]) -> dict[UUID, dict[UUID, str]]:
    """What was said last for each field, as it comes in again: a choice by its name, a day as YYYY-MM-DD."""
    found: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    if not fields:
        return found
    rows = CustomValue.objects.filter(person__in=ids, field__in=fields, superseded_at__isnull=True)
    for value in rows.select_related("chapter", "choice").order_by("at", "pk"):
        if value.person_id in own or scope.leads(value.chapter):
            found[value.person_id][value.field_id] = value.choice.name if value.choice else value.text
    return found
