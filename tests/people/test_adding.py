"""Adding one person: one name is enough, in any script; sent twice it is one."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from letstalk.journal.models import Entry
from letstalk.people.domain.adding import AddressTaken, FormUsed, add_person, change_person
from letstalk.people.domain.ways import add_way, end_way
from letstalk.people.models import Membership, Person, Relationship, Way
from letstalk.people.queries import ways_of
from tests.factories import AT, a_person

NAMES = [
    "Amina",
    "Prince Rogers Nelson",
    "محمد عبد الله",
    "שרה לוי",
    "李明",
    "Ngũgĩ wa Thiong’o",
    "Đặng Thị Ngọc",
    "🌻 Sol",
    "👩🏽‍🌾",
    "O'Neil-Smith, Jr.",
    "X Æ A-12",
    "<b>Robert'); DROP TABLE people_person;--</b>",
    "n" * 200,
    "م" * 200,
    "🌻" * 200,
]


def add(cast, name="Ben Ode", **more):
    more = {"chapter": cast.chapter, "by": cast.organizer, "at": AT} | more
    return add_person(name=name, **more)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_kept_as_it_is_written(cast, name):
    person = add(cast, name)

    person.refresh_from_db()
    assert person.name == name


def test_spaces_breaks_and_marks_of_direction_do_not_become_part_of_a_name(cast):
    assert add(cast, " \u202bשרה\u202c \n לוי\t").name == "שרה לוי"
    assert add(cast, "👩🏽\u200d🌾 \u0645\u06cc\u200c\u062e").name == "👩🏽\u200d🌾 \u0645\u06cc\u200c\u062e"


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "-", "...", "\x00", "n" * 201])
def test_what_is_no_name_is_refused_kindly(cast, name):
    with pytest.raises(ValidationError) as refused:
        add(cast, name)

    assert refused.value.code == "name"
    assert Person.objects.count() == 1


def test_adding_makes_a_person_a_membership_and_a_relationship(cast):
    person = add(cast, email="Ben@Example.org", phone="(202) 555-0144", pronouns="he / him")

    assert (person.chapter, person.added_by, person.pronouns) == (cast.chapter, cast.organizer, "he / him")
    assert Membership.objects.get(person=person).stage == "prospective"
    assert Relationship.objects.get(person=person).organizer == cast.organizer
    assert [(way.kind, way.value, way.source) for way in ways_of(person)] == [
        ("email", "Ben@example.org", "organizer"),
        ("phone", "+12025550144", "organizer"),
    ]


def test_someone_may_be_added_for_another_to_talk_with(cast):
    person = add(cast, own=False)

    assert not Relationship.objects.filter(person=person).exists()
    assert Membership.objects.filter(person=person, chapter=cast.chapter).exists()


def test_neither_email_nor_phone_is_needed(cast):
    assert not ways_of(add(cast)).exists()


def test_the_same_form_sent_twice_adds_one_person(cast):
    id = uuid.uuid4()

    first = add(cast, id=id, email="ben@example.org")
    second = add(cast, id=id, email="ben@example.org")

    assert first == second
    assert Person.objects.filter(name="Ben Ode").count() == Relationship.objects.filter(person=first).count() == 1
    assert Entry.objects.filter(kind="people.person_added", about=first.pk).count() == 1


def test_the_same_form_sent_twice_at_the_same_moment_adds_one_person(cast, monkeypatch):
    """The second finds nothing when it looks, and its insert meets the first."""
    id = uuid.uuid4()
    first = add(cast, id=id)
    looks = iter([None, first])
    monkeypatch.setattr("letstalk.people.domain.adding._added_before", lambda _person: next(looks))

    assert add(cast, id=id) == first
    assert Person.objects.filter(pk=id).count() == 1


def test_someone_elses_form_is_not_answered_with_their_person(cast):
    id = uuid.uuid4()
    add(cast, id=id)

    with pytest.raises(FormUsed):
        add(cast, id=id, by=cast.outsider, chapter=cast.sibling)


@pytest.mark.parametrize(
    ("typed", "field"), [({"email": "AMINA@example.org"}, "email"), ({"phone": "202-555-0143"}, "phone")]
)
def test_an_address_someone_in_the_chapter_has_is_refused_beside_its_field(cast, typed, field):
    with pytest.raises(AddressTaken) as refused:
        add(cast, **typed)

    assert (refused.value.field, refused.value.person) == (field, cast.person)
    assert "Amina" not in str(refused.value)
    assert Person.objects.count() == 1


def test_a_household_may_share_an_address(cast):
    person = add(cast, email="amina@example.org", phone="202-555-0143", is_shared=True)

    assert ways_of(person).count() == 2


def test_another_chapter_may_know_the_same_address(cast):
    person = add(cast, email="amina@example.org", chapter=cast.sibling, by=cast.outsider)

    assert ways_of(person).count() == 1


def test_the_database_too_keeps_an_address_to_one_person_in_a_chapter(cast):
    key = ways_of(cast.person).get(kind="email").key
    ben = add(cast)

    with pytest.raises(IntegrityError), transaction.atomic():
        Way.objects.create(chapter=cast.chapter, person=ben, kind="email", key=key, value="x", added_at=AT)


def test_an_address_is_free_again_once_it_ended(cast):
    end_way(way=ways_of(cast.person).get(kind="email"), by=None, at=AT)

    assert add(cast, email="amina@example.org")


def test_the_same_way_added_twice_is_one(cast):
    first = ways_of(cast.person).get(kind="phone")

    again = add_way(person=cast.person, chapter=cast.chapter, kind="phone", value="(202) 555 0143", by=None, at=AT)

    assert again == first


def test_an_address_is_sealed_and_found_by_its_hash(cast):
    row = Way.objects.filter(person=cast.person, kind="email").values().get()

    assert b"amina" not in bytes(row["value"])
    assert "amina" not in row["key"]


@pytest.mark.parametrize("phone", ["12", "five five five", "555-0143", "+1", "202-555-0143 ext. 7", "+999 123456789"])
def test_what_can_be_no_phone_is_refused_and_nothing_is_added(cast, phone):
    with pytest.raises(ValidationError):
        add(cast, phone=phone)

    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    "phone",
    [
        "+44 7700 900123",
        "0044 7700 900123",
        "\u202a+447700900123\u202c",
        "\uff0b\uff14\uff14\uff17\uff17\uff10\uff10\uff19\uff10\uff10\uff11\uff12\uff13",
    ],
)
def test_phones_of_other_countries_and_other_digits_work(cast, phone):
    cast.chapter.region = "GB"

    assert [way.value for way in ways_of(add(cast, phone=phone))] == ["+447700900123"]


def test_a_name_is_corrected(cast):
    change_person(
        person=cast.person, name="Amina Ode", pronouns="she", zone="Africa/Lagos", language="en", by=None, at=AT
    )

    cast.person.refresh_from_db()
    assert (cast.person.name, cast.person.name_folded) == ("Amina Ode", "amina ode")
    assert (cast.person.pronouns, cast.person.zone) == ("she", "Africa/Lagos")


def test_many_may_have_the_same_name(cast):
    a_person(cast.organizer, cast.chapter, "Maria")
    a_person(cast.organizer, cast.chapter, "Maria")

    assert Person.objects.filter(name="Maria").count() == 2
