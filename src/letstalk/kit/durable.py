"""Transactions that must outlive a power cut, and how long this machine has been running."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction

# Counts the time a machine sleeps, where the system knows it.
SINCE_START = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


@contextmanager
def kept_through_a_power_cut() -> Iterator[None]:
    """A transaction of its own; once it is over, it and all before it are on the disk. Raises when within another.

    SQLite hands what it commits to the system and leaves the disk for later (WAL, synchronous=NORMAL): safe from a
    process that is killed, and gone after a power cut. PostgreSQL always waits for the disk, unless it was told not to.
    """
    is_alone = not connection.in_atomic_block
    if not waits_for_no_disk() or not is_alone:
        with transaction.atomic(durable=True):
            yield
        return
    _set_synchronous("FULL")
    try:
        with transaction.atomic(durable=True):
            yield
    finally:
        _set_synchronous("NORMAL")


def waits_for_no_disk() -> bool:
    """Whether an ordinary commit may be lost in a power cut."""
    return connection.vendor == "sqlite"


def _set_synchronous(level: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous={level}")


def running_for() -> timedelta:
    """How long ago this machine was started."""
    return timedelta(seconds=time.clock_gettime(SINCE_START))
