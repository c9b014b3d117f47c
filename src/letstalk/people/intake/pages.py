"""The rows of a file while they wait: sealed pages under LETSTALK_DATA, read on from wherever one stopped."""

import json
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings

from letstalk.kit.sealed import seal, unseal
from letstalk.people.intake.rows import Read

ROWS_OF_A_PAGE = 500
# Counted in characters, so that a page of very long rows is a short one.
LETTERS_OF_A_PAGE = 500_000
LENGTH_BYTES = 4
OWNER_ONLY = 0o600
FILE_NAME = re.compile(r"[0-9a-f]{32}\.rows")


class PagesGone(Exception):
    """The pages are not there any more: put away, or left behind when another machine's backup was restored."""


@dataclass(frozen=True)
class Page:
    """Some rows, and where the next page begins; 0 after the last."""

    rows: list[Read]
    next: int


def write_pages(id: UUID, rows: Iterable[Read]) -> int:
    """Keep all rows, or nothing where reading them fails. Returns how many there are."""
    file = _file(id)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    draft = file.with_suffix(f".{secrets.token_hex(4)}")
    count = 0
    try:
        with draft.open("xb") as written:
            draft.chmod(OWNER_ONLY)
            for page in _pages(rows):
                sealed = seal(json.dumps(page, ensure_ascii=False), about=_about(id, written.tell()))
                written.write(len(sealed).to_bytes(LENGTH_BYTES, "big") + sealed)
                count += len(page)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return count


def _pages(rows: Iterable[Read]) -> Iterator[list[Read]]:
    page: list[Read] = []
    letters = 0
    for row in rows:
        page.append(row)
        letters += sum(map(len, row.cells))
        if len(page) == ROWS_OF_A_PAGE or letters > LETTERS_OF_A_PAGE:
            yield page
            page, letters = [], 0
    if page:
        yield page


def read_page(id: UUID, at: int) -> Page:
    """The page that begins there. Raises PagesGone."""
    try:
        with _file(id).open("rb") as file:
            file.seek(at)
            length = int.from_bytes(file.read(LENGTH_BYTES), "big")
            sealed = file.read(length)
            more = bool(file.read(1))
    except FileNotFoundError:
        raise PagesGone from None
    rows = [Read(number, cells, problem) for number, cells, problem in json.loads(unseal(sealed, about=_about(id, at)))]
    return Page(rows, at + LENGTH_BYTES + length if more else 0)


def drop_pages(id: UUID) -> None:
    """Forget the rows; nothing happens where they are gone already."""
    _file(id).unlink(missing_ok=True)


def waiting_files() -> list[Path]:
    """The whole files that wait: one that is being written has another name."""
    return sorted(_folder().glob("*.rows"))


def bring_back(files: Iterable[tuple[str, IO[bytes]]]) -> int:
    """Put waiting files back by their names, as a backup has them, and nothing else. How many there were."""
    count = 0
    for name, content in files:
        if FILE_NAME.fullmatch(name):
            _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
            file = _folder() / name
            with file.open("wb") as written:
                file.chmod(OWNER_ONLY)
                shutil.copyfileobj(content, written)
            count += 1
    return count


def _folder() -> Path:
    return Path(settings.LETSTALK_DATA) / "imports"


def _file(id: UUID) -> Path:
    return _folder() / f"{id.hex}.rows"


def _about(id: UUID, at: int) -> str:
    return f"people.intake|{id}|{at}"
