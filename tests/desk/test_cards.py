"""R-048: a thank-you on paper, from the organizer's own words to a sheet for the printer, and logged in one tap."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from letstalk.followups import timings
from letstalk.followups.domain.items import add
from letstalk.followups.models import Contact, FollowUp
from letstalk.followups.words import Channel, ContactKind
from letstalk.people.domain.consent import record_answer, stop_everything
from letstalk.people.domain.ways import add_way
from letstalk.people.words import Answer, Purpose, WayKind
from tests.factories import a_person, relationship_of
from tests.moments import DAY, NOW

pytestmark = pytest.mark.django_db
PAGE = reverse("desk:cards")
PRINT = {"kind": "card", "paper": "a4"}


@pytest.fixture
def rosa(cast, client):
    client.force_login(cast.organizer)
    return client


def to_thank(cast, name="", *, address="") -> FollowUp:
    person = a_person(cast.organizer, cast.chapter, name) if name else cast.person
    if address:
        add_way(
            person=person,
            chapter=cast.chapter,
            kind=WayKind.ADDRESS,
            value=address,
            by=cast.organizer,
            at=NOW,
        )
    relationship = relationship_of(person, cast.organizer)
    return add(relationship=relationship, step=timings.THANK_YOU, due_at=NOW + DAY, planned_at=NOW, at=NOW)


def typed(*items: FollowUp, words="Dear Amina,\n\nthank you for the story about the bus.\n\nRosa") -> dict:
    values = PRINT.copy()
    for item in items:
        values |= {f"{item.pk.hex}-chosen": "on", f"{item.pk.hex}-words": words}
    return values


def test_the_words_are_printed_with_whom_they_are_for_and_where_to(cast, rosa):
    item = to_thank(cast, address="12 River Street\nRiverside")

    answer = rosa.post(PAGE, typed(item))

    text = PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Amina Okafor" in text
    assert "12 River Street" in text
    assert "the story about the bus" in text


def test_four_cards_stand_on_one_sheet_and_the_fifth_on_the_next(cast, rosa):
    items = [to_thank(cast, f"Guest {number}") for number in range(5)]

    cards = rosa.post(PAGE, typed(*items))
    letters = rosa.post(PAGE, typed(*items) | {"kind": "letter", "paper": "letter"})

    assert len(PdfReader(BytesIO(cards.content)).pages) == 2
    assert len(PdfReader(BytesIO(letters.content)).pages) == 5
    assert round(float(PdfReader(BytesIO(letters.content)).pages[0].mediabox.width)) == 612


def test_printing_changes_nothing_and_one_tap_says_that_they_are_sent(cast, rosa):
    item = to_thank(cast)
    rosa.post(PAGE, typed(item))
    before = Contact.objects.exists()

    for _twice in range(2):
        rosa.post(PAGE, typed(item) | {"sent": "1"})

    contact = Contact.objects.get()
    assert not before
    assert (contact.channel, contact.kind) == (Channel.LETTER, ContactKind.THANKS)
    assert not FollowUp.objects.open().filter(pk=item.pk).exists()


def test_the_draft_is_not_printed_before_its_gap_is_filled_and_nothing_typed_is_lost(cast, rosa):
    item = to_thank(cast)
    draft = rosa.get(PAGE).context["cards"][0]["words"].value()

    answer = rosa.post(PAGE, typed(item, words=draft + "\nPS: my own line"))

    assert answer.status_code == 422
    assert "PS: my own line" in answer.content.decode()


def test_one_has_to_be_chosen(cast, rosa):
    to_thank(cast)

    assert rosa.post(PAGE, PRINT).status_code == 422


def test_b6_who_said_no_is_not_offered(cast, rosa):
    stopped, refused = to_thank(cast, "Stopped"), to_thank(cast, "Refused")
    stop_everything(person=stopped.person, chapter=cast.chapter, how="in person", words="", by=cast.organizer, at=NOW)
    record_answer(
        person=refused.person,
        chapter=cast.chapter,
        purpose=Purpose.PERSONAL,
        scope="letter",
        answer=Answer.REFUSED,
        how="in person",
        words="",
        by=cast.organizer,
        at=NOW,
    )

    assert "Nobody waits for a thank-you" in rosa.get(PAGE).content.decode()


def test_another_organizers_thank_yous_are_theirs(cast, client):
    to_thank(cast)
    client.force_login(cast.outsider)

    assert "Amina" not in client.get(PAGE).content.decode()


def test_three_cost_what_one_costs(cast, rosa, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    to_thank(cast)
    rosa.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        rosa.get(PAGE)
    to_thank(cast, "Bo"), to_thank(cast, "Cleo")

    with django_assert_num_queries(len(one)):
        rosa.get(PAGE)
