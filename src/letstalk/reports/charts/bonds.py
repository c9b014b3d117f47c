"""Who is what to whom, as a map: each group by itself, whoever stands beside most in its middle, the rest in rings."""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from letstalk.reports.charts.canvas import WIDE, Cell, Chart, bar, dot, line, path, shortened, text

RING = 92.0
SIDE = 56.0
ABOVE = 30.0
LEGEND = 24
MOST_DRAWN = 40
# As many ways to turn a group are tried, so that names do not lie over one another.
TURNS = 16
NAME_WIDE, NAME_HIGH = 104.0, 20.0


@dataclass(frozen=True)
class Tie:
    """One line: from whom to whom, what it looks like, what it says, and whether it has a direction."""

    one: Any
    other: Any
    look: str
    words: str
    goes_one_way: bool = False


@dataclass(frozen=True)
class Net:
    """names: id to the name that may be shown. middle: who is put into the middle of their group, if somebody is."""

    names: Mapping[Any, str]
    ties: Sequence[Tie]
    middle: Any = None


Point = tuple[float, float]


def bonds_chart(net: Net, *, title: str, finding: str, head: Sequence[str]) -> Chart:
    """The map, with a line of its own look for each kind and what they mean below; the table says the same.

    Of more than forty people the largest groups are drawn, from their middles outward; the table has all.
    """
    beside = _beside(net)
    places: dict[Hashable, Point] = {}
    top = 0.0
    for group in _groups(net, beside):
        room = MOST_DRAWN - len(places)
        if room < 2:
            break
        top = _place(group[:room], beside, places, top)
    lines = [_line(tie, places) for tie in net.ties if tie.one in places and tie.other in places]
    dots = [_person(net, one, point) for one, point in places.items()]
    legend, high = _legend(net.ties, top + 6)
    rows: list[list[Cell]] = [[net.names[tie.one], tie.words, net.names[tie.other]] for tie in net.ties]
    return Chart("bonds", title, finding, "".join([*lines, *dots, *legend]), round(high), head, rows)


def most_beside(net: Net) -> tuple[Any, int]:
    """Who stands beside most people, and beside how many; of those who are level the first by name."""
    beside = _beside(net)
    one = min(beside, key=lambda one: (-len(beside[one]), net.names[one], str(one)))
    return one, len(beside[one])


def _beside(net: Net) -> dict[Hashable, set[Hashable]]:
    beside: dict[Hashable, set[Hashable]] = defaultdict(set)
    for tie in net.ties:
        beside[tie.one].add(tie.other)
        beside[tie.other].add(tie.one)
    return beside


def _groups(net: Net, beside: Mapping[Hashable, set[Hashable]]) -> list[list[Hashable]]:
    """Who hangs together, each group from its middle outward; the group of `middle` first, then the largest."""
    by_rank = sorted(beside, key=lambda one: (one != net.middle, -len(beside[one]), net.names[one], str(one)))
    found: list[list[Hashable]] = []
    seen: set[Hashable] = set()
    for start in by_rank:
        if start not in seen:
            group = _outward(start, beside, by_rank)
            seen.update(group)
            found.append(group)
    return sorted(found, key=lambda group: (net.middle not in group, -len(group)))


def _outward(start: Hashable, beside: Mapping[Hashable, set[Hashable]], order: Iterable[Hashable]) -> list[Hashable]:
    rank = {one: place for place, one in enumerate(order)}
    group, seen = [start], {start}
    for one in group:  # grows while it is walked
        for other in sorted(beside[one] - seen, key=rank.__getitem__):
            seen.add(other)
            group.append(other)
    return group


def _place(
    group: list[Hashable], beside: Mapping[Hashable, set[Hashable]], places: dict[Hashable, Point], top: float
) -> float:
    """Give each of a group a point below `top`, in rings around the first; returns where the next group begins."""
    here = set(group)  # of a group that is too large, only some are drawn
    depth: dict[Hashable, int] = {group[0]: 0}
    children: dict[Hashable, list[Hashable]] = defaultdict(list)
    for one in group:
        for other in (it for it in group if it in beside[one] & here and it not in depth):
            depth[other] = depth[one] + 1
            children[one].append(other)
    room = WIDE / 2 - SIDE
    ring = room * 0.9 if len(group) == 2 else min(RING, room / max(depth.values()))
    turned = [_spread(group[0], children, depth, ring, math.pi * place / TURNS) for place in range(TURNS)]
    own = min(turned, key=lambda own: (_crossed_names(own), _height(own)))
    left, right = min(x for x, _y in own.values()), max(x for x, _y in own.values())
    highest, lowest = min(y for _x, y in own.values()), max(y for _x, y in own.values())
    for one, (x, y) in own.items():
        places[one] = (WIDE / 2 + x - (left + right) / 2, top + ABOVE + y - highest)
    return top + ABOVE + (lowest - highest) + ABOVE


def _spread(
    root: Hashable,
    children: Mapping[Hashable, list[Hashable]],
    depth: Mapping[Hashable, int],
    ring: float,
    turn: float,
) -> dict[Hashable, Point]:
    """Everybody of a group around its middle, each branch in a slice of its own, the whole turned by so much."""
    own: dict[Hashable, Point] = {}

    def place(one: Hashable, start: float, end: float) -> None:
        angle = (start + end) / 2
        own[one] = (math.sin(angle) * ring * depth[one], -math.cos(angle) * ring * depth[one])
        here = children.get(one, [])
        weights = [_leaves(child, children) for child in here]
        at = start
        for child, weight in zip(here, weights, strict=True):
            to = at + (end - start) * weight / sum(weights)
            place(child, at, to)
            at = to

    place(root, turn - math.pi, turn + math.pi)
    return own


def _crossed_names(own: Mapping[Hashable, Point]) -> int:
    """How many names would lie over one another."""
    return sum(
        abs(x1 - x2) < NAME_WIDE and abs(y1 - y2) < NAME_HIGH for (x1, y1), (x2, y2) in combinations(own.values(), 2)
    )


def _height(own: Mapping[Hashable, Point]) -> float:
    heights = [y for _x, y in own.values()]
    return round(max(heights) - min(heights), 3)


def _leaves(one: Hashable, children: Mapping[Hashable, list[Hashable]]) -> int:
    return sum(_leaves(child, children) for child in children.get(one, ())) or 1


def _line(tie: Tie, places: Mapping[Hashable, Point]) -> str:
    (x1, y1), (x2, y2) = places[tie.one], places[tie.other]
    drawn = line(x1, y1, x2, y2, tie.look)
    if not tie.goes_one_way:
        return drawn
    return drawn + _arrow(((x1 + x2) / 2, (y1 + y2) / 2), math.atan2(y1 - y2, x1 - x2))


def _arrow(at: Point, angle: float) -> str:
    """A small head in the middle of a line, that points to whom it led here."""
    turns = ((0.0, 8.0), (2.5, 7.0), (-2.5, 7.0))
    points = [(at[0] + math.cos(angle + turn) * far, at[1] + math.sin(angle + turn) * far) for turn, far in turns]
    return path(points, "one", closed=True)


def _person(net: Net, one: Hashable, point: Point) -> str:
    x, y = point
    is_middle = one == net.middle
    name = net.names[one]
    told = text(x, y + 24, shortened(name, 15), look="name", anchor="middle", bold=is_middle)
    return dot(x, y, 10 if is_middle else 7, "one" if is_middle else "core", name) + told


def _legend(ties: Iterable[Tie], top: float) -> tuple[list[str], float]:
    """What each look means, a line each, and where it ends."""
    kinds = {tie.words: tie for tie in sorted(ties, key=lambda tie: (tie.goes_one_way, tie.words))}
    drawn: list[str] = [bar(0, top, WIDE, 1, "rest", round_by=0)] if kinds else []
    y = top + 8
    for tie in kinds.values():
        drawn.append(line(0, y + 11, 44, y + 11, tie.look))
        if tie.goes_one_way:
            drawn.append(_arrow((22, y + 11), math.pi))
        drawn.append(text(56, y + 16, tie.words, look="soft"))
        y += LEGEND
    return drawn, y + 6
