"""From nothing to the first page: clone the repository into an empty folder, `make run`, and wait for an answer."""

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from tools.bench.ground import ROOT
from tools.bench.weight import free_port, wait_for

WAIT_SECONDS = 300
# Caches of packages, or what a make around this one would pass on.
LEFT_OUT = ("LETSTALK_", "PORT", "MAKE", "MFLAGS", "BENCH_", "VIRTUAL_ENV", "PYTHON")


def seconds_to_first_page() -> float:
    """With what is committed, and no package in any cache."""
    with tempfile.TemporaryDirectory() as empty:
        start = time.monotonic()
        repository = Path(empty) / "letstalk"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(repository)], check=True)
        port = free_port()
        caches = {"PIP_CACHE_DIR": f"{empty}/pip", "UV_CACHE_DIR": f"{empty}/uv", "PORT": str(port)}
        environment = {name: value for name, value in os.environ.items() if not name.startswith(LEFT_OUT)} | caches
        run = subprocess.Popen(
            ["make", "run"], cwd=repository, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/", seconds=WAIT_SECONDS, unless_ended=[run])
            return time.monotonic() - start
        finally:
            os.killpg(run.pid, signal.SIGINT)
            run.wait(timeout=60)
