"""The installations that are measured: a demo of each size, made once for the code that makes it, copied for a run."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = Path(os.environ.get("BENCH_DATA") or ROOT / "build" / "bench")
SEED = 1
FEW, MANY = "few", "many"
MAKERS = (
    "src/letstalk/stewardship/domain/demo/*.py",
    "src/letstalk/*/migrations/*.py",
    "tools/bench/handwritten.py",
    "tools/bench/references.py",
)


@dataclass(frozen=True)
class Ground:
    """One installation on its own copy of the data, which a run may write into."""

    name: str
    people: int
    data: Path
    made_in_seconds: float | None

    @property
    def environment(self) -> dict[str, str]:
        return environment_of(self.data)


def prepare(people: int, *, name: str) -> Ground:
    """A copy of the demo of this size under a name of its own; the demo is made if it is not there."""
    original, seconds = make_or_find(people)
    copy = FOLDER / "run" / name
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(original, copy)
    return Ground(name=name, people=people, data=copy, made_in_seconds=seconds)


def make_or_find(people: int) -> tuple[Path, float | None]:
    """The folder, and how long making its people took. A demo is good for one day: its story is about today."""
    data = FOLDER / f"{people}-people-{fingerprint()}"
    note = data / "made-in-seconds"
    if not note.exists():
        for old in FOLDER.glob(f"{people}-people-*"):
            shutil.rmtree(old)
        data.mkdir(parents=True)
        start = time.monotonic()
        call(data, "letstalk", "demo", "--people", str(people), "--seed", str(SEED))
        seconds = time.monotonic() - start
        call(data, "tools.bench.worker", "furnish")
        note.write_text(str(seconds))
    return data, float(note.read_text())


def fingerprint() -> str:
    digest = hashlib.sha256(datetime.now(tz=UTC).date().isoformat().encode())
    for pattern in MAKERS:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def call(data: Path, module: str, *words: str) -> None:
    command = [sys.executable, "-m", module, *words]
    subprocess.run(command, cwd=ROOT, env=environment_of(data), stdout=subprocess.DEVNULL, check=True)


def environment_of(data: Path) -> dict[str, str]:
    """Nothing of the developer's own installation."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LETSTALK_", "DJANGO_", "PORT"))}
    return kept | {"LETSTALK_DATA": str(data), "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
