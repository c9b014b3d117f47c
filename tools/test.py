"""`make test`: every test on PostgreSQL and on SQLite, with the browser walk; stops at the first that fails.

SQLite comes last, since it is the fuller run: the last line is then the summary of what was tested most.
"""

import os
import subprocess
import sys

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
        on_postgres = run_beside_postgres([*PYTEST, "-m", ON_POSTGRES, *chosen], dict(os.environ))
    except (chromium.NoChromium, postgres.NoPostgres) as reason:
        print(reason, file=sys.stderr)
        return 1
    if on_postgres != 0:
        return on_postgres
    without = {name: value for name, value in os.environ.items() if name != "LETSTALK_TEST_DATABASE_URL"}
    return subprocess.run([*PYTEST, "-m", "not soak", *chosen], env=without, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
