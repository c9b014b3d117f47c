"""The nearest team by place or postal code, from what chapters say of themselves; nobody outside is asked."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from letstalk.people.models import folded

MOST = 5
CODE = re.compile(r"(?=.*\d)[a-z0-9]{3,10}")
SAME_START = 3
EXACT, BEGINS = 100, 60


@dataclass(frozen=True)
class Team:
    """A chapter as people look for it: its name, and the places and postal codes it says it is near."""

    key: str
    name: str
    places: tuple[str, ...] = ()


def nearest(wanted: str, teams: Iterable[Team]) -> Sequence[Team]:
    """Those that fit, best first: the same name or code, then a name that begins so, then codes that begin alike."""
    asked = folded(wanted)
    if not asked:
        return []
    scored = [(_score(asked, team), team) for team in teams]
    found = sorted((one for one in scored if one[0]), key=lambda one: (-one[0], one[1].name, one[1].key))
    return [team for _score, team in found[:MOST]]


def _score(asked: str, team: Team) -> int:
    return max((_likeness(asked, folded(place)) for place in (team.name, *team.places)), default=0)


def _likeness(asked: str, place: str) -> int:
    one, other = asked.replace(" ", ""), place.replace(" ", "")
    if one == other:
        return EXACT
    if CODE.fullmatch(one) and CODE.fullmatch(other):
        same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))
        return same if same >= SAME_START else 0
    begins = any(word.startswith(asked) for word in (place, *place.split()))
    return BEGINS if begins and len(asked) >= SAME_START else 0
