"""Texts through a gateway that speaks Twilio's API, against a stand-in: the same states and steps as letters."""

import base64

import pytest

from letstalk.outbox import queries, sweeps, texting
from letstalk.outbox.bounced import bounced_among
from letstalk.outbox.domain.bounces import confirm
from letstalk.outbox.domain.gateways import set_gateway, turn_off
from letstalk.outbox.domain.messages import suppress
from letstalk.outbox.domain.routes import StaysInFolder, use_folder
from letstalk.outbox.gateways import USUAL_API, BadGateway, current_gateway, text_gateway
from letstalk.outbox.models import Gateway, Suppression, Trouble
from letstalk.outbox.words import Channel, Problem, State
from tests.support.gateway import TextOffice

pytestmark = pytest.mark.django_db(transaction=True)
PHONE, OURS, TOKEN = "+12025550143", "+12025550199", "a token, that is a secret"
WORDS = {"address": PHONE, "subject": "", "body": "See you on Tuesday. Rosa"}


@pytest.fixture
def texts():
    office = TextOffice()
    yield office
    office.end()


@pytest.fixture
def gateway(texts, at):
    made = text_gateway(api=texts.url, account="AC0123", token=TOKEN, sender=OURS)
    set_gateway(made, by=None, at=at)
    return made


@pytest.fixture
def ready_text(ready):
    return lambda: ready(words=WORDS, channel=Channel.TEXT)


def test_a_text_leaves_once_and_says_who_we_are_to_the_service_alone(texts, gateway, ready_text, again, at):
    message = ready_text()

    assert texting.run(at=at) == 1
    assert texting.run(at=at) == 0

    assert again(message).state == State.SENT
    assert texts.texts == [{"To": PHONE, "From": OURS, "Body": "See you on Tuesday. Rosa"}]
    path, headers = texts.asked[0]
    assert path == "/2010-04-01/Accounts/AC0123/Messages.json"
    assert headers["Authorization"] == "Basic " + base64.b64encode(f"AC0123:{TOKEN}".encode()).decode()


def test_the_service_is_told_where_to_report_only_by_a_safe_address(texts, gateway, ready_text, settings, at):
    settings.LETSTALK_URL = "https://talk.example.org"
    message = ready_text()

    texting.run(at=at)

    assert texts.texts[0]["StatusCallback"] == f"https://talk.example.org/texts/{message.pk}/"


def test_without_a_gateway_nothing_is_asked_of_the_network(texts, ready_text, again, at):
    message = ready_text()

    assert texting.run(at=at) == 0
    assert again(message).state == State.READY
    assert texts.asked == []


def test_letters_are_not_texted_and_texts_are_not_mailed(texts, gateway, ready, ready_text, office, again, at):
    letter, text = ready(), ready_text()

    sweeps.run(at=at)
    texting.run(at=at)

    assert [again(letter).state, again(text).state] == [State.SENT, State.SENT]
    assert (len(office.letters), len(texts.texts)) == (1, 1)


@pytest.mark.parametrize(
    ("status", "said", "state", "problem"),
    [
        (400, {"code": 21211}, State.FAILED, Problem.NUMBER_REFUSED),
        (400, {"code": 21610}, State.FAILED, Problem.TEXTS_STOPPED),
        (400, {"code": 30007}, State.FAILED, Problem.TEXT_REFUSED),
        (429, {"code": 20429}, State.PLANNED, Problem.GATEWAY_BUSY),
        (503, {}, State.PLANNED, Problem.GATEWAY_BUSY),
        (500, {}, State.UNSURE, Problem.CONNECTION_LOST),
        (302, {}, State.UNSURE, Problem.CONNECTION_LOST),
        (401, {"code": 20003}, State.READY, Problem.GATEWAY_SIGN_IN),
        (400, {"code": 21606}, State.READY, Problem.GATEWAY_NUMBER),
    ],
)
def test_each_answer_of_the_service_has_its_state(texts, gateway, ready_text, again, at, status, said, state, problem):
    texts.answers(status, **said)
    message = ready_text()

    texting.run(at=at)

    assert (again(message).state, again(message).problem) == (state, problem)


def test_a_line_that_breaks_after_the_words_left_is_unsure_and_never_sent_again_by_itself(
    texts, gateway, ready_text, again, at
):
    texts.cuts_the_line()
    message = ready_text()

    texting.run(at=at)
    texting.run(at=at)

    assert again(message).state == State.UNSURE
    assert len(texts.texts) == 1


def test_a_service_that_is_away_is_tried_now_and_then_and_nothing_is_lost(texts, gateway, ready_text, again, at):
    texts.end()
    message = ready_text()

    texting.run(at=at)

    assert again(message).state == State.READY
    assert Trouble.objects.get().channel == Channel.TEXT
    assert queries.standing_trouble(gateway, channel=Channel.TEXT).code == Problem.GATEWAY_UNREACHABLE


def test_a_number_that_takes_no_texts_is_marked_for_texts_and_may_still_be_called(texts, gateway, ready_text, at):
    texts.answers(400, code=21614)
    message = ready_text()

    texting.run(at=at)

    assert bounced_among([message.address_key]) == {("text", message.address_key)}


def test_b6_who_told_their_carrier_to_stop_is_texted_no_more_and_no_word_of_ours_lifts_it(
    texts, gateway, ready_text, again, at
):
    texts.answers(400, code=21610)
    first = ready_text()
    texting.run(at=at)
    second = ready_text()

    texting.run(at=at)

    assert again(second).state == State.WITHDRAWN
    assert len(texts.texts) == 1
    assert not confirm(channel=Channel.TEXT, address_key=first.address_key, by=None, at=at)


def test_the_suppression_is_asked_last_of_all(texts, gateway, ready_text, again, at):
    message = ready_text()
    suppress(channel=Channel.TEXT, address_key=message.address_key, reason="no_contact", at=at)

    texting.run(at=at)

    assert again(message).state == State.WITHDRAWN
    assert texts.texts == []


def test_the_token_is_sealed_never_said_and_forgotten_when_texts_are_turned_off(gateway, at):
    row = Gateway.objects.get()
    stored = Gateway.objects.values_list("url", flat=True).get()

    turn_off(by=None, at=at)

    assert TOKEN not in repr(gateway)
    assert TOKEN.encode() not in bytes(stored)
    assert row.pk and current_gateway() is None
    assert all(not one.url for one in Gateway.objects.all())


def test_what_was_set_is_what_stands(gateway):
    assert current_gateway() == gateway


def test_a_demo_texts_nobody(texts, gateway, at):
    use_folder(at=at)

    assert current_gateway() is None
    with pytest.raises(StaysInFolder):
        set_gateway(gateway, by=None, at=at)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"api": "http://api.example.org"}, "api"),
        ({"api": "https://api.example.org/v2"}, "api"),
        ({"account": "../Accounts"}, "account"),
        ({"sender": "555"}, "sender"),
        ({"token": " "}, "token"),
    ],
)
def test_what_names_no_gateway_is_refused_beside_its_field(wrong, field):
    right = {"api": USUAL_API, "account": "AC0123", "token": TOKEN, "sender": OURS}

    with pytest.raises(BadGateway) as refused:
        text_gateway(**right | wrong)

    assert refused.value.field == field
    assert not Suppression.objects.exists()
