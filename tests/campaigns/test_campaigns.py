"""Campaigns and asks: which campaign a chapter is in, and what can be asked for (R-008, R-029, R-042, R-091)."""

import uuid
from datetime import date, datetime, time, timedelta

import pytest
from django.http import Http404

from letstalk.campaigns.access import ask_or_404, ask_to_change_or_404, campaign_administered_or_404, campaign_or_404
from letstalk.campaigns.domain.asks import add_ask, retire_ask
from letstalk.campaigns.models import Action, Ask, Campaign
from letstalk.campaigns.queries import action_now, asks_for, current_campaign
from letstalk.campaigns.validators import AskWords
from letstalk.journal.models import Entry
from letstalk.kit.refusal import NothingWritten
from tests.campaign import adopted
from tests.factories import a_chapter
from tests.moments import DAY, NOW

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)


def a_campaign(chapter, key: str, *, first_on: date = TODAY, at: datetime = NOW, **more) -> Campaign:
    return Campaign.objects.create(chapter=chapter, key=key, name=key.title(), first_on=first_on, adopted_at=at, **more)


def an_ask(cast, title: str, *, chapter=None, **more) -> Ask:
    words = AskWords(title=title, **more)
    return add_ask(chapter=chapter or cast.chapter, words=words, by=cast.organizer, at=NOW)


# --- the campaign ---


def test_r008_a_chapter_is_in_the_campaign_of_the_nearest_node(cast):
    above = a_campaign(cast.organization, "above")
    assert current_campaign(cast.chapter, NOW) == above

    own = a_campaign(cast.chapter, "own")

    below = a_chapter(cast.chapter, "Riverside North")
    assert [current_campaign(node, NOW) for node in (cast.organization, cast.sibling, cast.chapter, below)] == [
        above,
        above,
        own,
        own,
    ]


def test_of_two_campaigns_of_one_chapter_it_is_the_one_whose_days_are_now(cast):
    running = a_campaign(cast.chapter, "running", first_on=TODAY - timedelta(days=5))
    a_campaign(cast.chapter, "to-come", first_on=TODAY + timedelta(days=50), at=NOW)

    assert current_campaign(cast.chapter, NOW) == running


def test_a_campaign_that_was_ended_is_nobodys_any_more(cast):
    a_campaign(cast.chapter, "over", ended_at=NOW)

    assert current_campaign(cast.chapter, NOW) is None


@pytest.mark.parametrize(
    ("day", "number"),
    [(date(2026, 2, 28), None), (date(2026, 3, 1), 8), (date(2026, 6, 8), 8), (date(2026, 6, 9), None)],
)
def test_the_packs_own_action_is_the_one_shown_on_every_day_of_the_campaign(cast, day, number):
    action = action_now(adopted(cast), day)

    assert (action.number if action else None) == number


def test_action_n_of_several_that_run_is_the_latest_unless_one_is_ours(cast):
    campaign = a_campaign(cast.chapter, "plain")
    for number in (1, 2, 3):
        Action.objects.create(campaign=campaign, number=number, title=f"Action {number}", from_day=number, to_day=10)

    assert action_now(campaign, TODAY + timedelta(days=1)).number == 2


# --- the menu ---


def test_r091_the_five_next_steps_come_first_then_what_has_a_day(cast):
    adopted(cast)
    an_ask(cast, "Some day")
    an_ask(cast, "Second", on=date(2026, 3, 14), time=time(19, 0))
    an_ask(cast, "First", on=date(2026, 3, 14), time=time(9, 0))

    asks = asks_for(cast.chapter, NOW)

    assert [ask.letter or ask.title for ask in asks] == ["a", "b", "c", "d", "e", "First", "Second", "Some day"]


def test_what_is_past_or_retired_or_of_another_branch_is_not_asked_for(cast):
    gone = an_ask(cast, "This morning", on=TODAY, time=time(9, 30))
    an_ask(cast, "Tonight", on=TODAY, time=time(19, 0))
    retire_ask(ask=an_ask(cast, "Given up"), by=cast.organizer, at=NOW)
    an_ask(cast, "Elsewhere", chapter=cast.sibling)
    an_ask(cast, "For all", chapter=cast.organization)

    # In Chicago it is nine in the morning at NOW, and ten at the later reading.
    titles = [
        [ask.title for ask in asks_for(cast.chapter, NOW + hours)] for hours in (timedelta(0), timedelta(hours=1))
    ]

    assert titles == [["This morning", "Tonight", "For all"], ["Tonight", "For all"]]
    assert Ask.objects.filter(pk=gone.pk).exists()


def test_the_asks_of_a_campaign_the_chapter_is_not_in_are_not_on_its_menu(cast):
    adopted(cast)
    a_campaign(cast.chapter, "own")

    assert list(asks_for(cast.chapter, NOW)) == []
    assert asks_for(cast.sibling, NOW).count() == 5


def test_an_ask_sent_twice_is_one(cast):
    id = uuid.uuid4()

    asks = [
        add_ask(id=id, chapter=cast.chapter, words=AskWords(title=" Come "), by=cast.organizer, at=NOW)
        for _time in range(2)
    ]

    assert asks[0] == asks[1]
    assert asks[0].title == "Come"
    assert Entry.objects.filter(kind="ask.added").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"title": "Come", "time": time(19, 0)}, "on"),
        ({"title": "Come", "on": date(2026, 3, 1)}, "on"),
        ({"title": "Come", "on": date(2026, 3, 8), "time": time(2, 30)}, "time"),
    ],
)
def test_an_ask_that_will_not_do_says_so_beside_its_field(cast, wrong, field):
    with pytest.raises(NothingWritten) as refused:
        an_ask(cast, **wrong)

    assert list(refused.value.errors) == [field]
    assert Ask.objects.count() == 0


def test_retiring_twice_is_retiring_once(cast):
    ask = an_ask(cast, "Given up")

    for times in range(2):
        retire_ask(ask=ask, by=cast.organizer, at=NOW + times * DAY)

    assert ask.retired_at == NOW
    assert Entry.objects.filter(kind="ask.retired").count() == 1


# --- the gate ---


def test_an_ask_is_for_those_at_or_below_its_chapter_and_nobody_beside_it(cast):
    ask = an_ask(cast, "Come")
    shared = an_ask(cast, "For all", chapter=cast.organization)

    assert ask_or_404(cast.organizer, ask.pk) == ask_or_404(cast.lead, ask.pk) == ask
    assert ask_or_404(cast.outsider, shared.pk) == shared
    with pytest.raises(Http404):
        ask_or_404(cast.outsider, ask.pk)


def test_an_ask_is_changed_by_those_who_look_after_its_chapter(cast):
    shared = an_ask(cast, "For all", chapter=cast.organization)

    assert ask_to_change_or_404(cast.administrator, shared.pk) == shared
    with pytest.raises(Http404):
        ask_to_change_or_404(cast.organizer, shared.pk)


def test_a_campaign_is_run_by_administrators_and_worked_in_by_all_below(cast):
    campaign = adopted(cast)

    assert campaign_or_404(cast.outsider, campaign.pk) == campaign
    assert campaign_administered_or_404(cast.administrator, campaign.pk) == campaign
    with pytest.raises(Http404):
        campaign_administered_or_404(cast.lead, campaign.pk)
