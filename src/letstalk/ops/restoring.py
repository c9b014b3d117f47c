"""Putting a backup back: into an installation that is empty, with the keys it was sealed with."""

import json
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from letstalk.config import environment
from letstalk.kit.archives import Damaged, reading_zip
from letstalk.kit.keys import OWNER_ONLY, keys_are_made, load_keys
from letstalk.ops.backups import FORMAT, MANIFEST, SQLITE_FILE, TABLES, WAITING, fingerprints, keys_beside, named
from letstalk.ops.ground import (
    SQLITE,
    CannotStart,
    has_tables,
    make_data_folder,
    make_ready,
    parse_database,
    start_django,
)

BROKEN = "It is not a whole backup: perhaps it was cut off while it was copied."


class CannotRestore(CannotStart):
    """Why nothing was put back."""


def keys_given(file: Path, keys: Path | None) -> Path:
    return keys or keys_beside(file)


def restore(file: Path, *, keys: Path) -> datetime:
    """When what is back again was backed up. It is looked through first, and where it is refused nothing is changed.

    Raises CannotRestore when the backup is broken, of another kind of database or of a newer Let's Talk, when its keys
    are missing or others, or when there is anything here already.
    """
    with opened(file) as archive:
        told = told_by(archive, file)
        _refuse_another_place(told["vendor"])
        make_data_folder()
        with keys_put_back(keys, told["keys"]):
            start_django()
            refuse_a_newer_one(told["migrations"])
            {"sqlite": _into_sqlite, "postgresql": _into_postgres}[told["vendor"]](archive, told)
            _bring_waiting_files_back(archive)
    make_ready()
    hold_back_what_was_due()
    return datetime.fromisoformat(told["made_at"])


def opened(file: Path) -> zipfile.ZipFile:
    """The zip in this file, every part of which has its checksum. Raises CannotRestore."""
    try:
        with reading_zip():
            archive = zipfile.ZipFile(file)
            if archive.testzip() is not None:
                raise Damaged
            return archive
    except FileNotFoundError:
        raise CannotRestore(f"There is no file {file}.") from None
    except OSError as reason:
        raise CannotRestore(f"{file} cannot be read: {reason.strerror}.") from None
    except Damaged:
        raise CannotRestore(f"{file} cannot be read. {BROKEN}") from None


def told_by(archive: zipfile.ZipFile, file: Path) -> Any:
    """What the backup says about itself."""
    try:
        told = json.loads(archive.read(MANIFEST))
    except (KeyError, ValueError):
        raise CannotRestore(f"{file} is no backup of Let's Talk.") from None
    if told.get("format") != FORMAT:
        raise CannotRestore(f"{file} was made by a newer Let's Talk. Update first, then restore.")
    return told


def _refuse_another_place(vendor: str) -> None:
    here = "sqlite" if parse_database(environment.database_url())["ENGINE"] == SQLITE else "postgresql"
    if here != vendor:
        names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise CannotRestore(
            f"This is a backup of {names[vendor]}, and LETSTALK_DATABASE_URL is one of {names[here]}. Restore it into "
            f"{names[vendor]}."
        )
    if has_tables(environment.database_url()):
        raise CannotRestore("There is something in this database already. A backup only goes into an empty one.")


@contextmanager
def keys_put_back(keys: Path, wanted: dict[str, str]) -> Iterator[None]:
    """The keys the backup was sealed with stand in their folder; where nothing came of it, only those that did before.

    Raises CannotRestore when they are missing or others.
    """
    folder = environment.keys_folder()
    if keys_are_made(folder):
        _refuse_other_keys(folder, folder, wanted)
        yield
        return
    with tempfile.TemporaryDirectory(dir=folder.parent) as draft:
        _unpack_keys(keys, Path(draft))
        _refuse_other_keys(Path(draft), keys, wanted)
        shutil.copytree(draft, folder, dirs_exist_ok=True)
        folder.chmod(0o700)
    with ExitStack() as taken_back:
        taken_back.callback(shutil.rmtree, folder)
        yield
        taken_back.pop_all()


def _unpack_keys(keys: Path, folder: Path) -> None:
    try:
        with opened(keys) as archive:
            names = [name for name in archive.namelist() if name.endswith(".key") and "/" not in name]
            for name in names:
                (folder / name).write_bytes(archive.read(name))
                (folder / name).chmod(OWNER_ONLY)
    except CannotRestore as reason:
        raise CannotRestore(f"The keys are needed, too. {reason} Name them with --keys.") from None


def _refuse_other_keys(folder: Path, said: Path, wanted: dict[str, str]) -> None:
    found = fingerprints(load_keys(folder)) if keys_are_made(folder) else {}
    if any(found.get(name) != mark for name, mark in wanted.items()):
        raise CannotRestore(f"The keys in {said} are not those this backup was sealed with.")


def refuse_a_newer_one(migrations: list[list[str]]) -> None:
    from django.db.migrations.loader import MigrationLoader

    known = MigrationLoader(None).disk_migrations
    ours = {app for app, _name in known}
    if any((app, name) not in known for app, name in migrations if app in ours):
        raise CannotRestore("This backup was made by a newer Let's Talk. Update first, then restore.")


def _into_sqlite(archive: zipfile.ZipFile, _told: Any) -> None:
    file = Path(parse_database(environment.database_url())["NAME"])
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        draft = Path(archive.extract(SQLITE_FILE, folder))
        draft.chmod(OWNER_ONLY)
        with closing(sqlite3.connect(draft)) as database:
            try:
                is_whole = database.execute("PRAGMA quick_check").fetchone() == ("ok",)
            except sqlite3.DatabaseError:
                is_whole = False
        if not is_whole:
            raise CannotRestore(f"The database in it cannot be read. {BROKEN}")
        draft.replace(file)


def _into_postgres(archive: zipfile.ZipFile, told: Any) -> None:
    """Tables as they were then, filled in one transaction; what came since is migrated afterwards."""
    from django.apps import apps
    from django.core.management.color import no_style
    from django.db import DatabaseError, connection, transaction

    _make_tables_as_then(told["migrations"])
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            quoted = ", ".join(connection.ops.quote_name(table) for table in told["tables"])
            # Migrations may have written rows of their own.
            cursor.execute(f"TRUNCATE {quoted}")
            for table, columns in told["tables"].items():
                copying = f"COPY {named(table, columns)} FROM STDIN"
                with archive.open(TABLES + table) as rows, cursor.copy(copying) as into:
                    shutil.copyfileobj(rows, into)
            # The next row is to get the next number.
            counted = [model for model in apps.get_models() if model._meta.db_table in told["tables"]]
            for statement in connection.ops.sequence_reset_sql(no_style(), counted):
                cursor.execute(statement)
    except (DatabaseError, KeyError) as reason:
        raise CannotRestore(f"The database did not take the backup: {reason}".strip()) from None


def _bring_waiting_files_back(archive: zipfile.ZipFile) -> None:
    from letstalk.people.intake.pages import bring_back

    names = [name for name in archive.namelist() if name.startswith(WAITING)]
    with ExitStack() as opened_files:
        bring_back((name.removeprefix(WAITING), opened_files.enter_context(archive.open(name))) for name in names)


def _make_tables_as_then(migrations: list[list[str]]) -> None:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from letstalk.ops.first_tables import is_made_of, make_first_tables

    then = {(app, name) for app, name in migrations}
    if is_made_of(then):
        make_first_tables()
    executor = MigrationExecutor(connection)
    nodes = executor.loader.graph.node_map
    followed = {parent.key for key in then & set(nodes) for parent in nodes[key].parents if parent.key[0] == key[0]}
    executor.migrate(sorted((then & set(nodes)) - followed))


def hold_back_what_was_due() -> None:
    from letstalk.kit.clock import now
    from letstalk.outbox.domain.restored import doubt_what_was_due

    doubt_what_was_due(at=now())
