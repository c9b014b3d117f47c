"""Messages that are ready: each claimed by one worker, sent once, and settled; and what a crash left is put right."""

import time
from collections import deque
from datetime import datetime, timedelta
from itertools import islice
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
# So many are marked as being sent in one commit at the most; they are in doubt when their worker is killed.
MARKED_AT_ONCE = 12
# Only as many as leave within this time. Who says no later is asked about anew, and a slow server gets one by one.
A_MOMENT_SECONDS = 0.05
# A clock may stand still between two looks at it.
SHORTEST_SECONDS = 1e-6
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
        # What the server took and the database does not know yet: written with the start of the next ones.
        self.taken: list[Message] = []
        self.waiting: deque[Message] = deque()
        self.letters: dict[Message, Any] = {}
        # Marked as being sent, and no byte of them has left.
        self.marked: deque[tuple[Message, Any]] = deque()
        self.marked_at, self.marked_together = 0.0, 0

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
        self.waiting.extend(batch)
        try:
            while self.waiting or self.marked:
                post.reach()
                if self.is_over() or not self.go(post):
                    return False
        finally:
            self.write_down_taken()
            self.hand_back()
        return True

    def go(self, post: email.Post) -> bool:
        """Send the next message, after it was marked as being sent with those that leave in the same moment."""
        if self.marked and time.monotonic() - self.marked_at > A_MOMENT_SECONDS:
            self.mark_again()
        if not self.marked:
            self.mark(self.how_many())
        return not self.marked or self.hand_over(*self.marked.popleft(), post)

    def how_many(self) -> int:
        """As many as the server took in a moment just now; the first goes alone."""
        if not self.marked_together:
            return 1
        took = time.monotonic() - self.marked_at
        return max(1, min(MARKED_AT_ONCE, int(self.marked_together * A_MOMENT_SECONDS / max(took, SHORTEST_SECONDS))))

    def mark(self, most: int) -> None:
        while self.waiting and len(self.marked) < most:
            message = self.waiting.popleft()
            # Should its letter stop us, it is nobody's for a while, and is tried again alone.
            self.marked.append((message, self.letters.pop(message, None) or email.compose(message, self.route)))
        self.marked_at, self.marked_together = time.monotonic(), len(self.marked)
        trying = [message for message, _letter in self.marked]
        begun = set(delivery.start_sending_some(trying, after=self.taken, at=self.now()))
        self.count_taken()
        self.marked = deque((message, letter) for message, letter in self.marked if message in begun)

    def mark_again(self) -> None:
        """Too much may have happened since they were marked."""
        delivery.back_to_claimed([message for message, _letter in self.marked])
        self.letters = dict(self.marked) | self.letters
        self.waiting.extendleft(message for message, _letter in reversed(self.marked))
        self.marked.clear()

    def hand_back(self) -> None:
        delivery.hand_back_unbegun([*(message for message, _letter in self.marked), *self.waiting])
        self.marked.clear()
        self.waiting.clear()
        # Their words may be others when they are claimed again.
        self.letters.clear()

    def hand_over(self, message: Message, letter: Any, post: email.Post) -> bool:
        try:
            post.hand_over(letter, meanwhile=self.make_next_letter)
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
            self.taken.append(message)
            self.route_works()
        return True

    def make_next_letter(self) -> None:
        """While the server thinks: the letter of the first of those that wait for one."""
        for message in islice(self.waiting, len(self.letters), len(self.letters) + 1):
            try:
                self.letters[message] = email.compose(message, self.route)
            except (CannotOpen, ValueError, TypeError):
                # Not while another is on its way: it fails when its own turn comes.
                self.letters.pop(message, None)

    def write_down_taken(self) -> None:
        if self.taken:
            delivery.sent(*self.taken, at=self.now())
            self.count_taken()

    def count_taken(self) -> None:
        self.sent += len(self.taken)
        self.taken.clear()

    def route_works(self) -> None:
        if self.in_trouble:
            trouble.end(self.route, at=self.now())
            self.in_trouble = False
