"""Cards of an address book (vCard 2.1, 3.0 and 4.0), read one by one into rows of cells; vobject does the reading."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any, TextIO

from letstalk.kit.archives import Damaged, reading_contents
from letstalk.people.intake.reasons import Reason
from letstalk.people.intake.rows import Read

COLUMNS = (
    "Full name",
    "First name",
    "Middle name",
    "Last name",
    "Suffix",
    "Emails",
    "Phones",
    "Address",
    "Tags",
    "Pronouns",
    "Language",
    "Note",
    "UID",
)
BETWEEN = " ::: "
MOST_LINES = 5_000
LONGEST_LINE = 1_000_000


def card_rows(text: TextIO) -> Iterator[Read]:
    """A row for every card, after a first one with the names of the columns; a card that cannot be read says so."""
    yield Read(1, list(COLUMNS))
    for number, card in enumerate(_cards(text), start=2):
        yield _row(number, card)


def _cards(text: TextIO) -> Iterator[str]:
    """The text of each card, without its photo, which may be large and is not kept."""
    lines: list[str] = []
    is_in, is_photo = False, False
    while line := text.readline(LONGEST_LINE):
        begins = line[:12].strip().upper()
        if begins.startswith("BEGIN:VCARD"):
            if is_in:
                yield "".join(lines)
            lines, is_in = [], True
        is_photo = _is_photo(line) or (is_photo and line[:1] in (" ", "\t"))
        if is_in and not is_photo and len(lines) <= MOST_LINES:
            lines.append(line.replace("\0", ""))
        if begins.startswith("END:VCARD") and is_in:
            yield "".join(lines)
            lines, is_in = [], False
    if is_in:
        yield "".join(lines)


def _is_photo(line: str) -> bool:
    name = line[:40].partition(":")[0].partition(";")[0].rpartition(".")[2].upper()
    return name in ("PHOTO", "LOGO", "SOUND", "KEY")


def _row(number: int, text: str) -> Read:
    # Loaded where it is needed: most processes never read a card. It tells no types.
    vobject: Any = import_module("vobject")

    try:
        with reading_contents():
            card = vobject.readOne(text, ignoreUnreadable=True)
            if card is None or card.name != "VCARD" or not text.rstrip().upper().endswith("END:VCARD"):
                return _broken(number, text)
            return Read(number, [_cell(value) for value in _values(card)])
    except (vobject.base.VObjectError, Damaged):
        return _broken(number, text)


def _broken(number: int, text: str) -> Read:
    named = [line[3:].strip() for line in text.splitlines() if line.upper().startswith("FN:")]
    return Read(number, named[:1], Reason.CARD_BROKEN)


def _values(card: Any) -> Iterator[str]:
    name = next(iter(_all(card, "n")), None)
    full = next((str(one.value) for one in _all(card, "fn")), "")
    yield full or next((str(one.value) for one in _all(card, "nickname")), "")
    for part in ("given", "additional", "family", "suffix"):
        yield _words(getattr(name.value, part, "")) if name is not None and not isinstance(name.value, str) else ""
    yield BETWEEN.join(str(one.value).removeprefix("mailto:") for one in _all(card, "email"))
    yield BETWEEN.join(str(one.value).removeprefix("tel:") for one in _all(card, "tel"))
    yield next((_address(one.value) for one in _all(card, "adr")), "")
    yield BETWEEN.join(_words(one.value, ", ") for one in _all(card, "categories")).replace(", ", BETWEEN)
    yield next((str(one.value) for one in _all(card, "pronouns")), "")
    yield next((str(one.value) for one in _all(card, "lang")), "")
    yield "\n".join(str(one.value) for one in _all(card, "note"))
    yield next((str(one.value) for one in _all(card, "uid")), "")


def _all(card: Any, name: str) -> list[Any]:
    return list(card.contents.get(name, []))


def _words(value: Any, between: str = " ") -> str:
    return between.join(str(one) for one in value) if isinstance(value, list) else str(value or "")


def _address(value: Any) -> str:
    if isinstance(value, str):
        return value.replace("\\n", "\n")
    town = ", ".join(
        part for part in (_words(value.city), f"{_words(value.region)} {_words(value.code)}".strip()) if part
    )
    lines = (_words(value.box), _words(value.extended), _words(value.street), town, _words(value.country))
    return "\n".join(line for line in lines if line.strip())


def _cell(value: str) -> str:
    return value.strip()
