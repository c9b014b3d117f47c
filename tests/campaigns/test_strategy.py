"""Four short cards on strategy, each said by the nearest node that says it (R-041)."""

from datetime import timedelta

import pytest
from django.db import connection

from letstalk.campaigns.domain.strategy import adopt_strategy, strategy_for_pack, write_strategy
from letstalk.campaigns.models import Campaign, StrategyCard
from letstalk.campaigns.queries import own_strategy, strategy_for
from letstalk.campaigns.words import StrategyPart
from letstalk.journal.models import Entry
from letstalk.kit.refusal import NothingWritten
from letstalk.stewardship.domain.first_visit import shipped_pack
from letstalk.stewardship.domain.packs import adopt_anew
from tests.moments import NOW

pytestmark = pytest.mark.django_db

PACK = {"vision": "A city for all.", "national": "A hundred cities ask.", "local": "Ask your council."}


@pytest.fixture
def campaign(cast) -> Campaign:
    campaign = adopt_anew(pack=shipped_pack(), chapter=cast.organization, first_on=NOW.date(), by=cast.founder, at=NOW)
    StrategyCard.objects.all().delete()
    adopt_strategy(words=PACK, campaign=campaign, at=NOW)
    return campaign


def said(chapter, campaign) -> list[tuple[str, str]]:
    return [(str(card.part), card.words) for card in strategy_for(chapter, campaign)]


def write(cast, campaign, **words) -> None:
    typed = {StrategyPart(part): text for part, text in words.items()}
    write_strategy(chapter=cast.chapter, campaign=campaign, words=typed, by=cast.lead, at=NOW)


def test_cards_come_in_their_order_and_those_nobody_says_are_left_out_r_041(cast, campaign):
    assert said(cast.chapter, campaign) == list(PACK.items())


def test_chapter_says_its_own_and_the_others_come_from_above(cast, campaign):
    write(cast, campaign, local="Save bus 12.", both="You get home.")

    assert said(cast.chapter, campaign) == [
        ("vision", "A city for all."),
        ("national", "A hundred cities ask."),
        ("local", "Save bus 12."),
        ("both", "You get home."),
    ]
    assert said(cast.sibling, campaign) == list(PACK.items())
    assert own_strategy(cast.chapter, campaign)[StrategyPart.VISION] == ""


def test_emptied_card_falls_back_to_the_node_above(cast, campaign):
    write(cast, campaign, local="Save bus 12.")
    write(cast, campaign, local=" ")

    assert said(cast.chapter, campaign) == list(PACK.items())


def test_words_are_sealed(cast, campaign):
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM campaigns_strategycard")
        kept = [bytes(row[0]) for row in cursor.fetchall()]

    assert len(kept) == 3
    assert not any(b"city" in words or b"council" in words for words in kept)


def test_same_words_twice_are_written_once(cast, campaign):
    write(cast, campaign, local="Save bus 12.")
    write(cast, campaign, local="Save bus 12.")

    assert Entry.objects.filter(kind="strategy.written").count() == 1


def test_too_long_a_card_is_refused_beside_its_field(cast, campaign):
    with pytest.raises(NothingWritten) as nothing:
        write(cast, campaign, local="x" * 601)

    assert list(nothing.value.errors) == ["local"]


def test_own_words_outlive_taking_the_campaign_up_anew(cast, campaign):
    typed = {StrategyPart.LOCAL: "Save bus 12."}
    write_strategy(chapter=cast.organization, campaign=campaign, words=typed, by=cast.founder, at=NOW)

    later = NOW.date() + timedelta(days=7)
    anew = adopt_anew(pack=shipped_pack(), chapter=cast.organization, first_on=later, by=cast.founder, at=NOW)
    adopt_strategy(words=PACK | {"vision": "A city for everyone."}, campaign=anew, at=NOW)

    found = dict(said(cast.chapter, anew))
    assert (found["vision"], found["local"]) == ("A city for everyone.", "Save bus 12.")


def test_pack_that_ships_brings_all_four_cards_with_its_words_filled_in(cast):
    campaign = adopt_anew(pack=shipped_pack(), chapter=cast.organization, first_on=NOW.date(), by=cast.founder, at=NOW)

    found = dict(said(cast.chapter, campaign))
    assert list(found) == ["vision", "national", "local", "both"]
    assert "our huddle takes on" in found["local"]


def test_pack_gets_the_cards_as_they_are_now(cast, campaign):
    typed = {StrategyPart.BOTH: "You get home.", StrategyPart.NATIONAL: ""}
    write_strategy(chapter=cast.organization, campaign=campaign, words=typed, by=cast.founder, at=NOW)

    assert strategy_for_pack(campaign) == {
        "vision": "A city for all.",
        "local": "Ask your council.",
        "both": "You get home.",
    }


def test_no_campaign_has_no_strategy(cast):
    assert strategy_for(cast.chapter, None) == []
