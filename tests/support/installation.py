"""Real installations of Let's Talk: each in a folder of its own, run by the real command, with its console at hand."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.ports import free_port
from tests.support.smtp import PostOffice

SOURCE = Path(__file__).resolve().parent.parent.parent / "src"
CODE = re.compile(r"code: (\w{4}-\w{4})")
START_WITHIN_SECONDS = 60
STOP_WITHIN_SECONDS = 30


class Installation:
    """One Let's Talk, begun with an empty database. `environment` holds what differs from the defaults."""

    def __init__(self, data: Path, environment: dict[str, str] | None = None) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.console: list[str] = []
        mine = {"LETSTALK_DATA": str(data), "PORT": str(self.port), "PYTHONPATH": str(SOURCE), "PYTHONUNBUFFERED": "1"}
        self.environment = of_the_machine() | mine | (environment or {})
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> "Installation":
        """Serve, and come back when the pages can be asked for."""
        self.begin("serve")
        self.wait_for(f"Let's Talk is running at {self.url}/")
        return self

    def begin(self, *words: str) -> None:
        """Run a `letstalk` command in the background, its words going to `console`."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "letstalk", *words],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._listen, args=(self.process,), daemon=True).start()

    def letstalk(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a `letstalk` command to its end, beside the server or without it."""
        command = [sys.executable, "-m", "letstalk", *words]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=300, check=False)

    def wait_for(self, words: str, *, seconds: float = START_WITHIN_SECONDS) -> str:
        """The console's first line with these words; fails with the whole console when it does not come."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            ended = self.process is None or self.process.poll() is not None
            for line in list(self.console):
                if words in line:
                    return line
            if ended:
                break
            time.sleep(0.05)
        raise AssertionError(f"The console did not say {words!r}:\n" + "\n".join(self.console))

    def first_visit_code(self) -> str:
        found = CODE.search(self.wait_for("code: "))
        assert found, self.console
        return found[1]

    def wait_for_beat(self, *, seconds: float = START_WITHIN_SECONDS) -> None:
        """Until the sweeps have gone round once. Asks the SQLite file itself, since there may be no server."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with closing(sqlite3.connect(self.data / "letstalk.sqlite3", timeout=10)) as database:
                if database.execute("SELECT 1 FROM kit_beat").fetchone():
                    return
            time.sleep(0.05)
        raise AssertionError("The sweeps did not go round:\n" + "\n".join(self.console))

    def stop(self) -> int:
        """Stop as a service manager would, and give the exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(timeout=STOP_WITHIN_SECONDS)

    def end(self) -> None:
        """For the end of a test: whatever still runs is stopped, by force if it must be."""
        if self.process is None or self.process.poll() is not None:
            return
        try:
            self.stop()
        except subprocess.TimeoutExpired:
            self.process.kill()

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self.console.append(line.rstrip("\n"))


def of_the_machine() -> dict[str, str]:
    """The environment without anything that is about this test run's own settings."""
    ours = ("LETSTALK_", "DJANGO_", "PYTEST_", "PORT")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


@pytest.fixture
def make_installation(tmp_path: Path) -> Iterator[Callable[..., Installation]]:
    """`make_installation(LETSTALK_URL=...)` gives one that is not started yet; all are stopped when the test ends."""
    made: list[Installation] = []

    def make(**environment: str) -> Installation:
        made.append(Installation(tmp_path / f"data-{len(made) + 1}", environment))
        return made[-1]

    yield make
    for installation in made:
        installation.end()


@pytest.fixture(scope="session")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an installation that was started once: keys, empty tables and static files are made."""
    installation = Installation(tmp_path_factory.mktemp("first-start") / "data")
    installation.start()
    installation.stop()
    return installation.data


@pytest.fixture
def make_prepared(make_installation: Callable[..., Installation], first_start: Path) -> Callable[..., Installation]:
    """Like `make_installation`, but as if started once before: half of a start is the same work for every test."""

    def make(**environment: str) -> Installation:
        installation = make_installation(**environment)
        shutil.copytree(first_start, installation.data)
        return installation

    return make


@pytest.fixture
def live(make_prepared: Callable[..., Installation], smtp_server: PostOffice) -> Installation:
    """A running Let's Talk, empty, whose mail goes to `smtp_server`."""
    mail = {"LETSTALK_SMTP_URL": smtp_server.url, "LETSTALK_MAIL_FROM": "organizers@example.org"}
    return make_prepared(**mail).start()
