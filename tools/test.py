"""`make test`: every test on SQLite; beside it those that use a database on PostgreSQL, then the walks in a browser.

Two runs go side by side, since most machines have two cores; more at once only slow each other down. What PostgreSQL
says is shown first, then the browser's; the rest on SQLite is the fullest run, so that the last line is the summary of
what was tested most.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from tools import chromium, postgres
from tools.with_postgres import run_beside_postgres, stop_in_order

PYTEST = [sys.executable, "-m", "pytest"]
# Tests that start installations of their own give those SQLite, whatever the tests themselves run on.
ON_POSTGRES = "not browser and not installation and not soak"
IN_BROWSER = "browser and not soak"
ON_SQLITE = "not browser and not soak"
NOTHING_CHOSEN = 5  # pytest's exit code where none of the tests asked for belongs to a run


def main() -> int:
    stop_in_order()
    chosen = sys.argv[1:]
    try:
        chromium.find_or_install()
        return worst(run_all(chosen))
    except (chromium.NoChromium, postgres.NoPostgres) as reason:
        print(reason, file=sys.stderr)
        return 1


def worst(codes: list[int]) -> int:
    """The exit code of all the runs: a run with nothing to do is well as long as another had something."""
    did_something = [code for code in codes if code != NOTHING_CHOSEN]
    return max(did_something, key=abs, default=NOTHING_CHOSEN)


def run_all(chosen: list[str]) -> list[int]:
    """The exit codes on PostgreSQL, in the browser and on SQLite."""
    without = {name: value for name, value in os.environ.items() if name != "LETSTALK_TEST_DATABASE_URL"}
    with running(ON_SQLITE, chosen, without) as (said, on_sqlite):
        on_postgres = run_beside_postgres([*PYTEST, "-m", ON_POSTGRES, *chosen], dict(os.environ))
        in_browser = subprocess.run([*PYTEST, "-m", IN_BROWSER, *chosen], env=without, check=False)
        show(said, on_sqlite)
    return [on_postgres, in_browser.returncode, on_sqlite.returncode]


@contextmanager
def running(
    marked: str, chosen: list[str], environment: dict[str, str]
) -> Iterator[tuple[IO[str], subprocess.Popen[bytes]]]:
    """A run of the tests so marked, and what it says; it is ended with the block."""
    with tempfile.TemporaryFile("w+") as said:
        command = [*PYTEST, "-m", marked, *chosen]
        run = subprocess.Popen(command, env=environment, stdout=said, stderr=subprocess.STDOUT)
        try:
            yield said, run
        finally:
            if run.poll() is None:
                run.terminate()
                run.wait()


def show(said: IO[str], running: subprocess.Popen[bytes]) -> None:
    """What was said so far, and what is said from now on until it ends."""
    shown = 0
    while True:
        has_ended = running.poll() is not None
        # The writer shares our place in the file, so ours is set back to where it was.
        text = os.pread(said.fileno(), os.fstat(said.fileno()).st_size - shown, shown)
        shown += len(text)
        sys.stdout.write(text.decode(errors="replace"))
        sys.stdout.flush()
        if has_ended:
            return
        time.sleep(0.5)


if __name__ == "__main__":
    sys.exit(main())
