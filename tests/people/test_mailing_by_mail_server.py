"""A letter to a list through a real mail server, with a worker that is killed in the middle (R-058)."""

import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from letstalk.outbox import sweeps as outbox
from letstalk.outbox.models import Message
from letstalk.outbox.words import State
from letstalk.people import sweeps
from letstalk.people.domain import mailings
from letstalk.people.domain.mailings import LETTER
from tests.factories import AT
from tests.people.test_lists import a_list, begun, some_people
from tests.support.processes import of_another_process

# What a worker in another process commits must be seen here.
pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 12
KILLED_WITH = 5
AT_ONCE = AT + timedelta(minutes=1)
LATER = AT_ONCE + timedelta(minutes=6)
ONE_ROUND = """
import django
django.setup()
from datetime import datetime, timedelta
from letstalk.outbox import sweeps
from letstalk.outbox.domain import delivery
delivery.running_for = lambda: timedelta(days=40)
sweeps.run(at=datetime.fromisoformat("{at}"))
"""


@pytest.fixture
def office(smtp_server, settings, monkeypatch):
    """The list's mail server; it falls silent with one letter in hand."""
    monkeypatch.setattr("letstalk.outbox.domain.delivery.running_for", lambda: timedelta(days=40))
    settings.LETSTALK_SMTP_URL = smtp_server.url
    settings.LETSTALK_MAIL_FROM = "organizers@example.org"
    settings.LETSTALK_URL = "https://talk.example.org"
    return smtp_server


def fall_silent_at(office, number, monkeypatch):
    take = office.handle_DATA

    async def take_until(server, session, envelope):
        if len(office.letters) == number - 1:
            office.stay_silent()
        return await take(server, session, envelope)

    monkeypatch.setattr(office, "handle_DATA", take_until)


def kill_a_worker(office):
    environment = of_another_process() | {"LETSTALK_MAIL_FROM": "organizers@example.org"}
    worker = subprocess.Popen([sys.executable, "-c", ONE_ROUND.format(at=AT_ONCE.isoformat())], env=environment)
    office.wait_for(KILLED_WITH)
    worker.kill()
    worker.wait()


def test_a_worker_killed_in_the_middle_of_a_mailing_writes_to_nobody_twice_and_the_progress_says_so(
    cast, office, monkeypatch
):
    one = a_list(cast)
    people = some_people(cast, one, PEOPLE)
    letter = begun(cast, one)
    outbox.run(at=AT)
    office.letters.clear()
    sweeps.run(at=AT_ONCE)
    fall_silent_at(office, KILLED_WITH, monkeypatch)

    kill_a_worker(office)
    office.accept()
    left = mailing_states(letter)
    outbox.run(at=LATER)

    taken = Counter(one.recipients[0] for one in office.letters)
    after = mailing_states(letter)
    assert max(taken.values()) == 1, "somebody got the letter twice"
    assert left[State.SENDING] <= outbox.MARKED_AT_ONCE
    assert set(after) <= {State.SENT, State.UNSURE}
    assert after[State.SENT] + after[State.UNSURE] == PEOPLE == len(people)
    assert after[State.UNSURE] == left[State.SENDING]
    assert len(taken) == after[State.SENT] + sum(1 for message in unsure(letter) if message.address in taken)
    page = progress(cast, letter)
    assert f"Sent to {after[State.SENT]} of {PEOPLE}" in page
    assert "Did not arrive, or perhaps not" in page


def mailing_states(letter):
    return Counter(Message.objects.filter(kind=LETTER, about=letter.pk).values_list("state", flat=True))


def unsure(letter):
    return Message.objects.filter(kind=LETTER, about=letter.pk, state=State.UNSURE)


def progress(cast, letter):
    client = Client()
    client.force_login(cast.lead)
    return client.get(reverse("desk:letter", args=[letter.pk])).content.decode()


def test_every_letter_of_a_list_names_on_the_wire_the_address_that_ends_it_by_one_post(cast, office):
    """RFC 8058: both headers, read back as a mail program reads them; a POST by nobody in particular ends it."""
    one = a_list(cast)
    people = some_people(cast, one, 3)
    letter = begun(cast, one)
    sweeps.run(at=AT_ONCE)

    outbox.run(at=AT_ONCE)

    of_list = [taken.message for taken in office.letters if not taken.message["Subject"].startswith("Test")]
    ends = [str(mail["List-Unsubscribe"]) for mail in of_list]
    assert len(set(ends)) == len(people) == mailing_states(letter)[State.SENT]
    assert all(mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" for mail in of_list)
    assert all(end.startswith("<https://talk.example.org/") and end.endswith(">") for end in ends)
    path = ends[0].strip("<>").removeprefix("https://talk.example.org")
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.get(path).status_code == 200
    assert mailings.on_list(one).count() == len(people)
    assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert mailings.on_list(one).count() == len(people) - 1
