"""Rows of a chart: how far a road is gone, bar by bar, and shares with their ranges."""

from collections.abc import Sequence
from dataclasses import dataclass

from letstalk.kit.shares import Share
from letstalk.reports.charts.canvas import WIDE, Cell, Chart, bar, dot, line, shortened, text

LABELS = 122.0
NUMBERS = 40.0
STEP = 34


@dataclass(frozen=True)
class Row:
    label: str
    number: int
    look: str = "one"


def bars_chart(
    key: str,
    title: str,
    finding: str,
    rows: Sequence[Row],
    *,
    head: Sequence[str],
    other: Sequence[Sequence[Cell]] = (),
) -> Chart:
    """A bar for each, with its number; `other` adds columns to the table."""
    most = max([row.number for row in rows], default=0) or 1
    room = WIDE - LABELS - NUMBERS
    drawn = []
    for place, row in enumerate(rows):
        y = place * STEP
        drawn.append(text(0, y + 21, shortened(row.label, 17)))
        drawn.append(bar(LABELS, y + 5, room * row.number / most, STEP - 12, row.look))
        drawn.append(text(WIDE, y + 21, row.number, anchor="end", bold=True))
    table: list[list[Cell]] = [[row.label, row.number] for row in rows]
    if other:
        table = [[*cells, *more] for cells, more in zip(table, other, strict=True)]
    return Chart(key, title, finding, "".join(drawn), STEP * len(rows), head, table)


@dataclass(frozen=True)
class ShareRow:
    label: str
    share: Share


def shares_chart(
    key: str, title: str, finding: str, rows: Sequence[ShareRow], *, head: Sequence[str], too_few: str
) -> Chart:
    """A dot where the share lies and a band where it may lie in truth (Wilson); too few to say have neither."""
    left, right, high = 158.0, 52.0, STEP * len(rows) + 24

    def x(percent: float) -> float:
        return left + (WIDE - left - right - 8) * percent / 100

    drawn = [line(x(mark), 2, x(mark), high - 22, "grid") for mark in (0, 50, 100)]
    drawn += [text(x(mark), high - 6, mark, look="soft", anchor="middle") for mark in (0, 50, 100)]
    for place, row in enumerate(rows):
        y = place * STEP + STEP / 2
        drawn.append(text(0, y + 4, shortened(row.label, 21)))
        if row.share.is_enough:
            drawn.append(line(x(row.share.low), y, x(row.share.high), y, "range"))
            drawn.append(dot(x(row.share.percent), y, 6, "one"))
        else:
            drawn.append(text(x(50), y + 4, too_few, look="soft", anchor="middle"))
        drawn.append(text(WIDE, y + 4, f"{row.share.number}/{row.share.of}", anchor="end", bold=True))
    table: list[list[Cell]] = [[row.label, row.share.number, row.share.of, *_ends(row.share)] for row in rows]
    return Chart(key, title, finding, "".join(drawn), high, head, table)


def _ends(share: Share) -> list[Cell]:
    return [share.low, share.high] if share.is_enough else ["", ""]
