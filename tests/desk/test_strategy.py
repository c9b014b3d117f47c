"""Strategy in four short cards, read by all and written by leads and administrators (R-041)."""

import pytest
from django.urls import reverse

from letstalk.campaigns.models import StrategyCard
from tests.campaign import adopted

pytestmark = pytest.mark.django_db

TYPED = {"vision": "", "national": "", "local": "Save bus 12.", "both": "You get home."}


@pytest.fixture
def campaign(cast):
    campaign = adopted(cast)
    StrategyCard.objects.all().delete()
    return campaign


@pytest.fixture
def page(client, cast, campaign) -> str:
    client.force_login(cast.lead)
    return reverse("desk:write_strategy", args=[cast.chapter.pk])


def seen(response) -> str:
    return response.context["form"]["seen"].value()


@pytest.mark.parametrize("who", ("organizer", "lead", "administrator", "outsider"))
def test_everyone_reads_it_and_whoever_may_writes_it(client, cast, campaign, who):
    client.force_login(getattr(cast, who))

    shown = client.get(reverse("desk:strategy"))

    assert shown.status_code == 200
    assert ("Write it down" in shown.text) == (who in ("lead", "administrator"))


def test_chapter_says_it_in_its_own_words_r_041(client, cast, page):
    client.post(page, TYPED | {"seen": seen(client.get(page))})

    client.force_login(cast.organizer)
    shown = client.get(reverse("desk:strategy")).text
    assert "Save bus 12." in shown
    assert "You get home." in shown
    client.force_login(cast.outsider)
    assert "Save bus 12." not in client.get(reverse("desk:strategy")).text


def test_what_changed_meanwhile_is_shown_with_what_was_typed(client, page):
    before = seen(client.get(page))
    client.post(page, TYPED | {"seen": before})

    stale = client.post(page, TYPED | {"seen": before, "local": "Save bus 7."})

    assert stale.status_code == 422
    for words in ("This changed meanwhile", "Save bus 12.", "Save bus 7."):
        assert words in stale.text
    assert client.post(page, TYPED | {"seen": seen(stale), "local": "Save bus 7."}).status_code == 302


def test_too_long_a_card_is_kept_on_the_page(client, page):
    response = client.post(page, TYPED | {"local": "x" * 601})

    assert response.status_code == 422
    assert "x" * 601 in response.text


def test_without_a_campaign_there_is_nothing_to_write_about(client, cast):
    client.force_login(cast.lead)

    assert client.get(reverse("desk:write_strategy", args=[cast.chapter.pk])).status_code == 404
    assert "your chapter is in none" in client.get(reverse("desk:strategy")).text
