"""Those that leave in the same moment are marked as being sent in one commit; what holds for each of them."""

from datetime import timedelta

import pytest
from django.db import connection

from letstalk.outbox import sweeps
from letstalk.outbox.domain import delivery, messages
from letstalk.outbox.models import Message
from letstalk.outbox.validators import address_key
from letstalk.outbox.words import State

# What one worker commits must be seen by another, so there is no transaction around these tests.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def queue(ready, at):
    """Five that are ready, to five people, in this order."""
    return [
        ready({"address": f"person{number}@example.org", "at": at + timedelta(milliseconds=number)})
        for number in range(5)
    ]


@pytest.fixture
def marked(monkeypatch):
    """How many were marked in each commit."""
    sizes, start = [], delivery.start_sending_some

    def start_and_note(some, **facts):
        sizes.append(len(some))
        return start(some, **facts)

    monkeypatch.setattr(delivery, "start_sending_some", start_and_note)
    return sizes


@pytest.fixture
def at_mail(office):
    """`at_mail(2, work)` does it when the server hears of the second letter."""

    def when(number, work):
        heard = []

        def hear():
            heard.append(True)
            if len(heard) == number:
                try:
                    work()
                finally:
                    connection.close()

        office.on_mail = hear

    return when


@pytest.fixture
def a_second_later(monkeypatch):
    """Call it, and a second has passed."""
    real, passed = sweeps.time.monotonic, []
    monkeypatch.setattr(sweeps.time, "monotonic", lambda: real() + len(passed))
    return lambda: passed.append(True)


def states(queue):
    found = dict(Message.objects.values_list("pk", "state"))
    return [found[message.pk] for message in queue]


def later(at):
    return at + timedelta(seconds=1)


def test_the_first_is_marked_alone_and_then_as_many_as_leave_in_a_moment(office, queue, marked, at, monkeypatch):
    monkeypatch.setattr(sweeps, "A_MOMENT_SECONDS", 60.0)

    assert sweeps.run(at=later(at)) == 5

    assert marked == [1, 4]


def test_a_slow_server_gets_them_marked_one_by_one(office, queue, marked, at, monkeypatch):
    monkeypatch.setattr(sweeps, "A_MOMENT_SECONDS", 0.0)

    assert sweeps.run(at=later(at)) == 5

    assert marked == [1, 1, 1, 1, 1]


def test_who_says_no_while_the_server_is_slow_is_heard_though_theirs_was_marked(
    office, queue, at, at_mail, a_second_later, monkeypatch
):
    """L-1: what did not leave in the moment in which it was marked is asked about anew."""
    monkeypatch.setattr(sweeps, "A_MOMENT_SECONDS", 0.9)
    no = address_key("email", "person3@example.org")

    def say_no():
        messages.suppress(channel="email", address_key=no, reason="refused", at=at)
        a_second_later()

    at_mail(2, say_no)

    assert sweeps.run(at=later(at)) == 4

    assert states(queue) == [State.SENT, State.SENT, State.SENT, State.WITHDRAWN, State.SENT]
    assert "person3@example.org" not in {letter.recipients[0] for letter in office.letters}


def test_a_line_cut_on_one_of_those_marked_together_leaves_only_that_one_in_doubt(office, queue, at, cut, monkeypatch):
    monkeypatch.setattr(sweeps, "A_MOMENT_SECONDS", 60.0)
    office.answers("DATA", "250 OK", "250 OK", cut)

    assert sweeps.run(at=later(at)) == 2

    assert states(queue) == [State.SENT, State.SENT, State.UNSURE, State.READY, State.READY]


def test_one_of_those_marked_together_that_is_refused_does_not_hold_up_the_others(office, queue, at, monkeypatch):
    monkeypatch.setattr(sweeps, "A_MOMENT_SECONDS", 60.0)
    office.answers("RCPT", "", "", "550 No such user")

    assert sweeps.run(at=later(at)) == 4

    assert states(queue) == [State.SENT, State.SENT, State.FAILED, State.SENT, State.SENT]


def test_only_those_of_a_few_that_may_go_out_begin(queue, at):
    """L-1: suppression is asked for each of them, after the claim."""
    claimed = delivery.claim(channel="email", most=50, at=later(at))
    no = address_key("email", "person1@example.org")
    messages.suppress(channel="email", address_key=no, reason="refused", at=at)
    messages.withdraw(claimed[3], reason="called_off", at=at)

    begun = delivery.start_sending_some(claimed, at=later(at))

    assert [message.address for message in begun] == [f"person{number}@example.org" for number in (0, 2, 4)]
    assert states(queue) == [State.SENDING, State.WITHDRAWN, State.SENDING, State.WITHDRAWN, State.SENDING]


def test_words_written_anew_after_they_were_handed_back_go_out_as_they_are_now(office, queue, at, again):
    """A letter made ahead is thrown away with the claim."""
    office.answers("DATA", "421 Closing")
    sweeps.run(at=later(at))
    messages.postpone(again(queue[1]), due_at=at, at=at)
    messages.release(again(queue[1]), address="new@example.org", subject="s", body="b", at=later(at))

    sweeps.run(at=later(at))

    assert "new@example.org" in {letter.recipients[0] for letter in office.letters}
    assert "person1@example.org" not in {letter.recipients[0] for letter in office.letters}
