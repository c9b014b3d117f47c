"""How long the dashboard of a whole tree takes, and how long its sums take to make, at three sizes.

`python -m tools.bench.measures` prints it, `make bench` runs it; BENCH_MEASURES=1000,10000 chooses the sizes. The page
is that of the root, which adds up everything below, and beside it an organizer's own, counted as it stands.
"""

import json
import os
import subprocess
import sys
from statistics import median
from time import perf_counter

from tools.bench import ground
from tools.bench.goals import GROWTH, Goal
from tools.bench.sizes import sized

SIZES = sized("1000,10000,100000", "60,120")
TIMES = sized(15, 2)
ROSA = "Rosa Vega"


def main() -> int:
    sizes = [int(size) for size in os.environ.get("BENCH_MEASURES", SIZES).split(",")]
    print(f"\nHow we are doing: the root's page and one's own, median of {TIMES}, and making the sums")
    found: dict[int, dict[str, float]] = {}
    for people in sizes:
        one = ground.prepare(people, name=f"measures-{people}")
        command = [sys.executable, "-m", "tools.bench.measures", "here"]
        said = subprocess.run(
            command, cwd=ground.ROOT, env=one.environment, stdout=subprocess.PIPE, text=True, check=True
        ).stdout
        found[people] = json.loads(said.splitlines()[-1])
        took = found[people]
        print(
            f"{people:>8,} people   {took['tree']:>6.1f} ms   own {took['own']:>6.1f} ms"
            f"   sums {took['sums']:>6.1f} s of {took['chapters']:.0f} chapters"
        )
    few, many = sizes[0], sizes[-1]
    grown = {name: found[many][name] / found[few][name] for name in ("tree", "own")}
    print(Goal(f"{many:,} people at most {GROWTH:g} times {few:,}", GROWTH, grown).line())
    return 0


def here() -> int:
    """In a process of its own, on the installation that LETSTALK_DATA names."""
    from letstalk.ops.ground import make_ready
    from letstalk.ops.static_files import gather_static_files

    make_ready()
    gather_static_files()
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from letstalk.accounts.models import User
    from letstalk.kit import clock
    from letstalk.people.models import Chapter
    from letstalk.reports.models import MeasureStanding
    from letstalk.reports.sweeps import count_again

    settings.ALLOWED_HOSTS = ["*"]
    MeasureStanding.objects.all().delete()
    at, start = clock.now(), perf_counter()
    while count_again(at=at):
        pass
    took = {"sums": perf_counter() - start, "chapters": float(Chapter.objects.count())}
    client = Client()
    client.force_login(User.objects.get(name=ROSA))
    root = Chapter.objects.get(parent=None)
    for name, query in (("tree", f"?of={root.pk}&goal=5000"), ("own", "?of=own")):
        took[name] = _median(lambda query=query: client.get(reverse("desk:measures") + query)) * 1000
    print(json.dumps(took))
    return 0


def _median(ask) -> float:
    times = []
    assert ask().status_code == 200
    for _time in range(TIMES):
        start = perf_counter()
        ask()
        times.append(perf_counter() - start)
    return median(times)


if __name__ == "__main__":
    sys.exit(here() if "here" in sys.argv else main())
