"""A lead asks to be put in touch: who knows the person answers, and nothing else tells who does."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from letstalk.journal.models import Entry
from letstalk.people.domain.persons import erase, held_about, move
from letstalk.people.models import InTouch, InTouchAnswer
from letstalk.people.words import RoleKind
from tests.factories import AT, a_chapter, a_person, a_role, a_user
from tests.moments import NOW

pytestmark = pytest.mark.django_db
PAGE = reverse("desk:in_touch")
SECRETS = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|name="entry" value="[^"]*"')


@pytest.fixture
def lead(client, cast, at_hour):
    at_hour(NOW)
    client.force_login(cast.lead)
    return client


@pytest.fixture
def other_lead(cast):
    user = a_user("Priya Nair")
    a_role(user, cast.sibling, RoleKind.LEAD)
    other = Client()
    other.force_login(user)
    return other


def ask(client, person, words="She asked for a ride to your side."):
    return client.post(reverse("desk:ask_around", args=[person.pk]), {"words": words})


def read(client, address=PAGE):
    """The bytes of a page without what is new each time, and how many queries it took."""
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address).content.decode()
    return SECRETS.sub("", page), len(queries)


def test_whoever_knows_them_answers_and_the_answer_is_read_where_it_was_asked(cast, lead, other_lead):
    known = a_person(cast.outsider, cast.sibling, "Amina O.", email="amina@example.org")

    ask(lead, cast.person)
    there = read(other_lead)[0]
    address = reverse("desk:answer_in_touch", args=[InTouch.objects.get().pk, known.pk])
    shown = other_lead.get(address).content.decode()
    answered = other_lead.post(address, {"words": "She says hello, call her."})

    assert address in there and cast.person.name not in there
    assert "a ride to your side" in shown and "Amina O." in shown and cast.person.name not in shown
    assert answered["location"] == PAGE and other_lead.get(address).status_code == 404
    assert "She says hello, call her." in read(lead)[0]
    assert {"people.asked_around", "people.put_in_touch"} <= set(Entry.objects.values_list("kind", flat=True))


def test_the_screen_reads_the_same_whether_anybody_knows_them_or_not(cast, lead, other_lead):
    """Equal bytes and equal queries, for asking, for the page after it, and after a no."""
    asking = reverse("desk:ask_around", args=[cast.person.pk])
    seen = []
    for is_known in (False, True):
        InTouch.objects.all().delete()
        if is_known:
            known = a_person(cast.outsider, cast.sibling, "Amina O.", email="amina@example.org")
        before = read(lead, asking)
        with CaptureQueriesContext(connection) as queries:
            told = lead.post(asking, {"words": "Hello?"}, follow=True).content.decode()
        seen.append((before, SECRETS.sub("", told), len(queries), read(lead)))

    address = reverse("desk:answer_in_touch", args=[InTouch.objects.get().pk, known.pk])
    other_lead.post(address, {"no": "1"})

    assert seen[0] == seen[1]
    assert read(lead) == seen[1][-1]
    assert read(other_lead)[0].count("Amina O.") == 0
    assert InTouchAnswer.objects.get().is_yes is False


def test_one_question_and_three_cost_the_same(cast, lead, other_lead):
    for number, name in enumerate(["June Park", "Ben Ito", "Zoë Ngata"]):
        a_person(cast.organizer, cast.chapter, name, phone=f"+120255501{60 + number}")
        a_person(cast.outsider, cast.sibling, name, phone=f"+120255501{60 + number}")
    people = list(type(cast.person).objects.filter(chapter=cast.chapter).exclude(pk=cast.person.pk))
    ask(lead, people[0])
    of_one = read(lead)[1], read(other_lead)[1]
    for person in people[1:]:
        ask(lead, person)

    assert (read(lead)[1], read(other_lead)[1]) == of_one
    assert InTouch.objects.count() == 3


def test_five_a_day_are_asked_and_one_person_once(cast, lead):
    ask(lead, cast.person)
    ask(lead, cast.person)
    assert InTouch.objects.count() == 1
    for number in range(4):
        ask(lead, a_person(cast.organizer, cast.chapter, f"Ben {number}", phone=f"+120255501{60 + number}"))

    refused = ask(lead, a_person(cast.organizer, cast.chapter, "June Park", phone="+12025550190"))

    assert refused.status_code == 422
    assert "Please go on tomorrow" in refused.content.decode()
    assert InTouch.objects.count() == 5


def test_without_an_address_there_is_nothing_to_be_known_by_and_without_words_nothing_is_asked(cast, lead):
    nameless = a_person(cast.organizer, cast.chapter, "June Park")

    assert "Write down their email or phone first" in ask(lead, nameless).content.decode()
    assert "Say in a sentence why." in ask(lead, cast.person, words="").content.decode()
    assert InTouch.objects.count() == 0


def test_a_lead_above_both_sees_them_anyway_and_a_third_chapter_sees_nothing(cast, lead, client):
    a_person(cast.outsider, cast.sibling, "Amina O.", email="amina@example.org")
    stranger = a_user("Noor Haddad")
    a_role(stranger, a_chapter(cast.organization, "Lakeside"), RoleKind.LEAD)
    ask(lead, cast.person)

    client.force_login(stranger)

    assert "Nothing waits for you." in read(client)[0]


def test_what_was_asked_is_told_goes_along_and_is_forgotten(cast, lead):
    ask(lead, cast.person, words="About the choir.")
    became = a_person(cast.organizer, cast.chapter, "Amina Ok")
    assert [line["words"] for line in held_about(cast.person) if line["what"] == "asked around"] == ["About the choir."]

    move(cast.person, became, at=AT)
    assert InTouch.objects.get().person == became
    erase(became, at=AT)

    assert not InTouch.objects.exists()
