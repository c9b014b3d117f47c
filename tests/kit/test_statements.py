"""A query worked out once answers as it would if it were built anew each time."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from letstalk.kit.statements import changed_once, worked_out_once
from letstalk.people.models import Membership, Person, Relationship, Role, Way
from tests.cast import Cast
from tests.factories import a_person
from tests.moments import NOW

pytestmark = pytest.mark.django_db


def roles_since(*, user: UUID, since) -> QuerySet[Role]:
    held = Role.objects.filter(user=user, since__lte=since, until__isnull=True)
    return held.select_related("chapter").order_by("chapter__path", "kind", "pk")


def test_rows_are_those_of_the_queryset_with_what_was_selected_beside_them(cast: Cast, django_assert_num_queries):
    ask = worked_out_once(roles_since)

    for user in (cast.organizer, cast.lead, cast.administrator):
        expected = list(roles_since(user=user.pk, since=NOW + timedelta(days=1)))
        with django_assert_num_queries(1):
            found = ask(user=user.pk, since=NOW + timedelta(days=1))
            assert [(role, role.kind, role.chapter.name) for role in found] == [
                (role, role.kind, role.chapter.name) for role in expected
            ]
    assert ask(user=uuid4(), since=NOW) == []
    assert ask(user=cast.organizer.pk, since=NOW - timedelta(days=4000)) == []


def test_the_function_is_called_once(cast: Cast):
    built = []

    @worked_out_once
    def roles(*, user: UUID) -> QuerySet[Role]:
        built.append(user)
        return Role.objects.filter(user=user).order_by("pk")

    roles(user=cast.organizer.pk)
    roles(user=cast.lead.pk)

    assert len(built) == 1


def test_a_list_may_be_of_any_length_each_time(cast: Cast):
    @worked_out_once
    def named(*, ids: list[UUID], but: str) -> QuerySet[Person]:
        return Person.objects.filter(pk__in=ids).exclude(name=but).order_by("name_folded", "pk")

    people = [a_person(cast.organizer, cast.chapter, name) for name in ("Ada", "Bea", "Cem")]

    assert named(ids=[people[0].pk], but="Bea") == [people[0]]
    assert named(ids=[person.pk for person in people], but="Bea") == [people[0], people[2]]
    assert named(ids=[], but="Bea") == []


def test_annotations_subqueries_and_plain_values_come_out_alike(cast: Cast):
    def standing(*, organizer: UUID) -> QuerySet:
        own = Relationship.objects.current().filter(organizer=organizer, person=OuterRef("person"))
        rows = Membership.objects.annotate(is_own=Exists(own)).filter(until__isnull=True).order_by("person__name", "pk")
        return rows.values_list("person_id", "stage", "since", "is_own")

    a_person(cast.organizer, cast.chapter, "Ada")

    assert worked_out_once(standing)(organizer=cast.organizer.pk) == list(standing(organizer=cast.organizer.pk)) != []


def test_what_is_sealed_can_be_opened(cast: Cast):
    @worked_out_once
    def ways(*, person: UUID) -> QuerySet[Way]:
        return Way.objects.filter(person=person)

    ada = a_person(cast.organizer, cast.chapter, "Ada", email="ada@example.org")

    assert [way.value for way in ways(person=ada.pk)] == ["ada@example.org"]


def test_an_update_changes_the_rows_of_its_queryset_and_no_others(cast: Cast):
    @changed_once
    def renamed(*, pk: UUID, old: str, new: str) -> tuple[QuerySet[Person], dict]:
        known = Role.objects.filter(user=OuterRef("pk"))
        return Person.objects.filter(pk=pk, name=old).exclude(Exists(known)), {"name": new, "name_folded": new}

    ada, bea = (a_person(cast.organizer, cast.chapter, name) for name in ("Ada", "Bea"))

    counts = [renamed(pk=ada.pk, old="Ada", new="Ida"), renamed(pk=bea.pk, old="Ada", new="Ida")]

    ada.refresh_from_db()
    bea.refresh_from_db()
    assert (counts, ada.name, bea.name) == ([1, 0], "Ida", "Bea")


def test_ids_and_instants_are_those_that_django_itself_would_make(cast: Cast):
    person, made = cast.person, ["pk", "chapter_id", "added_at"]

    @worked_out_once
    def found(*, id: UUID) -> QuerySet[Person]:
        latest = Relationship.objects.filter(person=OuterRef("pk")).order_by("-since").values("since")[:1]
        return Person.objects.filter(pk=id).annotate(known_since=Subquery(latest))

    ours, theirs = found(id=person.pk)[0], Person.objects.get(pk=person.pk)

    for name in made:
        assert getattr(ours, name) == getattr(theirs, name)
        assert repr(getattr(ours, name)) == repr(getattr(theirs, name))
    assert hash(ours.pk) == hash(theirs.pk) and ours.pk.is_safe == theirs.pk.is_safe
    assert ours.known_since == Relationship.objects.filter(person=person).latest("since").since
    assert ours.known_since.utcoffset() == timedelta(0)
