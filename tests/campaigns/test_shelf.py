"""An organizer's own stories: private, tagged, and the one that fits suggested (R-040)."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.http import Http404

from letstalk.campaigns.access import story_or_404
from letstalk.campaigns.domain.shelf import (
    MOST_STORIES,
    ShelfIsFull,
    add_story,
    change_story,
    remove_story,
    take_story,
)
from letstalk.campaigns.models import Campaign, Story
from letstalk.campaigns.pack_format import Story as PackStory
from letstalk.campaigns.pack_format import dump_pack
from letstalk.campaigns.queries import fitting_story, shelf_of, stories_offered
from letstalk.campaigns.validators import StoryWords, tags_in
from letstalk.journal.models import Entry
from letstalk.kit.refusal import NothingWritten
from letstalk.stewardship.domain.first_visit import shipped_pack
from letstalk.stewardship.domain.packs import adopt_pack
from tests.moments import HOUR, NOW

pytestmark = pytest.mark.django_db

BUS = StoryWords("The last bus", "My mother walked home.", "An hourly bus.", ("Transit",), ("Fairness",))
RENT = StoryWords("The letter", "Our rent doubled.", "", ("Housing", "Rent"), ("Family",))
OFFERED = PackStory(
    key="the-march",
    title="The march",
    text="I went alone.",
    issues=("Voting",),
    values=("Courage",),
    bridge="Nobody would have to.",
)


def on_shelf(cast, words: StoryWords = BUS, **more) -> Story:
    return add_story(**({"story": words, "chapter": cast.chapter, "by": cast.organizer, "at": NOW} | more))


@pytest.fixture
def campaign(cast) -> Campaign:
    pack = replace(shipped_pack(), stories=(OFFERED,))
    return adopt_pack(pack=dump_pack(pack), chapter=cast.chapter, first_on=NOW.date(), by=cast.lead, at=NOW)


def test_story_is_kept_with_its_tags_and_bridge_r_040(cast):
    on_shelf(cast)

    story = shelf_of(cast.organizer).get()

    assert (story.title, story.words, story.bridge) == ("The last bus", "My mother walked home.", "An hourly bus.")
    assert (story.issues, story.values) == (["Transit"], ["Fairness"])


def test_words_are_sealed_in_the_database_and_tags_are_not(cast):
    story = on_shelf(cast)

    with connection.cursor() as cursor:
        cursor.execute("SELECT title, words, bridge, issues FROM campaigns_story")
        *sealed, issues = cursor.fetchone()

    assert Story.objects.get().words == story.words
    assert not any(word in bytes(value) for value in sealed for word in (b"bus", b"mother"))
    assert "Transit" in str(issues)


def test_same_entry_twice_is_one_story(cast):
    id = uuid.uuid4()

    assert on_shelf(cast, id=id) == on_shelf(cast, id=id)
    assert Story.objects.count() == 1


def test_tags_written_twice_are_one(cast):
    story = on_shelf(cast, replace(BUS, issues=("Rent", "#rent", " Housing ")))

    assert story.issues == ["Rent", "Housing"]


def test_words_between_commas_are_tags():
    assert tags_in("rent, , #, night buses") == ("rent", "night buses")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(BUS, title=" "), "title"),
        (replace(BUS, words=""), "words"),
        (replace(BUS, bridge="x" * 401), "bridge"),
        (replace(BUS, issues=("x" * 61,)), "issues"),
        (replace(BUS, values=tuple("abcdefghi")), "values"),
    ],
)
def test_what_is_missing_or_too_long_is_said_beside_its_field(cast, wrong, field):
    with pytest.raises(NothingWritten) as nothing:
        on_shelf(cast, wrong)

    assert list(nothing.value.errors) == [field]
    assert Story.objects.count() == 0


def test_shelf_ends_somewhere(cast):
    for _number in range(MOST_STORIES):
        on_shelf(cast)

    with pytest.raises(ShelfIsFull):
        on_shelf(cast)


@pytest.mark.parametrize("who", ("lead", "administrator", "outsider", "founder"))
def test_no_role_opens_another_ones_shelf(cast, who):
    story = on_shelf(cast)
    assert story_or_404(cast.organizer, story.pk) == story

    with pytest.raises(Http404):
        story_or_404(getattr(cast, who), story.pk)
    assert not shelf_of(getattr(cast, who)).exists()


def test_changed_story_comes_first(cast):
    first = on_shelf(cast)
    on_shelf(cast, RENT, at=NOW + HOUR)

    change_story(story=first, words=replace(BUS, title="The night bus"), by=cast.organizer, at=NOW + 2 * HOUR)

    assert [story.title for story in shelf_of(cast.organizer)] == ["The night bus", "The letter"]


def test_removed_story_leaves_no_words_behind(cast):
    story = on_shelf(cast)

    remove_story(story=story, by=cast.organizer, at=NOW)

    assert not Story.objects.exists()
    assert Entry.objects.filter(kind="story.removed").count() == 1


def test_story_of_the_campaign_is_taken_once_and_then_ones_own(cast, campaign):
    assert [story.key for story in stories_offered(cast.organizer, campaign)] == ["the-march"]

    taken = take_story(offered=OFFERED, campaign=campaign, by=cast.organizer, at=NOW)
    again = take_story(offered=OFFERED, campaign=campaign, by=cast.organizer, at=NOW)

    assert taken == again == shelf_of(cast.organizer).get()
    assert (taken.words, taken.bridge, taken.values) == ("I went alone.", "Nobody would have to.", ["Courage"])
    assert stories_offered(cast.organizer, campaign) == []
    assert [story.key for story in stories_offered(cast.outsider, campaign)] == ["the-march"]


def test_campaign_whose_pack_cannot_be_read_offers_none(cast, campaign):
    campaign.pack = "letstalk_pack: 99"

    assert stories_offered(cast.organizer, campaign) == []


def test_story_that_shares_most_issues_is_suggested_with_the_reason_r_040(cast):
    bus, rent = on_shelf(cast), on_shelf(cast, RENT)

    found = fitting_story([bus, rent], ["rent", "housing", "transit"])

    assert found is not None
    assert found.story == rent
    assert found.because == ["rent", "housing"]


@pytest.mark.parametrize(
    ("named", "tagged"), [("night buses", "Buses"), ("buses", "Night buses"), ("NIGHT  buses", "night buses")]
)
def test_issue_within_another_is_the_same_issue(cast, named, tagged):
    story = on_shelf(cast, replace(BUS, issues=(tagged,)))

    assert fitting_story([story], ["schools", named]).because == [named]


def test_value_decides_where_no_issue_is_shared(cast):
    bus, rent = on_shelf(cast), on_shelf(cast, RENT)

    assert fitting_story([bus, rent], ["family"]).story == rent


def test_of_two_that_fit_as_well_the_one_told_last_is_suggested(cast):
    on_shelf(cast)
    newer = on_shelf(cast, replace(BUS, title="The tram"), at=NOW + timedelta(days=1))

    assert fitting_story(shelf_of(cast.organizer), ["Transit"]).story == newer


@pytest.mark.parametrize("issues", ([], ["Schools"]))
def test_no_story_is_forced_upon_anyone(cast, issues):
    assert fitting_story([on_shelf(cast)], issues) is None
