"""Make or refresh .venv from requirements.lock: `environment.py runtime` for serving, `extras` for serving with all
that is optional, `everything` for work on it.

Only the standard library, since it runs before anything is installed. A stamp remembers what was
installed, so that the second start costs a few milliseconds. uv is used when it is there, never required.
"""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "installed"
# Where each choice ends in the lock file; what is chosen later holds what was chosen before.
ENDS = {"runtime": "# --- extras", "extras": "# --- development"}
OLDEST = (3, 11)


def main() -> None:
    wanted = sys.argv[1]
    refuse_old_python()
    make_venv()
    lock = LOCK.read_text()
    if not is_installed(lock, wanted):
        install(part_of(lock, wanted))


def refuse_old_python() -> None:
    if sys.version_info < OLDEST:
        has = ".".join(str(part) for part in sys.version_info[:3])
        sys.exit(
            f"Let's Talk needs Python 3.11 or newer, and {sys.executable} is {has}.\n"
            "If a newer one is installed, name it: make run PYTHON=python3.12"
        )


def part_of(lock: str, wanted: str) -> str:
    return lock.partition(ENDS[wanted])[0] if wanted in ENDS else lock


def stamp_of(text: str) -> str:
    # The folder belongs in it: the environment names its own place, and a moved one must be told where it is now.
    return hashlib.sha256(f"{ROOT}\n{sys.version_info[:2]}\n{text}".encode()).hexdigest()


def is_installed(lock: str, wanted: str) -> bool:
    """Whether what is wanted is there, alone or within something larger."""
    sizes = ["runtime", "extras", "everything"]
    enough = sizes[sizes.index(wanted) :]
    return STAMP.exists() and STAMP.read_text() in {stamp_of(part_of(lock, size)) for size in enough}


def venv_python() -> str:
    """The version the environment's Python answers with; nothing when it is broken or not there."""
    question = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        return subprocess.run([PYTHON, "-c", question], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def make_venv() -> None:
    uv = shutil.which("uv")
    can_install = uv or (VENV / "bin" / "pip").exists()
    if can_install and venv_python() == "{}.{}".format(*sys.version_info):
        return
    if uv:
        command = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV)]
    else:
        need_ensurepip()
        command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if subprocess.run(command, check=False).returncode != 0:
        sys.exit("The Python environment in .venv could not be made; the reason stands above.")


def need_ensurepip() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit("Python's venv is not complete on this machine. On Debian and Ubuntu: sudo apt install python3-venv")


def install(chosen: str) -> None:
    say("Setting up the Python environment (a minute, the first time) ...")
    STAMP.unlink(missing_ok=True)
    part = VENV / "chosen.lock"
    part.write_text(chosen)
    uv = shutil.which("uv")
    if uv:
        command = [uv, "pip", "install", "--quiet", "--python", str(PYTHON)]
    else:
        # Compiling everything at once would double the wait; Python compiles what is used, when it is used.
        command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "-qq", "--no-compile"]
    if subprocess.run([*command, "--require-hashes", "-r", str(part)], check=False).returncode != 0:
        sys.exit("The packages in requirements.lock could not all be installed; the reason stands above.")
    point_to_source()
    STAMP.write_text(stamp_of(chosen))


def point_to_source() -> None:
    """Letstalk itself is used where it stands, so that no build tool is needed."""
    question = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.run([PYTHON, "-c", question], capture_output=True, text=True, check=True).stdout.strip()
    Path(packages, "letstalk.pth").write_text(f"{ROOT / 'src'}\n")
    script = VENV / "bin" / "letstalk"
    script.write_text(f'#!/bin/sh\nexec "{PYTHON}" -m letstalk "$@"\n')
    script.chmod(0o755)


def say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
