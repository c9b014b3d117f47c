"""Bringing a chapter's archive into an empty installation, with the keys that came beside it."""

import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from letstalk.config import environment
from letstalk.ops.ground import has_tables, make_data_folder, make_ready, start_django
from letstalk.ops.restoring import CannotRestore, hold_back_what_was_due, keys_put_back, opened, refuse_a_newer_one

FORMAT, VERSION, MANIFEST = "letstalk chapter archive", 1, "archive.json"


def bring_in(file: Path, *, keys: Path) -> datetime:
    """When what is here now was taken out. It is looked through first; where it is refused nothing is changed.

    Raises CannotRestore when the file is broken or of a newer Let's Talk, its keys are missing or others, or when there
    is anything here already.
    """
    with opened(file) as archive:
        told = _told_by(archive, file)
        if has_tables(environment.database_url()):
            raise CannotRestore("There is something in this database already. An archive only goes into an empty one.")
        make_data_folder()
        with keys_put_back(keys, told["keys"]):
            start_django()
            refuse_a_newer_one(told["migrations"])
            make_ready()
            _insert(archive, told["rows"])
    # Once more, since what proves that the keys fit was written before the rows came.
    make_ready()
    hold_back_what_was_due()
    return datetime.fromisoformat(told["made_at"])


def _told_by(archive: zipfile.ZipFile, file: Path) -> Any:
    try:
        told = json.loads(archive.read(MANIFEST))
    except (KeyError, ValueError):
        raise CannotRestore(f"{file} is no archive of a chapter.") from None
    if told.get("format") != FORMAT or told.get("version") != VERSION:
        raise CannotRestore(f"{file} was made by a newer Let's Talk. Update first, then bring it in.")
    return told


def _insert(archive: zipfile.ZipFile, rows: dict[str, int]) -> None:
    from django.core.exceptions import FieldDoesNotExist
    from django.db import DatabaseError

    from letstalk.ops.chapter_archives import insert_rows

    try:
        insert_rows(archive, rows)
    except (DatabaseError, FieldDoesNotExist, KeyError, LookupError, ValueError) as reason:
        raise CannotRestore(f"The database did not take the archive: {reason}".strip()) from None
