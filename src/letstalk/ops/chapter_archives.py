"""A whole chapter in one file, and beside it one with the keys: taken out, and brought into an empty installation.

What is sealed stays sealed, with keys made for this archive: notes are their author's alone, also on their way, so
nobody is shown them, neither who takes the archive out nor who has only the file (docs/chapter-archive.md).
"""

import base64
import json
import secrets
import zipfile
from contextlib import ExitStack
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from letstalk.journal.models import record
from letstalk.kit.keys import FIELD_KEY_BYTES, Keyring
from letstalk.kit.sealed import SealedBytes, SealedText, seal, unseal
from letstalk.ops.archive_coming_in import FORMAT, MANIFEST, VERSION
from letstalk.ops.backups import CannotBackUp, fingerprints, keys_beside, whole_zip
from letstalk.people.models import Chapter
from letstalk.stewardship.belonging import in_pieces, rows_of

ROWS = "rows/"
AT_ONCE = 500


def write_archive(chapter: Chapter, file: Path, *, at: datetime) -> dict[str, int]:
    """Both files, whole or not at all; how many rows of each table. Raises CannotBackUp where one is there already."""
    for wanted in (file, keys_beside(file)):
        if wanted.exists():
            raise CannotBackUp(f"There is a file {wanted} already. Nothing was written; choose another name.")
    keys = _keys_of_its_own()
    with whole_zip(keys_beside(file)) as beside:
        for name, key in (("field-1", keys.field[1]), ("lookup", keys.lookup)):
            beside.writestr(f"{name}.key", base64.b64encode(key))
        beside.writestr("django.key", keys.django)
    with ExitStack() as taken_back:
        taken_back.callback(keys_beside(file).unlink)
        with whole_zip(file) as archive, transaction.atomic():
            _see_one_moment()
            counts = _write_rows(archive, chapter, keys)
            _tell(archive, chapter, keys, counts, at)
        record("ops.chapter_archived", about=chapter, by=None, at=at, rows=sum(counts.values()))
        taken_back.pop_all()
    return counts


def _keys_of_its_own() -> Keyring:
    """New ones, but for that by which an address or a link is found again: hashes cannot be made anew."""
    django = base64.b64encode(secrets.token_bytes(48)).decode()
    return Keyring(field={1: secrets.token_bytes(FIELD_KEY_BYTES)}, lookup=settings.LETSTALK_KEYS.lookup, django=django)


def _see_one_moment() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _write_rows(archive: zipfile.ZipFile, chapter: Chapter, keys: Keyring) -> dict[str, int]:
    counts = {}
    for model, wanted in sorted(rows_of(chapter).items(), key=lambda one: one[0]._meta.label):
        with archive.open(f"{ROWS}{model._meta.label}.jsonl", "w", force_zip64=True) as entry:
            for piece in in_pieces(wanted):
                for row in model._default_manager.filter(pk__in=piece).order_by("pk"):
                    entry.write(json.dumps(_columns(row, keys), ensure_ascii=False).encode() + b"\n")
        counts[model._meta.label] = len(wanted)
    return counts


def _columns(row: models.Model, keys: Keyring) -> dict[str, Any]:
    return {field.attname: _plain(field, row, keys) for field in row._meta.concrete_fields}


def _plain(field: Any, row: models.Model, keys: Keyring) -> Any:
    """As JSON holds it: null, what the column's own words are, or sealed bytes in base64."""
    if isinstance(field, SealedText):
        about = field.about(row)
        words = unseal(bytes(row.__dict__[field.attname] or b""), about=about)
        return base64.b64encode(seal(words, about=about, keys=keys)).decode()
    return None if field.value_from_object(row) is None else field.value_to_string(row)


def _tell(archive: zipfile.ZipFile, chapter: Chapter, keys: Keyring, counts: dict[str, int], at: datetime) -> None:
    told = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": at.isoformat(),
        "chapter": chapter.slug,
        "migrations": sorted(MigrationRecorder(connection).applied_migrations()),
        "keys": fingerprints(keys),
        "rows": counts,
    }
    archive.writestr(MANIFEST, json.dumps(told, indent=1))


def insert_rows(archive: zipfile.ZipFile, counts: dict[str, int]) -> None:
    """Every row into tables that hold nothing but what migrating wrote, in one transaction.

    A column that is not in the archive, which an older Let's Talk made, gets its default.
    """
    tables = [apps.get_model(label) for label in counts]
    ours = [model._meta.db_table for model in apps.get_models() if model.__module__.startswith("letstalk.")]
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), ours):
            cursor.execute(statement)
        for model in tables:
            with archive.open(f"{ROWS}{model._meta.label}.jsonl") as entry:
                while lines := list(islice(entry, AT_ONCE)):
                    model._default_manager.bulk_create([_row(model, json.loads(line)) for line in lines])
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)


def _row(model: type[models.Model], columns: dict[str, Any]) -> models.Model:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return model(**{name: _value(fields[name], plain) for name, plain in columns.items()})


def _value(field: Any, plain: Any) -> Any:
    if isinstance(field, SealedText):
        return SealedBytes(base64.b64decode(plain))
    return None if plain is None else field.to_python(plain)
