"""How many messages a second leave through the outbox, beside a bare smtplib loop to the same server.

`python -m tools.bench.outbox [MESSAGES]` prints both and their ratio, from an installation made for it. The loop's
letters are made beforehand; the outbox claims, composes, sends and settles each of its messages, with one worker. Both
go in turn, a hundred at a time, so that whatever else the machine does falls on both.
"""

import os
import smtplib
import subprocess
import sys
import tempfile
import time
import uuid
from datetime import datetime
from functools import partial
from statistics import median
from typing import Any

from letstalk.ops.ground import make_ready
from tools.bench.weight import free_port

MESSAGES = 1000
AT_ONCE = 100
SENDER = "organizers@example.org"
BODY = "Thank you for the talk on Tuesday. What you said about the night buses stays with me.\n\nRosa\n"
# Takes every letter at once, in a process of its own, so that it does not share our interpreter.
SERVER = """
import sys, time
from aiosmtpd.controller import Controller
class Takes:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"
Controller(Takes(), hostname="127.0.0.1", port=int(sys.argv[1])).start()
print("ready", flush=True)
sys.stdin.read()
"""


def main() -> int:
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES
    with tempfile.TemporaryDirectory() as data:
        os.environ["LETSTALK_DATA"] = data
        make_ready()
        return print_rates(messages)


def print_rates(messages: int) -> int:
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        server.stdout.readline()
        bare, ours = measure(messages, port)
    finally:
        assert server.stdin is not None
        server.stdin.close()
        server.wait(timeout=10)
    ratio = median(one / other for one, other in zip(ours, bare, strict=True))
    print(f"outbox: {median(ours):.0f} messages a second, a bare smtplib loop {median(bare):.0f}; ratio {ratio:.2f}")
    return 0


def measure(messages: int, port: int) -> tuple[list[float], list[float]]:
    """Messages a second of the loop and of the outbox, for each hundred."""
    from django.utils import timezone

    from letstalk.outbox import sweeps
    from letstalk.outbox.channels import email
    from letstalk.outbox.domain.routes import set_route
    from letstalk.outbox.queries import current_route

    set_route(url=f"smtp://127.0.0.1:{port}", sender=SENDER, by=None, at=timezone.now())
    route = current_route()
    assert route is not None
    bare, ours = [], []
    for _ in range(max(messages // AT_ONCE, 1)):
        at = timezone.now()
        waiting = [ready(number, at=at) for number in range(AT_ONCE)]
        letters = [email.compose(message, route) for message in waiting]
        bare.append(AT_ONCE / seconds(partial(loop, letters, port)))
        ours.append(AT_ONCE / seconds(partial(sweep, sweeps, at=at)))
    return bare, ours


def ready(number: int, *, at: datetime) -> Any:
    from letstalk.outbox.domain.messages import plan, release
    from letstalk.outbox.words import Channel

    message = plan(
        kind="bench.letter",
        about=uuid.uuid4(),
        recipient=uuid.uuid4(),
        by=None,
        chapter_id=uuid.uuid4(),
        channel=Channel.EMAIL,
        due_at=at,
        at=at,
    )
    release(message, address=f"person{number}@example.org", subject="Our conversation", body=BODY, at=at)
    return message


def seconds(work: Any) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def loop(letters: list[Any], port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as post:
        for letter in letters:
            post.sendmail(letter.sender, [letter.recipient], letter.content)


def sweep(sweeps: Any, *, at: datetime) -> None:
    sent = sweeps.run(at=at)
    assert sent == AT_ONCE, f"{sent} of {AT_ONCE} were sent"


if __name__ == "__main__":
    sys.exit(main())
