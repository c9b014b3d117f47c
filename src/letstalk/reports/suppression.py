"""Which figures about what was heard may be shown: none of them, and no difference of them, tells of few people.

Pure: no Django. A figure stands for a fixed cell and never for a free choice: a node of the tree with everything below
it, one campaign, one month that is over, one theme.

How it is safe: walking up from the leaves, a node's rest is what it holds beyond the figures shown below it. A figure
is shown only where this rest is empty, or itself a group that might stand alone: five conversations with five people,
held by at least two organizers. So every figure shown is a sum of such rests, and whatever is subtracted from whatever
leaves rests again: none, or at least five. Totals over months or campaigns add up shown figures and nothing else.
Few here and few there make no figure above: a theme goes up the tree once some place has it from enough people.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

FEWEST_PEOPLE = 5
FEWEST_ORGANIZERS = 2


@dataclass(frozen=True)
class Telling:
    """One conversation that named a theme. path: of the node it was reported to, each step ended by a slash."""

    path: str
    campaign: UUID | None
    month: date
    theme: str
    conversation: Hashable
    person: Hashable
    organizer: Hashable


@dataclass(frozen=True)
class ShownCell:
    """A figure that may be shown. only_for: the one organizer who held them all, and who alone may see it.

    rest: how much of it is in no figure shown below it; 0 where it is nothing but their sum.
    """

    path: str
    campaign: UUID | None
    month: date
    theme: str
    conversations: int
    rest: int
    only_for: Hashable = None


@dataclass(frozen=True)
class _Below:
    """What is known of a subtree: all of it, what no public figure in it covers, and what no figure at all covers.

    is_heard: some place in it has the theme from enough people, whether or not its figure is shown.
    """

    everything: tuple[Telling, ...]
    beyond_public: tuple[Telling, ...]
    beyond_any: tuple[Telling, ...]
    is_heard: bool = False


def shown_cells(tellings: Iterable[Telling]) -> list[ShownCell]:
    """Every figure that may be shown, leaves first. A conversation that names a theme twice names it once."""
    groups: dict[tuple[UUID | None, date, str], dict[Hashable, Telling]] = defaultdict(dict)
    for telling in tellings:
        groups[(telling.campaign, telling.month, telling.theme)].setdefault(telling.conversation, telling)
    return [cell for group in groups.values() for cell in _shown_in_tree(tuple(group.values()))]


def _shown_in_tree(tellings: Sequence[Telling]) -> list[ShownCell]:
    """The figures of one campaign, month and theme."""
    at_node: dict[str, list[Telling]] = defaultdict(list)
    for telling in tellings:
        at_node[telling.path].append(telling)
    below: dict[str, list[_Below]] = defaultdict(list)
    nodes = {node for path in at_node for node in _up_from(path)}
    shown = []
    for path in sorted(nodes, key=lambda path: (-path.count("/"), path)):
        here = tuple(at_node.get(path, ()))
        parts = [_Below(here, here, here, _is_safe(here)), *below[path]]
        known, cell = _decide(path, parts)
        if cell is not None:
            shown.append(cell)
        below[_above(path)].append(known)
    return shown


def _decide(path: str, parts: list[_Below]) -> tuple[_Below, ShownCell | None]:
    everything = tuple(telling for part in parts for telling in part.everything)
    beyond_public = tuple(telling for part in parts for telling in part.beyond_public)
    beyond_any = tuple(telling for part in parts for telling in part.beyond_any)
    is_heard = any(part.is_heard for part in parts)
    withheld = _Below(everything, beyond_public, beyond_any, is_heard)
    first = everything[0]
    organizers = {telling.organizer for telling in everything}
    if len(organizers) < FEWEST_ORGANIZERS:
        # Their own: it tells them nothing they do not know, but what is shown above it must not give it away.
        if not _is_of_many(everything):
            return withheld, None
        own = ShownCell(
            path, first.campaign, first.month, first.theme, len(everything), len(beyond_any), first.organizer
        )
        return _Below(everything, beyond_public, ()), own
    if not (is_heard and _is_none_or_safe(beyond_public) and _is_none_or_many(beyond_any)):
        return withheld, None
    cell = ShownCell(path, first.campaign, first.month, first.theme, len(everything), len(beyond_public))
    return _Below(everything, (), (), is_heard), cell


def _is_of_many(tellings: Sequence[Telling]) -> bool:
    return len({telling.person for telling in tellings}) >= FEWEST_PEOPLE


def _is_none_or_many(tellings: Sequence[Telling]) -> bool:
    return not tellings or _is_of_many(tellings)


def _is_safe(tellings: Sequence[Telling]) -> bool:
    """A group that may be shown by itself."""
    return _is_of_many(tellings) and len({telling.organizer for telling in tellings}) >= FEWEST_ORGANIZERS


def _is_none_or_safe(tellings: Sequence[Telling]) -> bool:
    return not tellings or _is_safe(tellings)


def _up_from(path: str) -> Iterable[str]:
    """The node itself and every node above it."""
    while path:
        yield path
        path = _above(path)


def _above(path: str) -> str:
    return path[: path.rstrip("/").rfind("/") + 1]


def seen_by(reader: Hashable, cells: Iterable[ShownCell]) -> list[ShownCell]:
    return [cell for cell in cells if cell.only_for in (None, reader)]


def topmost(cells: Iterable[ShownCell], *, under: str) -> list[ShownCell]:
    """Of the figures at or below a node the widest ones, none inside another: what may be added up for that node."""
    inside = sorted((cell for cell in cells if cell.path.startswith(under)), key=lambda cell: cell.path.count("/"))
    taken: dict[tuple[UUID | None, date, str], list[str]] = defaultdict(list)
    found = []
    for cell in inside:
        key = (cell.campaign, cell.month, cell.theme)
        if not any(cell.path.startswith(path) for path in taken[key]):
            taken[key].append(cell.path)
            found.append(cell)
    return found


def added_up(cells: Iterable[ShownCell], *, under: str) -> Counter[str]:
    """How often each theme was named at or below a node, as far as it may be shown."""
    total: Counter[str] = Counter()
    for cell in topmost(cells, under=under):
        total[cell.theme] += cell.conversations
    return total
