"""A phone of one's own: a real Chromium with a profile on disk, which can be killed outright and opened again."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright

from tests.support.browser import PATIENCE_MS, PHONE, QUIETLY
from tools.chromium import find_or_install


class Phone:
    """`page` is its one tab; `kill` takes the power away; `open` starts it again with whatever is on its disk."""

    def __init__(self, playwright: Playwright, profile: Path) -> None:
        self.playwright, self.profile = playwright, profile
        self.wrong: list[str] = []
        self._cookies: list = []
        self.context: BrowserContext
        self.open()

    def open(self) -> Page:
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile), executable_path=find_or_install(), args=QUIETLY, **PHONE
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.on("weberror", lambda error: self.wrong.append(f"script error: {error.error}"))
        self.context.add_cookies(self._cookies)
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        return self.page

    def kill(self) -> None:
        """SIGKILL to every process of this profile: no last words, nothing flushed.

        Chromium writes cookies twice a minute; that a fresh sign-in can be lost with them is not what tests are about.
        """
        self._cookies = list(self.context.cookies())
        for process in self._processes():
            os.kill(process, signal.SIGKILL)
        until = time.monotonic() + 10
        while self._processes() and time.monotonic() < until:
            time.sleep(0.05)
        for lock in self.profile.glob("Singleton*"):
            lock.unlink()

    def close(self) -> None:
        if self._processes():
            self.context.close()

    def files_of_the_store(self) -> Iterator[bytes]:
        """Everything a copy of the disk would hold of what pages keep."""
        for folder in ("IndexedDB", "Service Worker", "Local Storage", "Session Storage"):
            for file in (self.profile / "Default" / folder).rglob("*"):
                if file.is_file():
                    yield file.read_bytes()

    def _processes(self) -> list[int]:
        mine = str(self.profile).encode()
        found = []
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    words = (folder / "cmdline").read_bytes()
                    state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
                except (OSError, ValueError):
                    continue
                if mine in words and state != "Z":
                    found.append(int(folder.name))
        return found


@pytest.fixture
def make_phone(playwright: Playwright, tmp_path: Path) -> Iterator[Callable[[], Phone]]:
    """`make_phone()` gives another one each time. Each fails its test on a script error."""
    made: list[Phone] = []

    def make() -> Phone:
        made.append(Phone(playwright, tmp_path / f"phone-{len(made) + 1}"))
        return made[-1]

    yield make
    for phone in made:
        phone.close()
    assert [wrong for phone in made for wrong in phone.wrong] == []
