"""The demo's organizer has stories to tell, and one fits whom she meets next."""

import pytest

from letstalk.campaigns.queries import fitting_story, shelf_of, strategy_for
from letstalk.campaigns.words import StrategyPart
from letstalk.stewardship.domain.demo.shelf import fill_shelf
from tests.campaign import adopted
from tests.moments import NOW

pytestmark = pytest.mark.django_db


def test_demo_begins_with_a_story_that_fits_and_a_strategy_close_to_home(cast):
    campaign = adopted(cast)

    fill_shelf(organizer=cast.organizer, chapter=cast.chapter, campaign=campaign, at=NOW)

    found = fitting_story(shelf_of(cast.organizer), ["schools", "night buses"])
    assert found is not None
    assert (found.story.title, found.because) == ("The last bus", ["night buses"])
    said = {card.part: card.words for card in strategy_for(cast.chapter, campaign)}
    assert "night bus" in said[StrategyPart.LOCAL]
    assert set(said) == set(StrategyPart)
