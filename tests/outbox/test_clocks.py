"""Clocks that jump, machines that sleep and a day of downtime: nothing that is stale goes out, and nothing twice."""

from datetime import timedelta

import pytest

from letstalk.outbox import queries, sweeps
from letstalk.outbox.domain import delivery, messages
from letstalk.outbox.models import Message
from letstalk.outbox.words import State

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WORDS = {"address": "amina@example.org", "subject": "Our conversation", "body": "Anew."}


def outcome(message):
    message = Message.objects.get(pk=message.pk)
    return message.state, message.problem


def stand_still(message, state, **facts):
    Message.objects.filter(pk=message.pk).update(state=state, **facts)


def test_after_a_day_of_downtime_what_was_released_is_looked_at_anew(office, ready, again, at):
    message, over = ready(), ready(useless_after=at + HOUR)

    assert sweeps.run(at=at + DAY) == 0

    assert outcome(message) == (State.PLANNED, "")
    assert outcome(over) == (State.WITHDRAWN, "useless")
    assert list(queries.due("followups.", at + DAY)) == [message]
    assert messages.release(again(message), **WORDS, at=at + DAY)
    assert sweeps.run(at=at + DAY) == 1
    assert [letter.text.strip() for letter in office.letters] == ["Anew."]


@pytest.mark.parametrize("state", [State.CLAIMED, State.SENDING])
def test_after_a_day_of_downtime_what_a_worker_had_in_hand_is_not_sent_as_it_was(office, ready, at, state):
    message = ready()
    stand_still(message, state, claimed_at=at, sending_at=at if state == State.SENDING else None)

    for minutes in range(3):
        sweeps.run(at=at + DAY + minutes * MINUTE)

    assert outcome(message)[0] == (State.PLANNED if state == State.CLAIMED else State.UNSURE)
    assert office.letters == []


def test_a_clock_put_forward_a_day_sends_nothing_that_was_for_today(office, ready, planned, at):
    reminder, later = ready(useless_after=at + 3 * HOUR), planned(due_at=at + 2 * HOUR, useless_after=at + 5 * HOUR)

    assert sweeps.run(at=at + DAY) == 0

    assert outcome(reminder) == outcome(later) == (State.WITHDRAWN, "useless")
    assert list(queries.due("followups.", at + DAY)) == []
    assert office.letters == []


def test_a_clock_put_back_an_hour_has_what_was_released_before_looked_at_anew(office, ready, again, at):
    message = ready()
    back = at - HOUR

    assert sweeps.run(at=back) == 0
    assert outcome(message) == (State.PLANNED, "")

    Message.objects.filter(pk=message.pk).update(due_at=back)
    assert messages.release(again(message), **WORDS, at=back)
    assert sweeps.run(at=back) == 1
    assert sweeps.run(at=at + MINUTE) == 0
    assert len(office.letters) == 1


@pytest.mark.parametrize(
    ("state", "becomes"), [(State.CLAIMED, State.PLANNED), (State.SENDING, State.UNSURE), (State.SENT, State.SENT)]
)
def test_a_clock_put_back_an_hour_leaves_nothing_in_hand_for_an_hour(office, ready, at, state, becomes):
    """A time that lies ahead says nothing: what was claimed comes back, and what may have been sent is in doubt."""
    message = ready()
    settled = {"settled_at": at} if state == State.SENT else {}
    stand_still(message, state, claimed_at=at, sending_at=at, **settled)

    sweeps.run(at=at - HOUR)

    assert outcome(message)[0] == becomes
    assert office.letters == []


def test_clocks_of_two_machines_may_differ_a_little(office, ready, at):
    ready({"at": at + timedelta(seconds=40)})

    assert sweeps.run(at=at) == 1


def test_a_clock_put_back_does_not_leave_the_mail_server_alone_for_an_hour(office, ready, at):
    office.go_away()
    message = ready()
    sweeps.run(at=at)
    office.come_back()
    Message.objects.filter(pk=message.pk).update(released_at=at - HOUR)

    assert sweeps.run(at=at - HOUR) == 1
    assert queries.route_problem() is None


def test_words_that_grew_old_in_a_workers_hand_go_back_to_their_owner(ready, again, at):
    """A machine that slept: the last question before the first byte is whether it was released a moment ago."""
    message = ready()
    (ours,) = delivery.claim(channel="email", most=1, at=at)

    assert not delivery.start_sending(ours, at=at + DAY)

    assert (again(message).state, again(message).released_at) == (State.PLANNED, None)


@pytest.mark.parametrize("jump", [DAY, -HOUR])
def test_a_round_in_which_the_clock_jumps_ends_and_the_next_one_looks_anew(office, ready, at, monkeypatch, jump):
    first, second = ready(), ready({"at": at + timedelta(seconds=1)})
    real, jumped = sweeps.time.time, []
    monkeypatch.setattr(sweeps.time, "time", lambda: real() + (jump.total_seconds() if jumped else 0))
    office.on_mail = lambda: jumped.append(True)

    assert sweeps.run(at=at + MINUTE) == 1

    assert (outcome(first)[0], outcome(second)[0]) == (State.SENT, State.READY)
    assert len(office.letters) == 1
