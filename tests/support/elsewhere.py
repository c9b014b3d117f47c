"""An empty installation beside that of the tests, on the same kind of database; and the rows of both as they are."""

import contextlib
import os
import re
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests.support.installation import SOURCE, of_the_machine


class Elsewhere:
    """An empty installation beside this one, on the same kind of database; its rows can be read here."""

    def __init__(self, data: Path, url: str) -> None:
        self.data, self.url = data, url

    def letstalk(self, *words: object) -> subprocess.CompletedProcess[str]:
        mine = {"LETSTALK_DATA": str(self.data), "PYTHONPATH": str(SOURCE), "LETSTALK_DATABASE_URL": self.url}
        command = [sys.executable, "-m", "letstalk", *map(str, words)]
        environment = of_the_machine() | mine
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)

    def rows(self, statement: str) -> list[tuple]:
        if self.url.startswith("sqlite"):
            with contextlib.closing(sqlite3.connect(self.data / "letstalk.sqlite3")) as database:
                return database.execute(statement).fetchall()
        with psycopg.connect(self.url) as database:
            return database.execute(statement).fetchall()


def rows_here(statement: str) -> list[tuple]:
    """As the database has them, without Django's reading."""
    if connection.vendor == "sqlite":
        with contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"])) as database:
            return database.execute(statement).fetchall()
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Elsewhere]:
    data = tmp_path / "elsewhere"
    if connection.vendor == "sqlite":
        yield Elsewhere(data, f"sqlite:///{data / 'letstalk.sqlite3'}")
        return
    with _another_database() as url:
        yield Elsewhere(data, url)


@contextlib.contextmanager
def _another_database() -> Iterator[str]:
    name = f"restored_{uuid.uuid4().hex[:8]}"
    server = os.environ["LETSTALK_DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as anywhere:
        anywhere.execute(f"CREATE DATABASE {name}")
        try:
            yield re.sub(r"/[^/]*$", f"/{name}", server)
        finally:
            anywhere.execute(f"DROP DATABASE {name} WITH (FORCE)")
