"""Runs of the tests in turn, ended by the worst of their codes: `python -m tools.lane MARKED... -- CHOSEN...`."""

import os
import subprocess
import sys

from tools.with_postgres import stop_in_order

PYTEST = [sys.executable, "-m", "pytest"]
NOTHING_CHOSEN = 5  # pytest's exit code where none of the tests asked for belongs to a run


def run_in_turn(marked: list[str], chosen: list[str], environment: dict[str, str]) -> int:
    """The worst exit code of one run for each expression of markers; all are run, whatever one before them found."""
    runs = [[*PYTEST, "-m", expression, *chosen] for expression in marked]
    return worst([subprocess.run(run, env=environment, check=False).returncode for run in runs])


def worst(codes: list[int]) -> int:
    """The exit code of all the runs: a run with nothing to do is well as long as another had something."""
    did_something = [code for code in codes if code != NOTHING_CHOSEN]
    return max(did_something, key=abs, default=NOTHING_CHOSEN)


if __name__ == "__main__":
    stop_in_order()
    end = sys.argv.index("--")
    sys.exit(run_in_turn(sys.argv[1:end], sys.argv[end + 1 :], dict(os.environ)))
