"""What the owner of a message can do with it (architecture, "Messages: one mechanism", steps 1 and 2)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from letstalk.journal.models import Entry
from letstalk.outbox import queries
from letstalk.outbox.domain import messages
from letstalk.outbox.models import Message, Suppression
from letstalk.outbox.validators import Attachment, address_key
from letstalk.outbox.words import State

pytestmark = pytest.mark.django_db

LATER = timedelta(hours=3)


def in_state(message, state, **facts):
    Message.objects.filter(pk=message.pk).update(state=state, **facts)
    return message


def test_planning_the_same_twice_gives_the_one_that_stands(planned):
    same = {"about": uuid4(), "recipient": uuid4()}

    first, second = planned(**same), planned(**same)

    assert first == second
    assert Message.objects.count() == 1
    assert list(Entry.objects.values_list("kind", "details")) == [
        ("outbox.planned", {"message_kind": "followups.thanks"})
    ]


@pytest.mark.parametrize("state", [State.READY, State.CLAIMED, State.SENDING, State.SENT, State.UNSURE])
def test_whatever_went_out_or_may_have_stands_in_the_way_of_another(planned, state):
    same = {"about": uuid4(), "recipient": uuid4()}
    first = in_state(planned(**same), state)

    assert planned(**same) == first


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.FAILED])
def test_what_was_taken_back_or_failed_can_be_planned_anew(planned, state):
    same = {"about": uuid4(), "recipient": uuid4()}
    first = in_state(planned(**same), state)

    assert planned(**same) != first


def test_the_database_too_lets_only_one_live_message_stand(planned, at):
    first = planned()
    twin = Message(kind=first.kind, about=first.about, recipient=first.recipient, chapter_id=uuid4())
    twin.planned_at = twin.due_at = at

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_a_row_that_is_wrong_in_itself_is_not_taken_for_a_twin(planned):
    with pytest.raises(IntegrityError):
        planned(channel="pigeon")


def test_release_gives_words_that_nobody_can_read_in_the_database(planned, at, again):
    message = planned()

    released = messages.release(
        message,
        address=" Amina@example.org ",
        subject="Our conversation",
        body="Thank you, Amina.",
        sender_name="Rosa",
        reply_to="rosa@example.org",
        attachments=[Attachment("one.ics", "text/calendar; method=REQUEST", "BEGIN:VCALENDAR")],
        at=at,
    )

    message = again(message)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM outbox_message")
        raw = repr([bytes(value) if isinstance(value, memoryview) else value for value in cursor.fetchone()])
    assert released
    assert (message.state, message.released_at) == (State.READY, at)
    assert (message.address, message.reply_to, message.sender_name) == ("Amina@example.org", "rosa@example.org", "Rosa")
    assert (message.subject, message.body) == ("Our conversation", "Thank you, Amina.")
    assert message.attachments[0]["name"] == "one.ics"
    assert message.address_key == address_key("email", "amina@EXAMPLE.org")
    assert not [word for word in ("mina", "Rosa", "conversation", "VCALENDAR") if word in raw]


@pytest.mark.parametrize("state", [state for state in State if state != State.PLANNED])
def test_only_a_planned_message_is_released(planned, at, again, state):
    message = in_state(planned(), state)

    released = messages.release(message, address="amina@example.org", subject="s", body="b", at=at)

    assert not released
    assert (again(message).state, again(message).address) == (state, "")


@pytest.mark.parametrize("address", ["", "amina", "amina@", "a@example.org\nBcc: b@example.org", "ämina@example.org"])
def test_an_address_that_is_none_fails_visibly_and_stops_no_sweep(planned, at, again, address):
    message = planned()

    released = messages.release(message, address=address, subject="s", body="b", at=at)

    assert not released
    assert (again(message).state, again(message).problem) == (State.FAILED, "address_unusable")
    assert list(queries.needing_a_word(message.by)) == [message]


def test_line_breaks_in_a_name_or_subject_become_spaces(planned, at, again):
    message = planned()

    messages.release(
        message,
        address="amina@example.org",
        subject="Our\r\nBcc: eve@example.org",
        body="b",
        sender_name="Rosa\nDiaz\u2028!",
        at=at,
    )

    assert again(message).subject == "Our Bcc: eve@example.org"
    assert again(message).sender_name == "Rosa Diaz !"


def test_a_message_put_off_is_due_again_later(ready, at, again):
    message = ready()

    assert messages.postpone(message, due_at=at + LATER, at=at)

    assert again(message).state == State.PLANNED
    assert list(queries.due("followups.", at)) == []
    assert list(queries.due("followups.", at + LATER)) == [message]


@pytest.mark.parametrize("state", [State.PLANNED, State.READY, State.CLAIMED])
def test_a_message_is_taken_back_until_its_first_byte_leaves(planned, at, again, state):
    message = in_state(planned(), state)

    assert messages.withdraw(message, reason="called_off", at=at)

    assert (again(message).state, again(message).problem) == (State.WITHDRAWN, "called_off")
    assert Entry.objects.get(kind="outbox.withdrawn").details == {"reason": "called_off"}


@pytest.mark.parametrize("state", [State.SENDING, State.SENT, State.FAILED, State.UNSURE, State.WITHDRAWN])
def test_a_message_on_its_way_or_settled_is_neither_taken_back_nor_put_off(planned, at, again, state):
    message = in_state(planned(), state)

    assert not messages.withdraw(message, reason="called_off", at=at)
    assert not messages.postpone(message, due_at=at + LATER, at=at)
    assert again(message).state == state


def test_what_is_about_one_thing_is_taken_back_together(planned, at, again):
    about = uuid4()
    reminder = planned(about=about, kind="followups.reminder")
    thanks = planned(about=about, kind="followups.thanks")
    gone_out = in_state(planned(about=about, kind="followups.confirmation"), State.SENT)
    other = planned()

    taken_back = messages.withdraw_about(about=about, reason="moved", kinds=["followups.reminder"], at=at)
    rest = messages.withdraw_about(about=about, reason="called_off", at=at)

    assert (taken_back, rest) == (1, 1)
    assert [again(one).state for one in (reminder, thanks, gone_out, other)] == [
        State.WITHDRAWN,
        State.WITHDRAWN,
        State.SENT,
        State.PLANNED,
    ]


def test_everything_to_someone_who_said_no_is_taken_back(planned, ready, at, again):
    """L-1: `do not contact` overrides everything."""
    amina = uuid4()
    theirs = [planned(recipient=amina), ready(recipient=amina), in_state(ready(recipient=amina), State.CLAIMED)]
    other = ready()

    taken_back = messages.withdraw_all(recipient=amina, reason="refused", at=at)

    assert taken_back == 3
    assert {again(one).state for one in theirs} == {State.WITHDRAWN}
    assert again(other).state == State.READY


@pytest.mark.parametrize("state", [State.FAILED, State.UNSURE])
def test_a_person_may_have_it_sent_again_once(planned, at, again, rosa, state):
    old = in_state(planned(), state)

    new = messages.send_again(old, by=rosa, at=at + LATER)
    same = messages.send_again(old, by=rosa, at=at + LATER)

    assert new == same != old
    assert (new.state, new.due_at, new.about, new.by) == (State.PLANNED, at + LATER, old.about, old.by)
    assert (again(old).state, again(old).sent_again_as) == (state, new.pk)
    assert list(queries.needing_a_word(old.by)) == []
    entry = Entry.objects.get(kind="outbox.sent_again")
    assert (entry.about, entry.by, entry.details) == (old.pk, rosa.pk, {"instead": str(new.pk)})


def test_sending_again_takes_the_one_its_owner_planned_meanwhile(planned, at, rosa):
    same = {"about": uuid4(), "recipient": uuid4()}
    old = in_state(planned(**same), State.FAILED)
    new = planned(**same)

    assert messages.send_again(old, by=rosa, at=at) == new


@pytest.mark.parametrize("state", [state for state in State if state not in {State.FAILED, State.UNSURE}])
def test_only_what_failed_or_is_in_doubt_is_sent_again(planned, at, rosa, state):
    message = in_state(planned(), state)

    with pytest.raises(messages.NothingToAnswer):
        messages.send_again(message, by=rosa, at=at)


def test_what_is_past_its_use_is_not_sent_again(planned, at, rosa):
    message = in_state(planned(useless_after=at + LATER), State.UNSURE)

    with pytest.raises(messages.TooLate):
        messages.send_again(message, by=rosa, at=at + LATER)


def test_what_a_person_leaves_as_it_is_is_asked_no_more(planned, at, again, rosa):
    message = in_state(planned(), State.UNSURE)

    messages.leave_it(message, by=rosa, at=at)
    messages.leave_it(message, by=rosa, at=at)

    assert list(queries.needing_a_word(message.by)) == []
    assert again(message).state == State.UNSURE
    assert Entry.objects.filter(kind="outbox.left", by=rosa.pk).count() == 1


def test_suppressing_an_address_is_done_once_and_can_be_lifted(at, rosa):
    closed = {"channel": "email", "address_key": address_key("email", "amina@example.org")}

    messages.suppress(**closed, reason="refused", at=at)
    messages.suppress(**closed, reason="erased", at=at)

    assert Suppression.objects.get().reason == "refused"
    assert queries.is_suppressed("email", closed["address_key"])

    lifted = messages.lift_suppression(**closed, reason="own_yes", by=rosa, at=at)

    assert lifted
    assert not queries.is_suppressed("email", closed["address_key"])
    assert not messages.lift_suppression(**closed, reason="own_yes", by=rosa, at=at)


def test_an_owner_finds_only_its_own_that_are_due_and_still_of_use(planned, at):
    second = planned(kind="followups.reminder", due_at=at)
    first = planned(kind="followups.thanks", due_at=at - LATER)
    planned(kind="followups.thanks", due_at=at + LATER)
    planned(kind="followups.thanks", due_at=at - LATER, useless_after=at)
    planned(kind="meetings.invitation", due_at=at)

    assert list(queries.due("followups.", at)) == [first, second]


def test_an_organizer_sees_what_waits_and_nobody_elses(planned, ready, at):
    rosa = uuid4()
    later, now = planned(by=rosa, due_at=at + LATER), ready(by=rosa)
    in_state(planned(by=rosa), State.SENT)
    ready()

    assert list(queries.waiting_for(rosa)) == [now, later]


def test_every_problem_has_a_sentence_and_an_owners_own_reason_none():
    assert queries.problem_sentence("recipient_refused").startswith("Their mail server takes no mail")
    assert queries.problem_sentence("called_off") == ""
