"""Write requirements.lock: one universal, hashed file with the development part last.

`make run` installs what stands above the marker, `make test` the whole file. Two passes keep them in
step: the second is constrained by the first, so a development tool can never move a runtime version.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MARKER = "# --- development: everything below is left out by `make run` ---\n"
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


def main() -> None:
    runtime = compile_lock("requirements.in")
    everything = compile_lock("requirements.in", "requirements-dev.in", constraint=runtime)
    known = set(entries(runtime))
    extra = [entry for entry in entries(everything) if entry not in known]
    (ROOT / "requirements.lock").write_text(runtime + MARKER + "".join(extra))


if __name__ == "__main__":
    main()
