"""What becomes of messages when their recipients are merged or forgotten, and what is told of them."""

from uuid import uuid4

import pytest

from letstalk.outbox.domain import persons
from letstalk.outbox.models import Message
from letstalk.outbox.words import State

pytestmark = pytest.mark.django_db


def test_an_erased_persons_messages_keep_when_and_lose_every_word(ready, at, again):
    amina = uuid4()
    waiting, gone_out, other = ready(recipient=amina), ready(recipient=amina), ready()
    Message.objects.filter(pk=gone_out.pk).update(state=State.SENT, settled_at=at)

    persons.erase(amina, at=at)

    for message in (again(waiting), again(gone_out)):
        assert (message.address, message.subject, message.body, message.address_key) == ("", "", "", "")
        assert (message.sender_name, message.reply_to, message.attachments) == ("", "", None)
    assert (again(waiting).state, again(gone_out).state) == (State.WITHDRAWN, State.SENT)
    assert again(gone_out).settled_at == at
    assert again(other).body == "Thank you, Amina."


def test_what_is_kept_about_a_person_is_told_in_words(ready, at):
    message = ready()

    assert persons.held_about(message.recipient) == [
        {
            "what": "message",
            "planned_at": at,
            "state": "Ready to go",
            "to": "amina@example.org",
            "subject": "Our conversation",
            "words": "Thank you, Amina.",
        }
    ]


def test_two_who_are_one_get_one_message_about_one_thing(planned, at, again):
    old, new, about = uuid4(), uuid4(), uuid4()
    same_thing, of_the_other = planned(recipient=old, about=about), planned(recipient=new, about=about)
    another_thing = planned(recipient=old)

    persons.move(old, new, at=at)

    assert (again(same_thing).state, again(same_thing).problem) == (State.WITHDRAWN, "merged")
    assert (again(of_the_other).state, again(another_thing).recipient) == (State.PLANNED, new)


def test_what_went_out_to_both_of_them_stays_as_it_was(planned, at, again):
    old, new, about = uuid4(), uuid4(), uuid4()
    twins = [planned(recipient=person, about=about) for person in (old, new)]
    Message.objects.filter(about=about).update(state=State.SENT)

    persons.move(old, new, at=at)

    assert [again(twin).recipient for twin in twins] == [old, new]
