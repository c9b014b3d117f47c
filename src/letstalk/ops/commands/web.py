"""`letstalk web`: the web server alone, as `serve` starts it."""

import argparse
import os
from importlib import import_module

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from letstalk.config import environment
from letstalk.ops.stopping import stop_when_parent_is_gone

APPLICATION = "letstalk.config.wsgi:application"
FEWEST_WORKERS = 2
MOST_WORKERS = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stop-with-parent", action="store_true", help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    if options.stop_with_parent:
        stop_when_parent_is_gone()
    load_pages()
    Granian(
        APPLICATION,
        address=environment.bind(),
        port=environment.port(),
        interface=Interfaces.WSGI,
        workers=workers(),
        blocking_threads=1,
        websockets=False,
        # No access log: the addresses of supporters' pages and sign-in links are secrets.
        log_access=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
    ).serve()
    return 0


def load_pages() -> None:
    """Before the workers are forked: they share what is loaded, and each is there at once instead of loading it again.

    No connection is open yet that two could use at a time.
    """
    from django.db import connections
    from django.urls import get_resolver

    import_module(APPLICATION.partition(":")[0])
    _ = get_resolver().url_patterns
    connections.close_all()


def workers() -> int:
    """One for each core, since each has one thread; never one alone, where a slow page would hold up all others."""
    return min(max(os.cpu_count() or 1, FEWEST_WORKERS), MOST_WORKERS)
