"""A backup: one zip file with the database as it was at one moment, and beside it one with the keys.

Of SQLite it holds the database file, as SQLite's own backup writes it; of PostgreSQL each table, as COPY writes it
in one read-only transaction that sees a single moment. So nothing has to stop, and no other program is needed. Files of
people that wait to come in go along.
"""

import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from letstalk.kit.keys import Keyring
from letstalk.ops.ground import CannotStart
from letstalk.people.intake.pages import waiting_files

FORMAT = 1
MANIFEST = "manifest.json"
SQLITE_FILE = "letstalk.sqlite3"
TABLES = "tables/"
WAITING = "imports/"
# Written by migrating, and told of in the manifest.
NOT_COPIED = {"django_migrations"}
OWNER_ONLY = 0o600


class CannotBackUp(CannotStart):
    """Why no backup was written."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself. keys: by which those that belong to it are known, without giving them away."""

    made_at: datetime
    vendor: str
    migrations: list[tuple[str, str]]
    tables: dict[str, list[str]]
    keys: dict[str, str]

    def text(self) -> str:
        told = {"format": FORMAT, "made_at": self.made_at.isoformat(), "vendor": self.vendor}
        return json.dumps({**told, "migrations": self.migrations, "tables": self.tables, "keys": self.keys}, indent=1)


def keys_beside(file: Path) -> Path:
    return file.with_name(f"{file.name}.keys")


def write_backup(file: Path, *, at: datetime) -> None:
    """Both files, whole or not at all, readable by their owner alone. Raises CannotBackUp when one is there already."""
    for wanted in (file, keys_beside(file)):
        if wanted.exists():
            raise CannotBackUp(f"There is a file {wanted} already. Nothing was written; choose another name.")
    with whole_zip(keys_beside(file)) as keys:
        for path in sorted((settings.LETSTALK_DATA / "keys").glob("*.key")):
            keys.write(path, path.name)
    with ExitStack() as taken_back:
        taken_back.callback(keys_beside(file).unlink)
        with whole_zip(file) as archive:
            {"sqlite": _sqlite, "postgresql": _postgres}[connection.vendor](archive, at)
            _files_that_wait(archive)
        taken_back.pop_all()


def fingerprints(keys: Keyring) -> dict[str, str]:
    """Tell keys apart without telling anything about them: they are random and 32 bytes long."""
    named = {"lookup": keys.lookup, "django": keys.django.encode()}
    named |= {f"field-{number}": key for number, key in keys.field.items()}
    return {name: hashlib.sha256(b"letstalk backup\0" + key).hexdigest() for name, key in named.items()}


@contextmanager
def whole_zip(file: Path) -> Iterator[zipfile.ZipFile]:
    """A file that appears under its name when it is whole."""
    try:
        handle, draft = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    except OSError as reason:
        raise CannotBackUp(f"{file} cannot be written: {reason.strerror}.") from None
    try:
        with os.fdopen(handle, "wb") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
                yield archive
            raw.flush()
            os.fsync(raw.fileno())
        Path(draft).chmod(OWNER_ONLY)
        os.link(draft, file)
    except FileExistsError:
        raise CannotBackUp(f"There is a file {file} already. Choose another name.") from None
    finally:
        Path(draft).unlink()


def _tell(archive: zipfile.ZipFile, tables: dict[str, list[str]], at: datetime) -> None:
    applied = sorted(MigrationRecorder(connection).applied_migrations())
    told = Manifest(at, connection.vendor, applied, tables, fingerprints(settings.LETSTALK_KEYS))
    archive.writestr(MANIFEST, told.text())


def _sqlite(archive: zipfile.ZipFile, at: datetime) -> None:
    connection.ensure_connection()
    with tempfile.TemporaryDirectory(dir=settings.LETSTALK_DATA) as folder:
        copy = Path(folder, SQLITE_FILE)
        with closing(sqlite3.connect(copy)) as target:
            # In one go: page by page it would begin anew whenever somebody writes.
            connection.connection.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        archive.write(copy, SQLITE_FILE)
    _tell(archive, {}, at)


def _postgres(archive: zipfile.ZipFile, at: datetime) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        tables = {name: _columns(cursor, name) for name in _tables(cursor)}
        for name, columns in tables.items():
            with archive.open(TABLES + name, "w", force_zip64=True) as entry:
                _copy_out(cursor, name, columns, entry.write)
        _tell(archive, tables, at)


def _files_that_wait(archive: zipfile.ZipFile) -> None:
    """Files of people on their way in, sealed as they are. They never change, so that later than the rest will do."""
    for path in waiting_files():
        with suppress(FileNotFoundError):  # it came in meanwhile
            archive.write(path, WAITING + path.name, zipfile.ZIP_STORED)


def _tables(cursor: Any) -> list[str]:
    found = connection.introspection.table_names(cursor)
    return sorted(name for name in found if name not in NOT_COPIED)


def _columns(cursor: Any, table: str) -> list[str]:
    return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def _copy_out(cursor: Any, table: str, columns: list[str], write: Callable[[Any], Any]) -> None:
    with cursor.copy(f"COPY {named(table, columns)} TO STDOUT") as rows:
        for piece in rows:
            write(piece)


def named(table: str, columns: list[str]) -> str:
    """A table and its columns, as COPY wants them."""
    quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
    return f"{connection.ops.quote_name(table)} ({quoted})"
