"""A person's own page: behind a link, one relationship, saying no at once, revealing nothing without six digits."""

import json
import re
from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from letstalk.campaigns.words import SetUpKind
from letstalk.commitments.access import link_ends_at, live_link_or_404
from letstalk.commitments.domain import succeeding
from letstalk.commitments.domain.agreeing import agree
from letstalk.commitments.domain.promises import make_promise
from letstalk.commitments.models import Commitment, Outcome, Reconfirmed
from letstalk.commitments.validators import Terms
from letstalk.commitments.words import OutcomeKind
from letstalk.followups import timings
from letstalk.followups.domain.commitments import release
from letstalk.followups.models import FollowUp
from letstalk.journal.models import Entry
from letstalk.kit import clock
from letstalk.kit.logs import NoSecretLinks
from letstalk.kit.lookup import token_hash
from letstalk.outbox.domain.routes import use_folder
from letstalk.outbox.models import Message
from letstalk.people.access import link_or_404
from letstalk.people.domain.consent import record_answer
from letstalk.people.domain.links import make_link
from letstalk.people.domain.notes import jot
from letstalk.people.domain.relationships import take_on
from letstalk.people.models import Consent, CustomValue, Note, PersonRequest, SupporterLink, Way
from letstalk.people.queries import has_agreed, is_do_not_contact
from letstalk.people.words import Purpose, RequestKind
from letstalk.public.door import MOST_WRONG
from tests.factories import a_person, a_role, a_user, relationship_of
from tests.support.fields import WHY, a_field, say

pytestmark = pytest.mark.django_db
SOON = timedelta(days=5)


@pytest.fixture
def token(cast) -> str:
    return make_link(relationship=cast.relationship, at=clock.now())


@pytest.fixture
def commitment(cast) -> Commitment:
    return agreed(cast)


def agreed(cast, **more) -> Commitment:
    terms = {
        "what": "Bring two neighbours",
        "goal": "Two come along",
        "on": clock.local_day(clock.now(), cast.chapter.zone) + SOON,
        "time": time(19, 0),
    } | more
    return agree(relationship=cast.relationship, terms=Terms(**terms), by=cast.organizer, at=clock.now())


def url(name: str, *args) -> str:
    return reverse(f"public:{name}", args=args)


# --- what it shows ---


def test_page_shows_what_was_agreed_and_what_was_promised(client, cast, token, commitment):
    make_promise(relationship=cast.relationship, words="The sign-up sheet", by=cast.organizer, at=clock.now())

    shown = client.get(url("supporter", token))

    assert shown.status_code == 200
    for words in ("Amina", "Rosa", "Bring two neighbours", "Two come along", "In 5 days", "The sign-up sheet"):
        assert words in shown.text
    assert "<title>Our conversation</title>" in shown.text


def test_page_is_kept_by_no_cache_found_by_no_search_and_told_to_nobody(client, token):
    shown = client.get(url("supporter", token))

    assert shown.headers["Cache-Control"] == "no-store"
    assert "noindex" in shown.headers["X-Robots-Tag"]
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert not shown.cookies


def test_page_says_not_a_word_about_another_relationship(client, cast, token):
    other = a_role(a_user("Noor Aziz"), cast.chapter)
    take_on(person=cast.person, chapter=cast.chapter, organizer=other, by=other, at=clock.now())
    theirs = relationship_of(cast.person, other)
    agree(relationship=theirs, terms=Terms(what="Paint a banner"), by=other, at=clock.now())
    make_promise(relationship=theirs, words="The brushes", by=other, at=clock.now())
    use_folder(at=clock.now())

    pages = [client.get(url("supporter", token)).text, proven(client, token).text]

    for text in pages:
        for words in ("Noor", "banner", "brushes"):
            assert words not in text


def test_opening_the_page_changes_nothing(client, token, commitment):
    before = Entry.objects.count()

    client.get(url("supporter", token))
    client.get(url("kept", token))
    client.get(url("calendar_file", token, commitment.pk))

    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    "name", ("on_it", "move_day", "ask_help", "let_go", "stop", "ask_erase", "close_link", "send_code", "correct")
)
def test_every_button_is_a_post(client, token, commitment, name):
    with_commitment = name in {"on_it", "move_day", "ask_help", "let_go"}
    address = url(name, token, commitment.pk) if with_commitment else url(name, token)

    assert client.get(address).status_code == 405


@pytest.mark.parametrize("rows", (1, 3))
def test_cost_does_not_grow_with_what_was_agreed(client, cast, token, rows, django_assert_max_num_queries):
    for _row in range(rows):
        agreed(cast)
        make_promise(relationship=cast.relationship, words="A ride", by=cast.organizer, at=clock.now())

    with django_assert_max_num_queries(11):
        client.get(url("supporter", token))


def test_r028_r054_what_is_arranged_for_them_and_how_far_they_are_stand_on_it(client, cast, token, commitment):
    more = {"commitment": commitment, "by": cast.organizer, "at": clock.now()}
    succeeding.set_up(kind=SetUpKind.RIDE, words="Lee picks you up at six", **more)
    first = succeeding.add_step(words="Ask your neighbours", **more)
    succeeding.add_step(words="Bring the chairs", **more | {"at": clock.now() + timedelta(minutes=1)})
    succeeding.take_step(step=first, by=cast.organizer, at=clock.now())
    succeeding.count_toward(wanted=5, **more)
    succeeding.count(number=3, **more)

    page = client.get(url("supporter", token)).content.decode()

    assert "Lee picks you up at six" in page
    assert page.index("Ask your neighbours") < page.index("(done)") < page.index("Bring the chairs")
    assert "3 of 5 so far" in page


def test_calendar_file_is_neutral_on_the_outside(client, token, commitment):
    file = client.get(url("calendar_file", token, commitment.pk))

    assert file.headers["Content-Type"].startswith("text/calendar")
    assert "our-conversation.ics" in file.headers["Content-Disposition"]
    assert "SUMMARY:What we agreed" in file.text


# --- whose link it is ---


def test_wrong_token_is_a_404(client):
    assert client.get(url("supporter", "not-a-real-token")).status_code == 404


def test_many_wrong_tokens_are_told_to_wait_and_right_ones_still_open(client, token):
    for _try in range(MOST_WRONG):
        client.get(url("supporter", "not-a-real-token"))

    assert client.get(url("supporter", "not-a-real-token")).status_code == 429
    assert client.get(url("supporter", token)).status_code == 200


def test_commitment_of_somebody_else_is_a_404(client, cast, token):
    other = a_role(a_user("Noor Aziz"), cast.chapter)
    take_on(person=cast.person, chapter=cast.chapter, organizer=other, by=other, at=clock.now())
    theirs = agree(
        relationship=relationship_of(cast.person, other), terms=Terms(what="Paint"), by=other, at=clock.now()
    )

    assert client.post(url("let_go", token, theirs.pk)).status_code == 404
    assert not theirs.is_settled


def test_link_ends_after_ninety_days(cast):
    at = clock.now()
    token = make_link(relationship=cast.relationship, at=at)

    assert link_ends_at(link_or_404(token, at)) == at + timedelta(days=90)


def test_link_lives_fourteen_days_beyond_the_last_commitment_that_stands(cast):
    at = clock.now()
    token = make_link(relationship=cast.relationship, at=at)
    far = agreed(cast, on=clock.local_day(at, cast.chapter.zone) + timedelta(days=120))

    assert live_link_or_404(token, at + timedelta(days=133))
    release(commitment=far, by=None, at=at)
    assert link_ends_at(link_or_404(token, at)) == at + timedelta(days=90)


def test_person_can_close_the_page_for_good(client, token):
    closed = client.post(url("close_link", token))

    assert "This page is closed" in closed.text
    assert client.get(url("supporter", token)).status_code == 404


def test_token_stands_in_no_log_and_only_its_hash_is_kept(client, token, caplog):
    client.get(url("supporter", "wrong" + token))

    for record in caplog.records:
        NoSecretLinks().filter(record)
    assert caplog.records
    assert token not in " ".join(record.getMessage() for record in caplog.records)
    assert not SupporterLink.objects.filter(token_hash=token).exists()
    assert SupporterLink.objects.filter(token_hash=token_hash(token)).exists()


# --- the buttons ---


def test_on_it_reconfirms_once(client, token, commitment):
    client.post(url("on_it", token, commitment.pk))
    again = client.post(url("on_it", token, commitment.pk), follow=True)

    assert "can count on you" in again.text
    assert Reconfirmed.objects.filter(commitment=commitment).count() == 1


def test_another_day_keeps_the_history_and_tells_the_organizer_c_2(client, cast, token, commitment):
    new_day = commitment.on + timedelta(days=2)

    client.post(url("move_day", token, commitment.pk), {"on": new_day.isoformat(), "time": "18:30"})
    client.post(url("move_day", token, commitment.pk), {"on": new_day.isoformat(), "time": "18:30"})

    renewed = Commitment.objects.get(renews=commitment)
    assert (renewed.on, renewed.at, renewed.what, renewed.goal) == (
        new_day,
        time(18, 30),
        commitment.what,
        commitment.goal,
    )
    assert Commitment.objects.count() == 2
    assert FollowUp.objects.open().filter(step=timings.MOVED).count() == 1


def test_day_that_is_over_is_said_kindly_and_changes_nothing(client, token, commitment):
    response = client.post(url("move_day", token, commitment.pk), {"on": "2020-02-02", "time": "19:00"})

    assert response.status_code == 422
    assert "This day is over." in response.text
    assert "2020-02-02" in response.text
    assert Commitment.objects.count() == 1


def test_help_is_on_the_organizers_list(client, token, commitment):
    client.post(url("ask_help", token, commitment.pk), {"words": "A ride would help"})

    item = FollowUp.objects.open().get(step=timings.HELP)
    assert item.words == "A ride would help"


def test_let_go_works_at_once_without_a_reason_c_3(client, token, commitment):
    client.post(url("let_go", token, commitment.pk))
    again = client.post(url("let_go", token, commitment.pk), follow=True)

    assert Outcome.objects.standing().get(commitment=commitment).kind == OutcomeKind.RELEASED
    assert "That is always all right" in again.text
    assert "Bring two neighbours" not in again.text


def test_button_pressed_on_a_stale_page_says_what_stands_now(client, token, commitment):
    client.post(url("let_go", token, commitment.pk))

    stale = client.post(url("on_it", token, commitment.pk), follow=True)

    assert "This changed meanwhile." in stale.text


def test_stop_works_at_once_and_needs_no_code_l_1(client, cast, token):
    response = client.post(url("stop", token), follow=True)

    assert is_do_not_contact(cast.person)
    assert "You will get no more messages." in response.text


def test_please_erase_becomes_a_request_once(client, cast, token):
    client.post(url("ask_erase", token))
    client.post(url("ask_erase", token))

    assert [row.kind for row in PersonRequest.objects.filter(person=cast.person)] == [RequestKind.ERASE]


# --- behind the six digits ---


def code_sent() -> str:
    return re.search(r"\b\d{6}\b", Message.objects.latest("planned_at").body)[0]


def proven(client, token):
    client.post(url("send_code", token))
    return client.post(url("kept", token), {"code": code_sent()})


def proof_in(response) -> str:
    return response.context["proof"]


def test_what_is_kept_shows_after_the_code_that_went_to_the_email_on_file(client, cast, token, commitment):
    use_folder(at=clock.now())
    jot(relationship=cast.relationship, text="She sounded tired.", by=cast.organizer, at=clock.now())

    asked = client.get(url("kept", token))
    shown = proven(client, token)

    assert "amina@example.org" not in asked.text
    assert "amina@example.org" in shown.text
    assert "Bring two neighbours" in shown.text
    assert "She sounded tired." not in shown.text
    assert "1 note, for the eyes of Rosa alone. You can ask to hear it." in shown.text


def test_code_goes_out_at_once_and_is_nobody_elses_to_read(client, cast, token):
    use_folder(at=clock.now())

    client.post(url("send_code", token))

    message = Message.objects.get()
    assert (message.address, message.by, message.state) == ("amina@example.org", None, "ready")


def test_wrong_code_shows_nothing(client, token):
    use_folder(at=clock.now())
    client.post(url("send_code", token))
    wrong = "000000" if code_sent() != "000000" else "111111"

    response = client.post(url("kept", token), {"code": wrong})

    assert response.status_code == 422
    assert "amina@example.org" not in response.text


def test_without_mail_it_is_done_with_the_organizer(client, token):
    shown = client.get(url("kept", token))
    sent = client.post(url("send_code", token))

    assert "to show you what is kept" in shown.text
    assert sent.status_code == 422
    assert not Message.objects.exists()


@pytest.mark.parametrize("name", ("correct", "consent"))
def test_nothing_can_be_changed_without_the_proof_of_a_code(client, cast, token, name):
    fields = {"words": "My name is Aminah", "purpose": "list", "scope": "news", "answer": "granted"}

    response = client.post(url(name, token), fields | {"proof": "made-up"})

    assert response.status_code == 422
    assert not PersonRequest.objects.exists()
    assert not Consent.objects.exists()


def test_proof_of_one_link_opens_no_other(client, cast, token):
    use_folder(at=clock.now())
    proof = proof_in(proven(client, token))
    other = make_link(relationship=cast.relationship, at=clock.now())

    response = client.post(url("kept", other), {"proof": proof})

    assert response.status_code == 422


def test_yes_is_kept_in_the_words_of_the_page_and_can_be_taken_back(client, cast, token):
    use_folder(at=clock.now())
    proof = proof_in(proven(client, token))
    question = {"purpose": "reminders", "scope": "email", "proof": proof}

    client.post(url("consent", token), question | {"answer": "granted"})
    agreed_now = has_agreed(cast.person, Purpose.REMINDERS, "email")
    client.post(url("consent", token), question | {"answer": "withdrawn"})

    assert agreed_now
    assert not has_agreed(cast.person, Purpose.REMINDERS, "email")
    assert {line.words for line in Consent.objects.all()} == {"Remind me of what we agreed, by email"}
    assert {line.by for line in Consent.objects.all()} == {None}


def said_yes(cast, purpose: Purpose, scope: str) -> None:
    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=purpose,
        scope=scope,
        answer="granted",
        how="one-on-one",
        words="May we?",
        by=cast.organizer,
        at=clock.now(),
    )


def test_b6_one_yes_is_taken_back_at_once_without_a_code_and_without_mail(client, cast, token):
    said_yes(cast, Purpose.REMINDERS, "email")
    shown = client.get(url("kept", token))

    done = client.post(
        url("consent", token), {"purpose": "reminders", "scope": "email", "answer": "withdrawn"}, follow=True
    )

    assert "Remind me of what we agreed, by email" in shown.text
    assert "Taken back. It holds from now on." in done.text
    assert not has_agreed(cast.person, Purpose.REMINDERS, "email")
    assert "Remind me of what we agreed, by email" not in client.get(url("kept", token)).text


@pytest.mark.parametrize("answer", ("granted", "withdrawn"))
def test_without_a_code_nothing_is_said_yes_to_and_no_notes_are_erased(client, cast, token, answer):
    said_yes(cast, Purpose.KEEP_NOTES, "")
    jot(relationship=cast.relationship, text="She sounded tired.", by=cast.organizer, at=clock.now())

    response = client.post(url("consent", token), {"purpose": "keep_notes", "scope": "", "answer": answer})

    assert response.status_code == 422
    assert Note.objects.filter(person=cast.person).exists()


RIGHT = {"name": "Aminah Okafor", "pronouns": "she/her", "email": "aminah@example.org", "phone": "+12025550143"}


def ways_now(person) -> set[str]:
    return {way.value for way in Way.objects.filter(person=person, until__isnull=True)}


def test_b6_what_is_wrong_is_put_right_at_once_and_the_rest_told_in_their_words(client, cast, token):
    use_folder(at=clock.now())
    proof = proof_in(proven(client, token))

    for _time in range(2):
        client.post(url("correct", token), RIGHT | {"words": "I moved to the east side", "proof": proof})

    cast.person.refresh_from_db()
    request = PersonRequest.objects.get()
    assert (cast.person.name, cast.person.pronouns) == ("Aminah Okafor", "she/her")
    assert ways_now(cast.person) == {"aminah@example.org", "+12025550143"}
    assert (request.kind, request.words) == (RequestKind.CORRECT, "I moved to the east side")


def test_address_of_somebody_else_tells_nothing_about_them_and_goes_to_the_organizer(client, cast, token):
    use_folder(at=clock.now())
    a_person(cast.organizer, cast.chapter, "Bea Lind", email="bea@example.org")
    proof = proof_in(proven(client, token))

    told = client.post(url("correct", token), RIGHT | {"email": "bea@example.org", "proof": proof}, follow=True)

    assert "Put right" in told.text
    assert "amina@example.org" in ways_now(cast.person)
    assert PersonRequest.objects.get().words == "Email: bea@example.org"


@pytest.mark.parametrize(("field", "value"), (("name", " "), ("email", "not an address"), ("phone", "12")))
def test_what_cannot_be_right_is_said_beside_the_field_and_kept_typed(client, cast, token, field, value):
    use_folder(at=clock.now())
    proof = proof_in(proven(client, token))

    response = client.post(url("correct", token), RIGHT | {field: value, "proof": proof})

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {field}
    assert ways_now(cast.person) >= {"amina@example.org"}


def test_what_is_kept_can_be_taken_along_as_a_file(client, cast, token, commitment):
    use_folder(at=clock.now())
    proof = proof_in(proven(client, token))

    file = client.post(url("kept", token), {"proof": proof, "as_file": "1"})

    rows = json.loads(file.text)
    assert {"name", "commitment"} <= {row["what"] for row in rows}
    assert date.fromisoformat(next(row["on"] for row in rows if row["what"] == "commitment")) == commitment.on


def test_what_the_chapter_keeps_besides_is_shown_with_what_for_and_put_right(client, cast, token):
    use_folder(at=clock.now())
    plot, other = a_field(cast.chapter, "100 % plot"), a_field(cast.chapter, "Choir voice")
    say(cast, plot, "Plot 7")
    shown = proven(client, token)
    proof = proof_in(shown)

    wrong = client.post(url("correct", token), RIGHT | {f"field_{plot.pk.hex}": "x" * 201, "proof": proof})
    client.post(url("correct", token), RIGHT | {f"field_{plot.pk.hex}": "Plot 9", "proof": proof})

    assert "100 % plot" in shown.text
    assert "Plot 7" in shown.text
    assert WHY in shown.text
    assert other.name not in shown.text
    assert wrong.status_code == 422
    assert wrong.context["form"].errors.keys() == {f"field_{plot.pk.hex}"}
    value = CustomValue.objects.get(superseded_at__isnull=True)
    assert (value.text, value.by, value.source) == ("Plot 9", None, "own page")
    file = json.loads(client.post(url("kept", token), {"proof": proof, "as_file": "1"}).text)
    assert {"label": "100 % plot", "words": "Plot 9", "why": WHY}.items() <= file_row(file).items()


def file_row(rows):
    return next(row for row in rows if row["what"] == "field")
