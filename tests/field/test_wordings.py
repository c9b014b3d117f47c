"""In which words a one-on-one is asked: chosen when preparing, the same on card, sheets and phone (R-070, R-077)."""

import pytest
from django.urls import reverse

from letstalk.field.cards import cards_of, prepared_for
from letstalk.field.on_paper import pocket_card, prepare_sheet
from letstalk.field.packet import packet_of
from letstalk.guides.wordings import AS_WRITTEN, Wanted
from letstalk.kit import clock
from letstalk.meetings.domain.prepare import choose_questions, choose_wordings
from letstalk.meetings.facts import facts_of
from letstalk.meetings.models import Meeting
from letstalk.meetings.wordings import language_for, offered_for
from tests.field.test_prepare import coming

pytestmark = pytest.mark.django_db
__all__ = ["coming"]

SPANISH = "¿Ha ido alguna vez a una marcha?"


@pytest.fixture
def page(client, cast, coming) -> str:
    choose_questions(meeting=coming, questions=["Q1", "Q6", "Q8", "Q9"], by=cast.organizer, at=cast.at)
    client.force_login(cast.organizer)
    return reverse("field:prepare", args=[coming.pk])


def afresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.get(pk=meeting.pk)


def wording_of(meeting: Meeting, id: str, name: str) -> str:
    questions = {question["id"]: question for question in meeting.guide_version.body["questions"]}
    return questions[id]["wordings"][name]


def with_spanish(meeting: Meeting) -> Meeting:
    """The same guide with one question in another language."""
    version = meeting.guide_version
    body = dict(version.body)
    body["questions"] = [
        {**question, "wordings": {**question.get("wordings", {}), "es": SPANISH}}
        if question["id"] == "Q6"
        else question
        for question in body["questions"]
    ]
    meeting.guide_version = version.guide.versions.create(number=2, body=body, published_at=clock.now())
    meeting.save()
    return afresh(meeting)


def choose(client, page: str, **chosen: str) -> object:
    return client.post(page, {"do": "wordings"} | {f"wording-{name}": value for name, value in chosen.items()})


def titles(meeting: Meeting) -> list[str]:
    return [card.title for card in cards_of(meeting, {}) if card.is_question]


def test_only_what_the_guide_has_is_offered(coming):
    offered = offered_for(coming, asked=["Q1", "Q8"])

    assert (offered.languages, offered.plain, offered.sides) == ([], True, ["neutral"])
    assert [(pick.id, [part for part, _words in pick.choices]) for pick in offered.picks] == [
        ("Q8a", ["acted", "treated"])
    ]


def test_plain_words_chosen_stand_on_card_sheets_and_phone_r_070(client, page, coming):
    plain = wording_of(coming, "Q6", "plain")

    response = choose(client, page, plain="plain")
    meeting = afresh(coming)
    packet = packet_of(meeting, at=clock.now())

    assert response.status_code == 302
    assert plain in titles(meeting)
    assert plain in client.get(page).text
    assert plain in packet["pages"]["prepare"]
    assert plain in packet["pages"]["card"]
    for sheet in (prepare_sheet(meeting, at=clock.now()), pocket_card(meeting, at=clock.now())):
        assert plain[:40] in repr(sheet)


def test_non_partisan_words_come_before_plain_ones_and_the_fact_is_given_h_6(client, page, coming):
    assert facts_of(afresh(coming))["partisan"] is True

    choose(client, page, plain="plain", sides="neutral")
    meeting = afresh(coming)

    neutral = wording_of(meeting, "Q1", "neutral").replace("{administration}", "the present administration")
    assert neutral in titles(meeting)
    assert facts_of(meeting)["partisan"] is False


def test_which_sense_a_piped_word_is_asked_in_is_the_organizers_choice_r_077(client, page, coming):
    choose(client, page, **{"pick-Q8a": "treated"})

    meeting = afresh(coming)

    assert prepared_for(meeting).wordings == {"Q8a": "treated"}
    shown = cards_of(meeting, {"Q8": ["loud"]})
    texts = [asked.text for card in shown for asked in card.asked]
    assert any("treated" in text and "loud" in text for text in texts)


def test_language_the_person_prefers_is_the_default_where_the_guide_has_it(client, cast, page, coming):
    meeting = with_spanish(coming)
    assert language_for(meeting) == ""

    meeting.person.language = "es"
    meeting.person.save()
    assert language_for(afresh(meeting)) == "es"
    assert SPANISH in titles(afresh(meeting))
    assert facts_of(afresh(meeting))["language"] == "es"

    choose(client, page, language=AS_WRITTEN)
    assert language_for(afresh(meeting)) == ""
    assert SPANISH not in titles(afresh(meeting))


def test_page_says_what_was_chosen_and_offers_the_rest(client, page, coming):
    before = client.get(page).text
    choose(client, page, plain="plain")

    after = client.get(page).text

    assert "As the guide is written." in before
    assert '<p class="soft">Plain language</p>' in after


def test_what_the_guide_does_not_have_is_left_out(cast, coming):
    wanted = Wanted(language="fr", plain=True, sides="partisan", picked={"Q8a": "sung", "Q99": "treated"})

    choose_wordings(meeting=coming, wanted=wanted, by=cast.organizer, at=cast.at)

    assert afresh(coming).wordings == {"plain": True}


def test_nonsense_changes_nothing(client, page, coming):
    choose(client, page, plain="shouted", sides="all")

    assert afresh(coming).wordings == {}


def test_phone_without_a_network_does_not_offer_what_it_cannot_keep(page, coming):
    packet = packet_of(afresh(coming), at=clock.now())

    assert "In which words" not in packet["pages"]["prepare"]
