"""Sheets for paper: plain values in, a PDF out, black on white, tagged, its fonts in it (R-067).

What people wrote goes to Typst as data (JSON in its inputs) and is shown as it stands: no word of theirs is ever read
as Typst's code. Pure: no Django, no clock; the caller passes every label, translated.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from letstalk.graphics.further import further_folder

if TYPE_CHECKING:
    import typst

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
SHEETS = HERE / "sheets"
PAPERS = {"a4": "a4", "letter": "us-letter"}
# Where US Letter is the usual size (CLDR, paper sizes by region).
LETTER_REGIONS = frozenset({"US", "CA", "MX", "PH", "CL", "CO", "VE", "PR", "GT", "CR", "PA", "DO", "SV", "NI", "HN"})
ELLIPSIS = "…"

Mark = Literal["", "box", "number", "write"]
Kind = Literal["choice", "day", "time", "number", "words"]


@dataclass(frozen=True)
class Look:
    """On which paper and how large; `fonts`: the folder of the server's own faces, such as for Chinese."""

    paper: str = "a4"
    large: bool = False
    language: str = "en"
    fonts: Path | None = field(default_factory=further_folder)


@dataclass(frozen=True)
class Line:
    """One line of a part, with a note in small below it. `mark`: a box to tick, its number, or a line to write on."""

    text: str
    note: str = ""
    mark: Mark = ""
    strong: bool = False


@dataclass(frozen=True)
class Part:
    """What stands under one label."""

    label: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class PrepareSheet:
    """The page of the ten minutes before. `name` is the file's own title, which says nothing of anyone."""

    name: str
    title: str
    facts: Sequence[str]
    parts: Sequence[Part]
    foot: str


@dataclass(frozen=True)
class Block:
    """A few lines of a panel; `tally` is how many boxes to tick stand in a row above them."""

    label: str
    lines: Sequence[Line] = ()
    tally: int = 0


@dataclass(frozen=True)
class Panel:
    """A quarter of the pocket card."""

    label: str
    parts: Sequence[Block]


@dataclass(frozen=True)
class PocketCard:
    """Four panels in the order in which they are read."""

    name: str
    panels: Sequence[Panel]


@dataclass(frozen=True)
class PaperQuestion:
    """One answer to give by pen, under the code by which it is typed in; `lines` to write on where it is words.

    beside: a day that belongs to the words before it, and stands on their line where there is room.
    """

    code: str
    label: str
    kind: Kind
    options: Sequence[str] = ()
    lines: int = 1
    beside: bool = False


@dataclass(frozen=True)
class PaperPart:
    label: str
    questions: Sequence[PaperQuestion]
    hint: str = ""


@dataclass(frozen=True)
class DebriefSheet:
    """The sheet for after. `stamp` tells one printing from another whose codes mean something else."""

    name: str
    title: str
    facts: Sequence[str]
    parts: Sequence[PaperPart]
    day_hint: str
    stamp: str
    foot: str


@dataclass(frozen=True)
class Note:
    """A letter or a card: whom it is for, where they live if that is known, and the words as they were written."""

    whom: str
    words: str
    address: str = ""


@dataclass(frozen=True)
class Notes:
    """Several of them: letters, a page each, or cards, four to a page."""

    name: str
    kind: Literal["letter", "card"]
    notes: Sequence[Note]


def prepare_pdf(sheet: PrepareSheet, look: Look) -> bytes:
    """One page, set as large as it fits; in large type as many as it takes."""
    return _pdf("prepare.typ", asdict(sheet), look)


def pocket_pdf(card: PocketCard, look: Look) -> bytes:
    """One page to fold twice; in large type two pages, to fold once."""
    return _pdf("pocket.typ", asdict(card), look)


def debrief_pdf(sheet: DebriefSheet, look: Look) -> bytes:
    """As many pages as its questions take; each says which it is."""
    return _pdf("debrief.typ", asdict(sheet), look)


def notes_pdf(notes: Notes, look: Look) -> bytes:
    """Print-ready: each set as large as its words fit on its page or its quarter."""
    return _pdf("notes.typ", asdict(notes), look)


def picture_pdf(svg: str, *, wide_mm: float, high_mm: float, title: str, alt: str, language: str) -> bytes:
    """A page exactly as large as said, filled by one picture, which is told by `alt` to whoever does not see it."""
    values = {"svg": svg, "wide_mm": wide_mm, "high_mm": high_mm, "title": title, "alt": alt}
    return _pdf("picture.typ", values, Look(language=language))


def usual_paper(region: str) -> str:
    """What lies in the printers of a country, by its two letters."""
    return "letter" if region in LETTER_REGIONS else "a4"


def shortened(text: str, most: int) -> str:
    """At most so many characters, ended at a word, so that no one's long note pushes the rest off the page."""
    plain = " ".join(text.split(" ")).strip()
    if len(plain) <= most:
        return plain
    cut = plain[: most - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,.;:") + ELLIPSIS


def _pdf(sheet: str, values: dict[str, Any], look: Look) -> bytes:
    """By the standard for accessible PDF; a sign without a face is forbidden there, so then only as a tagged one."""
    import typst

    given = {name.replace("_", "-"): value for name, value in values.items()}
    given |= {"paper": PAPERS[look.paper], "large": look.large, "language": look.language}
    try:
        return _made(sheet, given, look, standard="ua-1")
    except typst.TypstError:
        return _made(sheet, given, look, standard="1.7")


def _made(sheet: str, given: dict[str, Any], look: Look, *, standard: Literal["ua-1", "1.7"]) -> bytes:
    made = _compiler(look.fonts).compile(
        SHEETS / sheet,
        format="pdf",
        pdf_standards=[standard],
        sys_inputs={"values": json.dumps(_printable(given), ensure_ascii=False)},
    )
    assert isinstance(made, bytes)
    return made


@lru_cache(maxsize=4)
def _fonts(folder: Path | None) -> typst.Fonts:
    """Read once in a process: ours, and those of the installation beside them."""
    import typst

    folders = [FONTS] if folder is None else [FONTS, folder]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _compiler(folder: Path | None) -> typst.Compiler:
    import typst

    return typst.Compiler(root=SHEETS, font_paths=_fonts(folder))


def _printable(value: Any) -> Any:
    """The same values without the characters that no page can show: controls, and halves of a pair."""
    if isinstance(value, str):
        kept = "".join(char for char in value if char == "\n" or unicodedata.category(char) not in ("Cc", "Cs", "Co"))
        return unicodedata.normalize("NFC", kept)
    if isinstance(value, dict):
        return {key: _printable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(one) for one in value]
    return value
