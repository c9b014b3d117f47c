"""Lists of sections and trees of questions, put in another order. Pure: a new list each time, none is changed.

An item is a dict with an id under `name` ("id" for questions, "key" for sections); questions may hold further ones
under "questions". A place is (the list's parent id or "", position).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

Item = dict[str, Any]

QUESTION, SECTION = "id", "key"
WAYS = ("up", "down", "in", "out")
BESIDE = ("before", "after", "inside")


class Place(NamedTuple):
    """Where an item stands: below which other ("" for outermost), at which position among how many, how deep."""

    parent: str
    position: int
    among: int
    depth: int


def every(items: Sequence[Item], *, name: str = QUESTION) -> Iterator[Item]:
    """Each item, those below it right after it."""
    for item in items:
        yield item
        yield from every(_below(item, name), name=name)


def find(items: Sequence[Item], id: str, *, name: str = QUESTION) -> Item | None:
    """The item of this id, wherever it stands."""
    return next((item for item in every(items, name=name) if item[name] == id), None)


def before(items: Sequence[Item], id: str, *, name: str = QUESTION) -> list[Item]:
    """The items that stand before this one, which alone it may look at."""
    return list(takewhile(lambda item: item[name] != id, every(items, name=name)))


def place_of(items: Sequence[Item], id: str, *, name: str = QUESTION) -> Place | None:
    """Where it stands; None when it is not there."""
    return _place_of(items, id, "", 1, name)


def _place_of(items: Sequence[Item], id: str, parent: str, depth: int, name: str) -> Place | None:
    for position, item in enumerate(items):
        if item[name] == id:
            return Place(parent, position, len(items), depth)
        found = _place_of(_below(item, name), id, item[name], depth + 1, name)
        if found:
            return found
    return None


def depth_below(item: Item) -> int:
    """How many levels an item and what hangs on it take up."""
    return 1 + max((depth_below(one) for one in _below(item, QUESTION)), default=0)


def moved(items: Sequence[Item], id: str, way: str, *, name: str = QUESTION) -> list[Item]:
    """One place up or down among its own, in below the one before it, or out behind the one it stands below.

    The same list where it cannot go that way.
    """
    place = place_of(items, id, name=name)
    if place is None or not can_move(items, id, way, name=name):
        return list(items)
    beside = _list_below(items, place.parent, name)
    if way == "up":
        return placed(items, id, "before", beside[place.position - 1][name], name=name)
    if way == "down":
        return placed(items, id, "after", beside[place.position + 1][name], name=name)
    if way == "in":
        return placed(items, id, "inside", beside[place.position - 1][name], name=name)
    return placed(items, id, "after", place.parent, name=name)


def can_move(items: Sequence[Item], id: str, way: str, *, name: str = QUESTION) -> bool:
    """Whether there is somewhere to go that way."""
    place = place_of(items, id, name=name)
    if place is None:
        return False
    ways = {
        "up": place.position > 0,
        "down": place.position + 1 < place.among,
        "in": name == QUESTION and place.position > 0,
        "out": bool(place.parent),
    }
    return ways.get(way, False)


def placed(items: Sequence[Item], id: str, where: str, other: str, *, name: str = QUESTION) -> list[Item]:
    """The item, with all below it, put before, after or inside another.

    The same list where it would stand inside itself, or one of them is not there.
    """
    item = find(items, id, name=name)
    if item is None or where not in BESIDE or (where == "inside" and name != QUESTION):
        return list(items)
    if find([item], other, name=name) is not None:
        return list(items)
    left = without(items, id, name=name)
    if find(left, other, name=name) is None:
        return list(items)
    return _put(left, copy.deepcopy(item), where, other, name)


def without(items: Sequence[Item], id: str, *, name: str = QUESTION) -> list[Item]:
    """All but this one and what hangs on it."""
    return [_with_below(item, without(_below(item, name), id, name=name), name) for item in items if item[name] != id]


def replaced(items: Sequence[Item], id: str, new: Item, *, name: str = QUESTION) -> list[Item]:
    """The same, with this item in other words; what hangs on it stays with it."""

    def one(item: Item) -> Item:
        if item[name] == id:
            return _with_below({**new, name: id}, _below(item, name), name)
        return _with_below(item, replaced(_below(item, name), id, new, name=name), name)

    return [one(item) for item in items]


def added(items: Sequence[Item], new: Item, *, after: str = "", below: str = "", name: str = QUESTION) -> list[Item]:
    """With one more: after another, as the last one below another, or else at the end."""
    if below and find(items, below, name=name) is not None:
        return _put(list(items), new, "inside", below, name)
    if after and find(items, after, name=name) is not None:
        return _put(list(items), new, "after", after, name)
    return [*items, new]


def _put(items: Sequence[Item], new: Item, where: str, other: str, name: str) -> list[Item]:
    result: list[Item] = []
    for item in items:
        if item[name] != other:
            result.append(_with_below(item, _put(_below(item, name), new, where, other, name), name))
        elif where == "inside":
            result.append(_with_below(item, [*_below(item, name), new], name))
        else:
            result += [new, item] if where == "before" else [item, new]
    return result


def _list_below(items: Sequence[Item], parent: str, name: str) -> Sequence[Item]:
    found = find(items, parent, name=name) if parent else None
    return _below(found, name) if found else items


def _below(item: Item, name: str) -> Sequence[Item]:
    # A section's "questions" are ids of the guide, not items of its own.
    return item.get("questions", ()) if name == QUESTION else ()


def _with_below(item: Item, below: Sequence[Item], name: str) -> Item:
    if name != QUESTION:
        return dict(item)
    rest = {key: value for key, value in item.items() if key != "questions"}
    return {**rest, "questions": list(below)} if below else rest
