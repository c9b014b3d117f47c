"""Several people ticked in the list: looked over, changed, taken back."""

from uuid import uuid4

import pytest
from django.urls import reverse

from letstalk.people.models import BulkEdit, CustomValue, Tagging
from tests.factories import a_person
from tests.support.fields import a_field

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(cast):
    return [cast.person, *(a_person(cast.organizer, cast.chapter, name) for name in ("Ben Ito", "Grace Obi"))]


def test_ticked_looked_over_changed_once_and_taken_back(desk, cast, three):
    address = reverse("desk:change_people")
    chosen = [str(person.pk) for person in three]
    told = {"person": chosen, "kind": "tag", "tag_kind": "issue", "name": "Rents", "entry": str(uuid4())}

    assert 'form="several"' in desk.get(reverse("desk:people")).content.decode()
    assert "3 people chosen" in desk.get(address, {"person": chosen}).content.decode()
    empty = desk.post(address, told | {"name": ""})
    preview = desk.post(address, told)
    assert not Tagging.objects.exists()
    looked = preview.context["looked"]
    other = desk.post(address, told | {"name": "Buses", "do": looked})
    assert "It changes for 3 people." in other.content.decode()
    assert not Tagging.objects.exists()
    done = [desk.post(address, told | {"do": looked}) for _nth in range(2)]

    assert empty.status_code == 422
    assert "It changes for 3 people." in preview.content.decode()
    assert [answer.status_code for answer in done] == [302, 302]
    assert (BulkEdit.objects.count(), Tagging.objects.count()) == (1, 3)
    back = desk.post(reverse("desk:take_change_back", args=[BulkEdit.objects.get().pk]), follow=True)
    assert "3 people are as before." in back.content.decode()
    assert not Tagging.objects.exists()


def test_all_that_a_search_found_are_chosen_and_nobody_else(desk, cast, three):
    found = desk.get(reverse("desk:change_people"), {"all": "1", "q": "Ben"}).context["people"]

    assert found == [three[1]]


def test_nobody_whom_one_does_not_see_is_changed_whatever_was_sent(desk, cast, three):
    afar = a_person(cast.outsider, cast.sibling, "Afar")
    told = {"person": [str(afar.pk)], "kind": "tag", "tag_kind": "issue", "name": "Rents"}
    address = reverse("desk:change_people")

    answer = desk.post(address, told | {"do": desk.post(address, told).context["looked"]})

    assert answer.status_code == 422
    assert "Afar" not in answer.content.decode()
    assert not Tagging.objects.exists()


def test_the_pages_cost_the_same_with_one_person_and_with_three(desk, cast, three, cost):
    address = reverse("desk:change_people")

    one, more = (cost(desk, f"{address}?" + "&".join(f"person={p.pk}" for p in some)) for some in (three[:1], three))

    assert one == more


def test_a_field_of_the_chapter_is_set_for_those_ticked_and_taken_back(desk, cast, three):
    address, chosen = reverse("desk:change_people"), [str(person.pk) for person in three]
    assert 'value="field"' not in desk.get(address, {"person": chosen}).text
    ride = a_field(cast.chapter, "Needs a ride", "yes_no")
    told = {"person": chosen, "kind": "field", "tag_kind": "issue", "entry": str(uuid4())}
    said = told | {"field": f"{ride.pk.hex}:yes"}

    without = desk.post(address, told)
    preview = desk.post(address, said)
    assert not CustomValue.objects.exists()
    desk.post(address, said | {"do": preview.context["looked"]})

    assert without.status_code == 422
    assert without.context["form"].errors.keys() == {"field"}
    assert "It changes for 3 people." in preview.text
    assert CustomValue.objects.filter(is_yes=True).count() == 3
    page = reverse("desk:change", args=[BulkEdit.objects.get().pk])
    assert "<bdi>Needs a ride</bdi>: <bdi>yes</bdi>" in desk.get(page).text
    desk.post(reverse("desk:take_change_back", args=[BulkEdit.objects.get().pk]))
    assert not CustomValue.objects.exists()
