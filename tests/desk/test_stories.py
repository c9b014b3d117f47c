"""My stories: a private shelf under one's settings (R-040)."""

import uuid
from dataclasses import replace

import pytest
from django.urls import reverse

from letstalk.campaigns.domain.shelf import add_story
from letstalk.campaigns.models import Story
from letstalk.campaigns.pack_format import Story as PackStory
from letstalk.campaigns.pack_format import dump_pack
from letstalk.campaigns.validators import StoryWords
from letstalk.people.domain.tags import tag
from letstalk.people.words import TagKind
from letstalk.stewardship.domain.first_visit import shipped_pack
from letstalk.stewardship.domain.packs import adopt_pack
from tests.moments import NOW

pytestmark = pytest.mark.django_db

BUS = StoryWords("The last bus", "My mother walked home.", "An hourly bus.", ("Transit",), ("Fairness",))
TYPED = {
    "title": "The letter",
    "words": "Our rent doubled.",
    "bridge": "A rent cap.",
    "issues": ["Housing"],
    "more_issues": "rent, #neighbours",
    "values": ["Family", "Fairness"],
    "more_values": "",
}


@pytest.fixture
def story(cast) -> Story:
    return add_story(story=BUS, chapter=cast.chapter, by=cast.organizer, at=NOW)


@pytest.fixture
def signed_in(client, cast):
    tag(person=cast.person, chapter=cast.chapter, kind=TagKind.ISSUE, name="Housing", by=cast.organizer, at=NOW)
    client.force_login(cast.organizer)
    return client


def seen(response) -> str:
    return response.context["form"]["seen"].value()


def test_story_goes_on_the_shelf_by_its_page(signed_in):
    response = signed_in.post("/settings/stories/add/", TYPED, follow=True)

    story = Story.objects.get()
    assert "It stands on your shelf." in response.text
    assert story.issues == ["Housing", "rent", "neighbours"]
    assert story.values == ["Family", "Fairness"]
    assert "A rent cap." in response.text


def test_form_sent_twice_is_one_story(signed_in):
    entry = str(uuid.uuid4())

    for _time in range(2):
        signed_in.post("/settings/stories/add/", TYPED | {"entry": entry})

    assert Story.objects.count() == 1


def test_what_was_typed_is_kept_when_something_is_missing(signed_in):
    response = signed_in.post("/settings/stories/add/", TYPED | {"title": ""})

    assert response.status_code == 422
    assert "Give it a name you will know it by" in response.text
    for words in ("Our rent doubled.", "A rent cap.", "rent, #neighbours"):
        assert words in response.text
    assert response.context["form"]["values"].value() == ["Family", "Fairness"]


def test_changed_story_is_saved(signed_in, story):
    page = reverse("desk:story", args=[story.pk])

    signed_in.post(page, TYPED | {"seen": seen(signed_in.get(page)), "issues": ["Transit"]})

    assert Story.objects.get().title == "The letter"


def test_story_changed_elsewhere_meanwhile_is_shown_beside_what_was_typed(signed_in, story):
    page = reverse("desk:story", args=[story.pk])
    before = seen(signed_in.get(page))
    signed_in.post(page, TYPED | {"seen": before, "issues": [], "words": "Told in the other tab."})

    stale = signed_in.post(page, TYPED | {"seen": before, "issues": []})

    assert stale.status_code == 422
    assert "This changed meanwhile" in stale.text
    assert "Told in the other tab." in stale.text
    assert "Our rent doubled." in stale.text
    assert stale.context["form"]["values"].value() == ["Family", "Fairness"]
    assert Story.objects.get().words == "Told in the other tab."

    signed_in.post(page, TYPED | {"seen": seen(stale), "issues": []})
    assert Story.objects.get().words == "Our rent doubled."


def test_saving_the_same_twice_is_no_conflict(signed_in, story):
    page = reverse("desk:story", args=[story.pk])
    typed = TYPED | {"seen": seen(signed_in.get(page)), "issues": []}

    answers = [signed_in.post(page, typed).status_code for _time in range(2)]

    assert answers == [302, 302]


def test_story_is_thrown_away_after_one_question(signed_in, story):
    page = reverse("desk:remove_story", args=[story.pk])

    assert "The last bus" in signed_in.get(page).text
    signed_in.post(page)

    assert not Story.objects.exists()
    assert signed_in.post(page).status_code == 404


@pytest.mark.parametrize("who", ("outsider", "founder", "lead", "administrator"))
def test_nobody_else_sees_it_r_040(client, cast, story, who):
    client.force_login(getattr(cast, who))

    assert client.get(reverse("desk:story", args=[story.pk])).status_code == 404
    assert "The last bus" not in client.get(reverse("desk:stories")).text


def test_campaigns_story_is_taken_once_and_opened_to_be_told_anew(signed_in, cast):
    offered = PackStory(key="the-march", title="The march", text="I went alone.", issues=("Voting",))
    pack = dump_pack(replace(shipped_pack(), stories=(offered,)))
    campaign = adopt_pack(pack=pack, chapter=cast.chapter, first_on=NOW.date(), by=cast.lead, at=NOW)
    assert "The march" in signed_in.get(reverse("desk:stories")).text

    answers = [
        signed_in.post(reverse("desk:take_story", args=[campaign.pk]), {"story": "the-march"}) for _time in range(2)
    ]

    taken = Story.objects.get()
    assert answers[0].headers["Location"] == reverse("desk:story", args=[taken.pk])
    assert answers[1].headers["Location"] == reverse("desk:stories")
    assert taken.words == "I went alone."


@pytest.mark.parametrize("rows", (1, 3))
def test_cost_of_the_shelf_does_not_grow(signed_in, cast, rows, django_assert_num_queries):
    for _row in range(rows):
        add_story(story=BUS, chapter=cast.chapter, by=cast.organizer, at=NOW)
    signed_in.get(reverse("desk:stories"))

    with django_assert_num_queries(7):
        signed_in.get(reverse("desk:stories"))


def test_settings_lead_to_the_shelf_of_whoever_organizes(client, cast):
    client.force_login(cast.organizer)
    assert reverse("desk:stories") in client.get(reverse("desk:settings")).text

    client.force_login(cast.administrator)
    assert reverse("desk:stories") not in client.get(reverse("desk:settings")).text
