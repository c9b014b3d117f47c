"""b.6: what cannot be delivered marks the address at once; what may still be delivered marks nothing."""

import pytest

from letstalk.journal.models import Entry
from letstalk.outbox import sweeps
from letstalk.outbox.bounced import CAME_BACK, bounced_among
from letstalk.outbox.domain.bounces import confirm, mark
from letstalk.outbox.domain.messages import lift_suppression, suppress
from letstalk.outbox.models import Suppression
from letstalk.outbox.words import State

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("reply", ["550 5.1.1 no such user", "551 not here", "553 not allowed"])
def test_a_no_to_the_address_marks_it_and_the_next_message_stays(office, ready, again, at, reply):
    office.answers("RCPT", reply)
    first = ready()
    sweeps.run(at=at)
    second = ready()

    sweeps.run(at=at)

    assert again(first).state == State.FAILED
    assert again(second).state == State.WITHDRAWN
    assert bounced_among([first.address_key]) == {("email", first.address_key)}
    assert office.letters == []


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
def test_not_now_marks_nothing(office, ready, again, at, stage):
    office.answers(stage, "451 4.7.1 greylisted")
    message = ready()

    sweeps.run(at=at)

    assert again(message).state == State.PLANNED
    assert not Suppression.objects.exists()


def test_a_no_to_the_words_does_not_mark_the_address(office, ready, again, at):
    office.answers("DATA", "554 5.7.1 this looks like spam")
    message = ready()

    sweeps.run(at=at)

    assert again(message).state == State.FAILED
    assert not Suppression.objects.exists()


def test_who_made_sure_is_in_the_journal_and_the_address_is_used_again(office, ready, again, at, rosa):
    office.answers("RCPT", "550 no such user")
    first = ready()
    sweeps.run(at=at)

    assert confirm(channel="email", address_key=first.address_key, by=rosa, at=at)
    second = ready()
    sweeps.run(at=at)

    assert again(second).state == State.SENT
    assert Entry.objects.get(kind="outbox.address_confirmed").by == rosa.pk


def test_their_own_no_stands_above_the_mark(at):
    mark(channel="email", address_key="k", at=at)
    suppress(channel="email", address_key="k", reason="no_contact", at=at)
    mark(channel="email", address_key="k", at=at)

    assert not confirm(channel="email", address_key="k", by=None, at=at)
    assert Suppression.objects.get().reason == "no_contact" != CAME_BACK
    assert lift_suppression(channel="email", address_key="k", reason="own_word", at=at)
