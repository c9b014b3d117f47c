"""A small plot of shares with their ranges, as plain numbers that a template draws; a table says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from letstalk.kit.shares import Share

WIDE, LEFT, RIGHT = 360, 96, 16
ROW = 36


@dataclass(frozen=True)
class Bar:
    label: str
    share: Share


@dataclass(frozen=True)
class Drawn:
    """One row: where its range begins and ends and where its dot is; no range where too few are known."""

    label: str
    share: Share
    y: int
    low: int
    high: int
    dot: int


@dataclass(frozen=True)
class Plot:
    rows: list[Drawn]
    wide: int
    high: int
    grid: list[tuple[int, int]]


def bars(given: Sequence[Bar]) -> Plot:
    """Rows from top to bottom, with lines at 0, 50 and 100 in 100."""
    rows = [
        Drawn(
            bar.label,
            bar.share,
            y=ROW // 2 + place * ROW,
            low=_x(bar.share.low),
            high=_x(bar.share.high),
            dot=_x(bar.share.percent),
        )
        for place, bar in enumerate(given)
    ]
    return Plot(rows, WIDE, ROW * len(rows) + 24, [(_x(percent), percent) for percent in (0, 50, 100)])


def _x(percent: int) -> int:
    return LEFT + (WIDE - LEFT - RIGHT) * percent // 100
