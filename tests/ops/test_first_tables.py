"""An empty installation begins with the tables that all migrations together would have made."""

import pytest
from django.db import connection

from letstalk.ops.first_tables import make_first_tables
from tests.support.elsewhere import Elsewhere, rows_here

pytestmark = pytest.mark.django_db(transaction=True)

MADE = "SELECT app, name FROM django_migrations ORDER BY app, name"
ON_SQLITE = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
ON_POSTGRES = [
    """SELECT table_name, column_name, data_type, character_maximum_length, collation_name, is_nullable, column_default,
        is_identity FROM information_schema.columns WHERE table_schema = 'public'""",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid <> 0",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "SELECT extname FROM pg_extension",
]


def test_the_first_tables_are_those_the_migrations_make(elsewhere: Elsewhere) -> None:
    """The tests' own database went through every migration."""
    made = elsewhere.letstalk("migrate")

    assert made.returncode == 0, made.stderr
    assert shape_of(elsewhere.rows) == shape_of(rows_here)
    assert elsewhere.rows(MADE) == rows_here(MADE)


def test_where_tables_stand_already_nothing_is_made() -> None:
    before = shape_of(rows_here), rows_here(MADE)

    make_first_tables()

    assert (shape_of(rows_here), rows_here(MADE)) == before


def shape_of(rows) -> object:
    if connection.vendor == "sqlite":
        return {(kind, name): pieces(sql) for kind, name, sql in rows(ON_SQLITE)}
    return [sorted(rows(statement), key=repr) for statement in ON_POSTGRES]


def pieces(sql: str) -> list[str]:
    """A table's columns and constraints in any order, since what was added later stands behind."""
    begins, depth, found = sql.find("("), 0, [""]
    if begins < 0 or not sql.startswith("CREATE TABLE"):
        return [sql]
    for letter in sql[begins + 1 : sql.rindex(")")]:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and not depth:
            found.append("")
        else:
            found[-1] += letter
    return sorted(piece.strip() for piece in found)
