"""Workers killed outright at every step of sending: each message arrives once, or its row says that nobody knows."""

import os
import secrets
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from letstalk.journal.models import Entry
from letstalk.outbox.models import Message
from letstalk.outbox.sweeps import MARKED_AT_ONCE
from letstalk.outbox.words import State
from tests.support.ports import free_port
from tests.support.processes import ROOT, of_another_process

pytestmark = pytest.mark.django_db(transaction=True)

KIND = "crash.letter"


@pytest.fixture
def mail_log(tmp_path, settings):
    """The file in which a mail server in a process of its own notes what it takes; all mail leaves by it."""
    port, file = free_port(), tmp_path / "taken"
    command = [sys.executable, "-m", "tests.support.mail_log", str(port), str(file)]
    server = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout.readline() == "ready\n"
    settings.LETSTALK_SMTP_URL = f"smtp://127.0.0.1:{port}"
    yield file
    server.stdin.close()
    server.wait(timeout=20)


def plan_many(count):
    at = datetime.now(UTC)
    facts = {"kind": KIND, "planned_at": at, "due_at": at}
    Message.objects.bulk_create(
        [Message(about=uuid4(), recipient=uuid4(), chapter_id=uuid4(), **facts) for _ in range(count)], batch_size=500
    )


def empty_with_killed_workers(**facts):
    """How many were killed before everything was settled."""
    words = [f"{name}={value}" for name, value in facts.items()]
    command = [sys.executable, "-m", "tests.support.crashing", *words]
    environment = of_another_process() | {"LETSTALK_MAIL_FROM": "organizers@example.org"}
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr[-5000:]
    return int(answer.stdout)


def check(file, *, killed, seed):
    taken = Counter(line.strip("<>\n").partition("@")[0] for line in file.open())
    states = {str(pk): state for pk, state in Message.objects.values_list("pk", "state")}
    noted = Counter(str(about) for about in Entry.objects.filter(kind="outbox.sent").values_list("about", flat=True))
    unsure = [pk for pk, state in states.items() if state == State.UNSURE]
    arrived = sum(1 for pk in unsure if taken[pk])
    print(
        f"{len(states)} messages, {killed} workers killed (seed {seed}): {len(states) - len(unsure)} sent once, ",
        end="",
    )
    print(f"{len(unsure)} in doubt, of which {arrived} had arrived")
    assert taken.keys() <= states.keys()
    assert max(taken.values()) == 1, "a message reached the server twice"
    assert set(states.values()) <= {State.SENT, State.UNSURE}
    assert [pk for pk, state in states.items() if state == State.SENT and not taken[pk]] == []
    assert noted == {pk: 1 for pk, state in states.items() if state == State.SENT}
    # At most those that were marked together, for each worker that was killed.
    assert len(unsure) <= MARKED_AT_ONCE * killed


def test_with_workers_killed_at_any_step_each_message_arrives_once_or_is_in_doubt(mail_log):
    """Never sent again without a person's word (architecture, "Messages: one mechanism", step 3)."""
    plan_many(250)

    killed = empty_with_killed_workers(seed=1, kills=8, steps=600, workers=3)

    check(mail_log, killed=killed, seed=1)
    assert killed == 8


@pytest.mark.soak
def test_ten_thousand_due_messages_and_four_workers_killed_at_every_step(mail_log):
    seed = int(os.environ.get("SEED") or secrets.randbelow(2**32))
    plan_many(10_000)

    killed = empty_with_killed_workers(seed=seed, kills=200, steps=2000, workers=4)

    check(mail_log, killed=killed, seed=seed)
    assert killed == 200
