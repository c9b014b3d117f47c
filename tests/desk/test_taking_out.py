"""People are taken out on the desk: as three sorts of file, once for a form sent twice (issue 8)."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from letstalk.accounts.domain.links import make_sign_in_link
from letstalk.accounts.domain.sign_in import MOST_FOR_AN_EMAIL
from letstalk.desk.signed_in_lately import LATELY
from letstalk.kit import clock
from letstalk.people.domain.notes import jot
from letstalk.people.models import Note, TakenOut
from tests.factories import AT, PASSWORD, a_person
from tests.moments import NOW

pytestmark = pytest.mark.django_db
PAGE = reverse("desk:take_out")
SIGN_IN = reverse("desk:sign_in")


@pytest.fixture
def organizer(cast) -> Client:
    return signed_in(cast.organizer)


def signed_in(user) -> Client:
    """As on the page to sign in, a moment ago."""
    browser = Client()
    browser.post(SIGN_IN, {"email": user.email, "password": PASSWORD})
    return browser


@pytest.mark.parametrize(("form", "begins"), [("csv", b"\xef\xbb\xbfname,emails"), ("vcard", b"BEGIN:VCARD")])
def test_a_form_sent_twice_is_one_file_and_the_log_shows_it(organizer, form, begins):
    sent = {"entry": str(uuid.uuid4()), "form": form, "holds": ["reach"]}

    first, again = (organizer.post(PAGE, sent) for _time in range(2))

    content = b"".join(first.streaming_content)
    assert content.startswith(begins) and b"amina@example.org" in content and b"Rosa Marin" in content
    assert b"".join(again.streaming_content) == content
    assert (TakenOut.objects.count(), again["Cache-Control"]) == (1, "no-store")
    assert "Rosa Marin" in organizer.get(PAGE).content.decode()


def test_the_id_of_somebody_elses_file_is_refused_with_a_sentence_and_gives_nothing(cast, organizer):
    """What is asked of a form already used by another is not answered with their file, nor with a fault of ours."""
    sent = {"entry": str(uuid.uuid4()), "form": "vcard", "holds": ["reach"]}
    b"".join(signed_in(cast.lead).post(PAGE, sent).streaming_content)

    refused = organizer.post(PAGE, sent)

    page = refused.content.decode()
    assert (refused.status_code, TakenOut.objects.get().by) == (422, cast.lead)
    assert "already used" in page and "amina@example.org" not in page
    assert '<input type="radio" name="form" value="vcard" ' in page and "checked" in page.split('value="vcard"')[1][:80]


def test_who_signed_in_a_while_ago_writes_their_password_again_and_nothing_typed_is_lost(cast, at_hour):
    """Issue 8, h.5: a phone left open is not enough; a wrong password costs nothing but another try."""
    at_hour(NOW)
    browser = signed_in(cast.organizer)
    asked_soon = browser.get(PAGE).content.decode()
    at_hour(NOW + LATELY)
    sent = {"entry": str(uuid.uuid4()), "form": "vcard", "holds": ["tags"]}

    asked = browser.get(PAGE).content.decode()
    refused = [browser.post(PAGE, sent | typed) for typed in ({}, {"password": "not this one"})]
    none_yet = TakenOut.objects.count()
    answer = browser.post(PAGE, sent | {"password": PASSWORD})
    again = browser.post(PAGE, sent)

    assert ("Your password, once more" in asked_soon, "Your password, once more" in asked) == (False, True)
    assert [one.status_code for one in refused] == [422, 422] and none_yet == 0
    assert "This is not your password." in refused[1].content.decode()
    for one in refused:
        form = one.context["form"]
        assert (form["form"].value(), form["holds"].value()) == ("vcard", ["tags"])
        assert sent["entry"] in one.content.decode() and "not this one" not in one.content.decode()
    assert b"".join(answer.streaming_content) == b"".join(again.streaming_content)
    assert (answer.status_code, TakenOut.objects.count()) == (200, 1)


def test_a_password_is_guessed_here_no_more_often_than_at_the_sign_in(cast):
    """Both count the same tries, so that neither page helps the other out."""
    browser = Client()
    browser.force_login(cast.organizer)
    sent = {"entry": str(uuid.uuid4()), "form": "csv", "holds": []}
    for nth in range(MOST_FOR_AN_EMAIL):
        browser.post(PAGE, sent | {"password": f"guess {nth}"})

    refused = browser.post(PAGE, sent | {"password": PASSWORD})

    assert (refused.status_code, TakenOut.objects.count()) == (422, 0)
    assert "wait a quarter of an hour" in refused.content.decode()
    assert Client().post(SIGN_IN, {"email": "rosa@example.org", "password": PASSWORD}).status_code == 422


def test_who_came_in_by_a_link_has_written_no_password_yet(cast):
    browser = Client()
    browser.post(reverse("desk:enter", args=[make_sign_in_link(email=cast.organizer.email, at=clock.now())]))

    asked = browser.get(PAGE)

    assert (asked.status_code, "Your password, once more" in asked.content.decode()) == (200, True)


def test_only_those_a_filter_finds_are_taken_out(cast, organizer):
    """The same filter as above the list, and of those only whom one may see."""
    a_person(cast.organizer, cast.chapter, "Ben Without")
    a_person(cast.outsider, cast.sibling, "Not Yours", email="not@example.org")
    page = f"{PAGE}?reach=email"

    asked = organizer.get(page).content.decode()
    answer = organizer.post(page, {"entry": str(uuid.uuid4()), "form": "csv", "holds": []})

    content = b"".join(answer.streaming_content)
    assert "People, with an email on file" in asked
    assert b"Amina Okafor" in content
    assert b"Ben Without" not in content and b"Not Yours" not in content


def test_a_spreadsheet_comes_whole_and_an_unknown_sort_of_file_is_asked_for_again(organizer):
    sent = {"entry": str(uuid.uuid4()), "form": "xlsx"}

    answer, refused = organizer.post(PAGE, sent), organizer.post(PAGE, sent | {"form": "exe"})

    assert b"".join(answer.streaming_content).startswith(b"PK")
    assert refused.status_code == 422


def test_all_that_is_kept_about_a_person_is_handed_over_as_json_and_left_unused_for_a_while(cast, organizer):
    """h.2: readable and as JSON, to whom all of it is open; restricted and cleared up again."""
    kept, restrict = (reverse(name, args=[cast.person.pk]) for name in ("desk:kept_file", "desk:restrict"))
    said = {"how": "letter", "words": "Some is wrong."}

    answer = organizer.get(kept)
    organizer.post(restrict, said)
    stopped = organizer.get(cast.person.desk_url).content.decode()
    organizer.post(restrict, said | {"lift": "1"})

    assert {row["what"] for row in answer.json()} >= {"person", "way", "relationship"}
    assert "is left alone for now" in stopped and "tel:" not in stopped and "mailto:" not in stopped
    assert "is left alone for now" not in organizer.get(cast.person.desk_url).content.decode()


def test_who_wrote_a_note_tears_it_up_and_nobody_else(cast, organizer):
    """h.2: a note is its author's alone."""
    note = jot(relationship=cast.relationship, text="Rents.", by=cast.organizer, at=AT)
    page = reverse("desk:jot_note", args=[cast.person.pk])
    other = Client()
    other.force_login(cast.lead)

    refused = other.post(page, {"tear": str(note.pk)})
    shown = organizer.get(page).content.decode()
    organizer.post(page, {"tear": str(note.pk)})

    assert (refused.status_code, "Rents." in shown, Note.objects.count()) == (404, True, 0)
