"""Workers that are killed outright: `python -m tests.support.crashing seed=1 kills=8 steps=600 workers=3`.

They empty the outbox between them. Each worker is a fork that dies by its own SIGKILL at a step drawn by lot:
before or after any statement, commit, line to the mail server or answer from it; a message takes about forty. What they
leave is found by the next ones, some minutes later by their clock. When all is settled, how many died is printed.
"""

import os
import random
import signal
import smtplib
import sys
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import django

# Longer than a claim and a sending last, and shorter than a release.
LATER = timedelta(minutes=6)
KIND = "crash.letter"
LONG = timedelta(days=40)


def main(*, seed: int, kills: int, steps: int, workers: int) -> None:
    django.setup()
    # Before any fork: they shall all be of one version, and be there at once.
    import_module("letstalk.outbox.sweeps")
    lot, killed, offset = random.Random(seed), 0, timedelta()
    while True:
        running: set[int] = set()
        idle = 0
        while idle < workers:
            while len(running) + idle < workers:
                is_to_die = killed + len(running) < kills
                running.add(start(lot.randint(1, steps) if is_to_die else None, offset=offset))
            process, status = os.wait()
            running.discard(process)
            if os.WIFSIGNALED(status):
                killed += 1
            else:
                assert os.waitstatus_to_exitcode(status) == 0, "a worker failed by itself"
                idle += 1
        offset += LATER
        if is_over():
            break
    print(killed)


def start(steps: int | None, *, offset: timedelta) -> int:
    """A worker that has so many steps to live; none means that it is let live."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work(steps, offset=offset)
            code = 0
        finally:
            if code:
                traceback.print_exc()
            os._exit(code)
    return child


def is_over() -> bool:
    """Asked in a fork too: no connection is open when workers are forked."""
    child = os.fork()
    if child == 0:
        from letstalk.outbox.models import Message

        os._exit(1 if Message.objects.filter(settled_at=None).exists() else 0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def work(steps: int | None, *, offset: timedelta) -> None:
    from django.utils import timezone

    from letstalk.outbox import sweeps
    from letstalk.outbox.domain import delivery
    from letstalk.outbox.domain.messages import release
    from letstalk.outbox.queries import due

    # The clock is put forward, and the machine was not started in between.
    delivery.running_for = lambda: LONG
    if steps is not None:
        die_in(sweeps, after=steps)
    while True:
        at = timezone.now() + offset
        for message in due(KIND, at=at)[:200]:
            release(message, address="amina@example.org", subject="Our conversation", body="Thank you.\n", at=at)
        if sweeps.run(at=at) == 0:
            return


def die_in(sweeps: Any, *, after: int) -> None:
    """Count the steps of what talks to others, and be gone at the last."""
    from django.db import connection

    left = [after]

    def step() -> None:
        left[0] -= is_sending[0]
        if left[0] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def with_steps(method: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*args: Any, **kwargs: Any) -> Any:
            step()
            answer = method(*args, **kwargs)
            step()
            return answer

        return watched

    def only_here(*, at: datetime) -> int:
        is_sending[0] = True
        sent: int = run(at=at)
        is_sending[0] = False
        return sent

    run, sweeps.run, is_sending = sweeps.run, only_here, [False]
    connection._commit = with_steps(connection._commit)  # what atomic() ends with
    smtplib.SMTP.send = with_steps(smtplib.SMTP.send)
    smtplib.SMTP.getreply = with_steps(smtplib.SMTP.getreply)
    connection.execute_wrappers.append(lambda execute, *args: with_steps(execute)(*args))


if __name__ == "__main__":
    main(**{name: int(value) for name, _, value in (word.partition("=") for word in sys.argv[1:])})
