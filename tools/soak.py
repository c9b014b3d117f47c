"""`make soak`: the property tests and the full-size tests, with a fresh seed that is printed; SOAK=N examples each."""

import os
import secrets
import subprocess
import sys

from tools.postgres import NoPostgres
from tools.with_postgres import run_beside_postgres, stop_in_order

EXAMPLES = "2000"


def main() -> int:
    stop_in_order()
    seed = os.environ.get("SEED") or str(secrets.randbelow(2**32))
    examples = os.environ.get("SOAK") or EXAMPLES
    print(f"soak: {examples} examples of each property, seed {seed} (again: make soak SOAK={examples} SEED={seed})")
    sys.stdout.flush()
    command = [sys.executable, "-m", "pytest", "-m", "hypothesis or soak", f"--hypothesis-seed={seed}"]
    command += ["--hypothesis-show-statistics", "--durations=20", *sys.argv[1:]]
    environment = os.environ | {"SOAK": examples, "SEED": seed, "PYTHONUNBUFFERED": "1"}
    running = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    for line in running.stdout:
        # Which rules Hypothesis tried again to draw is a page of its own, and says nothing to a reader.
        if not line.startswith(("      * ", "    - Events:")):
            print(line, end="", flush=True)
    return running.wait() or on_postgres(environment)


def on_postgres(environment: dict[str, str]) -> int:
    """What must hold on either database: workers killed while they send, files that break, verbs in any order."""
    print("soak: once more on PostgreSQL, what several workers do at once, and verbs in any order")
    sys.stdout.flush()
    command = [sys.executable, "-m", "pytest", "-s", "-m", "soak or hypothesis", "tests/outbox"]
    command += ["tests/followups", "tests/people/intake"]
    try:
        return run_beside_postgres(command, environment)
    except NoPostgres as reason:
        print(reason, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
