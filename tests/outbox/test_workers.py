"""Several workers at once, and one that is killed in the middle (architecture, "Messages: one mechanism", step 3)."""

import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction

from letstalk.outbox import sweeps
from letstalk.outbox.domain import delivery, messages
from letstalk.outbox.models import Message
from letstalk.outbox.validators import address_key
from letstalk.outbox.words import State
from tests.support.processes import of_another_process

# What one worker commits must be seen by another, so there is no transaction around these tests.
pytestmark = pytest.mark.django_db(transaction=True)

ONE_ROUND = """
import django
django.setup()
from datetime import datetime
from letstalk.outbox import sweeps
sweeps.run(at=datetime.fromisoformat("{at}"))
"""


def claimed(at):
    return delivery.claim(channel="email", most=50, at=at)


def apart(work):
    """What to do on another worker's connection."""

    def do():
        try:
            work()
        finally:
            connection.close()

    return do


def test_three_workers_at_once_send_each_message_once(office, ready, in_threads):
    """A conditional update claims a row, so any number of workers on either database take it once."""
    addresses = [f"person{number}@example.org" for number in range(30)]
    for address in addresses:
        ready({"address": address})

    sent = in_threads(3)

    assert sum(sent) == 30
    assert sorted(letter.recipients[0] for letter in office.letters) == sorted(addresses)
    assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}


def test_what_one_has_claimed_nobody_else_claims(ready, at):
    message = ready()

    assert [claimed(at), claimed(at)] == [[message], []]


def test_a_claim_takes_the_words_as_they_were_released_last(ready, at):
    message = ready()
    messages.postpone(message, due_at=at, at=at)
    messages.release(message, address="new@example.org", subject="s", body="b", at=at + timedelta(seconds=1))

    (ours,) = claimed(at + timedelta(seconds=1))

    assert ours.address == "new@example.org"


def test_one_that_was_tried_before_goes_out_alone(ready, at):
    """Should it stop its worker each time, it takes no others with it."""
    for attempts in (0, 0, 3, 0):
        Message.objects.filter(pk=ready().pk).update(attempts=attempts, released_at=at)
        at += timedelta(seconds=1)

    batches = [[message.attempts for message in claimed(at)] for _ in range(4)]

    assert batches == [[0, 0], [3], [0], []]


def test_sending_is_committed_before_the_first_byte_goes_out(office, ready, at):
    message, seen = ready(), []
    office.on_mail = apart(lambda: seen.append(Message.objects.get(pk=message.pk).state))

    sweeps.run(at=at)

    assert seen == [State.SENDING]


def test_nothing_is_sent_within_a_transaction_that_could_still_be_undone(office, ready, again, at):
    message = ready()

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        sweeps.run(at=at)

    assert office.letters == []
    assert again(message).state == State.READY


def test_others_can_write_while_the_mail_server_takes_its_time(office, ready, planned, at):
    """No network call inside a transaction."""
    ready()
    office.on_mail = apart(planned)
    start = time.monotonic()

    sweeps.run(at=at)

    assert time.monotonic() - start < 5
    assert Message.objects.filter(state=State.PLANNED).count() == 1


def test_what_is_withdrawn_while_another_goes_out_stays_here(office, ready, at):
    ready({"address": "first@example.org"})
    second = ready({"address": "second@example.org", "at": at + timedelta(seconds=1)})
    office.on_mail = apart(lambda: messages.withdraw(second, reason="called_off", at=at))

    sweeps.run(at=at + timedelta(seconds=1))

    assert [letter.recipients[0] for letter in office.letters] == ["first@example.org"]
    assert Message.objects.get(pk=second.pk).state == State.WITHDRAWN


def test_a_no_said_between_claim_and_sending_is_heard(ready, again, at):
    """L-1: suppression is asked last, after the claim."""
    ready()
    (message,) = claimed(at)
    messages.suppress(channel="email", address_key=address_key("email", "amina@example.org"), reason="refused", at=at)

    assert not delivery.start_sending(message, at=at)
    assert (again(message).state, again(message).problem) == (State.WITHDRAWN, "suppressed")


@pytest.mark.parametrize("take_away", [messages.withdraw, messages.postpone])
def test_a_claimed_message_taken_away_from_its_worker_does_not_begin(ready, again, at, take_away):
    ready()
    (message,) = claimed(at)
    words = {"reason": "moved"} if take_away is messages.withdraw else {"due_at": at}
    take_away(again(message), **words, at=at)

    assert not delivery.start_sending(message, at=at)
    assert again(message).state in {State.WITHDRAWN, State.PLANNED}


def test_a_worker_slower_than_its_claim_does_not_send_what_another_has(ready, at):
    ready()
    (slow,) = claimed(at)
    delivery.put_right(at=at + delivery.CLAIM_LASTS)
    (quick,) = claimed(at + delivery.CLAIM_LASTS)

    assert not delivery.start_sending(slow, at=at + delivery.CLAIM_LASTS)
    assert delivery.start_sending(quick, at=at + delivery.CLAIM_LASTS)


def test_a_late_yes_from_the_server_ends_the_doubt(ready, again, at):
    ready()
    (message,) = claimed(at)
    delivery.start_sending(message, at=at)
    delivery.put_right(at=at + delivery.SENDING_LASTS)
    assert again(message).state == State.UNSURE

    delivery.sent(message, at=at + delivery.SENDING_LASTS)

    assert again(message).state == State.SENT


def test_a_worker_killed_between_sending_and_sent_leaves_it_unsure(office, ready, again, at):
    """It reached the server, and nobody lived to write that down: shown, and never sent again by itself."""
    message = ready()
    office.stay_silent()
    worker = subprocess.Popen([sys.executable, "-c", ONE_ROUND.format(at=at.isoformat())], env=of_another_process())
    office.wait_for(1)
    worker.kill()
    worker.wait()
    office.accept()

    assert again(message).state == State.SENDING
    assert sweeps.run(at=at + timedelta(minutes=6)) == 0
    assert sweeps.run(at=at + timedelta(minutes=20)) == 0
    assert (again(message).state, again(message).problem) == (State.UNSURE, "connection_lost")
    assert len(office.letters) == 1
