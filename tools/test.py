"""`make test`: every test on SQLite, with the browser walk, and beside it those that use a database on PostgreSQL.

The two go side by side, since most machines have two cores. What PostgreSQL says is shown first; SQLite's is the fuller
run, so that the last line is the summary of what was tested most.
"""

import os
import subprocess
import sys
import tempfile
import time
from typing import IO

from tools import chromium, postgres
from tools.with_postgres import run_beside_postgres, stop_in_order

PYTEST = [sys.executable, "-m", "pytest"]
# Tests that start installations of their own give those SQLite, whatever the tests themselves run on.
ON_POSTGRES = "not browser and not installation and not soak"


def main() -> int:
    stop_in_order()
    chosen = sys.argv[1:]
    try:
        chromium.find_or_install()
        return max(run_both(chosen), key=abs)
    except (chromium.NoChromium, postgres.NoPostgres) as reason:
        print(reason, file=sys.stderr)
        return 1


def run_both(chosen: list[str]) -> tuple[int, int]:
    """The exit codes on PostgreSQL and on SQLite."""
    without = {name: value for name, value in os.environ.items() if name != "LETSTALK_TEST_DATABASE_URL"}
    with tempfile.TemporaryFile("w+") as said:
        command = [*PYTEST, "-m", "not soak", *chosen]
        on_sqlite = subprocess.Popen(command, env=without, stdout=said, stderr=subprocess.STDOUT)
        try:
            on_postgres = run_beside_postgres([*PYTEST, "-m", ON_POSTGRES, *chosen], dict(os.environ))
            show(said, on_sqlite)
        finally:
            if on_sqlite.poll() is None:
                on_sqlite.terminate()
                on_sqlite.wait()
    return on_postgres, on_sqlite.returncode


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
