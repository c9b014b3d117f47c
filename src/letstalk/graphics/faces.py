"""What our typefaces can draw, and how wide: the few tables of a TrueType file that fitting words needs.

Widths are those of single characters, without kerning or joined forms; joined Arabic and Devanagari come out narrower,
never wider. Pure: no Django, and no library for it.
"""

import struct
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
UNSEEN = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f")


@dataclass(frozen=True)
class Face:
    """One weight of one family, as SVG names it. `leading`: how far apart its lines stand, in sizes."""

    file: str
    family: str
    weight: int
    leading: float = 1.3

    @property
    def path(self) -> Path:
        return FONTS / self.file

    def covers(self, char: str) -> bool:
        return char in UNSEEN or ord(char) in _measures(self.path).glyphs

    def width(self, text: str, size: float) -> float:
        """How wide this text is, in the unit of `size`."""
        measures = _measures(self.path)
        return sum(measures.advance(char) for char in text) * size / measures.em


BRICOLAGE = Face("BricolageGrotesque_800ExtraBold.ttf", "Bricolage Grotesque", 800, 1.08)
ANTON = Face("Anton_400Regular.ttf", "Anton", 400, 1.24)
SERIF = Face("DMSerifDisplay_400Regular.ttf", "DM Serif Display", 400, 1.14)
READING = Face("AtkinsonHyperlegibleNext_400Regular.ttf", "Atkinson Hyperlegible Next", 400, 1.25)
READING_BOLD = Face("AtkinsonHyperlegibleNext_700Bold.ttf", "Atkinson Hyperlegible Next", 700, 1.2)
OTHER_SCRIPTS = (
    Face("NotoSans_700Bold.ttf", "Noto Sans", 700, 1.3),
    Face("NotoSansHebrew_700Bold.ttf", "Noto Sans Hebrew", 700, 1.3),
    Face("NotoSansArabic_700Bold.ttf", "Noto Sans Arabic", 700, 1.55),
    Face("NotoSansThai_400Regular.ttf", "Noto Sans Thai", 400, 1.4),
    Face("NotoEmoji_400Regular.ttf", "Noto Emoji", 400, 1.3),
)
DISPLAY = {"grotesque": BRICOLAGE, "condensed": ANTON, "serif": SERIF}


@dataclass(frozen=True)
class Run:
    """A piece of text in one face."""

    text: str
    face: Face


def missing(text: str) -> list[str]:
    """The characters none of our faces can draw, each once, as they come."""
    faces = (BRICOLAGE, READING, *OTHER_SCRIPTS)
    found = [char for char in text if not char.isspace() and not any(face.covers(char) for face in faces)]
    return list(dict.fromkeys(found))


def faces_for(text: str, first: Face) -> tuple[Face, ...]:
    """In which order to look for a character: the wished face where it has every letter, else one that has most.

    So a word in Cyrillic stands in one face, not in two by turns.
    """
    stack = (first, *OTHER_SCRIPTS)
    letters = [char for char in text if char.isalpha()]
    best = max(stack, key=lambda face: sum(face.covers(char) for char in letters))
    return (best, *(face for face in stack if face != best))


def runs(text: str, stack: Sequence[Face]) -> list[Run]:
    """The text in pieces of one face each; a mark or a space stays with what stands before it."""
    found: list[Run] = []
    for char in text:
        face = _face_of(char, stack, found[-1].face if found else None)
        if found and found[-1].face == face:
            found[-1] = Run(found[-1].text + char, face)
        else:
            found.append(Run(char, face))
    return found


def width(text: str, stack: Sequence[Face], size: float) -> float:
    return sum(run.face.width(run.text, size) for run in runs(text, stack))


def is_right_to_left(text: str) -> bool:
    """By its first letter that has a direction (UAX #9, rule P2)."""
    strong = (unicodedata.bidirectional(char) for char in text)
    return next((kind in ("R", "AL") for kind in strong if kind in ("L", "R", "AL")), False)


def _face_of(char: str, stack: Sequence[Face], before: Face | None) -> Face:
    if before is not None and before.covers(char) and not char.isalnum():
        return before
    return next((face for face in stack if face.covers(char)), before or stack[0])


@dataclass(frozen=True)
class _Measures:
    """Of one file: its characters' glyphs, the glyphs' widths, and in how many units an em is cut."""

    em: int
    glyphs: dict[int, int]
    advances: tuple[int, ...]

    def advance(self, char: str) -> int:
        if char in UNSEEN:
            return 0
        glyph = self.glyphs.get(ord(char))
        if glyph is None:
            return self.em
        return self.advances[min(glyph, len(self.advances) - 1)]


@lru_cache(maxsize=32)
def _measures(path: Path) -> _Measures:
    data = path.read_bytes()
    tables = {
        data[at : at + 4]: struct.unpack_from(">II", data, at + 8)
        for at in range(12, 12 + 16 * int.from_bytes(data[4:6]), 16)
    }
    (em,) = struct.unpack_from(">H", data, tables[b"head"][0] + 18)
    (many,) = struct.unpack_from(">H", data, tables[b"hhea"][0] + 34)
    pairs = struct.unpack_from(f">{many * 2}H", data, tables[b"hmtx"][0])
    return _Measures(em, _glyphs(data, tables[b"cmap"][0]), pairs[::2])


def _glyphs(data: bytes, cmap: int) -> dict[int, int]:
    """The character map for Unicode; format 12 where there is one, else format 4 (OpenType, cmap)."""
    (many,) = struct.unpack_from(">H", data, cmap + 2)
    starts = [cmap + struct.unpack_from(">I", data, cmap + 8 + 8 * one)[0] for one in range(many)]
    by_format = {struct.unpack_from(">H", data, start)[0]: start for start in starts}
    if 12 in by_format:
        return _format_12(data, by_format[12])
    return _format_4(data, by_format[4])


def _format_12(data: bytes, at: int) -> dict[int, int]:
    (groups,) = struct.unpack_from(">I", data, at + 12)
    found: dict[int, int] = {}
    for one in range(groups):
        first, last, glyph = struct.unpack_from(">III", data, at + 16 + 12 * one)
        found.update(zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True))
    return found


def _format_4(data: bytes, at: int) -> dict[int, int]:
    (double,) = struct.unpack_from(">H", data, at + 6)
    many = double // 2
    ends = struct.unpack_from(f">{many}H", data, at + 14)
    starts = struct.unpack_from(f">{many}H", data, at + 16 + double)
    deltas = struct.unpack_from(f">{many}H", data, at + 16 + 2 * double)
    offsets_at = at + 16 + 3 * double
    offsets = struct.unpack_from(f">{many}H", data, offsets_at)
    found: dict[int, int] = {}
    for one, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(start, end + 1):
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", data, offsets_at + 2 * one + offset + 2 * (code - start))
            if code != 0xFFFF and (glyph or not offset):
                found[code] = (glyph + delta) & 0xFFFF
    return {code: glyph for code, glyph in found.items() if glyph}
