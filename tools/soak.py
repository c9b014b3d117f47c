"""`make soak`: the property tests and the full-size tests, with a fresh seed that is printed; SOAK=N examples each."""

import os
import secrets
import subprocess
import sys

EXAMPLES = "2000"


def main() -> int:
    seed = os.environ.get("SEED") or str(secrets.randbelow(2**32))
    examples = os.environ.get("SOAK") or EXAMPLES
    print(f"soak: {examples} examples of each property, seed {seed} (again: make soak SOAK={examples} SEED={seed})")
    sys.stdout.flush()
    command = [sys.executable, "-m", "pytest", "-m", "hypothesis or soak", f"--hypothesis-seed={seed}"]
    command += ["--hypothesis-show-statistics", "--durations=20", *sys.argv[1:]]
    return subprocess.run(command, env=os.environ | {"SOAK": examples, "SEED": seed}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
