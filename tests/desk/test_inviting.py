"""Whom to invite next, through its page."""

import pytest
from django.urls import reverse

from tests.factories import a_person
from tests.moments import planned

pytestmark = pytest.mark.django_db


def test_the_page_names_each_with_the_reason_and_leads_to_inviting_them(desk, cast, on_the_day):
    shown = desk.get(reverse("desk:whom_next")).text

    assert "Amina Okafor" in shown
    assert "you have not met yet" in shown
    assert reverse("desk:plan") + f"?person={cast.person.pk}" in shown


def test_whoever_is_held_back_is_named_with_the_reason(desk, cast, on_the_day):
    planned(cast)

    shown = desk.get(reverse("desk:whom_next")).text

    assert "Not now, and why" in shown
    assert "A one-on-one is planned" in shown


def test_the_page_costs_the_same_for_one_and_for_three(desk, cast, on_the_day, cost):
    one = cost(desk, reverse("desk:whom_next"))
    for name in ("Ben Ito", "Cleo Abara"):
        a_person(cast.organizer, cast.chapter, name)

    assert cost(desk, reverse("desk:whom_next")) == one


def test_a_lead_who_organizes_nobody_has_no_such_list(client, cast):
    client.force_login(cast.lead)

    assert client.get(reverse("desk:whom_next")).status_code == 404
