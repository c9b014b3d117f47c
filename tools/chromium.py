"""Finds the Chromium that the browser tests drive, or installs Debian's."""

import os
import shutil
import subprocess
from functools import cache

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WHAT_TO_DO = (
    "The browser tests need Chromium, and none was found. Install it, then try again.\n"
    "  Debian: sudo apt install chromium\n"
    "  Ubuntu: sudo snap install chromium"
)


class NoChromium(Exception):
    """No browser is here and none could be installed; says which command does it."""


@cache
def find() -> str | None:
    """The path of a Chromium that really starts: Ubuntu has a `chromium-browser` that only tells to install another."""
    for path in filter(None, map(shutil.which, NAMES)):
        if subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:
            return path
    return None


def find_or_install() -> str:
    """Raises NoChromium with what to do."""
    found = find()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        install_from_debian()
        found = find()
    if found is None:
        raise NoChromium(WHAT_TO_DO)
    return found


def install_from_debian() -> None:
    print("Installing Debian's chromium for the browser tests ...", flush=True)
    quietly = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        if subprocess.run(["apt-get", "--quiet", *words], env=quietly, check=False).returncode != 0:
            raise NoChromium(WHAT_TO_DO)
    find.cache_clear()
