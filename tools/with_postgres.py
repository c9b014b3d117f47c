"""Run a command beside PostgreSQL: `python -m tools.with_postgres CMD...` sets
LETSTALK_TEST_DATABASE_URL, unless it is set already.
"""

import os
import signal
import subprocess
import sys

from tools import postgres


def run_beside_postgres(command: list[str], environment: dict[str, str]) -> int:
    """The command's exit code. Raises NoPostgres."""
    if environment.get("LETSTALK_TEST_DATABASE_URL"):
        return subprocess.run(command, env=environment, check=False).returncode
    with postgres.running() as url:
        return subprocess.run(command, env=environment | {"LETSTALK_TEST_DATABASE_URL": url}, check=False).returncode


def stop_in_order() -> None:
    """SIGTERM ends this script the way an exception does, so that the server is stopped too."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))


if __name__ == "__main__":
    stop_in_order()
    try:
        sys.exit(run_beside_postgres(sys.argv[1:], dict(os.environ)))
    except postgres.NoPostgres as reason:
        sys.exit(str(reason))
