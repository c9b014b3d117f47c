"""One typeface: what it can draw, and how wide, by the few tables of an OpenType file that fitting words needs.

Widths are those of single characters, without kerning or joined forms; joined Arabic and Devanagari come out narrower,
never wider. Pure: no Django.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"
UNSEEN = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f")
BOLD = 700


@dataclass(frozen=True)
class Face:
    """One weight of one family, as SVG names it. `leading`: how far apart its lines stand, in sizes.

    file: in our own folder, or a whole path. number: which one of a file that holds several.
    """

    file: str
    family: str
    weight: int
    leading: float = 1.3
    number: int = 0
    in_colour: bool = False

    @property
    def path(self) -> Path:
        return FONTS / self.file

    def covers(self, char: str) -> bool:
        return char in UNSEEN or ord(char) in _measures(self.path, self.number).advances

    def width(self, text: str, size: float) -> float:
        """How wide this text is, in the unit of `size`."""
        measures = _measures(self.path, self.number)
        return sum(measures.advance(char) for char in text) * size / measures.em


@dataclass(frozen=True)
class _Measures:
    """Of one face: how wide each of its characters is, and in how many units an em is cut."""

    em: int
    advances: dict[int, int]

    def advance(self, char: str) -> int:
        return 0 if char in UNSEEN else self.advances.get(ord(char), self.em)


@lru_cache(maxsize=32)
def _measures(path: Path, number: int) -> _Measures:
    with opened(path, number) as font:
        widths = font["hmtx"].metrics
        advances = {code: widths[glyph][0] for code, glyph in font.getBestCmap().items()}
        return _Measures(font["head"].unitsPerEm, advances)


def opened(path: Path, number: int = 0) -> TTFont:
    """A file's face; its tables are read when they are asked for."""
    from fontTools.ttLib import TTFont

    return TTFont(path, fontNumber=number, lazy=True)


def only(characters: frozenset[str], face: Face) -> bytes:
    """The face as a file of its own that draws these characters, joined and marked as ever, and no others."""
    from fontTools.subset import Options, Subsetter

    options = Options(layout_features=["*"], notdef_outline=True, hinting=False, name_IDs=[1, 2], drop_tables=["DSIG"])
    with opened(face.path, face.number) as font, BytesIO() as file:
        cut = Subsetter(options)
        cut.populate(unicodes=[ord(char) for char in characters])
        cut.subset(font)
        font.save(file)
        return file.getvalue()
