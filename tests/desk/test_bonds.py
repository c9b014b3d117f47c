"""The pages of who knows whom: a map, the same as a list, and one more with a yes of both."""

import pytest
from django.urls import reverse

from letstalk.people.domain.bonds import say_bond
from letstalk.people.models import Bond
from tests.factories import AT, a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben(cast):
    return a_person(cast.organizer, cast.chapter, "Ben Ito")


def say(cast, one, other, kind="knows"):
    return say_bond(one=one, other=other, kind=kind, chapter=cast.chapter, both_said_yes=True, by=cast.organizer, at=AT)


def test_somebody_who_is_here_is_found_and_stands_beside_them_once_both_said_yes(desk, cast, ben):
    address = reverse("desk:person_bonds", args=[cast.person.pk])
    told = {"q": "ben", "other": str(ben.pk), "kind": "brought"}

    shown = desk.get(address, {"q": "ben"}).content.decode()
    refused = desk.post(address, told)
    desk.post(address, told | {"both_said_yes": "on"})
    desk.post(address, told | {"both_said_yes": "on"})
    page = desk.get(address).content.decode()

    assert "Ben Ito" in shown
    assert refused.status_code == 422
    assert "Ask both first" in refused.content.decode()
    assert Bond.objects.count() == 1
    assert "was brought along by" in page
    assert "One person here stands beside Amina." in page
    assert "brought along" in desk.get(reverse("desk:person_bonds", args=[ben.pk])).content.decode()


def test_taken_back_it_is_not_there_any_more_and_nobody_else_can(desk, client, cast, ben):
    bond = say(cast, cast.person, ben)
    address = reverse("desk:end_bond", args=[cast.person.pk, bond.pk])

    client.force_login(cast.outsider)
    assert client.post(address).status_code == 404
    client.force_login(cast.organizer)
    client.post(address)

    assert not Bond.objects.exists()


def test_h2_the_map_of_a_chapter_shows_nobody_whom_its_reader_does_not_see(client, cast, ben):
    """Not in the picture, not in the list, not in a number."""
    hidden = a_person(cast.lead, cast.chapter, "Hidden Person", own=False)
    say(cast, cast.person, ben)
    say(cast, ben, hidden)
    pages = {}
    for user in (cast.organizer, cast.lead, cast.outsider):
        client.force_login(user)
        pages[user] = client.get(reverse("desk:bonds")).content.decode()

    assert "Hidden Person" in pages[cast.lead]
    assert "Ben Ito stands beside most: 2 of 2 people." in pages[cast.lead]
    assert "Hidden" not in pages[cast.organizer]
    assert "Nobody here stands beside more than one other." in pages[cast.organizer]
    assert "Ben" not in pages[cast.outsider]


def test_the_pages_cost_the_same_with_one_bond_and_with_three(desk, cast, ben, cost):
    addresses = [reverse("desk:bonds"), reverse("desk:person_bonds", args=[ben.pk])]
    say(cast, ben, cast.person)
    say(cast, ben, a_person(cast.organizer, cast.chapter, "Grace Obi"))
    before = [cost(desk, address) for address in addresses]

    for name in ("Kofi Mensah", "Ana Lima"):
        say(cast, ben, a_person(cast.organizer, cast.chapter, name))

    assert [cost(desk, address) for address in addresses] == before
