"""Graphics made at the desk: filled in, looked at, taken along; nothing of it is kept (R-051)."""

import re

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from letstalk.campaigns.models import Campaign
from tests.moments import NOW

pytestmark = pytest.mark.django_db
URL = reverse("desk:graphics")
SECRET = "my neighbour Quillon waits for the bus"
SAID = {"blank_because": SECRET, "design": "hills", "format": "story", "name": "Riverside", "graphic": "why-i-resist"}


@pytest.fixture
def desk(cast):
    Campaign.objects.create(
        chapter=cast.chapter, key="ours", name="Ours", first_on=NOW.date(), hashtag="#WhyWeResist", adopted_at=NOW
    )
    browser = Client()
    browser.force_login(cast.organizer)
    return browser


def test_the_page_shows_every_design_and_a_first_picture(desk):
    page = desk.get(URL).content.decode()

    keys = re.findall(r'name="design" value="([a-z-]+)"', page)
    assert keys == ["rays", "said", "by-hand", "hills", "sun", "crowd"]
    assert page.count("data:image/png;base64,") == len(keys) + 1


def test_without_scripts_a_button_shows_the_picture_and_nothing_typed_is_lost(desk):
    page = desk.post(URL, SAID | {"do": "look"}).content.decode()

    assert SECRET in page
    assert 'value="hills" checked' in page
    assert "data:image/png;base64," in page


def test_as_one_types_the_picture_comes_with_its_words(desk):
    told = desk.post(URL, SAID | {"do": "picture"}).json()

    assert told["picture"].startswith("data:image/png;base64,")
    assert told["alt"] == f"A picture with the words: “I resist because {SECRET} #WhyWeResist”"
    assert told["problem"] == ""


@pytest.mark.parametrize(("kind", "start"), [("png", b"\x89PNG"), ("svg", b"<svg"), ("pdf", b"%PDF")])
def test_the_file_is_named_by_what_it_is_and_not_by_what_it_says(desk, kind, start):
    answer = desk.post(URL, SAID | {"do": kind})

    assert answer.content.startswith(start)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="why-i-resist-story.{kind}"'


def test_several_blanks_become_one_picture(desk):
    blanks = {"blank_first": "Buses", "blank_second": "", "blank_third": "Rents", "graphic": "issues-that-matter"}

    told = desk.post(URL, SAID | blanks | {"do": "picture"}).json()

    assert "Buses; Rents" in told["alt"]


def test_what_cannot_be_drawn_is_said(desk):
    told = desk.post(URL, SAID | {"blank_because": "公車 is late", "do": "picture"}).json()

    assert told["problem"].endswith("公 車")


def test_too_many_words_are_refused_and_kept_on_the_page(desk):
    words = "word " * 100

    answer = desk.post(URL, SAID | {"blank_because": words, "do": "png"})

    assert answer.status_code == 422
    assert words.strip() in answer.content.decode()


def test_one_place_cannot_ask_for_pictures_without_end(desk, monkeypatch):
    monkeypatch.setattr("letstalk.campaigns.making.MOST", 1)

    answers = [desk.post(URL, SAID | {"do": "picture"}).status_code for _time in range(3)]

    assert answers == [200, 429, 429]


def test_what_is_typed_is_stored_nowhere(desk):
    """R-051: it is drawn and given back."""
    desk.post(URL, SAID | {"do": "png"})

    rows = (row for model in apps.get_models() for row in model._base_manager.values())
    assert not any(SECRET in str(row) for row in rows)


def test_without_a_campaign_there_is_nothing_to_make(cast):
    browser = Client()
    browser.force_login(cast.organizer)

    assert browser.get(URL).status_code == 404
