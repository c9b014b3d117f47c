"""`make test`: every test on SQLite; those that use a database on PostgreSQL, too; and the walks in a browser.

Two lanes go side by side, since most machines have two cores; more at once only slow each other down. A third one, of
phones that are killed and cut off, mostly waits, and goes beside them. What the first one says is shown as it comes;
the others' follows, so that the last line is of the lane that tested most.
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
from tools.lane import PYTEST, worst
from tools.with_postgres import run_beside_postgres, stop_in_order

# Tests that start installations of their own give those SQLite, whatever the tests themselves run on.
ON_POSTGRES = "not browser and not installation and not soak"
ON_SQLITE = "not browser and not soak"
# Phones of their own are killed, cut off and opened again; they take half of the time with a browser.
ON_PHONES = "phone and not soak"
IN_BROWSER = "browser and not phone and not soak"


def main() -> int:
    stop_in_order()
    chosen = sys.argv[1:]
    try:
        chromium.find_or_install()
        return worst(run_all(chosen))
    except (chromium.NoChromium, postgres.NoPostgres) as reason:
        print(reason, file=sys.stderr)
        return 1


def run_all(chosen: list[str]) -> list[int]:
    """The exit codes of the three lanes, of PostgreSQL first."""
    without = {name: value for name, value in os.environ.items() if name != "LETSTALK_TEST_DATABASE_URL"}
    with (
        running([ON_SQLITE, IN_BROWSER], chosen, without) as (said, beside),
        running([ON_PHONES], chosen, without) as (said_of_phones, phones),
    ):
        on_postgres = run_beside_postgres([*PYTEST, "-m", ON_POSTGRES, *chosen], dict(os.environ))
        show(said_of_phones, phones)
        show(said, beside)
    return [on_postgres, phones.returncode, beside.returncode]


@contextmanager
def running(
    marked: list[str], chosen: list[str], environment: dict[str, str]
) -> Iterator[tuple[IO[str], subprocess.Popen[bytes]]]:
    """A lane of tests so marked, and what it says; it is ended with the block."""
    with tempfile.TemporaryFile("w+") as said:
        command = [sys.executable, "-m", "tools.lane", *marked, "--", *chosen]
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
