"""Messages that are ready: each claimed by one worker, sent once, and settled; and what a crash left is put right."""

import time
from datetime import datetime, timedelta

from letstalk.outbox.channels import email
from letstalk.outbox.channels.outcomes import NobodyKnows, NotNow, RouteDown, TurnedDown
from letstalk.outbox.domain import delivery, trouble
from letstalk.outbox.models import Message
from letstalk.outbox.queries import RouteNow, current_route, standing_trouble
from letstalk.outbox.words import Channel, Problem

MOST_AT_ONCE = 200
# The other sweeps are waiting, and so is whoever asked the process to stop.
LONGEST_SECONDS = 10.0
SERVER_CLOSES = 421


def run(*, at: datetime) -> int:
    """Put right what was left half done, then send what is ready; how many were sent. Not within a transaction.

    Any number of workers may do this at once. While the mail server cannot be reached, it is tried now and then.
    """
    delivery.put_right(at=at)
    route = current_route()
    ready = Message.objects.filter(channel=Channel.EMAIL).released_lately(at=at)
    if route is None or not ready.exists():
        return 0
    standing = standing_trouble(route)
    if standing is not None and trouble.rests(standing, at=at):
        return 0
    oldest_first = ready.order_by("released_at", "pk")[:MOST_AT_ONCE]
    return _Round(route, at=at, in_trouble=standing is not None).send(list(oldest_first))


class _Round:
    """One bounded round over one connection, with a clock that starts at the sweep's `at`."""

    def __init__(self, route: RouteNow, *, at: datetime, in_trouble: bool) -> None:
        self.route, self.in_trouble = route, in_trouble
        self.began_at, self.started = at, time.monotonic()
        self.sent = 0

    def now(self) -> datetime:
        return self.began_at + timedelta(seconds=time.monotonic() - self.started)

    def send(self, messages: list[Message]) -> int:
        try:
            with email.opened(self.route) as post:
                for message in messages:
                    if time.monotonic() - self.started > LONGEST_SECONDS or not self.go(message, post):
                        break
        except RouteDown as down:
            trouble.note(self.route, code=down.code, at=self.now())
        return self.sent

    def go(self, message: Message, post: email.Post) -> bool:
        """Send one. False when the connection broke, so that a server in distress gets no more of them this round."""
        # Reached before anything is claimed: while the server is away, messages keep what they have and lose nothing.
        post.reach()
        if not delivery.claim(message, at=self.now()):
            return True
        letter = email.compose(message, self.route)
        if not delivery.start_sending(message, at=self.now()):
            return True
        return self.hand_over(message, letter, post)

    def hand_over(self, message: Message, letter: email.Letter, post: email.Post) -> bool:
        try:
            post.hand_over(letter)
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
            delivery.sent(message, at=self.now())
            self.sent += 1
            self.route_works()
        return True

    def route_works(self) -> None:
        if self.in_trouble:
            trouble.end(self.route, at=self.now())
            self.in_trouble = False
