"""Other people's calendar software, in an environment of its own under build/: made once, from a hashed list."""

import hashlib
import json
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LOCK = HERE / "requirements.lock"
HOME = ROOT / "build" / "other-calendars"
BIN = HOME / "bin"


def make_environment() -> None:
    """Make it unless it stands as the list says. Takes half a minute, and needs the package index once."""
    stamp = HOME / "installed"
    wanted = hashlib.sha256(f"{HOME}{sys.version_info[:2]}{LOCK.read_text()}".encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    try:
        venv.create(HOME, clear=True, with_pip=True)
    except subprocess.CalledProcessError:
        pytest.fail("Python's venv is not complete here. On Debian: sudo apt install python3-venv", pytrace=False)
    command = [BIN / "pip", "install", "--quiet", "--require-hashes", "--requirement", LOCK]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        pytest.fail(
            "The calendar programs that read our files could not be installed. Is there a package index? "
            f"Try: {' '.join(str(word) for word in command)}\n{answer.stderr}",
            pytrace=False,
        )
    stamp.write_text(wanted)


def read_by_others(texts: dict[str, str], *, window: tuple[str, str] = ("", "")) -> dict[str, dict[str, Any]]:
    """What each reader makes of each text: reader to name to a list of events, or to a sentence of what went wrong."""
    make_environment()
    answer = subprocess.run(
        [BIN / "python", HERE / "readers.py"],
        input=json.dumps({"texts": texts, "window": window}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)
