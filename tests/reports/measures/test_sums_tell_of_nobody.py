"""No sum shown above a chapter, and no difference of such sums, tells of one to four people (h.2, section e)."""

import os
import secrets
from itertools import chain, combinations
from random import Random

import pytest

from letstalk.people.models import Chapter
from letstalk.reports.domain.sums import add_up_below
from letstalk.reports.measures.counts import Counts, Fact
from letstalk.reports.measures.seeing import chapter_seen
from letstalk.reports.models import MeasureStanding, MeasureWeek
from tests.factories import a_chapter
from tests.moments import NOW

pytestmark = pytest.mark.django_db
FEW = range(1, 5)
WEEK = NOW.date().replace(day=2)
USUALLY, SOAKED = 100, 10_000


@pytest.fixture
def tree(cast) -> list[Chapter]:
    """Three regions with two teams each; the deepest last. Whoever looks leads the root alone, and met nobody there."""
    regions = [a_chapter(cast.organization, f"Region {number}") for number in range(3)]
    return regions + [a_chapter(region, f"Team {number} of {region.name}") for region in regions for number in range(2)]


def test_a_hundred_random_histories(cast, tree):
    look_at(cast, tree, histories=USUALLY, seed=20261123)


@pytest.mark.soak
def test_ten_thousand_random_histories(cast, tree):
    seed = int(os.environ.get("SEED") or secrets.randbelow(2**32))
    print(f"{SOAKED:,} histories, seed {seed}")
    look_at(cast, tree, histories=SOAKED, seed=seed)


def look_at(cast, tree: list[Chapter], *, histories: int, seed: int) -> None:
    random = Random(seed)
    for number in range(histories):
        shown = figures(cast, tree, random)
        found = few_in(shown, cast.organization, tree)
        assert not found, f"history {number} of seed {seed}: {found}"


def figures(cast, tree: list[Chapter], random: Random) -> dict[Chapter, tuple[int, int]]:
    """A random history, added up as the sweep does; of each node what is shown in all, and of one week."""
    MeasureStanding.objects.all().delete()
    MeasureWeek.objects.all().delete()
    for chapter in tree:
        keep(chapter, people=random.choice([0, 1, 3, 4, 5, 6, 9]), organizers=random.randint(1, 3))
    keep(cast.organization, people=0, organizers=0)
    for node in [*tree[:3], cast.organization]:
        add_up_below(node, at=NOW)
    seen = {node: chapter_seen(cast.founder, node) for node in [cast.organization, *tree]}
    return {node: (one.now.number("held"), one.between(WEEK, WEEK).number("held")) for node, one in seen.items()}


def keep(chapter: Chapter, *, people: int, organizers: int) -> None:
    """Each person met once, all in one week: the smallest that a figure can tell of somebody."""
    counts = Counts.of([Fact(WEEK, "held", people, people)]).kept()
    MeasureStanding.objects.create(chapter=chapter, counts=counts, people=people, organizers=organizers, at=NOW)
    MeasureWeek.objects.create(chapter=chapter, week_on=WEEK, counts=counts)


def few_in(shown: dict[Chapter, tuple[int, int]], root: Chapter, tree: list[Chapter]) -> list[tuple[str, int]]:
    """Each figure, less any of the figures inside it that do not overlap, where that leaves one to four."""
    found = []
    for whole, (in_all, in_week) in shown.items():
        inside = [node for node in tree if whole.holds(node) and node != whole]
        for parts in chain.from_iterable(combinations(inside, number) for number in range(4)):
            if any(one.holds(other) or other.holds(one) for one, other in combinations(parts, 2)):
                continue
            left = (in_all - sum(shown[part][0] for part in parts), in_week - sum(shown[part][1] for part in parts))
            found += [(whole.name, number) for number in left if number in FEW]
    return found
