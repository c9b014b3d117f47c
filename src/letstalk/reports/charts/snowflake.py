"""Who develops whom, as a snowflake: those nobody here developed in the middle, each generation one ring out."""

import math
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from letstalk.reports.charts.canvas import WIDE, Cell, Chart, dot, line, shortened, text

HIGH = 380
RING = 0.86
MOST_LEAVES = 24
MOST_FREE = 3
MARGIN = 30


@dataclass(frozen=True)
class Flake:
    """organizers: id to the name that may be shown, or "". developed_by: organizer to organizer. people: how many
    others each of them develops.
    """

    organizers: Mapping[Any, str]
    developed_by: Mapping[Any, Any] = field(default_factory=dict)
    people: Mapping[Any, int] = field(default_factory=dict)


def generations(flake: Flake) -> list[int]:
    """How many organizers are in each generation, the first being those nobody here developed."""
    counts: dict[int, int] = defaultdict(int)
    for one in flake.organizers:
        counts[_depth(flake, one)] += 1
    return [counts[depth] for depth in range(max(counts, default=-1) + 1)]


def snowflake_chart(flake: Flake, *, title: str, finding: str, more: str, head: Sequence[str]) -> Chart:
    """Rings by generation, the people each develops around them; beyond so many a number says how many more."""
    children = _children(flake)
    depth = len(generations(flake))
    centre = (WIDE / 2, HIGH / 2)
    ring = (min(WIDE, HIGH) / 2 - 26) / (depth + 1) if depth else 0.0
    ties: list[str] = []
    dots: list[str] = []
    heights: list[float] = []

    def place(one: Hashable, start: float, end: float, level: int, parent: tuple[float, float]) -> None:
        angle = (start + end) / 2
        here = _point(centre, angle, ring * level) if level or len(children[None]) > 1 else centre
        heights.append(here[1])
        if here != parent and _parent(flake, one) is not None:
            ties.append(line(*parent, *here, "tie"))
        _leaves(one, here, start, end, level)
        dots.append(dot(*here, 13 - min(level, 4) * 2, "one" if level == 0 else "core", flake.organizers[one]))
        if flake.organizers[one] and len(flake.organizers) <= MOST_LEAVES:
            dots.append(
                text(
                    here[0], here[1] - 17, shortened(flake.organizers[one], 14), look="name", anchor="middle", bold=True
                )
            )
        _share(children[one], start, end, level + 1, here)

    def _share(ones: Sequence[Hashable], start: float, end: float, level: int, parent: tuple[float, float]) -> None:
        # Those in the middle stand evenly; further out whoever develops more has more room.
        weights = [_weight(flake, children, one) if level > 1 else 1 for one in ones]
        whole, at = sum(weights) or 1, start
        for one, weight in zip(ones, weights, strict=True):
            to = at + (end - start) * weight / whole
            place(one, at, to, level, parent)
            at = to

    def _leaves(one: Hashable, here: tuple[float, float], start: float, end: float, level: int) -> None:
        many = flake.people.get(one, 0)
        shown = min(many, MOST_LEAVES)
        # Around a few in the middle there is a whole turn; outwards a slice, and less than half a turn.
        is_free = _parent(flake, one) is None and len(children[None]) <= MOST_FREE and not children[one]
        wide = 2 * math.pi if is_free else min(end - start, math.pi * RING)
        first = (start + end) / 2 - wide / 2
        for number in range(shown):
            leaf = _point(here, first + wide * (number + 0.5) / shown, ring * RING)
            heights.append(leaf[1])
            ties.append(line(*here, *leaf, "tie"))
            dots.append(dot(*leaf, 5, "two"))
        if many > shown:
            dots.append(text(here[0], here[1] + 26, more % {"number": many - shown}, look="soft", anchor="middle"))

    _share(children[None], 0.0, 2 * math.pi, 0 if len(children[None]) == 1 else 1, centre)
    rows: list[list[Cell]] = [
        [flake.organizers[one] or "–", _depth(flake, one) + 1, len(children[one]), flake.people.get(one, 0)]
        for one in sorted(flake.organizers, key=lambda one: (_depth(flake, one), flake.organizers[one], str(one)))
    ]
    top, bottom = min(heights, default=0) - MARGIN, max(heights, default=0) + MARGIN
    drawing = f'<g transform="translate(0 {-top:.1f})">{"".join([*ties, *dots])}</g>'
    return Chart("snowflake", title, finding, drawing, round(bottom - top), head, rows)


def _point(centre: tuple[float, float], angle: float, radius: float) -> tuple[float, float]:
    return centre[0] + radius * math.sin(angle), centre[1] - radius * math.cos(angle)


def _children(flake: Flake) -> dict[Hashable, list[Hashable]]:
    children: dict[Hashable, list[Hashable]] = defaultdict(list)
    for one in sorted(flake.organizers, key=str):
        children[_parent(flake, one)].append(one)
    return children


def _parent(flake: Flake, one: Hashable) -> Hashable | None:
    """Who developed them, when that is somebody here and does not lead back to themselves."""
    parent = flake.developed_by.get(one)
    seen, above = {one}, parent
    while above is not None and above in flake.organizers:
        if above in seen:
            return None
        seen.add(above)
        above = flake.developed_by.get(above)
    return parent if parent in flake.organizers else None


def _depth(flake: Flake, one: Hashable) -> int:
    depth, parent = 0, _parent(flake, one)
    while parent is not None:
        depth, parent = depth + 1, _parent(flake, parent)
    return depth


def _weight(flake: Flake, children: Mapping[Hashable, list[Hashable]], one: Hashable) -> int:
    return 2 + min(flake.people.get(one, 0), MOST_LEAVES) + sum(_weight(flake, children, it) for it in children[one])
