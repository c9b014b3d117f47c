"""A lead says of two entries whether they are one person or two."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from letstalk.people.domain.duplicates import look_for_duplicates
from letstalk.people.models import LikelyPair, Merge, Person
from letstalk.stewardship.domain.merge import merge
from tests.factories import AT, a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cast):
    """Entered twice, with a slip of the pen in the address."""
    for number, name in enumerate(["Kofi Mensah", "Lee Chan", "Ana Lima"]):
        a_person(cast.organizer, cast.chapter, name, phone=f"+120255501{50 + number}")
    a_person(cast.organizer, cast.chapter, "Maria Santos", email="maria.santos@example.org")
    a_person(cast.organizer, cast.chapter, "María Santos", email="maria.santo@example.org")
    look_for_duplicates(chapter=cast.chapter, at=AT)
    return LikelyPair.objects.get()


@pytest.fixture
def lead(client, cast):
    client.force_login(cast.lead)
    return client


def test_the_list_names_both_and_says_how_likely_it_is(lead, pair):
    page = lead.get(reverse("desk:twice")).content.decode()

    assert "Maria Santos" in page and "María Santos" in page
    assert "one person" in page


def test_an_empty_list_says_when_it_is_looked_through(lead, cast):
    assert "for the first time tonight" in lead.get(reverse("desk:twice")).content.decode()


def test_each_column_is_told_with_its_weight(lead, pair):
    page = lead.get(reverse("desk:likely_pair", args=[pair.pk])).content.decode()

    for words in ("First name", "Last name", "Email", "nearly the same", f"{pair.weight:+.1f}"):
        assert words in page


def test_two_people_are_not_asked_about_again(lead, pair):
    answer = lead.post(reverse("desk:two_people", args=[pair.pk]))

    assert answer.status_code == 302
    assert lead.get(reverse("desk:likely_pair", args=[pair.pk])).status_code == 404
    assert Person.objects.filter(erased_at__isnull=True, name__contains="Santos").count() == 2


@pytest.mark.parametrize(("stays", "kept"), [("one", "one"), ("other", "other")])
def test_the_entry_that_stays_gets_what_the_other_had(lead, pair, stays: str, kept: str):
    person = getattr(pair, kept)

    answer = lead.post(reverse("desk:one_person", args=[pair.pk]), {"stays": stays})

    assert answer["location"] == reverse("desk:person", args=[person.pk])
    left = Person.objects.get(erased_at__isnull=True, name__contains="Santos")
    assert left == person
    assert left.ways.filter(until__isnull=True).count() == 2


def test_without_a_choice_nothing_is_put_together(lead, pair):
    answer = lead.post(reverse("desk:one_person", args=[pair.pk]), {})

    assert answer.status_code == 422
    assert "Choose which entry goes on." in answer.content.decode()
    assert LikelyPair.objects.count() == 1


def test_of_each_entry_what_the_lead_chose_stays_and_it_can_be_taken_apart(lead, pair):
    """R: merging shows a field-by-field choice, and is undone completely."""
    third = {"stays": "one", "name": "other"}
    names = (pair.one.name, pair.other.name)

    lead.post(reverse("desk:one_person", args=[pair.pk]), third)
    merge = Merge.objects.get()
    assert (merge.stays.name, names[1] in lead.get(reverse("desk:twice")).content.decode()) == (names[1], True)
    page = lead.get(reverse("desk:merged", args=[merge.pk])).content.decode()
    answer = lead.post(reverse("desk:take_apart", args=[merge.pk]))

    assert names[1] in page and "Ways to reach them: " in page
    assert answer["location"] == reverse("desk:person", args=[merge.merged])
    assert {person.name for person in Person.objects.filter(pk__in=[pair.one_id, pair.other_id])} == set(names)
    assert lead.get(reverse("desk:merged", args=[merge.pk])).status_code == 404


def test_three_entries_become_one_at_once(lead, cast, pair):
    third = a_person(cast.organizer, cast.chapter, "Maria Santoz", email="maria.santoz@example.org")
    one, other = sorted((pair.one, third), key=lambda person: str(person.pk))
    LikelyPair.objects.create(chapter=cast.chapter, one=one, other=other, weight=8, start=-5, found_at=AT)
    assert "Are these the same person, too?" in lead.get(reverse("desk:likely_pair", args=[pair.pk])).content.decode()

    lead.post(reverse("desk:one_person", args=[pair.pk]), {"stays": "other", "also": [str(third.pk)]})

    assert Person.objects.filter(erased_at__isnull=True, name__contains="Santo").count() == 1
    assert Merge.objects.filter(stays=pair.other_id).count() == 2


def test_one_of_two_that_became_one_goes_into_a_third_and_the_earlier_step_waits_for_the_later(lead, cast, pair):
    """Taken apart in the wrong order it is refused with what to do first, and nothing changes."""
    third = a_person(cast.organizer, cast.chapter, "Maria Santoz", email="maria.santoz@example.org")
    names = {person.pk: person.name for person in (pair.one, pair.other, third)}
    merge(from_=pair.one, to=pair.other, by=cast.lead, at=AT)
    merge(from_=pair.other, to=third, by=cast.lead, at=AT + timedelta(days=1))
    last, first = Merge.objects.order_by("-at")
    apart = {one: reverse("desk:take_apart", args=[one.pk]) for one in (last, first)}

    refused = lead.post(apart[first])
    still = lead.get(reverse("desk:merged", args=[first.pk]))
    answers = [lead.post(apart[one])["location"] for one in (last, first)]

    assert (refused.status_code, still.status_code) == (422, 200)
    assert "Take that apart first." in refused.content.decode()
    assert answers == [reverse("desk:person", args=[one.merged]) for one in (last, first)]
    assert {pk: Person.objects.get(pk=pk).name for pk in names} == names


def test_one_pair_and_three_cost_the_same(lead, cast, pair):
    with CaptureQueriesContext(connection) as first:
        lead.get(reverse("desk:twice"))
    for given, family in (("Rosalind", "Oyelaran"), ("Bernadette", "Whitfield")):
        a_person(cast.organizer, cast.chapter, f"{given} {family}", email=f"{given.casefold()}.{family}@example.org")
        a_person(cast.organizer, cast.chapter, f"{given} {family}", email=f"{given.casefold()}.{family}s@example.org")
    assert look_for_duplicates(chapter=cast.chapter, at=AT) == 3

    with CaptureQueriesContext(connection) as then:
        lead.get(reverse("desk:twice"))

    assert len(then) == len(first)


def test_a_lead_lays_any_two_side_by_side_from_a_person_s_page_and_makes_them_one(lead, cast):
    first = a_person(cast.organizer, cast.chapter, "Bo")
    second = a_person(cast.organizer, cast.chapter, "Robert Hale", email="bo@example.org")
    address = reverse("desk:same_as", args=[first.pk])
    assert address in lead.get(first.desk_url).content.decode()
    assert "Robert Hale" in lead.get(address, {"q": "bo@example.org"}).content.decode()

    there = lead.post(address, {"other": str(second.pk)})
    page = lead.get(there["location"]).content.decode()
    again = lead.post(address, {"other": str(second.pk)})
    pair = LikelyPair.objects.get()
    lead.post(reverse("desk:one_person", args=[pair.pk]), {"stays": "one"})

    assert "Bo" in page and "Robert Hale" in page and again["location"] == there["location"]
    assert Person.objects.filter(pk__in=[first.pk, second.pk], erased_at__isnull=True).count() == 1


def test_nobody_of_another_chapter_is_found_there_or_taken_for_one(lead, cast):
    stranger = a_person(cast.outsider, cast.sibling, "Robert Hale", email="bo@example.org")
    address = reverse("desk:same_as", args=[cast.person.pk])

    page = lead.get(address, {"q": "Robert"}).content.decode()

    assert "Nobody else found" in page
    assert lead.post(address, {"other": str(stranger.pk)}).status_code == 404
    assert lead.post(address, {"other": "x"})["location"] == address
    assert lead.post(address, {"other": str(cast.person.pk)})["location"] == address
    assert LikelyPair.objects.count() == 0
