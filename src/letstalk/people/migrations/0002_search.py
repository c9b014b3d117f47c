"""Names are found by trigrams, however many people there are: FTS5 on SQLite, pg_trgm on PostgreSQL.

On SQLite the index is kept in step by triggers. SQLite drops a table's triggers whenever a migration remakes the table,
so a later one that does so with people_person must bring them back; a test of the search notices when it did not.
"""

from django.db import migrations

# people_name gives each person a number that never changes, which the index needs and rowids are not.
MAKE_FOR_SQLITE = [
    """CREATE TABLE people_name (
        "row" integer PRIMARY KEY, person_id char(32) NOT NULL UNIQUE, name varchar(400) NOT NULL
    )""",
    """CREATE VIRTUAL TABLE people_name_trigrams USING fts5 (
        name, content='people_name', content_rowid='row', tokenize='trigram case_sensitive 1'
    )""",
    """CREATE TRIGGER people_name_added AFTER INSERT ON people_name BEGIN
        INSERT INTO people_name_trigrams (rowid, name) VALUES (new."row", new.name);
    END""",
    """CREATE TRIGGER people_name_changed AFTER UPDATE OF name ON people_name BEGIN
        INSERT INTO people_name_trigrams (people_name_trigrams, rowid, name) VALUES ('delete', old."row", old.name);
        INSERT INTO people_name_trigrams (rowid, name) VALUES (new."row", new.name);
    END""",
    """CREATE TRIGGER people_name_removed AFTER DELETE ON people_name BEGIN
        INSERT INTO people_name_trigrams (people_name_trigrams, rowid, name) VALUES ('delete', old."row", old.name);
    END""",
    """CREATE TRIGGER people_person_added AFTER INSERT ON people_person BEGIN
        INSERT INTO people_name (person_id, name) VALUES (new.id, new.name_folded);
    END""",
    """CREATE TRIGGER people_person_renamed AFTER UPDATE OF name_folded ON people_person
        WHEN old.name_folded <> new.name_folded BEGIN
        UPDATE people_name SET name = new.name_folded WHERE person_id = new.id;
    END""",
    """CREATE TRIGGER people_person_erased AFTER UPDATE OF erased_at ON people_person
        WHEN old.erased_at IS NULL AND new.erased_at IS NOT NULL BEGIN
        DELETE FROM people_name WHERE person_id = new.id;
    END""",
    """CREATE TRIGGER people_person_removed AFTER DELETE ON people_person BEGIN
        DELETE FROM people_name WHERE person_id = old.id;
    END""",
    """INSERT INTO people_name (person_id, name)
        SELECT id, name_folded FROM people_person WHERE erased_at IS NULL ORDER BY id""",
]

UNMAKE_FOR_SQLITE = [
    "DROP TRIGGER IF EXISTS people_person_removed",
    "DROP TRIGGER IF EXISTS people_person_erased",
    "DROP TRIGGER IF EXISTS people_person_renamed",
    "DROP TRIGGER IF EXISTS people_person_added",
    "DROP TABLE people_name_trigrams",
    "DROP TABLE people_name",
]

# "C" puts names in the order of their letters' numbers, as SQLite does, and lets one index serve both the order and
# the search for a beginning.
ORDER_BY_LETTER = 'ALTER TABLE people_person ALTER COLUMN name_folded TYPE varchar(400) COLLATE "C"'
ORDER_BY_LANGUAGE = 'ALTER TABLE people_person ALTER COLUMN name_folded TYPE varchar(400) COLLATE "default"'
HAS_TRIGRAMS = "SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'"
MAKE_FOR_POSTGRES = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX people_name_trigrams ON people_person USING gin (name_folded gin_trgm_ops)",
]


def make_search(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        run(schema_editor, MAKE_FOR_SQLITE)
        return
    run(schema_editor, [ORDER_BY_LETTER])
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(HAS_TRIGRAMS)
        has_trigrams = cursor.fetchone() is not None
    if has_trigrams:
        run(schema_editor, MAKE_FOR_POSTGRES)


def unmake_search(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        run(schema_editor, UNMAKE_FOR_SQLITE)
        return
    # The extension stays: somebody else in this database may use it by now.
    run(schema_editor, ["DROP INDEX IF EXISTS people_name_trigrams", ORDER_BY_LANGUAGE])


def run(schema_editor, statements):
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_first")]

    operations = [migrations.RunPython(make_search, unmake_search)]
