"""`make check`: format, lint, types, import contracts, missing migrations, templates, translatable strings."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from letstalk.kit.keys import make_keys

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS: list[tuple[str, list[str | Path]]] = [
    ("format", [BIN / "ruff", "format", "--check", "--quiet", "."]),
    ("lint", [BIN / "ruff", "check", "--quiet", "."]),
    ("types", [BIN / "mypy", "--no-error-summary", "src/letstalk"]),
    ("imports", [BIN / "lint-imports", "--no-cache"]),
    ("migrations", [sys.executable, "-m", "letstalk", "manage", "makemigrations", "--check", "--dry-run"]),
    ("templates", [sys.executable, "-m", "tools.check_templates"]),
    ("messages", [sys.executable, "-m", "tools.messages", "--check"]),
]


def passes(name: str, command: list[str | Path], environment: dict[str, str]) -> bool:
    """Says in one line that all is well, or else everything the tool said."""
    start = time.monotonic()
    answer = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    well = answer.returncode == 0
    print(f"{name:<12}{'well' if well else 'NOT WELL'}  ({time.monotonic() - start:.1f} s)", flush=True)
    if not well:
        print(answer.stdout, flush=True)
    return well


def environment_for(data: str) -> dict[str, str]:
    """Nothing of the developer's own installation: an empty folder with keys, for what loads the settings."""
    make_keys(Path(data, "keys"))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LETSTALK_")}
    return kept | {"LETSTALK_DATA": data, "DJANGO_SETTINGS_MODULE": "letstalk.config.settings"}


def main() -> int:
    with tempfile.TemporaryDirectory() as data:
        environment = environment_for(data)
        results = [passes(name, command, environment) for name, command in CHECKS]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
