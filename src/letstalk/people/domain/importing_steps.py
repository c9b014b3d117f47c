"""The next step of a file that goes on by itself, whichever it is; by the sweep, a page or the shell."""

import time
from collections.abc import Callable
from datetime import datetime

from django.db import connection

from letstalk.kit import clock
from letstalk.people.domain.importing import check_some
from letstalk.people.domain.importing_undo import undo_some
from letstalk.people.domain.importing_writing import commit_some
from letstalk.people.models import Import
from letstalk.people.words import ImportState

GOING = (ImportState.CHECKING, ImportState.COMMITTING, ImportState.UNDOING)


def step(*, importing: Import, at: datetime) -> Import:
    """Do the next batch of rows of a file, if it goes on. Raises FileGone."""
    steps = {
        ImportState.CHECKING: check_some,
        ImportState.COMMITTING: commit_some,
        ImportState.UNDOING: undo_some,
    }
    do = steps.get(ImportState(importing.state))
    return do(importing=importing, at=at) if do else importing


def go_on_for(*, importing: Import, seconds: float) -> Import:
    """Go on for about so long, so that a small file is done before a page answers."""
    until = time.monotonic() + seconds
    while importing.state in GOING and importing.paused_at is None and time.monotonic() < until:
        importing = step(importing=importing, at=clock.now())
    return importing


def finish(*, importing: Import, told: Callable[[int, int], None] = lambda done, rows: None) -> Import:
    """Go on to the end of the present state; `told` hears how far it is."""
    _map_no_database()
    state = importing.state
    while importing.state == state and importing.state in GOING and importing.paused_at is None:
        importing = step(importing=importing, at=clock.now())
        told(importing.place or importing.rows, importing.rows)
    return importing


def _map_no_database() -> None:
    """SQLite shows its file in this process's memory as it goes through it, which for a million people is much."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA mmap_size=0")
