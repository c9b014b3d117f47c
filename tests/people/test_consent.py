"""The consent ledger: appended, superseding, one line standing; a no takes effect at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from letstalk.journal.models import Entry
from letstalk.kit.refusal import Refused
from letstalk.outbox.domain.messages import plan, release
from letstalk.outbox.models import Message, Suppression
from letstalk.outbox.queries import is_suppressed
from letstalk.people.domain.consent import (
    NothingToLapse,
    OwnWordNeeded,
    record_answer,
    resume_contact,
    stop_everything,
)
from letstalk.people.domain.notes import NotesRefused, jot
from letstalk.people.domain.persons import erase
from letstalk.people.domain.relationships import take_on
from letstalk.people.domain.ways import add_way, end_way
from letstalk.people.models import Consent, Note, Way
from letstalk.people.queries import consents_of, ledger_of, may_reach, ways_of
from tests.factories import AT, a_person

LATER = AT + timedelta(hours=1)


def answer(cast, purpose, answer, scope="", *, by=None, words="yes, gladly", at=AT, person=None):
    return record_answer(
        person=person or cast.person,
        chapter=cast.chapter,
        purpose=purpose,
        scope=scope,
        answer=answer,
        how="own_page",
        words=words,
        by=by,
        at=at,
    )


def stop(cast, *, person=None, at=LATER):
    return stop_everything(
        person=person or cast.person, chapter=cast.chapter, how="own_page", words="please stop", by=None, at=at
    )


def a_message(cast, *, released=False, person=None):
    person = person or cast.person
    message = plan(
        kind="followups.reminder",
        about=cast.relationship.pk,
        recipient=person.pk,
        by=cast.organizer.pk,
        chapter_id=cast.chapter.pk,
        channel="email",
        due_at=AT,
        at=AT,
    )
    if released:
        assert release(message, address="amina@example.org", subject="Our conversation", body="Hello", at=AT)
    return message


def state_of(message):
    return Message.objects.get(pk=message.pk).state


def test_an_answer_supersedes_the_one_before_and_edits_nothing(cast):
    first = answer(cast, "reminders", "granted", "email")
    second = answer(cast, "reminders", "withdrawn", "email", at=LATER)

    assert list(consents_of(cast.person)) == [second]
    assert list(ledger_of(cast.person)) == [second, first]
    first.refresh_from_db()
    assert (first.answer, first.words, first.superseded_at) == ("granted", "yes, gladly", LATER)


def test_only_one_line_of_a_purpose_and_scope_can_stand(cast):
    answer(cast, "reminders", "granted", "email")

    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(
            chapter=cast.chapter, person=cast.person, purpose="reminders", scope="email", answer="refused", at=AT
        )


def test_answers_to_different_scopes_stand_beside_each_other(cast):
    answer(cast, "list", "granted", "national")
    answer(cast, "list", "refused", "river-news")

    assert [(line.scope, line.answer) for line in consents_of(cast.person)] == [
        ("national", "granted"),
        ("river-news", "refused"),
    ]


def test_the_words_are_sealed_and_the_journal_has_none_of_them(cast):
    line = answer(cast, "reminders", "granted", "email", words="yes to reminders", by=cast.organizer)

    assert line.words == "yes to reminders"
    assert b"reminders" not in bytes(Consent.objects.filter(pk=line.pk).values_list("words", flat=True).get())
    entry = Entry.objects.get(kind="people.consent_answered")
    assert (entry.about, entry.by, entry.at) == (line.pk, cast.organizer.pk, AT)
    assert entry.details == {"person": str(cast.person.pk), "purpose": "reminders", "answer": "granted"}


@pytest.mark.parametrize("no", ["refused", "withdrawn"])
def test_a_no_to_contact_takes_back_what_waits_and_suppresses_every_address(cast, no):
    ended = end_way(
        way=add_way(person=cast.person, chapter=cast.chapter, kind="email", value="old@example.org", by=None, at=AT),
        by=None,
        at=AT,
    )
    planned = a_message(cast)

    answer(cast, "contact", no, at=LATER)

    assert state_of(planned) == "withdrawn"
    email, phone = ways_of(cast.person).get(kind="email"), ways_of(cast.person).get(kind="phone")
    assert is_suppressed("email", email.key)
    assert is_suppressed("email", ended.key)
    assert is_suppressed("text", phone.key)
    assert is_suppressed("call", phone.key)
    assert not may_reach(cast.person, "personal", "call", at=LATER).may


def test_stopping_everything_reaches_a_message_that_was_released_already(cast):
    released = a_message(cast, released=True)

    stop(cast)

    assert state_of(released) == "withdrawn"


def test_stopping_happens_wholly_or_not_at_all(cast, monkeypatch):
    planned = a_message(cast)
    monkeypatch.setattr("letstalk.outbox.domain.messages.withdraw_all", _cut)

    with pytest.raises(ConnectionError):
        stop(cast)

    assert not consents_of(cast.person).exists()
    assert not Suppression.objects.exists()
    assert state_of(planned) == "planned"


def _cut(**_what):
    raise ConnectionError


def test_stopping_twice_stands_as_the_latest_word(cast):
    stop(cast)

    stop(cast, at=LATER + timedelta(hours=1))

    assert consents_of(cast.person).count() == 1
    assert Suppression.objects.count() == 3


def test_a_no_to_something_else_holds_back_what_was_released_to_be_looked_at_again(cast):
    answer(cast, "reminders", "granted", "email")
    released = a_message(cast, released=True)

    answer(cast, "reminders", "withdrawn", "email", at=LATER)

    assert state_of(released) == "planned"
    assert not Suppression.objects.exists()


def test_others_keep_their_messages(cast):
    ben = a_person(cast.organizer, cast.chapter, "Ben", email="ben@example.org")
    theirs = a_message(cast, person=ben)

    stop(cast)

    assert state_of(theirs) == "planned"
    assert may_reach(ben, "personal", "email", at=LATER).may


def test_an_address_added_after_the_no_is_suppressed_too(cast):
    stop(cast)

    way = add_way(person=cast.person, chapter=cast.chapter, kind="email", value="new@example.org", by=None, at=LATER)

    assert is_suppressed("email", way.key)


def test_the_person_opens_the_door_again_by_their_own_word(cast):
    stop(cast)
    assert not may_reach(cast.person, "personal", "email", at=LATER).may

    resume_contact(
        person=cast.person, chapter=cast.chapter, how="own_page", words="", by=None, at=LATER + timedelta(days=1)
    )

    assert may_reach(cast.person, "personal", "email", at=LATER).may
    assert not Suppression.objects.exists()


def test_an_organizer_opens_it_only_with_the_words_they_heard(cast):
    stop(cast)

    for verb in (answer_yes, resume):
        with pytest.raises(OwnWordNeeded) as refused:
            verb(cast, words="  ")
        assert refused.value.field == "words"
        assert not may_reach(cast.person, "personal", "email", at=LATER).may

    answer_yes(cast, words="call me again after the summer, it is summer now")
    assert may_reach(cast.person, "personal", "email", at=LATER).may


def answer_yes(cast, *, words):
    return answer(cast, "contact", "granted", by=cast.organizer, words=words, at=LATER + timedelta(hours=1))


def resume(cast, *, words):
    return resume_contact(person=cast.person, chapter=cast.chapter, how="met", words=words, by=cast.organizer, at=LATER)


def test_a_first_yes_to_contact_needs_no_words(cast):
    answer(cast, "contact", "granted", by=cast.organizer, words="")

    assert may_reach(cast.person, "personal", "email", at=LATER).may


def test_an_address_stays_closed_while_another_of_its_users_wants_to_be_left_alone(cast):
    ben = a_person(cast.organizer, cast.chapter, "Ben Okafor")
    shared = add_way(
        person=ben,
        chapter=cast.chapter,
        kind="phone",
        value="+12025550143",
        is_shared=True,
        by=None,
        at=AT,
    )
    stop(cast)
    stop(cast, person=ben)

    resume_contact(person=cast.person, chapter=cast.chapter, how="own_page", words="", by=None, at=LATER)

    assert is_suppressed("text", shared.key)
    assert may_reach(cast.person, "personal", "email", at=LATER).may


def test_a_no_to_notes_removes_those_there_are_and_refuses_new_ones(cast):
    """I-9: everything else goes on."""
    jot(relationship=cast.relationship, text="likes the early bus", by=cast.organizer, at=AT)

    answer(cast, "keep_notes", "withdrawn", at=LATER)

    assert not Note.objects.exists()
    with pytest.raises(NotesRefused):
        jot(relationship=cast.relationship, text="sings", by=cast.organizer, at=LATER)
    assert may_reach(cast.person, "personal", "email", at=LATER).may


def test_only_a_yes_can_lapse(cast):
    with pytest.raises(NothingToLapse):
        answer(cast, "photo", "lapsed")
    answer(cast, "photo", "granted")

    answer(cast, "photo", "lapsed", at=LATER)

    assert [line.answer for line in consents_of(cast.person)] == ["lapsed"]


def test_a_no_is_heard_whoever_knows_them(cast):
    """The ledger is the person's, not a chapter's: a stop said in one chapter holds in the other."""
    take_on(person=cast.person, chapter=cast.sibling, organizer=cast.outsider, by=None, at=AT)

    record_answer(
        person=cast.person,
        chapter=cast.sibling,
        purpose="contact",
        answer="refused",
        how="call",
        words="no more calls",
        by=cast.outsider,
        at=LATER,
    )

    assert not may_reach(cast.person, "personal", "email", at=LATER).may
    assert consents_of(cast.person).get().chapter == cast.sibling


def test_nothing_is_written_about_someone_who_was_forgotten(cast):
    erase(cast.person, at=AT)

    for verb in (lambda: answer(cast, "photo", "granted"), lambda: stop(cast), lambda: resume(cast, words="yes")):
        with pytest.raises(Refused):
            verb()
    assert not Way.objects.filter(person=cast.person).exists()
