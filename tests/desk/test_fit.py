"""How asks are weighed and how they are doing, on the desk's pages (section g)."""

import pytest
from django.urls import reverse

from letstalk.commitments.fit import WEIGHTS, Factor
from letstalk.commitments.fitting import weights_for
from tests.campaign import adopted

pytestmark = pytest.mark.django_db

OTHER = WEIGHTS | {Factor.STEP: 3, Factor.TIME: 25}


@pytest.fixture
def page(client, cast) -> str:
    adopted(cast)
    client.force_login(cast.lead)
    return reverse("desk:settle_weights", args=[cast.chapter.pk])


def typed(client, page, weights, do="save") -> dict:
    seen = client.get(page).context["form"]["seen"].value()
    return {str(factor): weight for factor, weight in weights.items()} | {"seen": seen, "do": do}


@pytest.mark.parametrize("who", ("organizer", "lead", "administrator", "outsider"))
def test_everyone_reads_what_counts_and_a_lead_changes_it(client, cast, who):
    client.force_login(getattr(cast, who))

    shown = client.get(reverse("desk:weights"))

    assert "What moves them" in shown.text
    assert (reverse("desk:settle_weights", args=[cast.chapter.pk]) in shown.text) == (who == "lead")


def test_what_would_change_is_seen_before_anything_is_saved(client, cast, page):
    client.post(page, typed(client, page, OTHER, do="try"))
    tried = client.post(page, typed(client, page, OTHER, do="try"))

    assert "Nothing is saved yet" in tried.text
    assert tried.context["tried"].people == 1
    assert weights_for(cast.chapter) == WEIGHTS


def test_saved_weights_are_read_by_all(client, cast, page):
    assert client.post(page, typed(client, page, OTHER)).status_code == 302

    client.force_login(cast.organizer)
    assert "Settled by" in client.get(reverse("desk:weights")).text
    assert weights_for(cast.chapter) == OTHER


@pytest.mark.parametrize("wrong", [{Factor.STEP: 50}, {Factor.STEP: -1}, {Factor.STEP: ""}])
def test_what_is_not_a_hundred_together_is_kept_on_the_page(client, cast, page, wrong):
    response = client.post(page, typed(client, page, OTHER | wrong))

    assert response.status_code == 422
    assert 'value="25"' in response.text
    assert weights_for(cast.chapter) == WEIGHTS


def test_what_changed_meanwhile_is_shown_with_what_was_typed(client, cast, page):
    stale = typed(client, page, WEIGHTS | {Factor.STEP: 8, Factor.NEED: 10})
    client.post(page, typed(client, page, OTHER))

    response = client.post(page, stale)

    assert response.status_code == 422
    assert "This changed meanwhile" in response.text
    assert weights_for(cast.chapter) == OTHER


@pytest.mark.parametrize("months", ("", "1", "12", "400", "x"))
def test_how_asks_do_is_told_also_when_none_were_made(client, cast, months):
    client.force_login(cast.organizer)

    assert "No asks made yet" in client.get(reverse("desk:how_asks_do"), {"months": months}).text
