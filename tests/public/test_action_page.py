"""The action's page: off until a lead opens it; signing up needs no email and tells nothing of anyone (h.2)."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from letstalk.campaigns.domain.action_page import close_action_page, open_action_page
from letstalk.campaigns.domain.signing_up import FROM_ONE_PLACE, lead_of
from letstalk.campaigns.models import ActionPage, Campaign
from letstalk.campaigns.nearest import Team, nearest
from letstalk.kit import clock
from letstalk.people.domain.lists import ListWords, make_list
from letstalk.people.models import Consent, Note, Person, Relationship
from letstalk.people.words import NEWS
from tests.factories import a_role
from tests.moments import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(cast):
    Campaign.objects.create(
        chapter=cast.chapter, key="ours", name="Ten Days", first_on=NOW.date(), hashtag="#Why", adopted_at=NOW
    )
    return open_action_page(chapter=cast.chapter, places="Riverside\n10029", by=cast.lead, at=NOW)


def at(page, name="action"):
    return reverse(f"public:{name}", args=[page.chapter.slug])


def typed(**more):
    return {"entry": str(uuid.uuid4()), "name": "Ben Ito", "way": "+12025550177", "wishes": ["talk", "own"]} | more


def test_there_is_none_until_a_lead_opens_it(cast):
    browser = Client()
    browser.force_login(cast.lead)
    address = reverse("public:action", args=[cast.chapter.slug])

    before = Client().get(address).status_code
    browser.post(reverse("desk:action_page", args=[cast.chapter.pk]), {"places": "Riverside"})
    opened = Client().get(address).status_code
    browser.post(reverse("desk:action_page", args=[cast.chapter.pk]), {"close": "yes"})

    assert (before, opened, Client().get(address).status_code) == (404, 200, 404)


def test_opened_twice_it_is_one(cast, page):
    again = open_action_page(chapter=cast.chapter, places="Hill", by=cast.lead, at=NOW)
    close_action_page(page=again, by=cast.lead, at=NOW)

    assert (again.pk, again.places) == (page.pk, "Hill")
    assert ActionPage.objects.count() == 1


@pytest.mark.parametrize("name", ["action", "join", "action_guide", "action_graphics"])
def test_every_page_sets_no_cookie_and_asks_nobody_else(client, page, name):
    answer = client.get(at(page, name))

    assert answer.status_code == 200
    assert not answer.cookies
    assert 'src="http' not in answer.content.decode()


def test_a_link_to_it_has_a_picture_made_by_us(client, page):
    said = client.get(at(page)).content.decode()
    picture = client.get(at(page, "action_picture"))

    assert f'property="og:image" content="http://testserver{at(page, "action_picture")}"' in said
    assert (int.from_bytes(picture.content[16:20]), int.from_bytes(picture.content[20:24])) == (1200, 630)


def test_a_graphic_is_made_without_an_account(client, page):
    said = {"blank_because": "the night bus", "design": "sun", "format": "square", "do": "png"}

    answer = client.post(at(page, "action_graphics"), said)

    assert answer.content.startswith(b"\x89PNG")


def test_who_signs_up_is_a_leads_to_invite_next(client, cast, page):
    """R-091: with what they would like, in a note. Of two leads it is the one who holds one-on-ones."""
    a_role(cast.lead, cast.chapter)
    answer = client.post(at(page, "join"), typed(words="Evenings are good."))

    person = Person.objects.get(name="Ben Ito")
    assert answer.headers["Location"].endswith("said=thanks")
    assert person.source == "action page"
    assert Relationship.objects.get(person=person).organizer == cast.lead
    note = Note.objects.get(person=person)
    assert note.author == cast.lead
    assert "Holding one-on-ones of my own" in note.text
    assert "Evenings are good." in note.text


def test_where_leads_only_lead_an_organizer_invites(cast):
    assert lead_of(cast.chapter) == cast.organizer
    assert lead_of(cast.sibling) == cast.outsider


def test_sent_twice_it_is_one_person(client, page):
    said = typed()

    client.post(at(page, "join"), said)
    client.post(at(page, "join"), said)

    assert Person.objects.filter(name="Ben Ito").count() == 1
    assert Note.objects.count() == 1


def test_neither_phone_nor_email_is_needed_but_a_word_on_where_to_find_them(client, page):
    nothing = client.post(at(page, "join"), typed(way=""))
    somewhere = client.post(at(page, "join"), typed(way="", words="Every Tuesday at the market"))

    assert nothing.status_code == 422
    assert 'value="Ben Ito"' in nothing.content.decode()
    assert somewhere.status_code == 302


def test_a_known_address_is_answered_alike_and_nothing_of_theirs_changes(client, cast, page):
    """The organizer who knows them hears of it."""
    unknown = client.post(at(page, "join"), typed())
    known = client.post(at(page, "join"), typed(way="amina@example.org", name="Someone Else"))

    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    cast.person.refresh_from_db()
    assert cast.person.name != "Someone Else"
    assert not Person.objects.filter(name="Someone Else").exists()
    note = Note.objects.get(person=cast.person)
    assert note.author == cast.organizer
    assert "In the name of Someone Else." in note.text


def test_a_yes_to_news_waits_for_the_click_in_the_email(client, cast, page):
    """R-058: the double opt-in of every list."""
    words = ListWords("News", "", "Riverside Huddle")
    make_list(chapter=cast.chapter, words=words, is_news=True, id=uuid.uuid4(), by=cast.lead, at=NOW)

    by_phone = client.post(at(page, "join"), typed(news="on"))
    client.post(at(page, "join"), typed(way="ben@example.org", news="on"))

    assert by_phone.status_code == 422
    line = Consent.objects.get(scope=NEWS)
    assert line.how == "action page"
    assert "confirm" in line.words


def test_news_is_not_offered_where_nobody_sends_any(client, page):
    assert 'name="news"' not in client.get(at(page, "join")).content.decode()


def test_what_fills_in_every_box_is_thanked_and_forgotten(client, page):
    answer = client.post(at(page, "join"), typed(website="https://example.org"))

    assert answer.headers["Location"].endswith("said=thanks")
    assert not Person.objects.filter(name="Ben Ito").exists()


def test_one_place_cannot_sign_up_a_whole_town(client, page, monkeypatch):
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment + timedelta(seconds=1))

    answers = [
        client.post(at(page, "join"), typed(way="", words="At the market")).status_code
        for _one in range(FROM_ONE_PLACE + 1)
    ]

    assert answers == [302] * FROM_ONE_PLACE + [429]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("10029", ["east", "west"]), ("riverside", ["west"]), ("RIVER", ["west"]), ("10035", ["east", "west"]), ("x", [])],
)
def test_the_nearest_team_by_place_or_postal_code(wanted, found):
    teams = [
        Team("west", "Riverside", ("10040",)),
        Team("east", "Eastside", ("10029",)),
        Team("far", "Hill", ("94110",)),
    ]

    assert [team.key for team in nearest(wanted, teams)] == found


def test_teams_without_a_page_are_not_found(client, page):
    said = client.get(at(page), {"near": "Hilltop"}).content.decode()

    assert reverse("public:action", args=["hilltop"]) not in said
    assert "No team has said yet" in said
