"""`make bench`. docs/performance.md says what it measures, and how.

BENCH_PEOPLE=1000,100000 and BENCH_REQUESTS=200 of each page; BENCH_WEIGHT=no leaves out the browsers, BENCH_START=no
the first start; BENCH_SMALL=yes measures little of all else; BENCH_DATA is where the demos are kept.
"""

import os
import subprocess
import sys

from tools.bench import ground, machine
from tools.bench.asking import Side, measure, wrong_answers
from tools.bench.field import field_goals
from tools.bench.first_start import seconds_to_first_page
from tools.bench.goals import START_SECONDS, Goal, goals
from tools.bench.ground import FEW, MANY
from tools.bench.table import table
from tools.bench.walker import goal as walker_goal
from tools.bench.weight import weigh
from tools.chromium import NoChromium

# Measured each by itself, after the pages and the outbox.
PARTS = ("waiting", "slots", "graphics", "inviting", "measures", "linkage", "intake", "outgoing")


def main() -> int:
    """1 when a page could not be measured. A goal that is missed is said, and fails nothing: machines differ."""
    few, many = (int(number) for number in os.environ.get("BENCH_PEOPLE", "1000,100000").split(","))
    requests = int(os.environ.get("BENCH_REQUESTS", "200"))
    print(machine.described(), flush=True)
    grounds = [ground.prepare(few, name=FEW), ground.prepare(many, name=MANY)]
    for one in grounds:
        print(f"A demo of {one.people:,} people, made in {one.made_in_seconds:.0f} s.", flush=True)
    wrong = measure_and_print(grounds, requests=requests)
    subprocess.run([sys.executable, "-m", "tools.bench.outbox", str(requests * 2)], check=True)
    for part in PARTS:
        subprocess.run([sys.executable, "-m", f"tools.bench.{part}"], check=True)
    if os.environ.get("BENCH_START") != "no":
        print_start()
    return 1 if wrong else 0


def measure_and_print(grounds: list[ground.Ground], *, requests: int) -> dict[str, int]:
    """The pages that did not answer as they should, which are left out."""
    few, many = (one.people for one in grounds)
    own = [Side(one, "letstalk") for one in grounds]
    beside = [Side(one, "references") for one in grounds]
    sides = [*own, *beside]
    wrong = wrong_answers(sides)
    times = measure(sides, requests=requests, leave_out=wrong)
    pages = labels(own[0], wrong)
    queries = {name: own[1].ask("queries", visit=name) for name in pages}
    with_browser = os.environ.get("BENCH_WEIGHT") != "no"
    weights = weigh(grounds[1], own[1]) if with_browser else {}
    on_a_phone = [*field_goals(grounds[0], own[0]), walker_goal()] if with_browser else []
    for side in sides:
        side.end()
    print(f"\n{requests} requests of each, {few:,} and {many:,} people in turn.\n")
    print(table(labels(beside[0], wrong), pages, times, queries, weights, few=few, many=many), "\n")
    for goal in [*goals(times, weights, pages, few=few, many=many), *on_a_phone]:
        print(goal.line())
    for name, status in wrong.items():
        print(f"  WRONG   {name} answered {status} and was not measured")
    return wrong


def labels(side: Side, wrong: dict[str, int]) -> dict[str, str]:
    return {visit["name"]: visit["label"] for visit in side.visits if visit["name"] not in wrong}


def print_start() -> None:
    seconds = seconds_to_first_page()
    sentence = "Seconds from an empty folder to the first page, `git clone` and `make run`"
    print(Goal(f"{sentence}, at most {START_SECONDS:g}", START_SECONDS, {"now": seconds}).line())


if __name__ == "__main__":
    try:
        sys.exit(main())
    except NoChromium as reason:
        sys.exit(str(reason))
