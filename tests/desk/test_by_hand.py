"""R-009, b.4: texts and calls from the organizer's own phone are rows of the outbox: sent by one tap, undone by one."""

import uuid

import pytest
from django.urls import reverse

from letstalk.followups import timings
from letstalk.followups.domain.by_hand import allow, allows
from letstalk.followups.domain.contacts import SENT_BY_HAND
from letstalk.followups.domain.items import add
from letstalk.followups.models import Contact, FollowUp, OpenApp
from letstalk.followups.words import App
from letstalk.outbox import sweeps
from letstalk.outbox.models import Message
from letstalk.outbox.words import Channel, State
from letstalk.people.domain.consent import record_answer
from letstalk.people.words import Answer, Purpose
from tests.moments import DAY, NOW

pytestmark = pytest.mark.django_db
SIGNAL, WHATSAPP = "https://signal.me/#p/+12025550143", "https://wa.me/12025550143?text="


@pytest.fixture
def item(cast, client) -> FollowUp:
    client.force_login(cast.organizer)
    return add(relationship=cast.relationship, step=timings.CHECK_IN, due_at=NOW + DAY, planned_at=NOW, at=NOW)


def page_of(item: FollowUp) -> str:
    return reverse("desk:follow_up_done", args=[item.pk])


def say_sent(client, item: FollowUp, channel="text"):
    return client.post(page_of(item), {"channel": channel, "entry": uuid.uuid4()}, follow=True)


def test_the_phone_s_own_ways_stand_there_with_the_words(client, item):
    shown = client.get(page_of(item)).content.decode()

    assert "sms:+12025550143?&amp;body=Hi%20Amina" in shown
    assert "tel:+12025550143" in shown
    assert SIGNAL in shown
    assert "data-copy=" in shown


def test_whatsapp_is_offered_only_where_the_chapter_wants_it(cast, client, item):
    before = client.get(page_of(item)).content.decode()

    allow(chapter=cast.chapter, app=App.WHATSAPP, is_allowed=True, by=cast.lead, at=NOW)

    assert WHATSAPP not in before
    assert WHATSAPP in client.get(page_of(item)).content.decode()


@pytest.mark.parametrize("channel", ["text", "call", "letter", "email"])
def test_one_tap_makes_a_row_that_was_sent_and_that_no_worker_touches(cast, client, item, channel):
    say_sent(client, item, channel)

    message = Message.objects.get(kind=SENT_BY_HAND)
    assert (message.state, message.channel, message.about) == (State.SENT, Channel(channel), item.pk)
    assert (message.recipient, message.by) == (cast.person.pk, cast.organizer.pk)
    assert (message.body, message.address) == ("", "")
    assert sweeps.run(at=NOW) == 0


def test_to_have_met_is_no_message(client, item):
    say_sent(client, item, "met")

    assert Contact.objects.get().channel == "met"
    assert not Message.objects.exists()


def test_one_more_tap_takes_it_back_and_it_can_be_said_anew(cast, client, item):
    said = say_sent(client, item)
    undo = reverse("desk:take_back_contact", args=[cast.person.pk, Contact.objects.get().pk])
    assert undo in said.content.decode()

    client.post(undo)

    assert Message.objects.get().state == State.WITHDRAWN
    assert FollowUp.objects.open().filter(pk=item.pk).exists()
    say_sent(client, item)
    assert sorted(Message.objects.values_list("state", flat=True)) == [State.SENT, State.WITHDRAWN]


def test_a_second_tap_is_the_first(client, item):
    entry = {"channel": "text", "entry": uuid.uuid4()}

    client.post(page_of(item), entry)
    client.post(page_of(item), entry)

    assert Message.objects.filter(kind=SENT_BY_HAND).count() == 1


def test_b6_who_said_no_to_texts_is_offered_a_call_alone(cast, client, item):
    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=Purpose.PERSONAL,
        scope="text",
        answer=Answer.REFUSED,
        how="in person",
        words="",
        by=cast.organizer,
        at=NOW,
    )

    shown = client.get(page_of(item)).content.decode()

    assert "sms:" not in shown and SIGNAL not in shown
    assert "tel:+12025550143" in shown


def test_whatsapp_stands_on_the_person_s_page_only_where_the_chapter_wants_it(cast, client, item):
    page = reverse("desk:person", args=[cast.person.pk])
    before = client.get(page).content.decode()

    allow(chapter=cast.chapter, app=App.WHATSAPP, is_allowed=True, by=cast.lead, at=NOW)

    assert SIGNAL in before
    assert WHATSAPP not in before
    assert WHATSAPP in client.get(page).content.decode()


def test_a_lead_opens_and_closes_whatsapp_for_their_chapter(cast, client):
    client.force_login(cast.lead)
    page = reverse("desk:edit_apps", args=[cast.chapter.pk])

    client.post(page, {"whatsapp": "on"})
    client.post(page, {"whatsapp": "on"})
    opened = allows(cast.chapter, App.WHATSAPP)
    client.post(page, {})

    assert opened
    assert not allows(cast.chapter, App.WHATSAPP)
    assert OpenApp.objects.count() == 1


def test_who_does_not_lead_the_chapter_finds_no_such_page(cast, client):
    client.force_login(cast.organizer)

    assert client.post(reverse("desk:edit_apps", args=[cast.chapter.pk]), {"whatsapp": "on"}).status_code == 404
    assert not allows(cast.chapter, App.WHATSAPP)
