"""When somebody is busy, as plain numbers: laid over one another, kept small, and read again quickly. No Django."""

import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

Span = tuple[datetime, datetime]

# Whole minutes since 1970 fit into four bytes until the year 10136.
MINUTE = 60
FOUR_BYTES = "I"


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Minutes from-to, laid over one another: apart from each other and in order; what touches becomes one."""
    laid: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if laid and start <= laid[-1][1]:
            laid[-1] = (laid[-1][0], max(end, laid[-1][1]))
        else:
            laid.append((start, end))
    return laid


def in_minutes(starts_at: datetime, ends_at: datetime) -> tuple[int, int]:
    """Widened to whole minutes, so that nobody is called free who is not."""
    return int(starts_at.timestamp() // MINUTE), int(-(-ends_at.timestamp() // MINUTE))


def packed(spans: Iterable[tuple[int, int]]) -> bytes:
    """Merged spans as starts and ends in turn, four bytes each, the low one first on every machine."""
    numbers = array(FOUR_BYTES, (number for span in merged(spans) for number in span))
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def unpacked(times: bytes | memoryview) -> array:
    """What `packed` wrote: starts at the even places, ends at the odd ones."""
    numbers = array(FOUR_BYTES)
    numbers.frombytes(bytes(times))
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def as_pairs(numbers: array) -> list[tuple[int, int]]:
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def spans_between(numbers: array, since: datetime, until: datetime) -> list[Span]:
    """The spans that reach into a time, cut to it, as instants in UTC."""
    first, last = in_minutes(since, until)
    # Ends and starts are each in order, so both edges are found without looking at what lies between.
    begin = bisect_right(numbers[1::2], first)
    end = bisect_left(numbers[::2], last)
    return [
        (max(_instant(numbers[2 * at]), since), min(_instant(numbers[2 * at + 1]), until)) for at in range(begin, end)
    ]


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _instant(minute: int) -> datetime:
    return _EPOCH + timedelta(minutes=minute)
