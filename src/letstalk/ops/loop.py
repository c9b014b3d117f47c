"""Goes round the sweeps for as long as the process lives."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import DatabaseError, close_old_connections

from letstalk.kit.clock import now
from letstalk.kit.models import Beat
from letstalk.ops.stopping import Stop

log = logging.getLogger(__name__)

BEAT = "sweeps"
PAUSE_SECONDS = 3.0

Sweep = Callable[..., int]


def go_round(sweeps: Sequence[Sweep], *, stop: Stop, pause_seconds: float = PAUSE_SECONDS) -> None:
    """Run every sweep, wait a little, and again, until asked to stop; a sweep that has begun is let finish."""
    while not stop.asked:
        close_old_connections()
        for sweep in sweeps:
            if stop.asked:
                return
            run_one(sweep, at=now())
            beat(at=now())
        stop.within(pause_seconds)


def run_one(sweep: Sweep, *, at: datetime) -> None:
    """A sweep that fails is told in the log with all there is to know; the others are not to suffer for it."""
    try:
        sweep(at=at)
    except Exception:
        log.exception("The sweep %s failed; it is tried again on the next round.", sweep.__module__)


def beat(*, at: datetime) -> None:
    try:
        Beat.objects.update_or_create(name=BEAT, defaults={"at": at})
    except DatabaseError:
        log.exception("The sweeps could not leave their beat.")
