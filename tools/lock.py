"""Write requirements.lock: one universal, hashed file in three parts: runtime, extras, development.

`make run` installs the first, `make extras` the first two, `make test` the whole file. Each pass is constrained by the
one before, so that neither an extra nor a development tool can ever move a runtime version.
"""

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXTRAS = "# --- extras: everything below is left out by `make run`; `make extras` adds it ---\n"
MARKER = "# --- development: everything below is left out by `make extras`, too ---\n"
OPTIONS = ["--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"]


def compile_lock(*inputs: str, constraint: str | None = None) -> str:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        held = []
        if constraint is not None:
            Path(folder, "held").write_text(constraint)
            held = ["--constraint", f"{folder}/held"]
        command = [sys.executable, "-m", "uv", "pip", "compile", *OPTIONS, *held, *inputs, "--output-file", str(out)]
        subprocess.run(command, cwd=ROOT, check=True)
        return out.read_text()


def entries(lock: str) -> list[str]:
    return [entry for entry in re.split(r"(?m)^(?=[a-z0-9])", lock) if entry.strip()]


def extras() -> list[str]:
    """What pyproject.toml names as optional."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return sorted(name for names in project["optional-dependencies"].values() for name in names)


def main() -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".in") as optional:
        optional.write("\n".join(extras()) + "\n")
        optional.flush()
        runtime = compile_lock("requirements.in")
        with_extras = compile_lock("requirements.in", optional.name, constraint=runtime)
        everything = compile_lock("requirements.in", optional.name, "requirements-dev.in", constraint=with_extras)
    parts = [runtime, EXTRAS, *added(with_extras, runtime), MARKER, *added(everything, with_extras)]
    (ROOT / "requirements.lock").write_text("".join(parts))


def added(longer: str, shorter: str) -> list[str]:
    known = set(entries(shorter))
    return [entry for entry in entries(longer) if entry not in known]


if __name__ == "__main__":
    main()
