"""Lists by recorded opt-in only: begun empty, a yes of one’s own, letters once each, ended by a tap (R-058)."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from letstalk.journal.models import Entry
from letstalk.outbox.domain import messages as outbox
from letstalk.outbox.domain.routes import use_folder
from letstalk.outbox.models import Message
from letstalk.outbox.words import State
from letstalk.people import sweeps
from letstalk.people.domain import lists, mailings
from letstalk.people.domain.consent import record_answer, stop_everything
from letstalk.people.domain.lists import CONFIRM, UNSUBSCRIBE, ListWords, make_list
from letstalk.people.domain.mailings import LETTER, LetterWords
from letstalk.people.domain.persons import erase, move
from letstalk.people.domain.ways import add_way
from letstalk.people.models import Consent, MailingList, SocialSpace
from letstalk.people.queries import may_reach
from letstalk.people.queries.lists import counted, links_told, list_token, mention_scope, mentions_of, on_list
from letstalk.people.words import NEWS, OWN_PAGE, Purpose, Why
from tests.factories import AT, a_person

MINUTE = timedelta(minutes=1)
LATER = AT + MINUTE
WORDS = LetterWords("What we heard", "Forty of you told us about the night bus.")


def a_list(cast, name="Night bus", *, is_news=False) -> MailingList:
    words = ListWords(name, "What we hear and do about it", "Riverside Huddle")
    return make_list(chapter=cast.chapter, words=words, is_news=is_news, id=uuid.uuid4(), by=cast.lead, at=AT)


def says(cast, one, answer="granted", *, person=None, how=OWN_PAGE, at=AT) -> Consent:
    return record_answer(
        person=person or cast.person,
        chapter=cast.chapter,
        purpose=Purpose.LIST,
        scope=one.scope,
        answer=answer,
        how=how,
        words="Send me letters",
        by=None if how == OWN_PAGE else cast.organizer,
        at=at,
    )


def some_people(cast, one, count):
    people = [a_person(cast.organizer, cast.chapter, email=f"p{number}@example.org") for number in range(count)]
    for person in people:
        says(cast, one, person=person)
    return people


@pytest.fixture
def route(db):
    return use_folder(at=AT)


def a_letter(cast, one, *, at=AT):
    letter = mailings.write(list=one, words=WORDS, id=uuid.uuid4(), by=cast.lead, at=at)
    mailings.send_test_copy(letter=letter, by=cast.lead, at=at)
    return letter


def begun(cast, one):
    return mailings.begin(letter=a_letter(cast, one), by=cast.lead, at=AT)


def letters_in(state, letter):
    return Message.objects.filter(kind=LETTER, about=letter.pk, state=state).count()


def test_nobody_is_on_a_new_list_whatever_else_they_agreed_to(cast):
    """R-058: off by default, never automatic (T3)."""
    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=Purpose.REMINDERS,
        scope="email",
        answer="granted",
        how="one-on-one",
        words="May I remind you?",
        by=cast.organizer,
        at=AT,
    )

    one = a_list(cast)

    assert not on_list(one).exists()
    assert may_reach(cast.person, Purpose.LIST, "email", scope=one.scope, at=AT).why == Why.NOT_ASKED


def test_what_somebody_told_an_organizer_waits_for_their_own_click(cast, route):
    """Double opt-in: only the link in the email to them makes the yes their own."""
    one = a_list(cast)
    told = says(cast, one, how="one-on-one")
    before = may_reach(cast.person, Purpose.LIST, "email", scope=one.scope, at=AT).why

    sweeps.run(at=LATER)
    sweeps.run(at=LATER + MINUTE)
    question = Message.objects.get(kind=mailings.ASK_TO_CONFIRM)
    lists.confirm(token=list_token(told, use=CONFIRM), words="Send me letters", at=LATER)

    assert before == Why.UNCONFIRMED
    assert question.about == told.pk
    assert list_token(told, use=CONFIRM) in question.body
    assert may_reach(cast.person, Purpose.LIST, "email", scope=one.scope, at=LATER).may
    assert counted([one])[one.pk].confirmed == 1


def test_r058_at_a_new_address_a_yes_waits_to_be_confirmed_there(cast, route):
    one = a_list(cast)
    says(cast, one, how=OWN_PAGE)
    before = may_reach(cast.person, Purpose.LIST, "email", scope=one.scope, at=AT).may

    add_way(
        person=cast.person, chapter=cast.chapter, kind="email", value="new@example.org", by=cast.organizer, at=LATER
    )
    waiting = may_reach(cast.person, Purpose.LIST, "email", scope=one.scope, at=LATER).why
    sweeps.run(at=LATER)
    sweeps.run(at=LATER + MINUTE)
    question = Message.objects.get(kind=mailings.ASK_TO_CONFIRM)
    lists.confirm(token=list_token(on_hold(cast, one), use=CONFIRM), words="Send me letters", at=LATER)

    assert (before, waiting) == (True, Why.UNCONFIRMED)
    assert question.address == "new@example.org"
    assert may_reach(cast.person, Purpose.LIST, "email", scope=one.scope, at=LATER).may


def on_hold(cast, one):
    return Consent.objects.get(person=cast.person, scope=one.scope, superseded_at__isnull=True)


def test_an_old_link_confirms_nothing_that_was_taken_back_since(cast):
    one = a_list(cast)
    told = says(cast, one, how="one-on-one")
    says(cast, one, "withdrawn", at=LATER)

    done = lists.confirm(token=list_token(told, use=CONFIRM), words="Send me letters", at=LATER + MINUTE)

    assert done is None
    assert may_reach(cast.person, Purpose.LIST, "email", scope=one.scope, at=LATER).why == Why.REFUSED


def test_those_who_said_yes_to_news_at_the_close_are_asked_for_the_chapters_news_list(cast, route):
    """The close card and the write-up ask for "news"; a chapter's news list is that one."""
    told = record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=Purpose.LIST,
        scope=NEWS,
        answer="granted",
        how="one-on-one",
        words="May we send you news and information?",
        by=cast.organizer,
        at=AT,
    )
    one = a_list(cast, "News of Riverside", is_news=True)

    sweeps.run(at=LATER)

    assert one.scope == NEWS
    assert Message.objects.get(kind=mailings.ASK_TO_CONFIRM).about == told.pk


def test_a_letter_needs_a_test_copy_of_these_very_words_first(cast, route):
    one = a_list(cast)
    says(cast, one)
    letter = mailings.write(list=one, words=WORDS, id=uuid.uuid4(), by=cast.lead, at=AT)
    with pytest.raises(mailings.NotYet):
        mailings.begin(letter=letter, by=cast.lead, at=AT)

    copy = mailings.send_test_copy(letter=letter, by=cast.lead, at=AT)
    changed = mailings.write(list=one, words=replace(WORDS, body="Other words"), id=letter.pk, by=cast.lead, at=AT)

    assert copy.address == "lee@example.org"
    assert WORDS.body in copy.body
    with pytest.raises(mailings.NotYet):
        mailings.begin(letter=changed, by=cast.lead, at=AT)


def test_a_letter_goes_to_each_who_said_yes_once_however_often_the_sweep_stops(cast, route, monkeypatch):
    """Rows in batches: a crash between two of them loses nobody and writes to nobody twice."""
    monkeypatch.setattr(mailings, "IN_A_BATCH", 3)
    one = a_list(cast)
    people = some_people(cast, one, 7)
    letter = begun(cast, one)

    for round in range(6):
        sweeps.plan_letters(at=LATER + MINUTE * round)
    sweeps.release_due(at=LATER + MINUTE * 7)

    ready = Message.objects.filter(kind=LETTER, about=letter.pk, state=State.READY)
    assert sorted(ready.values_list("recipient", flat=True)) == sorted(person.pk for person in people)
    letter.refresh_from_db()
    assert letter.all_planned_at is not None


def test_the_database_keeps_a_second_letter_to_the_same_person_away(cast, route):
    one = a_list(cast)
    says(cast, one)
    letter = begun(cast, one)
    sweeps.plan_letters(at=LATER)
    first = Message.objects.get(kind=LETTER)

    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(
            chapter_id=letter.chapter_id,
            kind=LETTER,
            about=letter.pk,
            recipient=first.recipient,
            planned_at=AT,
            due_at=AT,
        )


def test_every_letter_carries_its_own_way_out(cast, route):
    """RFC 8058: in the headers and below the words, and not tied to a session."""
    one = a_list(cast)
    line = says(cast, one)
    letter = begun(cast, one)

    sweeps.run(at=LATER)

    message = Message.objects.get(kind=LETTER)
    assert message.state == State.READY
    assert list_token(line, use=UNSUBSCRIBE) in message.unsubscribe
    assert message.unsubscribe in message.body
    assert message.sender_name == "Riverside Huddle"
    assert message.body.startswith(letter.body)


def test_paused_it_stays_gone_on_it_leaves_and_stopped_it_is_taken_back(cast, route):
    one = a_list(cast)
    some_people(cast, one, 2)
    letter = begun(cast, one)
    sweeps.run(at=LATER)
    ready = letters_in(State.READY, letter)

    mailings.pause(letter=letter, by=cast.lead, at=LATER)
    sweeps.run(at=LATER + timedelta(hours=2))
    paused = letters_in(State.PLANNED, letter)
    mailings.go_on(letter=letter, by=cast.lead, at=LATER + timedelta(hours=3))
    sweeps.run(at=LATER + timedelta(hours=3))
    again = letters_in(State.READY, letter)
    mailings.stop(letter=letter, by=cast.lead, at=LATER + timedelta(hours=4))
    sweeps.run(at=LATER + timedelta(hours=5))

    assert (ready, paused, again) == (2, 2, 2)
    assert letters_in(State.WITHDRAWN, letter) == 2


@pytest.mark.parametrize("moment", ["waiting", "ready"])
def test_a_withdrawal_takes_at_once_what_waits_of_that_list_and_leaves_the_other(cast, route, moment):
    """b.6: withdrawal cascades to queues and lists."""
    one, other = a_list(cast), a_list(cast, "Schools")
    line = says(cast, one)
    says(cast, other)
    letter, kept = begun(cast, one), begun(cast, other)
    sweeps.plan_letters(at=LATER)
    if moment == "ready":
        sweeps.release_due(at=LATER)

    lists.unsubscribe(token=list_token(line, use=UNSUBSCRIBE), words="Stop", at=LATER + MINUTE)
    sweeps.run(at=LATER + timedelta(hours=1))

    assert letters_in(State.WITHDRAWN, letter) == 1
    assert letters_in(State.READY, kept) == 1


def test_one_tap_in_a_letter_of_years_ago_still_works_and_the_ledger_says_how(cast):
    one = a_list(cast)
    old = says(cast, one)
    says(cast, one, at=AT + timedelta(days=400))

    lists.unsubscribe(token=list_token(old, use=UNSUBSCRIBE), words="Stop", at=AT + timedelta(days=1500))

    standing = Consent.objects.get(person=cast.person, purpose=Purpose.LIST, superseded_at=None)
    assert (standing.answer, standing.how, standing.words) == ("withdrawn", "own click", "Stop")


def test_a_link_follows_a_person_who_was_found_to_be_another(cast):
    one = a_list(cast)
    line = says(cast, one)
    other = a_person(cast.organizer, cast.chapter, email="same@example.org")
    move(cast.person, other, at=LATER)

    lists.unsubscribe(token=list_token(line, use=UNSUBSCRIBE), words="Stop", at=LATER + MINUTE)

    assert may_reach(other, Purpose.LIST, "email", scope=one.scope, at=LATER).why == Why.REFUSED


@pytest.mark.parametrize("token", ["", "x", "0" * 56, uuid.uuid4().hex + "0" * 24, "é" * 40])
def test_a_made_up_link_does_nothing(cast, token):
    one = a_list(cast)
    says(cast, one)

    lists.unsubscribe(token=token, words="Stop", at=LATER)

    assert on_list(one).count() == 1


def test_a_link_to_confirm_does_not_unsubscribe(cast):
    one = a_list(cast)
    line = says(cast, one)

    lists.unsubscribe(token=list_token(line, use=CONFIRM), words="Stop", at=LATER)

    assert on_list(one).count() == 1


def test_whoever_was_forgotten_is_written_to_no_more_and_their_old_link_fails_quietly(cast, route):
    one = a_list(cast)
    line = says(cast, one)
    letter = begun(cast, one)
    sweeps.plan_letters(at=LATER)

    erase(cast.person, at=LATER)
    lists.unsubscribe(token=list_token(line, use=UNSUBSCRIBE), words="Stop", at=LATER + MINUTE)
    sweeps.run(at=LATER + MINUTE)

    assert letters_in(State.WITHDRAWN, letter) == 1
    assert letters_in(State.READY, letter) == 0


def test_who_wants_no_contact_gets_no_letter_and_the_outbox_asks_last_of_all(cast, route):
    """L-1; suppression by keyed hash stands behind everything else."""
    one = a_list(cast)
    says(cast, one)
    letter = begun(cast, one)
    sweeps.run(at=LATER)

    stop_everything(person=cast.person, chapter=cast.chapter, how="call", words="Stop", by=cast.organizer, at=LATER)
    sweeps.run(at=LATER + MINUTE)

    assert letters_in(State.WITHDRAWN, letter) == 1
    way = cast.person.ways.get(kind="email")
    assert outbox.Suppression.objects.filter(channel="email", address_key=way.key).exists()


def test_an_export_brings_the_evidence_and_is_written_down(cast):
    one = a_list(cast)
    line = says(cast, one)
    waiting = a_person(cast.organizer, cast.chapter, email="waits@example.org")
    says(cast, one, person=waiting, how="one-on-one")

    lines = lists.export(list=one, by=cast.lead, at=LATER)

    assert lines == [line]
    assert Entry.objects.get(kind="people.list_exported").details == {"people": 1}


def test_a_closed_list_takes_no_letter(cast, route):
    one = a_list(cast)
    says(cast, one)
    letter = a_letter(cast, one)
    lists.close_list(list=one, by=cast.lead, at=LATER)
    letter.refresh_from_db()

    with pytest.raises(mailings.NotYet):
        mailings.begin(letter=letter, by=cast.lead, at=LATER)


def test_a_space_is_told_only_to_who_said_yes_to_it(cast):
    """R-059: the same consent rule."""
    space = lists.make_space(
        chapter=cast.chapter,
        name="Signal group",
        link="https://signal.example.org/g",
        id=uuid.uuid4(),
        by=cast.lead,
        at=AT,
    )
    before = links_told(cast.person, cast.chapter)

    record_answer(
        person=cast.person,
        chapter=cast.chapter,
        purpose=Purpose.SPACE,
        scope=space.scope,
        answer="granted",
        how="one-on-one",
        words="Shall I send you the link?",
        by=cast.organizer,
        at=AT,
    )

    assert before == []
    assert links_told(cast.person, cast.chapter) == [space]
    lists.close_space(space=space, by=cast.lead, at=LATER)
    assert links_told(cast.person, cast.chapter) == []
    assert SocialSpace.objects.get().closed_at == LATER


def test_a_yes_to_one_platform_and_level_is_no_yes_to_another_and_can_be_taken_back(cast):
    """R-049: per person, platform and level; default no."""

    def answer(said, scope, at):
        record_answer(
            person=cast.person,
            chapter=cast.chapter,
            purpose=Purpose.MENTION,
            scope=scope,
            answer=said,
            how="one-on-one",
            words="May I?",
            by=cast.organizer,
            at=at,
        )

    def shown():
        return mentions_of(Consent.objects.filter(person=cast.person, superseded_at=None))

    first = mention_scope("instagram", "first_name")
    before = shown()
    answer("granted", first, AT)
    granted = shown()
    answer("withdrawn", first, LATER)

    assert before == []
    assert [(one.platform, one.levels) for one in granted] == [("Instagram", ("first name",))]
    assert shown() == []
