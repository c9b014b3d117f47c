"""Being asked to stop, by Ctrl-C, SIGTERM or a closed terminal, and noticing it within a moment."""

import os
import signal
import sys
import threading
import time
from types import FrameType

LOOK_EVERY_SECONDS = 0.1


class Stop:
    """Remembers that someone asked. A flag that is looked at, because a signal may come in the middle of any lock.

    parent: the process whose end is also a reason to stop, if there is one.
    """

    def __init__(self, parent: int | None = None) -> None:
        self.asked = False
        self.parent = parent

    def listen(self) -> "Stop":
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)
        return self

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True

    def within(self, seconds: float) -> bool:
        """Wait, but no longer than until someone asks; says whether they did."""
        until = time.monotonic() + seconds
        while not self.asked and time.monotonic() < until:
            time.sleep(LOOK_EVERY_SECONDS)
            self.asked = self.asked or self._is_orphaned()
        return self.asked

    def _is_orphaned(self) -> bool:
        return self.parent is not None and os.getppid() != self.parent


def stop_when_parent_is_gone() -> None:
    """Ask this process to stop when the pipe on its stdin closes, which even a killed parent cannot prevent.

    Otherwise a web server would outlive its `letstalk serve` and keep the port from the next one.
    """

    def watch() -> None:
        os.read(sys.stdin.fileno(), 1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
