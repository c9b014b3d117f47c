"""One tap ends a list, a GET never does, nobody learns whose link it was; a told yes is confirmed (RFC 8058)."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from letstalk.kit import clock
from letstalk.outbox.domain.routes import use_folder
from letstalk.people.domain.consent import record_answer
from letstalk.people.domain.links import make_link
from letstalk.people.domain.lists import CONFIRM, UNSUBSCRIBE, ListWords, close_list, make_list, make_space
from letstalk.people.domain.notes import jot
from letstalk.people.models import Consent, PersonRequest
from letstalk.people.queries import has_agreed
from letstalk.people.queries.lists import list_token, on_list
from letstalk.people.words import OWN_PAGE, Purpose, RequestKind
from tests.public.test_supporter_page import proof_in, proven, url

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def token(cast) -> str:
    return make_link(relationship=cast.relationship, at=clock.now())


@pytest.fixture
def one(cast):
    words = ListWords("Night bus", "What we hear", "Riverside Huddle")
    return make_list(chapter=cast.chapter, words=words, is_news=False, id=uuid.uuid4(), by=cast.lead, at=clock.now())


def says(cast, purpose, scope, *, how=OWN_PAGE):
    return record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=purpose,
        scope=scope,
        answer="granted",
        how=how,
        words="Send me letters",
        by=None,
        at=clock.now() - timedelta(minutes=1),
    )


def test_a_mail_program_ends_it_by_itself_without_cookie_session_or_redirect(cast, one):
    """RFC 8058: an unauthenticated POST with `List-Unsubscribe=One-Click`."""
    address = url("unsubscribe", list_token(says(cast, Purpose.LIST, one.scope), use=UNSUBSCRIBE))

    answer = Client(enforce_csrf_checks=True).post(address, ONE_CLICK)

    assert answer.status_code == 200
    assert not answer.cookies
    assert not on_list(one).exists()


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scanner_that_follows_links_ends_nothing(client, cast, one, method):
    """A GET only shows the button."""
    address = url("unsubscribe", list_token(says(cast, Purpose.LIST, one.scope), use=UNSUBSCRIBE))

    answer = getattr(client, method)(address)

    assert answer.status_code == 200
    assert on_list(one).count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_answer_is_the_same_for_a_link_nobody_was_given(client, cast, one, method):
    known = list_token(says(cast, Purpose.LIST, one.scope), use=UNSUBSCRIBE)
    made_up = uuid.uuid4().hex + "0" * 24

    answers = [getattr(client, method)(url("unsubscribe", token), ONE_CLICK) for token in (known, made_up, "x")]

    assert {answer.status_code for answer in answers} == {200}
    assert (
        len({answer.text.replace(known, "").replace(made_up, "").replace("/u/x/", "/u//") for answer in answers}) == 1
    )


def test_twice_is_the_same_as_once(client, cast, one):
    address = url("unsubscribe", list_token(says(cast, Purpose.LIST, one.scope), use=UNSUBSCRIBE))

    first, second = client.post(address, ONE_CLICK), client.post(address, ONE_CLICK)

    assert first.text == second.text
    assert Consent.objects.filter(purpose=Purpose.LIST, answer="withdrawn").count() == 1


def test_a_told_yes_is_confirmed_by_the_button_and_not_by_opening_the_page(client, cast, one):
    told = says(cast, Purpose.LIST, one.scope, how="one-on-one")
    address = url("confirm_list", list_token(told, use=CONFIRM))

    opened = client.get(address)
    before = on_list(one).count()
    pressed = Client(enforce_csrf_checks=True).post(address)

    assert "Night bus" in opened.text
    assert before == 0
    assert pressed.status_code == 200
    assert on_list(one).get().words == "Send me letters of “Night bus” from Riverside"


@pytest.mark.parametrize("why", ["closed", "made up", "confirmed before"])
def test_where_there_is_nothing_to_confirm_the_page_says_so(client, cast, one, why):
    told = says(cast, Purpose.LIST, one.scope, how="one-on-one")
    token = list_token(told, use=CONFIRM)
    if why == "closed":
        close_list(list=one, by=cast.lead, at=clock.now())
    if why == "confirmed before":
        client.post(url("confirm_list", token))

    answer = client.get(url("confirm_list", "x" * 56 if why == "made up" else token))

    assert answer.status_code == 404
    assert "nothing to confirm" in answer.text


def test_lists_and_spaces_are_among_what_a_person_can_say_yes_to_on_their_page(client, cast, token, one):
    """Behind the six digits that went to the email on file, so that it is their own yes."""
    use_folder(at=clock.now())
    space = make_space(
        chapter=cast.chapter,
        name="Signal group",
        link="https://signal.example.org/g",
        id=uuid.uuid4(),
        by=cast.lead,
        at=clock.now(),
    )
    shown = proven(client, token)
    proof = {"proof": proof_in(shown), "answer": "granted"}

    client.post(url("consent", token), proof | {"purpose": "list", "scope": one.scope})
    client.post(url("consent", token), proof | {"purpose": "space", "scope": space.scope})

    assert "Send me letters of “Night bus”" in shown.text
    assert "https://signal.example.org/g" not in shown.text
    assert on_list(one).count() == 1
    assert "https://signal.example.org/g" in client.get(url("supporter", token)).text


def test_being_shown_online_is_allowed_for_one_platform_and_level_and_taken_back(client, cast, token):
    """R-049."""
    use_folder(at=clock.now())
    proof = {"proof": proof_in(proven(client, token)), "purpose": "mention"}

    client.post(url("consent", token), proof | {"platform": "mastodon", "level": "first_name", "answer": "granted"})
    granted = has_agreed(cast.person, Purpose.MENTION, "mastodon:first_name")
    other = has_agreed(cast.person, Purpose.MENTION, "mastodon:photo")
    client.post(url("consent", token), proof | {"scope": "mastodon:first_name", "answer": "withdrawn"})

    assert granted
    assert not other
    assert not has_agreed(cast.person, Purpose.MENTION, "mastodon:first_name")


def test_asking_to_hear_the_notes_is_a_request_to_their_author_and_shows_none(client, cast, token):
    use_folder(at=clock.now())
    jot(relationship=cast.relationship, text="She sounded tired.", by=cast.organizer, at=clock.now())
    proof = proof_in(proven(client, token))

    answer = client.post(url("hear_notes", token), {"proof": proof}, follow=True)
    without = client.post(url("hear_notes", token), {})

    assert PersonRequest.objects.get().kind == RequestKind.SEE
    assert "She sounded tired." not in answer.text
    assert without.status_code == 422


def test_the_language_they_choose_is_kept_for_what_is_written_to_them(client, cast, token, settings):
    settings.LANGUAGES = [("en", "English"), ("es", "Spanish")]

    answer = client.post(url("choose_language", token), {"language": "es"})
    odd = client.post(url("choose_language", token), {"language": "tlh"})

    cast.person.refresh_from_db()
    assert cast.person.language == "es"
    assert answer.url.endswith("said=language")
    assert odd.url.endswith("said=changed")


def test_the_page_offers_a_language_only_where_there_is_a_choice(client, token, settings):
    settings.LANGUAGES = [("en", "English")]
    alone = client.get(url("supporter", token)).text
    settings.LANGUAGES = [("en", "English"), ("es", "Spanish")]

    several = client.get(url("supporter", token)).text

    assert reverse("public:choose_language", args=[token]) not in alone
    assert "español" in several


def test_a_told_yes_is_confirmed_on_their_own_page_too(client, cast, token, one):
    """R-058: the page lies behind the six digits that went to their email, so a yes there is their own."""
    use_folder(at=clock.now())
    says(cast, Purpose.LIST, one.scope, how="one-on-one")
    shown = proven(client, token)
    proof = {"proof": proof_in(shown), "purpose": "list", "scope": one.scope}

    client.post(url("consent", token), proof | {"answer": "granted"})

    assert "Please confirm it" in shown.text
    assert on_list(one).count() == 1
