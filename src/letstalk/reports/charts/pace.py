"""One-on-ones held against the campaign's line, and where it may lead: a line, a goal and a fan."""

from collections.abc import Sequence
from dataclasses import dataclass

from letstalk.reports.charts.canvas import WIDE, Cell, Chart, dot, line, marks, path, text
from letstalk.reports.measures.forecast import Reached

LEFT, RIGHT, TOP, BOTTOM, HIGH = 34.0, 16.0, 26.0, 206.0, 232


@dataclass(frozen=True)
class Pace:
    """held: day of the campaign and how many were held by then. ahead: what is reached from now on."""

    length: int
    goal: int
    held: Sequence[tuple[int, int]]
    ahead: Sequence[Reached] = ()
    planned: int = 0


@dataclass(frozen=True)
class PaceWords:
    title: str
    finding: str
    day: str
    now: str
    goal: str
    head: Sequence[str]


def pace_chart(pace: Pace, words: PaceWords) -> Chart:
    """The line so far, the straight line to the goal, and the range 8 times of 10 from here on."""
    top = max([pace.goal, *(count for _day, count in pace.held), *(point.high for point in pace.ahead)])
    grid = marks(top)
    most = grid[-1]

    def x(day: float) -> float:
        return LEFT + (WIDE - LEFT - RIGHT) * day / max(pace.length, 1)

    def y(count: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * count / most

    drawn = [line(LEFT, y(mark), WIDE - RIGHT, y(mark), "grid") for mark in grid]
    drawn += [text(LEFT - 8, y(mark) + 4, mark, look="soft", anchor="end") for mark in grid]
    drawn += [
        text(x(day), HIGH - 6, words.day if day == 0 else day, look="soft", anchor=_anchor(day, pace.length))
        for day in (0, *(pace.length * part // 4 for part in (1, 2, 3, 4)))
    ]
    if pace.ahead:
        edge = [(x(point.day), y(point.high)) for point in pace.ahead]
        edge += [(x(point.day), y(point.low)) for point in reversed(pace.ahead)]
        drawn.append(path(edge, "fan", closed=True))
        drawn.append(path([(x(point.day), y(point.middle)) for point in pace.ahead], "likely"))
    if pace.goal:
        drawn.append(line(x(0), y(0), x(pace.length), y(pace.goal), "goal"))
        drawn.append(text(x(pace.length), y(pace.goal) - 8, words.goal, look="soft", anchor="end"))
    if pace.held:
        day, count = pace.held[-1]
        drawn.append(path([(x(one), y(many)) for one, many in pace.held], "held"))
        drawn.append(dot(x(day), y(count), 6, "one"))
        # On the side of the line where nothing else is drawn.
        is_below = count < pace.goal * day / pace.length
        drawn.append(
            _now(
                words.now,
                x(day),
                y(count) + (24 if is_below else -12),
                is_early=day < pace.length * (0.6 if is_below else 0.33),
            )
        )
    return Chart("pace", words.title, words.finding, "".join(drawn), HIGH, words.head, _rows(pace))


def _now(words: str, x: float, y: float, *, is_early: bool) -> str:
    anchor = "start" if is_early else "end"
    return text(x + (4 if is_early else 6), min(y, BOTTOM - 6), words, look="name", anchor=anchor, bold=True)


def _anchor(day: int, length: int) -> str:
    return "start" if day == 0 else "end" if day == length else "middle"


def _rows(pace: Pace) -> list[list[Cell]]:
    """Day, held so far, the line to the goal, and from now on the middle and its range."""

    def goal(day: int) -> float:
        return round(pace.goal * day / pace.length, 1)

    so_far: list[list[Cell]] = [[day, held, goal(day), "", "", ""] for day, held in pace.held]
    likely: list[list[Cell]] = [
        [point.day, "", goal(point.day), round(point.middle), round(point.low), round(point.high)]
        for point in pace.ahead[1:]
    ]
    return so_far + likely
