"""The pages of a chapter's own fields: set by who shapes the chapter, filled in where a person is changed."""

import pytest
from django.test import Client
from django.urls import reverse

from letstalk.people.models import CustomField, CustomValue
from tests.support.fields import WHY, a_field, choice_named, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(cast) -> Client:
    client = Client()
    client.force_login(cast.lead)
    return client


def standing(person) -> list[str]:
    return [row.in_words for row in CustomValue.objects.filter(person=person, superseded_at__isnull=True)]


def test_a_lead_adds_a_field_and_it_is_asked_where_a_person_is_changed(lead, desk, cast):
    add = reverse("desk:add_field", args=[cast.chapter.pk])

    lead.post(add, {"name": "Shirt size", "why": WHY, "kind": "choice", "more": "Small\nLarge"})

    field = CustomField.objects.get()
    page = desk.get(reverse("desk:edit_person", args=[cast.person.pk])).text
    assert [one.name for one in field.choices.order_by("place")] == ["Small", "Large"]
    assert "Shirt size" in page
    assert WHY in page
    assert "Shirt size" in lead.get("/settings/fields/").text


def test_a_name_that_asks_what_is_never_written_down_comes_back_with_what_to_ask_instead(lead, cast):
    add = reverse("desk:add_field", args=[cast.chapter.pk])

    answer = lead.post(add, {"name": "Immigration status", "why": WHY, "kind": "words", "more": ""})

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"name"}
    assert "The need can be asked for" in answer.text
    assert 'value="Immigration status"' in answer.text
    assert not CustomField.objects.exists()


def test_said_in_other_words_moved_and_ended_from_its_page(lead, cast, cost):
    field = a_field(cast.chapter, "Size", "choice", choices=["Small", "Large"])
    before = cost(lead, "/settings/fields/")
    a_field(cast.chapter, "Allotment")
    small, large = (field.choices.get(name=name).pk for name in ("Small", "Large"))
    page = reverse("desk:edit_field", args=[field.pk])
    form = lead.get(page).context["form"]
    typed = {"name": "Shirt", "why": WHY, "seen": form.now, f"choice_{small.hex}": "S", f"choice_{large.hex}": "L"}

    stale = lead.post(page, typed | {"seen": "something else"})
    wrong = lead.post(page, typed | {f"choice_{large.hex}": ""})
    lead.post(page, typed | {"more": "XL"})
    lead.post(reverse("desk:move_field", args=[field.pk]), {"way": "down"})

    assert (stale.status_code, wrong.status_code) == (422, 422)
    assert 'value="Shirt"' in stale.text
    shown = lead.get("/settings/fields/").text
    assert shown.index("Allotment") < shown.index("Shirt")
    assert {one.name for one in field.choices.all()} == {"S", "L", "XL"}
    assert cost(lead, "/settings/fields/") == before
    lead.post(reverse("desk:end_field", args=[field.pk]))
    assert "Shirt" not in lead.get("/settings/fields/").context["chapters"][0].lines
    assert lead.get(page).status_code == 404


def person_form(desk, cast, **typed):
    page = reverse("desk:edit_person", args=[cast.person.pk])
    seen = desk.get(page).context["form"].initial["seen"]
    return desk.post(page, {"name": cast.person.name, "seen": seen} | typed)


def test_a_person_is_changed_with_what_they_said_and_it_stands_on_their_page(desk, cast, cost):
    page = reverse("desk:person", args=[cast.person.pk])
    size = a_field(cast.chapter, "Size", "choice", choices=["Small", "Large"])
    plots = a_field(cast.chapter, "Plots", "number")
    say(cast, plots, "1")
    before = cost(desk, page), cost(desk, reverse("desk:edit_person", args=[cast.person.pk]))

    person_form(desk, cast, **{f"field_{size.pk.hex}": choice_named(size, "Large"), f"field_{plots.pk.hex}": "2"})

    assert sorted(standing(cast.person)) == ["2", "Large"]
    assert "Large" in desk.get(page).text
    assert (cost(desk, page), cost(desk, reverse("desk:edit_person", args=[cast.person.pk]))) == before


def test_a_wrong_value_is_said_beside_its_field_and_nothing_is_written_or_lost(desk, cast):
    plots = a_field(cast.chapter, "Plots", "number")

    answer = person_form(desk, cast, name="Aminah Okafor", **{f"field_{plots.pk.hex}": "a few"})

    cast.person.refresh_from_db()
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {f"field_{plots.pk.hex}"}
    assert 'value="a few"' in answer.text
    assert 'name="is_shared"' not in answer.text
    assert (cast.person.name, standing(cast.person)) == ("Amina Okafor", [])


def test_what_changed_meanwhile_is_shown_before_it_is_written_over(desk, cast):
    plots = a_field(cast.chapter, "Plots", "number")
    page = reverse("desk:edit_person", args=[cast.person.pk])
    seen = desk.get(page).context["form"].initial["seen"]
    say(cast, plots, "3")

    answer = desk.post(page, {"name": cast.person.name, "seen": seen, f"field_{plots.pk.hex}": "5"})
    again = desk.post(page, answer.context["form"].data)

    assert answer.status_code == 422
    assert "<bdi>Plots</bdi>: <bdi>3</bdi>" in answer.text
    assert again.status_code == 302
    assert standing(cast.person) == ["5"]


def test_settings_lead_to_the_fields_only_who_sets_them(lead, desk):
    assert "/settings/fields/" in lead.get("/settings/").text
    assert "/settings/fields/" not in desk.get("/settings/").text


def test_what_is_kept_about_somebody_says_what_a_field_is_for(desk, cast):
    say(cast, a_field(cast.chapter), "Plot 7")

    page = desk.get(reverse("desk:kept_about", args=[cast.person.pk])).text

    assert "Plot 7" in page
    assert WHY in page
