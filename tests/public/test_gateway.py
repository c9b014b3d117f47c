"""The gateway's webhook: what it has signed is believed, and nothing else is; a text back feeds the verb of b.6."""

import uuid

import pytest
from django.urls import reverse

from letstalk.followups.models import FollowUp
from letstalk.journal.models import Entry
from letstalk.outbox.bounced import bounced_among
from letstalk.outbox.domain.gateways import set_gateway, turn_off
from letstalk.outbox.domain.messages import plan
from letstalk.outbox.gateways import TextGateway, text_gateway
from letstalk.outbox.models import Message, Suppression
from letstalk.outbox.words import Problem, State
from letstalk.people.domain.ways import way_key
from letstalk.people.models import Consent
from letstalk.people.queries import is_do_not_contact
from letstalk.people.words import Purpose, WayKind
from tests.moments import NOW

pytestmark = pytest.mark.django_db
OURS, AMINA = "+12025550199", "+12025550143"
KEY = way_key(WayKind.PHONE, AMINA)


@pytest.fixture
def gateway(settings) -> TextGateway:
    settings.LETSTALK_URL = "https://talk.example.org"
    made = text_gateway(api="https://api.example.org", account="AC0123", token="a secret token", sender=OURS)
    set_gateway(made, by=None, at=NOW)
    return made


@pytest.fixture
def text(client, gateway):
    """`text("STOP")` as the service hands it in."""

    def come_in(words="STOP", *, signature=None, sid="SM1", **more):
        values = {"From": AMINA, "To": OURS, "Body": words, "MessageSid": sid} | more
        address = "https://talk.example.org" + reverse("public:text_came_in")
        by_them = gateway.signature(address, values.items()) if signature is None else signature
        return client.post(reverse("public:text_came_in"), values, headers={"X-Twilio-Signature": by_them})

    return come_in


@pytest.fixture
def report(client, gateway, cast):
    """`report("undelivered", 30005)` as the service tells of a text that had left."""

    def tell(status, code="", *, signature=None, message=None):
        values = {"MessageSid": "SM1", "MessageStatus": status, "ErrorCode": str(code)}
        path = reverse("public:text_status", args=[message or sent(cast).pk])
        by_them = gateway.signature("https://talk.example.org" + path, values.items())
        return client.post(path, values, headers={"X-Twilio-Signature": signature or by_them})

    return tell


def sent(cast) -> Message:
    message = plan(
        kind="followups.reminder",
        about=uuid.uuid4(),
        recipient=cast.person.pk,
        by=cast.organizer.pk,
        chapter_id=cast.chapter.pk,
        channel="text",
        due_at=NOW,
        at=NOW,
    )
    Message.objects.filter(pk=message.pk).update(state=State.SENT, address_key=KEY, settled_at=NOW)
    return message


def nothing_was_written() -> bool:
    kinds = ["people.consent_answered", "outbox.suppressed", "followup.made", "outbox.came_back"]
    return not Suppression.objects.exists() and not Entry.objects.filter(kind__in=kinds).exists()


def test_the_signature_is_the_one_of_the_services_own_handbook():
    """The worked example of Twilio's pages on request validation."""
    gateway = TextGateway(api="https://api.twilio.com", account="AC", sender=OURS, token="12345")
    caller = "+14158675309"
    values = {"CallSid": "CA1234567890ABCDE", "Caller": caller, "Digits": "1234", "From": caller, "To": "+18005551212"}
    address = "https://mycompany.com/myapp.php?foo=1&bar=2"

    assert gateway.has_signed("RSOYDt4T1cUTdK1PDd93/VVr8B8=", address, values.items())


def test_b6_stop_by_text_takes_effect_at_once(cast, text):
    answer = text("Arrêt svp")

    line = Consent.objects.get(person=cast.person, purpose=Purpose.CONTACT)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/xml")
    assert is_do_not_contact(cast.person)
    assert (line.how, line.words) == ("reply by text", "Arrêt svp")


def test_what_the_carrier_took_for_stop_is_stop(cast, text):
    text("please no", OptOutType="STOP")

    assert is_do_not_contact(cast.person)


def test_other_words_stand_on_the_organizers_list_once(cast, text):
    text("We have got to STOP this bill")
    text("We have got to STOP this bill")

    [item] = FollowUp.objects.open().filter(relationship=cast.relationship)
    assert "STOP this bill" in item.words
    assert not is_do_not_contact(cast.person)


@pytest.mark.parametrize("signature", ["", "wrong", "é"])
def test_a_wrong_signature_is_a_404_and_writes_nothing(cast, text, report, signature):
    assert text("STOP", signature=signature).status_code == 404
    assert report("undelivered", 30005, signature=signature or "none").status_code == 404
    assert nothing_was_written()
    assert not is_do_not_contact(cast.person)


def test_words_changed_on_the_way_are_not_believed(client, gateway, cast):
    address = "https://talk.example.org" + reverse("public:text_came_in")
    signature = gateway.signature(address, {"From": AMINA, "Body": "Yes!"}.items())

    answer = client.post(
        reverse("public:text_came_in"),
        {"From": AMINA, "Body": "STOP"},
        headers={"X-Twilio-Signature": signature},
    )

    assert answer.status_code == 404
    assert nothing_was_written()


def test_while_texts_are_off_nobody_is_believed(cast, text):
    turn_off(by=None, at=NOW)

    assert text("STOP").status_code == 404
    assert nothing_was_written()


def test_it_is_only_ever_posted(client, gateway):
    assert client.get(reverse("public:text_came_in")).status_code == 405


def test_a_text_that_did_not_arrive_fails_and_marks_a_number_that_takes_none(cast, report):
    message = sent(cast)

    answer = report("undelivered", 30005, message=message.pk)

    message.refresh_from_db()
    assert answer.status_code == 200
    assert (message.state, message.problem) == (State.FAILED, Problem.NUMBER_REFUSED)
    assert bounced_among([KEY]) == {("text", KEY)}


@pytest.mark.parametrize("code", [30003, 30007, ""])
def test_a_text_that_was_stopped_on_the_way_does_not_mark_the_number(cast, report, code):
    message = sent(cast)

    report("failed", code, message=message.pk)

    message.refresh_from_db()
    assert (message.state, message.problem) == (State.FAILED, Problem.TEXT_REFUSED)
    assert not Suppression.objects.exists()


def test_that_it_arrived_settles_a_text_nobody_was_sure_of(cast, report):
    message = sent(cast)
    Message.objects.filter(pk=message.pk).update(state=State.UNSURE, problem=Problem.CONNECTION_LOST)

    report("delivered", message=message.pk)

    message.refresh_from_db()
    assert (message.state, message.problem) == (State.SENT, "")


def test_that_it_arrived_is_no_news(cast, report):
    message = sent(cast)

    report("delivered", message=message.pk)

    message.refresh_from_db()
    assert message.state == State.SENT
