"""The campaign's page: where it stands, the menu of asks, and what a lead sets for it (R-006, R-008, R-029, R-091)."""

import uuid
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from letstalk.campaigns.domain.asks import add_ask
from letstalk.campaigns.models import Ask, Campaign
from letstalk.campaigns.validators import AskWords
from letstalk.stewardship.domain.first_visit import shipped_pack
from letstalk.stewardship.domain.packs import adopt_pack
from tests.campaign import FIRST_ON, adopted
from tests.moments import DAY, NOW, held

CAMPAIGN = reverse("desk:campaign")
ADD = reverse("desk:add_ask")
ADOPT = reverse("desk:adopt_campaign")


@pytest.fixture
def lead(cast, at_hour) -> Client:
    """A browser in which the chapter's lead is signed in, on the second day of the tests."""
    at_hour(NOW + 2 * DAY)
    browser = Client()
    browser.force_login(cast.lead)
    return browser


@pytest.fixture
def own(cast) -> Campaign:
    """The campaign, taken up by the lead's own chapter."""
    return adopt_pack(pack=shipped_pack(), chapter=cast.chapter, first_on=FIRST_ON, by=cast.lead, at=NOW)


def hope(campaign: Campaign) -> str:
    return reverse("desk:hope_for_held", args=[campaign.pk])


def ours(campaign: Campaign):
    return campaign.actions.get(is_ours=True)


def test_the_page_says_the_day_the_action_and_whom_to_thank(cast, desk, on_the_day):
    """R-006, R-008"""
    adopted(cast)

    page = desk.get(CAMPAIGN).content.decode()

    assert "Day 3 of 100" in page
    assert "Let&#x27;s Talk: Why We Resist" in page
    assert "#WhyWeResist" in page
    assert 'href="www.womensmarch.com' not in page
    assert "with thanks to Sara El-Amine and Organizing for America" in page
    assert "CC BY-SA 4.0" in page


def test_r008_the_actions_before_ours_look_done_and_ours_is_now(cast, desk, on_the_day):
    adopted(cast)

    page = desk.get(CAMPAIGN).content.decode()

    assert page.count('<li class="done">') == 7
    assert '<li class="now" aria-current="step">8</li>' in page


def test_what_was_held_is_measured_against_what_is_hoped_for(cast, lead, own):
    held(cast)
    lead.post(hope(own), {"wanted": "60", "seen": ""})

    page = lead.get(CAMPAIGN).content.decode()

    assert 'value="1" max="60"' in page


def test_r091_the_menu_shows_the_five_next_steps_and_the_chapters_own_asks(cast, desk, on_the_day):
    adopted(cast)
    words = AskWords(title="Tenants’ meeting", why="Rents went up", goal="Ten neighbours", on=date(2026, 3, 14))
    add_ask(chapter=cast.chapter, words=words, by=cast.lead, at=NOW)

    page = desk.get(CAMPAIGN).content.decode()

    assert [f'aria-hidden="true">{letter}</span>' in page for letter in "abcde"] == [True] * 5
    assert all(words in page for words in ["Tenants’ meeting", "Rents went up", "Ten neighbours", "Sat 14 Mar"])


def test_without_a_campaign_the_page_says_how_to_begin(cast, desk, lead):
    assert "A lead of your chapter can take one up" in desk.get(CAMPAIGN).content.decode()
    assert ADOPT in lead.get(CAMPAIGN).content.decode()


def test_the_page_costs_the_same_with_one_ask_and_with_three(cast, desk, on_the_day, cost):
    adopted(cast)
    add_ask(chapter=cast.chapter, words=AskWords(title="One"), by=cast.lead, at=NOW)
    one = cost(desk, CAMPAIGN)
    for title in ("Two", "Three"):
        add_ask(chapter=cast.chapter, words=AskWords(title=title), by=cast.lead, at=NOW)

    assert cost(desk, CAMPAIGN) == one


def test_r029_an_ask_is_added_by_hand_and_sent_twice_it_is_one(cast, lead):
    typed = {"entry": str(uuid.uuid4()), "title": "Postcards", "on": "2026-03-14", "time": "18:00", "goal": "Fifty"}

    answers = [lead.post(ADD, typed), lead.post(ADD, typed)]

    assert [answer.status_code for answer in answers] == [302, 302]
    ask = Ask.objects.get()
    assert (ask.title, ask.on, ask.goal, ask.chapter) == ("Postcards", date(2026, 3, 14), "Fifty", cast.chapter)


def test_an_ask_with_a_time_and_no_day_comes_back_with_what_was_typed(cast, lead):
    answer = lead.post(ADD, {"title": "Postcards", "time": "18:00"})

    assert answer.status_code == 422
    assert "There is a time but no day" in answer.content.decode()
    assert 'value="Postcards"' in answer.content.decode()
    assert not Ask.objects.exists()


WHOLE = {
    "title": "Come to the huddle",
    "on": "2026-03-12",
    "time": "19:00",
    "more": "2026-03-19 19:00\n2026-03-26",
    "places": "2",
    "issues": "Housing, buses",
    "motives": ["belong", "justice"],
    "rung": "3",
    "child_care": "yes",
    "access": ["step_free"],
    "languages": ["en", "es"],
    "least_age": "16",
    "set_up": ["ride"],
}


def test_all_an_ask_can_say_is_said_on_its_page_and_changed_there(cast, lead):
    training = add_ask(chapter=cast.chapter, words=AskWords(title="Training"), by=cast.lead, at=NOW)
    lead.post(ADD, {**WHOLE, "before": [str(training.pk)]})
    ask = Ask.objects.get(title=WHOLE["title"])
    change = reverse("desk:change_ask", args=[ask.pk])

    page = lead.get(reverse("desk:ask", args=[ask.pk])).content.decode()
    seen = lead.get(change).context["form"]["seen"].value()
    typed = {**WHOLE, "before": [str(training.pk)], "on": "2026-03-13", "more": "", "seen": seen}
    answer = lead.post(change, typed)

    said = ["2 places left", "Housing, buses", "To belong, Justice", "English, Spanish", "from 16 on", "Training"]
    assert [words for words in said if words not in page] == []
    assert answer.status_code == 302
    ask.refresh_from_db()
    assert [str(day) for day in ask.dates.order_by("on").values_list("on", flat=True)] == ["2026-03-13"]
    assert (ask.motives, ask.before, ask.child_care) == ({"belong": 100, "justice": 100}, [str(training.pk)], True)


def test_an_ask_that_changed_meanwhile_is_not_overwritten_unseen(cast, lead):
    ask = add_ask(chapter=cast.chapter, words=AskWords(title="Postcards"), by=cast.lead, at=NOW)
    change = reverse("desk:change_ask", args=[ask.pk])
    seen = lead.get(change).context["form"]["seen"].value()
    lead.post(change, {"title": "Letters", "seen": seen})

    answer = lead.post(change, {"title": "Cards", "seen": seen})

    assert answer.status_code == 422
    assert "it now says “<bdi>Letters</bdi>”" in answer.content.decode()
    assert 'value="Cards"' in answer.content.decode()


def test_one_day_is_called_off_and_on_again(cast, lead):
    lead.post(ADD, WHOLE)
    ask = Ask.objects.get()
    first = ask.dates.order_by("on")[0]

    lead.post(reverse("desk:call_off_ask_day", args=[ask.pk, first.pk]))

    assert "Called off" in lead.get(reverse("desk:ask", args=[ask.pk])).content.decode()
    ask.refresh_from_db()
    assert ask.on == date(2026, 3, 19)

    lead.post(reverse("desk:call_off_ask_day", args=[ask.pk, first.pk]), {"back": "1"})

    ask.refresh_from_db()
    assert ask.on == date(2026, 3, 12)


def test_a_line_that_is_no_day_comes_back(cast, lead):
    answer = lead.post(ADD, {**WHOLE, "more": "next week"})

    assert answer.status_code == 422
    assert "“next week” is not a day" in answer.content.decode()


def test_an_ask_is_taken_off_the_menu(cast, lead):
    ask = add_ask(chapter=cast.chapter, words=AskWords(title="Postcards"), by=cast.lead, at=NOW)

    asked = lead.get(reverse("desk:retire_ask", args=[ask.pk]))
    lead.post(reverse("desk:retire_ask", args=[ask.pk]))

    assert "Postcards" in asked.content.decode()
    assert "No campaign yet" in lead.get(CAMPAIGN).content.decode()
    ask.refresh_from_db()
    assert ask.retired_at is not None


def test_an_ask_of_another_chapter_is_not_there_for_this_lead(cast, lead):
    ask = add_ask(chapter=cast.sibling, words=AskWords(title="Postcards"), by=cast.founder, at=NOW)

    assert lead.post(reverse("desk:retire_ask", args=[ask.pk])).status_code == 404


def test_what_is_hoped_for_is_not_overwritten_unseen(cast, lead, own):
    lead.post(hope(own), {"wanted": "60", "seen": ""})

    answer = lead.post(hope(own), {"wanted": "80", "seen": ""})

    assert answer.status_code == 422
    assert "It now says 60" in answer.content.decode()
    assert ours(own).wanted == 60


def test_nobody_can_hope_for_less_than_one(cast, lead, own):
    answer = lead.post(hope(own), {"wanted": "0", "seen": ""})

    assert answer.status_code == 422
    assert "from 1 up" in answer.content.decode()


def test_a_campaign_of_the_organization_is_not_for_the_lead_of_one_chapter_to_set(cast, lead):
    assert lead.get(hope(adopted(cast))).status_code == 404


def test_r008_a_campaign_is_taken_up_anew_from_another_day_and_twice_is_once(cast, lead, own):
    lead.post(hope(own), {"wanted": "60", "seen": ""})
    add_ask(chapter=cast.chapter, words=AskWords(title="Postcards"), by=cast.lead, at=NOW)
    later = FIRST_ON + timedelta(days=2)

    answers = [lead.post(ADOPT, {"first_on": later.isoformat()}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    standing = Campaign.objects.get(ended_at__isnull=True)
    assert (standing.first_on, ours(standing).wanted) == (later, 60)
    assert Campaign.objects.count() == 2
    page = lead.get(CAMPAIGN).content.decode()
    assert "Postcards" in page
    assert page.count('aria-hidden="true">a</span>') == 1


def test_a_first_day_long_past_is_asked_about_again(cast, lead):
    answer = lead.post(ADOPT, {"first_on": "1916-03-01"})

    assert answer.status_code == 422
    assert "within about a year" in answer.content.decode()
    assert 'value="1916-03-01"' in answer.content.decode()


@pytest.mark.parametrize(("until", "is_past"), [(date(2031, 1, 1), False), (date(2026, 1, 1), True)])
def test_r069_a_campaign_says_until_when_it_is_current_and_that_it_speaks_of_the_past(until, is_past, cast, own, lead):
    Campaign.objects.filter(pk=own.pk).update(current_until=until)

    page = lead.get(CAMPAIGN).content.decode()

    assert "Current until" in page
    assert ("some of it speaks of the past" in page) is is_past


def test_whoever_shapes_the_campaign_finds_its_packs_and_an_organizer_does_not(cast, own, lead, desk):
    assert reverse("desk:packs") in lead.get(CAMPAIGN).content.decode()
    assert reverse("desk:packs") not in desk.get(CAMPAIGN).content.decode()
