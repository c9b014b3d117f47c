"""Week by week: columns of two parts, one on the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from letstalk.reports.charts.canvas import WIDE, Cell, Chart, bar, line, marks, text

LEFT, TOP, BOTTOM, HIGH = 30.0, 30.0, 160.0, 186
LABELS = 5


@dataclass(frozen=True)
class Column:
    label: str
    lower: int
    upper: int


def weeks_chart(
    key: str, title: str, finding: str, columns: Sequence[Column], *, names: tuple[str, str], head: Sequence[str]
) -> Chart:
    """The lower part is what the chart is about; the upper is the rest of the whole."""
    grid = marks(max([column.lower + column.upper for column in columns], default=0), about=3)
    most, step = grid[-1], (WIDE - LEFT) / max(len(columns), 1)
    wide = min(step * 0.7, 34.0)

    def y(count: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * count / most

    drawn = [line(LEFT, y(mark), WIDE, y(mark), "grid") for mark in grid]
    drawn += [text(LEFT - 8, y(mark) + 4, mark, look="soft", anchor="end") for mark in grid]
    drawn += _legend(names)
    every = max(-(-len(columns) // LABELS), 1)
    for place, column in enumerate(columns):
        x = LEFT + step * (place + 0.5) - wide / 2
        whole = column.lower + column.upper
        drawn.append(bar(x, y(whole), wide, y(column.lower) - y(whole), "rest", round_by=2) if column.upper else "")
        drawn.append(bar(x, y(column.lower), wide, y(0) - y(column.lower), "two", round_by=2) if column.lower else "")
        if place % every == 0:
            drawn.append(text(x + wide / 2, HIGH - 6, column.label, look="soft", anchor="middle", size=12))
    rows: list[list[Cell]] = [[column.label, column.lower, column.upper] for column in columns]
    return Chart(key, title, finding, "".join(drawn), HIGH, head, rows)


def _legend(names: tuple[str, str]) -> list[str]:
    drawn, x = [], LEFT
    for name, look in zip(names, ("two", "rest"), strict=True):
        drawn += [bar(x, 4, 12, 12, look, round_by=3), text(x + 18, 14, name, look="soft")]
        x += 18 + len(name) * 7.3 + 22
    return drawn
