"""How much is measured: `make bench` all of it, `make test` so little that only breaking shows (BENCH_SMALL=yes)."""

import os
from typing import TypeVar

Size = TypeVar("Size")


def sized(whole: Size, small: Size) -> Size:
    """The size to measure with."""
    return small if os.environ.get("BENCH_SMALL") == "yes" else whole
