"""One row of a file as what it says of a person: cells put where they belong, checked, mended, never guessed at."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from ftfy import fix_encoding
from ftfy.badness import is_bad

from letstalk.kit.cells import as_it_was
from letstalk.people.intake.dates import read_day
from letstalk.people.intake.layouts import Layout
from letstalk.people.intake.reasons import Reason
from letstalk.people.intake.rows import Read
from letstalk.people.intake.targets import OwnColumn
from letstalk.people.intake.targets import Target as T
from letstalk.people.validators import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    LONGEST_TAG,
    NOT_IN_A_LINE,
    clean_email,
    clean_field_value,
    clean_phone,
    without_invisible,
)
from letstalk.people.words import FieldKind

# Between several values in one cell, as Google writes them; a bar or a semicolon as people do.
SEVERAL = re.compile(r"\s:::\s|[;|\n]")
GOOGLE_MAIN = re.compile(r"^\*\s+")
LOST_ZERO = re.compile(r"(\d{3,4})(-\d{4})?")
YES = {"true", "yes", "y", "1", "x", "subscribed", "opt_in", "opt-in", "opted in", "optin", "si", "sí", "oui", "ja"}
# No yes, and no more than that: a box that nobody ticked is not a person who said no.
NOT_ASKED = {"", "-", "n/a", "none", "unknown", "unspecified", "false", "no", "n", "0", "not subscribed"}
# Google puts its own labels beside those people made.
NOT_TAGS = {"mycontacts", "my contacts", "starred", "starred in android", "imported"}
MOST_TAGS = 50
LONGEST_NOTE = 20_000
LONGEST_PRONOUNS = 60
LONGEST_NUMBER = 100
MOST_WAYS = 10


@dataclass(frozen=True)
class Columns:
    """What each column means (codes of `targets.Target`), and in which order the days of a column stand.

    own: the chapter's own fields among them, by their codes.
    """

    targets: tuple[str, ...]
    layout: Layout
    region: str
    dates: Mapping[int, str] = field(default_factory=dict)
    own: Mapping[str, OwnColumn] = field(default_factory=dict)


@dataclass
class Incoming:
    """What a row says of a person. `no` and `yes` are answers it carries, as codes of `answers`; notes are words.

    fields: what it says for the chapter's own fields, cleaned, by their ids in hex.
    """

    name: str = ""
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    address: str = ""
    pronouns: str = ""
    language: str = ""
    tags: list[str] = field(default_factory=list)
    note: str = ""
    number: str = ""
    since: str = ""
    no: list[str] = field(default_factory=list)
    yes_on: str = ""
    said_yes: bool = False
    fields: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Only what says something, since a million of these are kept."""
        return {name: value for name, value in vars(self).items() if value}


def read_row(read: Read, mapping: Columns) -> tuple[Incoming, str]:
    """What a row says, and the code of why it cannot come in, or nothing."""
    if read.problem:
        return Incoming(), read.problem
    if len(read.cells) > len(mapping.targets):
        return Incoming(), Reason.TOO_WIDE
    cells = _by_target(read.cells, mapping)
    incoming = Incoming()
    incoming.name = _name(cells, incoming.remarks)
    if problem := _problem(incoming.name, read.cells):
        return incoming, problem
    _ways(incoming, cells, mapping)
    _words(incoming, cells, mapping)
    _own(incoming, cells, mapping)
    _answers(incoming, cells, mapping)
    return incoming, ""


Cells = dict[str, list[tuple[int, str]]]


def _by_target(cells: Sequence[str], mapping: Columns) -> Cells:
    found: Cells = {}
    for column, (target, cell) in enumerate(zip(mapping.targets, cells, strict=False)):
        if target and (value := as_it_was(cell.strip())):
            found.setdefault(target, []).append((column, value))
    return found


def _one(cells: Cells, target: str) -> str:
    return cells[target][0][1] if target in cells else ""


def _many(cells: Cells, target: str) -> list[str]:
    return [value for _column, value in cells.get(target, ())]


def mended(text: str, remarks: list[str]) -> str:
    """The text with letters put right that were decoded wrongly on their way; nothing else is touched."""
    if text.isascii() or not is_bad(text):
        return text
    fixed = fix_encoding(text)
    if fixed != text and Reason.LETTERS_MENDED not in remarks:
        remarks.append(Reason.LETTERS_MENDED.value)
    return fixed


def _name(cells: Cells, remarks: list[str]) -> str:
    parts = [_one(cells, target) for target in (T.FIRST, T.MIDDLE, T.LAST, T.SUFFIX)]
    whole = " ".join(part for part in parts if part)
    return as_written(mended(_one(cells, T.FULL) or whole or _one(cells, T.NICKNAME), remarks))


def as_written(text: str) -> str:
    """A name exactly as the file has it, but for outer spaces, breaks, controls and marks for writing direction."""
    if text.isascii() and text.isprintable():
        return text.strip()
    shown = (" " if unicodedata.category(sign) in NOT_IN_A_LINE else sign for sign in without_invisible(text))
    return "".join(shown).strip()


def _problem(name: str, cells: Sequence[str]) -> str:
    if not any(cell.strip() for cell in cells):
        return Reason.EMPTY
    if not any(unicodedata.category(sign)[0] in "LNS" for sign in name):
        return Reason.NO_NAME
    return Reason.NAME_LONG if len(name) > LONGEST_NAME else ""


def _ways(incoming: Incoming, cells: Cells, mapping: Columns) -> None:
    for value in _several(_many(cells, T.EMAIL)):
        _keep(incoming.emails, incoming.remarks, Reason.EMAIL_LEFT_OUT, lambda text=value: _email(text))
    for value in _several(_many(cells, T.PHONE)):
        _keep(incoming.phones, incoming.remarks, Reason.PHONE_LEFT_OUT, lambda text=value: _phone(text, mapping.region))
    incoming.address = _address(cells, mapping, incoming.remarks)


def _several(values: Iterable[str]) -> list[str]:
    """Each value of each cell once, in order."""
    found = (GOOGLE_MAIN.sub("", part.strip()) for value in values for part in _parts(value))
    return list(dict.fromkeys(part for part in found if part))[:MOST_WAYS]


def _parts(value: str) -> list[str]:
    return SEVERAL.split(value) if any(sign in value for sign in ":;|\n") else [value]


def _keep(kept: list[str], remarks: list[str], left_out: Reason, clean: Any) -> None:
    try:
        value = clean()
    except ValidationError:
        if left_out not in remarks:
            remarks.append(left_out.value)
        return
    if value not in kept:
        kept.append(value)


def _email(text: str) -> str:
    return clean_email(text.removeprefix("mailto:"))


@lru_cache(maxsize=4096)
def _phone(text: str, region: str) -> str:
    return clean_phone(text.removeprefix("tel:").lstrip("'"), region)


def _address(cells: Cells, mapping: Columns, remarks: list[str]) -> str:
    code = _zip(_one(cells, T.ZIP), _one(cells, T.COUNTRY) or mapping.region, remarks)
    if whole := _one(cells, T.ADDRESS):
        return _within(_lines(mended(whole, remarks)), LONGEST_ADDRESS, remarks)
    streets = [line for value in _many(cells, T.STREET) for line in value.splitlines()]
    town = ", ".join(part for part in (_one(cells, T.CITY), f"{_one(cells, T.REGION)} {code}".strip()) if part)
    lines = [*streets, town, _one(cells, T.COUNTRY)]
    return _within(_lines(mended("\n".join(lines), remarks)), LONGEST_ADDRESS, remarks)


def _lines(text: str) -> str:
    lines = (as_written(line) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _within(text: str, most: int, remarks: list[str]) -> str:
    if len(text) <= most:
        return text
    if Reason.TEXT_LEFT_OUT not in remarks:
        remarks.append(Reason.TEXT_LEFT_OUT.value)
    return ""


def _zip(code: str, country: str, remarks: list[str]) -> str:
    """A ZIP code with the zero a spreadsheet took for that of a number."""
    if country.upper() not in ("US", "USA", "UNITED STATES") or not (found := LOST_ZERO.fullmatch(code)):
        return code
    remarks.append(Reason.ZIP_MENDED.value)
    return found[1].zfill(5) + (found[2] or "")


def _words(incoming: Incoming, cells: Cells, mapping: Columns) -> None:
    remarks = incoming.remarks
    incoming.pronouns = as_written(mended(_one(cells, T.PRONOUNS), remarks))[:LONGEST_PRONOUNS]
    incoming.language = _one(cells, T.LANGUAGE)[:40]
    incoming.number = _one(cells, T.NUMBER)[:LONGEST_NUMBER]
    incoming.tags = _tags([mended(value, remarks) for value in _many(cells, T.TAGS)], mapping.layout.tags)
    note = mended("\n\n".join(_many(cells, T.NOTE)), remarks).replace("\r\n", "\n").replace("\r", "\n")
    incoming.note = _within(note, LONGEST_NOTE, remarks)
    incoming.since = _day(cells, T.SINCE, mapping, remarks)


def _tags(values: Iterable[str], between: str) -> list[str]:
    tags = (_tag(part) for value in values for part in value.split(between or ","))
    kept = dict.fromkeys(tag for tag in tags if tag and tag.casefold() not in NOT_TAGS and len(tag) <= LONGEST_TAG)
    return list(kept)[:MOST_TAGS]


def _tag(text: str) -> str:
    plain = GOOGLE_MAIN.sub("", text.strip()).strip("\"' ").lstrip("#")
    return " ".join(as_written(plain).split())


def _day(cells: Cells, target: str, mapping: Columns, remarks: list[str]) -> str:
    if target not in cells:
        return ""
    [(column, value), *_more] = cells[target]
    day: date | None = read_day(value, mapping.dates.get(column, ""))
    if day is None:
        if Reason.DATE_LEFT_OUT not in remarks:
            remarks.append(Reason.DATE_LEFT_OUT.value)
        return ""
    return day.isoformat()


def _own(incoming: Incoming, cells: Cells, mapping: Columns) -> None:
    """What does not fit a field is left out, and said so."""
    for target, own in mapping.own.items():
        if target not in cells:
            continue
        if own.kind == FieldKind.DATE:
            said = _day(cells, target, mapping, incoming.remarks)
        else:
            said = _field(mended(_one(cells, target), incoming.remarks), own, incoming.remarks)
        if said:
            incoming.fields[own.id.hex] = said


def _field(text: str, own: OwnColumn, remarks: list[str]) -> str:
    try:
        return clean_field_value(own.kind, text, choices=own.choices)
    except ValidationError:
        if Reason.FIELD_LEFT_OUT not in remarks:
            remarks.append(Reason.FIELD_LEFT_OUT.value)
        return ""


def _answers(incoming: Incoming, cells: Cells, mapping: Columns) -> None:
    """A no counts as it stands. A yes is only told: whether it may be kept is for who brings the file in to show."""
    if any(is_yes(value) or _is_day(value) for value in _many(cells, T.NO_CONTACT)):
        incoming.no.append("contact")
    if any(is_yes(value) for value in _many(cells, T.NO_CALLS)):
        incoming.no.append("calls")
    if _says_no(_one(cells, T.TEXT_YES)):
        incoming.no.append("texts")
    status = _one(cells, T.EMAIL_YES)
    if _says_no(status):
        incoming.no.append("list")
    elif is_yes(status):
        incoming.said_yes = True
        incoming.yes_on = _day(cells, T.EMAIL_YES_ON, mapping, incoming.remarks)


def is_yes(cell: str) -> bool:
    return cell.strip().casefold() in YES


def _is_day(cell: str) -> bool:
    """A day on which someone was blocked says that they were."""
    return read_day(cell, "") is not None


def _says_no(cell: str) -> bool:
    """Whatever is neither a yes nor an empty box: unsubscribed, bounced, complained."""
    return cell.strip().casefold() not in NOT_ASKED and not is_yes(cell)
