"""Words into a box: the largest size at which they fit, broken where a reader would, lines of about one length.

Pure: no Django. Everything is counted in the unit of the box.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from letstalk.graphics.faces import Face, faces_for, runs, width

MOST_LINES = 40
NARROWINGS = 14
# How much a size is worth whose shortest line is next to nothing: a lone word is worse than smaller letters.
UNEVEN = 0.5
# And of which most lines hold one word: it is read like a list.
STACKED = 0.7


@dataclass(frozen=True)
class Fitted:
    """Words as they are set: their lines, size, how far apart the lines stand, and in which faces."""

    lines: tuple[str, ...]
    size: float
    leading: float
    faces: tuple[Face, ...]

    @property
    def height(self) -> float:
        return len(self.lines) * self.leading

    @property
    def width(self) -> float:
        return max((width(line, self.faces, self.size) for line in self.lines), default=0)


@dataclass(frozen=True)
class _Word:
    """A word and how wide it is in size 1; `begins` a line of its own where whoever wrote it began one."""

    text: str
    wide: float
    begins: bool


@dataclass(frozen=True)
class _Broken:
    lines: tuple[str, ...]
    widths: tuple[float, ...]

    @property
    def worth(self) -> float:
        alone = sum(" " not in line for line in self.lines)
        stacked = STACKED if len(self.lines) > 2 and alone * 2 >= len(self.lines) else 1
        return stacked * (UNEVEN + (1 - UNEVEN) * min(self.widths) / max(self.widths))


def fit(text: str, face: Face, *, wide: float, high: float, largest: float, smallest: float) -> Fitted | None:
    """These words as large as they fit and read well; None where they do not fit even in the smallest size.

    A word is broken only in the smallest size, where it alone is wider than the box.
    """
    stack = faces_for(text, face)
    leading = max((run.face.leading for run in runs(text, stack)), default=stack[0].leading)
    words = [*_words(text, stack, wide / smallest)]
    if not words or high <= 0:
        return Fitted((), largest, largest * leading, stack) if not words else None
    space = width(" ", stack, 1)
    best: tuple[float, float, _Broken] | None = None
    for most in range(1, min(MOST_LINES, int(high / smallest / leading)) + 1):
        broken = _evenly(words, space, most)
        size = min(largest, wide / max(broken.widths), high / (len(broken.lines) * leading))
        if size >= smallest * 0.999 and (best is None or size * broken.worth > best[0]):
            best = (size * broken.worth, size, broken)
    return Fitted(best[2].lines, best[1], best[1] * leading, stack) if best else None


def _words(text: str, stack: Sequence[Face], widest: float) -> Iterator[_Word]:
    for part in text.split("\n"):
        for place, whole in enumerate(part.split()):
            for piece, word in enumerate(_pieces(whole, stack, widest)):
                yield _Word(word, width(word, stack, 1), begins=not place or bool(piece))


def _evenly(words: Sequence[_Word], space: float, most: int) -> _Broken:
    """In the narrowest box in which they take at most so many lines; in more where whoever wrote them began more."""
    narrow = max(word.wide for word in words)
    wide = sum(word.wide + space for word in words)
    best = _filled(words, space, wide)
    for _step in range(NARROWINGS):
        middle = (narrow + wide) / 2
        tried = _filled(words, space, middle)
        if len(tried.lines) <= max(most, len(best.lines) if len(best.lines) > most else 0):
            wide, best = middle, tried
        else:
            narrow = middle
    return best


def _filled(words: Sequence[_Word], space: float, wide: float) -> _Broken:
    lines: list[str] = []
    widths: list[float] = []
    for word in words:
        if lines and not word.begins and widths[-1] + space + word.wide <= wide:
            lines[-1] += f" {word.text}"
            widths[-1] += space + word.wide
        else:
            lines.append(word.text)
            widths.append(word.wide)
    return _Broken(tuple(lines), tuple(widths))


def _pieces(word: str, stack: Sequence[Face], widest: float) -> list[str]:
    """A word that is wider than the box in pieces that are not; a mark stays with its letter."""
    if width(word, stack, 1) <= widest:
        return [word]
    pieces = [""]
    for char in word:
        is_mark = unicodedata.category(char).startswith("M")
        if pieces[-1] and not is_mark and width(pieces[-1] + char, stack, 1) > widest:
            pieces.append("")
        pieces[-1] += char
    return pieces
