"""Sending what is ready, by a real mail server (architecture, "Messages: one mechanism", step 3)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from letstalk.journal.models import Entry
from letstalk.outbox import queries, sweeps
from letstalk.outbox.domain import delivery, messages
from letstalk.outbox.domain.routes import use_folder
from letstalk.outbox.models import Message, Trouble
from letstalk.outbox.validators import address_key
from letstalk.outbox.words import State

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def outcome(message):
    message = Message.objects.get(pk=message.pk)
    return message.state, message.problem


def test_a_ready_message_is_sent_and_read_back(office, ready, at, again):
    message = ready({"sender_name": "Rosa", "reply_to": "rosa@example.org"})

    sent = sweeps.run(at=at)

    (letter,) = office.letters
    assert sent == 1
    assert outcome(message) == (State.SENT, "")
    assert again(message).settled_at >= again(message).sending_at >= again(message).claimed_at >= at
    assert (letter.sender, letter.recipients) == ("organizers@example.org", ("amina@example.org",))
    assert letter.text.strip() == "Thank you, Amina."
    assert letter.message["Message-ID"] == f"<{message.pk}@example.org>"
    assert Entry.objects.filter(kind="outbox.sent", about=message.pk, chapter_id=message.chapter_id).exists()


def test_what_is_sent_is_not_sent_again(office, ready, at):
    ready()

    sweeps.run(at=at)
    sweeps.run(at=at + MINUTE)

    assert len(office.letters) == 1


def test_only_what_its_owner_released_goes_out(office, planned, at):
    planned()

    assert sweeps.run(at=at) == 0
    assert office.letters == []


def test_many_go_over_one_connection_the_longest_released_first(office, ready, at):
    for number, minutes in enumerate([3, 9, 6]):
        ready({"subject": f"Number {number}", "at": at - minutes * MINUTE})

    sweeps.run(at=at)

    assert [letter.message["Subject"] for letter in office.letters] == ["Number 1", "Number 2", "Number 0"]
    assert office.connections == 1


def test_a_round_is_bounded_and_the_next_one_goes_on(office, ready, at, monkeypatch):
    monkeypatch.setattr(sweeps, "MOST_AT_ONCE", 2)
    for _ in range(3):
        ready()

    assert [sweeps.run(at=at) for _ in range(3)] == [2, 1, 0]


def test_without_a_route_nothing_is_taken(ready, at):
    message = ready()

    assert sweeps.run(at=at) == 0
    assert outcome(message) == (State.READY, "")


# Refusals and second tries


def test_an_unknown_recipient_fails_by_our_code_and_not_in_the_servers_words(office, ready, at):
    office.refuse()
    message, other = ready(), ready(words={"address": "bo@example.org"})

    sweeps.run(at=at)

    assert outcome(message) == outcome(other) == (State.FAILED, "recipient_refused")
    assert Entry.objects.get(kind="outbox.failed", about=message.pk).details == {
        "problem": "recipient_refused",
        "reply": 550,
    }
    assert queries.route_problem() is None


def test_words_the_server_refuses_fail(office, ready, at):
    office.answers("DATA", "554 5.7.1 amina@example.org does not want this")
    message = ready()

    sweeps.run(at=at)

    assert outcome(message) == (State.FAILED, "message_refused")
    assert "amina" not in str(Entry.objects.values_list("details", flat=True))


def test_a_message_too_large_fails_alone(office, ready, at):
    office.answers("MAIL", "552 5.3.4 Too large")
    large, small = ready(), ready({"at": at + MINUTE})

    sweeps.run(at=at + MINUTE)

    assert outcome(large) == (State.FAILED, "message_refused")
    assert outcome(small) == (State.SENT, "")


@pytest.mark.parametrize(
    ("stage", "reply"),
    [("RCPT", "451 4.3.0 Come back later"), ("RCPT", "421 Busy"), ("DATA", "452 Full"), ("MAIL", "421 Busy")],
)
def test_not_now_means_planned_again_after_a_wait(office, ready, at, again, stage, reply):
    office.answers(stage, reply)
    message = ready()

    sweeps.run(at=at)

    assert outcome(message) == (State.PLANNED, "try_later")
    assert again(message).attempts == 1
    assert at + 2 * MINUTE <= again(message).due_at < at + 3 * MINUTE
    assert office.letters == []


def test_the_waits_grow_until_it_is_given_up_and_shown(office, ready, at, again):
    office.refuse_for_now()
    message, waits = ready(), []

    while again(message).state != State.FAILED:
        sweeps.run(at=at)
        row = again(message)
        if row.state == State.PLANNED:
            waits.append((row.due_at - at) // MINUTE)
            at = row.due_at
            messages.release(row, address="amina@example.org", subject="s", body="b", at=at)

    assert waits == [2, 10, 30, 120, 240, 480, 720]
    assert outcome(message) == (State.FAILED, "gave_up")
    assert list(queries.needing_a_word(message.by)) == [message]


def test_a_message_refused_for_now_goes_out_when_its_owner_releases_it_again(office, ready, at, again):
    office.answers("RCPT", "451 Come back later")
    message = ready()
    sweeps.run(at=at)

    later = again(message).due_at
    assert list(queries.due("followups.", later)) == [message]
    messages.release(again(message), address="amina@example.org", subject="Anew", body="b", at=later)
    sweeps.run(at=later)

    assert outcome(message) == (State.SENT, "")
    assert [letter.message["Subject"] for letter in office.letters] == ["Anew"]


def test_a_line_cut_before_the_words_left_is_tried_again(office, ready, at, cut):
    office.answers("RCPT", cut)
    message, next_one = ready(), ready({"at": at + MINUTE})

    sweeps.run(at=at + MINUTE)
    sweeps.run(at=at + MINUTE)

    assert outcome(message) == (State.PLANNED, "try_later")
    assert outcome(next_one) == (State.SENT, "")
    assert office.connections == 2


def test_a_line_cut_on_the_second_message_says_nothing_of_the_first(office, ready, at, cut):
    office.answers("RCPT", "", cut)
    first, second = ready(), ready({"at": at + MINUTE})

    sweeps.run(at=at + MINUTE)

    assert outcome(first) == (State.SENT, "")
    assert outcome(second) == (State.PLANNED, "try_later")


def test_a_server_that_closes_is_left_alone_for_this_round(office, ready, at):
    office.answers("MAIL", "421 Enough for now")
    ready()
    second = ready({"at": at + MINUTE})

    assert sweeps.run(at=at + MINUTE) == 0
    assert outcome(second) == (State.READY, "")
    assert sweeps.run(at=at + MINUTE) == 1


def test_a_server_that_hangs_up_after_a_refusal_is_called_again(office, ready, at, cut):
    office.answers("DATA", "554 No, and goodbye")
    office.answers("RSET", cut)
    first, second = ready(), ready({"at": at + MINUTE})

    sweeps.run(at=at + MINUTE)

    assert outcome(first) == (State.FAILED, "message_refused")
    assert outcome(second) == (State.SENT, "")
    assert office.connections == 2


# Nobody knows


def test_a_line_cut_after_the_words_left_leaves_it_unsure_and_never_sent_again(office, ready, at, again):
    """A row that may have gone out is never sent again without a person's word."""
    office.drop_after_data()
    message = ready()

    sweeps.run(at=at)
    office.accept()
    for days in range(3):
        sweeps.run(at=at + timedelta(days=days))

    assert outcome(message) == (State.UNSURE, "connection_lost")
    assert len(office.letters) == 1
    assert list(queries.needing_a_word(message.by)) == [message]
    assert Entry.objects.filter(kind="outbox.unsure", about=message.pk).count() == 1


def test_a_persons_word_sends_an_unsure_message_again(office, ready, at, rosa):
    office.drop_after_data()
    message = ready()
    sweeps.run(at=at)
    office.accept()
    later = at + 10 * MINUTE

    new = messages.send_again(message, by=rosa, at=later)
    messages.release(new, address="amina@example.org", subject="s", body="b", at=later)
    sweeps.run(at=later)

    assert outcome(new) == (State.SENT, "")
    assert [letter.message["Message-ID"] for letter in office.letters] == [
        f"<{message.pk}@example.org>",
        f"<{new.pk}@example.org>",
    ]


def test_a_server_that_breaks_off_gets_no_second_message_at_once(office, ready, at):
    office.drop_after_data()
    first, second = ready(), ready({"at": at + MINUTE})

    sweeps.run(at=at + MINUTE)
    sweeps.run(at=at + MINUTE)

    assert (outcome(first)[0], outcome(second)[0]) == (State.UNSURE, State.READY)
    assert queries.route_problem().code == "breaks_off"


def test_a_silent_server_leaves_it_unsure(office, ready, at, monkeypatch):
    monkeypatch.setattr("letstalk.outbox.channels.email.posts.TIMEOUT_SECONDS", 1)
    office.stay_silent()
    message = ready()

    sweeps.run(at=at)

    assert outcome(message) == (State.UNSURE, "connection_lost")


# What a stopped worker leaves behind


def stand_still(message, state, **facts):
    Message.objects.filter(pk=message.pk).update(state=state, **facts)


def test_a_stale_claim_is_given_back_and_sent(office, ready, at, again):
    message = ready()
    stand_still(message, State.CLAIMED, claimed_at=at)

    assert sweeps.run(at=at + 2.9 * MINUTE) == 0
    assert sweeps.run(at=at + 3 * MINUTE) == 1
    assert again(message).attempts == 1


def test_a_message_that_stops_its_worker_each_time_is_given_up(ready, at):
    message = ready()
    stand_still(message, State.CLAIMED, claimed_at=at, attempts=7)

    sweeps.run(at=at + 3 * MINUTE)

    assert outcome(message) == (State.FAILED, "gave_up")


def test_after_a_power_cut_what_was_claimed_is_in_doubt_where_commits_may_be_lost(office, ready, at, monkeypatch):
    """SQLite's later commits may be gone with the power: it may have been sent, so it is not sent again."""
    message = ready()
    stand_still(message, State.CLAIMED, claimed_at=at)
    monkeypatch.setattr(delivery, "waits_for_no_disk", lambda: True)
    monkeypatch.setattr(delivery, "running_for", lambda: timedelta(seconds=20))

    sweeps.run(at=at + MINUTE)

    assert outcome(message) == (State.UNSURE, "connection_lost")
    assert office.letters == []


def test_a_stale_sending_becomes_unsure_and_is_not_sent(office, ready, at):
    message = ready()
    stand_still(message, State.SENDING, sending_at=at)

    sweeps.run(at=at + 4.9 * MINUTE)
    assert outcome(message)[0] == State.SENDING

    sweeps.run(at=at + 5 * MINUTE)
    assert outcome(message) == (State.UNSURE, "connection_lost")
    assert office.letters == []


def test_what_was_released_too_long_ago_is_planned_again_for_its_owner_to_check(office, ready, at):
    message = ready()

    assert sweeps.run(at=at + 15 * MINUTE) == 0

    assert outcome(message) == (State.PLANNED, "")
    assert list(queries.due("followups.", at + 15 * MINUTE)) == [message]
    assert office.letters == []


@pytest.mark.parametrize("is_ready", [True, False])
def test_what_is_past_its_use_is_taken_back(office, planned, ready, at, is_ready):
    message = (ready if is_ready else planned)(useless_after=at + MINUTE)

    sweeps.run(at=at + MINUTE)

    assert outcome(message) == (State.WITHDRAWN, "useless")
    assert office.letters == []


# Those who said no


def test_a_suppressed_address_gets_nothing_whoever_released_it(office, ready, at):
    """L-1: the last question before the first byte, also for a caller who forgot to ask."""
    closed, other = ready({"address": "AMINA@example.org "}), ready({"address": "ben@example.org"})
    messages.suppress(channel="email", address_key=address_key("email", "amina@example.org"), reason="refused", at=at)

    sweeps.run(at=at)

    assert outcome(closed) == (State.WITHDRAWN, "suppressed")
    assert outcome(other) == (State.SENT, "")
    assert [letter.recipients for letter in office.letters] == [("ben@example.org",)]


def test_withdrawn_messages_never_go_out(office, ready, at):
    message = ready()
    messages.withdraw(message, reason="called_off", at=at)

    assert sweeps.run(at=at) == 0
    assert office.letters == []


# When mail cannot leave at all


def test_a_server_that_is_not_there_costs_messages_nothing_and_is_shown(office, ready, at, again):
    message = ready()
    office.go_away()

    assert sweeps.run(at=at) == 0

    problem = queries.route_problem()
    assert outcome(message) == (State.READY, "")
    assert again(message).attempts == 0
    assert problem.code == "unreachable"
    assert problem.sentence == "The mail server cannot be reached. Are its name and port right?"


def test_a_server_that_was_away_is_tried_after_growing_pauses_and_the_trouble_ends(office, ready, at):
    office.go_away()
    ready()
    tries = []
    for seconds in (0, 29, 31, 90, 92, 211, 214):
        sweeps.run(at=at + timedelta(seconds=seconds))
        tries.append(Trouble.objects.get().tries)

    assert tries == [1, 1, 2, 2, 3, 3, 4]

    office.come_back()
    assert sweeps.run(at=at + 10 * MINUTE) == 1
    assert queries.route_problem() is None


def test_a_sender_the_server_does_not_let_us_use_fails_no_message(office, ready, at):
    office.answers("MAIL", "553 5.7.1 Not your address", "530 5.7.0 Authentication required")
    message = ready()

    sweeps.run(at=at)

    assert outcome(message) == (State.READY, "sender_refused")
    assert queries.route_problem().code == "sender_refused"

    sweeps.run(at=at + MINUTE)
    assert queries.route_problem().code == "sign_in_refused"

    sweeps.run(at=at + 12 * MINUTE)
    assert outcome(message) == (State.SENT, "")
    assert queries.route_problem() is None


def test_another_route_is_not_held_up_by_trouble_with_the_old_one(office, ready, at, settings):
    working = settings.LETSTALK_SMTP_URL
    settings.LETSTALK_SMTP_URL = "smtp://127.0.0.1:1"
    ready()
    sweeps.run(at=at)
    assert queries.route_problem().code == "unreachable"

    settings.LETSTALK_SMTP_URL = working

    assert queries.route_problem() is None
    assert sweeps.run(at=at) == 1


# Files instead of mail


def test_a_folder_route_beats_a_mail_server_and_writes_what_only_its_owner_can_read(
    office, ready, at, settings, tmp_path
):
    """A demo's messages end as files, never at an SMTP server."""
    settings.LETSTALK_DATA = tmp_path
    use_folder(at=at)
    message = ready(recipient=uuid4())

    assert sweeps.run(at=at) == 1

    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == f"20261122-180000-{message.pk}.eml"
    assert file.stat().st_mode & 0o777 == 0o600
    assert b"Thank you, Amina." in file.read_bytes()
    assert office.letters == []


def test_a_folder_that_cannot_be_written_is_shown(ready, at, settings, tmp_path):
    (tmp_path / "mail").write_text("a file where the folder should be")
    settings.LETSTALK_DATA = tmp_path
    use_folder(at=at)
    message = ready()

    sweeps.run(at=at)

    assert outcome(message) == (State.READY, "")
    assert queries.route_problem().code == "folder_unwritable"
