"""Asks the sides of the benchmark in turn, so that whatever else the machine is doing falls on all of them alike."""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from tools.bench.ground import ROOT, Ground

IN_A_ROW = 5

# Milliseconds by the name of the visit and of the ground.
Times = dict[tuple[str, str], list[float]]


class Side:
    """A worker process over one installation: Let's Talk itself, or the references beside it."""

    def __init__(self, ground: Ground, which: str) -> None:
        self.name = ground.name
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tools.bench.worker", which],
            cwd=ROOT,
            env=ground.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @cached_property
    def told(self) -> Any:
        """Asked for late, so that all sides can start at the same time."""
        return self.ask("visits")

    @property
    def visits(self) -> list[dict[str, Any]]:
        return list(self.told["visits"])

    @property
    def session(self) -> str:
        """What Rosa's browser would keep."""
        return str(self.told["session"])

    def ask(self, do: str, **order: Any) -> Any:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": do} | order) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"A side of the benchmark ended with code {self.process.wait()}; the reason stands above.")
        return json.loads(line)

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=30)


def wrong_answers(sides: Sequence[Side]) -> dict[str, int]:
    """Ask for everything a few times, unmeasured; the pages that do not answer as they should, with their status."""
    wrong = {}
    for side in sides:
        for visit in side.visits:
            answer = side.ask("warm", visit=visit["name"])
            if not answer["is_right"]:
                wrong[visit["name"]] = answer["status"]
    return wrong


def measure(sides: Sequence[Side], *, requests: int, leave_out: dict[str, int]) -> Times:
    """How long each request took: a few requests of one side, then of the next, and round again."""
    times: Times = defaultdict(list)
    while requests > 0:
        in_a_row = min(IN_A_ROW, requests)
        requests -= in_a_row
        names = dict.fromkeys(visit["name"] for side in sides for visit in side.visits)
        for name in names:
            for side in sides:
                if name not in leave_out and any(visit["name"] == name for visit in side.visits):
                    times[name, side.name] += side.ask("measure", visit=name, times=in_a_row)
    return times
