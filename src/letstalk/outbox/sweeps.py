"""Messages that are ready: each claimed by one worker, sent once, and settled; and what a crash left is put right."""

import time
from datetime import datetime, timedelta
from typing import Any

from letstalk.kit.sealed import CannotOpen
from letstalk.outbox.channels import email
from letstalk.outbox.channels.outcomes import NobodyKnows, NotNow, RouteDown, TurnedDown
from letstalk.outbox.domain import delivery, trouble
from letstalk.outbox.models import Message
from letstalk.outbox.queries import RouteNow, current_route, standing_trouble
from letstalk.outbox.words import Channel, Problem

MOST_AT_ONCE = 200
# So many are claimed in one commit. After a power cut no more than these are in doubt.
CLAIMED_AT_ONCE = 50
# The other sweeps are waiting, and so is whoever asked the process to stop.
LONGEST_SECONDS = 10.0
# When the clock on the wall and the one that only counts differ by more, one was set, or the machine has slept.
CLOCKS_APART_SECONDS = 30.0
SERVER_CLOSES = 421


def run(*, at: datetime) -> int:
    """Put right what was left half done, then send what is ready; how many were sent. Not within a transaction.

    Any number of workers may do this at once. While the mail server cannot be reached, it is tried now and then.
    """
    delivery.put_right(at=at)
    route = current_route()
    if route is None or not Message.objects.filter(channel=Channel.EMAIL).released_lately(at=at).exists():
        return 0
    standing = standing_trouble(route)
    if standing is not None and trouble.rests(standing, at=at):
        return 0
    return _Round(route, at=at, in_trouble=standing is not None).send()


class _Round:
    """One bounded round over one connection, with a clock that starts at the sweep's `at`."""

    def __init__(self, route: RouteNow, *, at: datetime, in_trouble: bool) -> None:
        self.route, self.in_trouble = route, in_trouble
        self.began_at, self.started, self.started_on_the_wall = at, time.monotonic(), time.time()
        self.sent = 0
        # What the server took and the database does not know yet: written with the start of the next one.
        self.taken: Message | None = None
        self.letters: dict[Message, Any] = {}

    def now(self) -> datetime:
        return self.began_at + timedelta(seconds=self.elapsed())

    def elapsed(self) -> float:
        return time.monotonic() - self.started

    def is_over(self) -> bool:
        """Its time is up, or nobody can say any more what time it is: the next round looks at everything anew."""
        apart = abs(time.time() - self.started_on_the_wall - self.elapsed())
        return self.elapsed() > LONGEST_SECONDS or apart > CLOCKS_APART_SECONDS

    def send(self) -> int:
        begun = 0
        try:
            with email.opened(self.route) as post:
                while begun < MOST_AT_ONCE and not self.is_over():
                    # Before anything is claimed: while the server is away, messages lose nothing.
                    post.reach()
                    most = min(CLAIMED_AT_ONCE, MOST_AT_ONCE - begun)
                    batch = delivery.claim(channel=Channel.EMAIL, most=most, at=self.now())
                    if not batch or not self.send_batch(batch, post):
                        break
                    begun += len(batch)
        except RouteDown as down:
            trouble.note(self.route, code=down.code, at=self.now())
        return self.sent

    def send_batch(self, batch: list[Message], post: email.Post) -> bool:
        """False when the connection broke, so that a server in distress gets no more of them this round."""
        waiting = list(batch)
        try:
            while waiting:
                post.reach()
                if self.is_over() or not self.go(waiting, post):
                    return False
        finally:
            self.write_down_taken()
            delivery.hand_back_unbegun(waiting)
        return True

    def go(self, waiting: list[Message], post: email.Post) -> bool:
        """Send the first of those that wait, and make the next one's letter while the server thinks."""
        message = waiting.pop(0)
        letter = self.letters.pop(message, None) or email.compose(message, self.route)
        begins = delivery.start_sending(message, after=self.taken, at=self.now())
        self.count_taken()
        return not begins or self.hand_over(message, letter, post, then=waiting[:1])

    def hand_over(self, message: Message, letter: Any, post: email.Post, *, then: list[Message]) -> bool:
        try:
            post.hand_over(letter, meanwhile=lambda: self.make_letters(then))
        except TurnedDown as no:
            delivery.failed(message, problem=no.code, reply=no.reply, at=self.now())
            self.route_works()
        except NotNow as later:
            delivery.put_off(message, problem=later.code, reply=later.reply, at=self.now())
            return later.reply not in {None, SERVER_CLOSES}
        except NobodyKnows as lost:
            delivery.unsure(message, problem=lost.code, at=self.now())
            trouble.note(self.route, code=Problem.BREAKS_OFF, at=self.now())
            return False
        except RouteDown as down:
            delivery.hand_back(message, problem=down.code)
            raise
        else:
            self.taken = message
            self.route_works()
        return True

    def make_letters(self, messages: list[Message]) -> None:
        for message in messages:
            try:
                self.letters[message] = email.compose(message, self.route)
            except (CannotOpen, ValueError, TypeError):
                # Not while another is on its way: it fails when its own turn comes.
                self.letters.pop(message, None)

    def write_down_taken(self) -> None:
        if self.taken is not None:
            delivery.sent(self.taken, at=self.now())
            self.count_taken()

    def count_taken(self) -> None:
        if self.taken is not None:
            self.taken, self.sent = None, self.sent + 1

    def route_works(self) -> None:
        if self.in_trouble:
            trouble.end(self.route, at=self.now())
            self.in_trouble = False
