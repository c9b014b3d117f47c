"""Words into a box: the largest size at which they fit, broken where a reader would, lines of about one length.

Pure: no Django. Everything is counted in the unit of the box.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from letstalk.graphics.face import Face
from letstalk.graphics.faces import faces_for, runs, width

MOST_LINES = 40
NARROWINGS = 14
# How much a size is worth whose shortest line is next to nothing: a lone word is worse than smaller letters.
UNEVEN = 0.5
# And of which most lines hold one word: it is read like a list.
STACKED = 0.7
# How many times the smallest size is worth breaking a word for, and how much larger all must become by it.
ROOMY, WORTH_BREAKING = 2.0, 1.3
# How much wider than its share a piece may be, so that no letter is left over for a line of its own.
SLACK = 1.06
IDEOGRAPHIC = ("CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO", "FULLWIDTH", "IDEOGRAPHIC", "LEFT", "RIGHT")


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
    """A word and how wide it is in size 1; `begins` a line of its own where whoever wrote it began one.

    joins: nothing stands between it and what comes before, as in Chinese, where a line may end behind any character.
    """

    text: str
    wide: float
    begins: bool
    joins: bool = False


@dataclass(frozen=True)
class _Broken:
    """alone: on how many lines one word stands by itself."""

    lines: tuple[str, ...]
    widths: tuple[float, ...]
    alone: int

    @property
    def worth(self) -> float:
        stacked = STACKED if len(self.lines) > 2 and self.alone * 2 >= len(self.lines) else 1
        return stacked * (UNEVEN + (1 - UNEVEN) * min(self.widths) / max(self.widths))


def fit(text: str, face: Face, *, wide: float, high: float, largest: float, smallest: float) -> Fitted | None:
    """These words as large as they fit and read well; None where they do not fit even in the smallest size.

    A word is broken only where it would make all the others small: in pieces of about one length.
    """
    stack = faces_for(text, face)
    leading = max((run.face.leading for run in runs(text, stack)), default=stack[0].leading)
    if not text.split():
        return Fitted((), largest, largest * leading, stack)
    sizes = {"largest": largest, "smallest": smallest, "leading": leading}
    whole = _fit(_words(text, stack, wide / smallest), stack, wide=wide, high=high, **sizes)
    if whole is not None and whole.size >= smallest * ROOMY:
        return whole
    broken = _fit(_words(text, stack, wide / smallest / ROOMY), stack, wide=wide, high=high, **sizes)
    return broken if broken and (whole is None or broken.size > whole.size * WORTH_BREAKING) else whole


def _fit(
    words: Iterable[_Word],
    stack: tuple[Face, ...],
    *,
    wide: float,
    high: float,
    largest: float,
    smallest: float,
    leading: float,
) -> Fitted | None:
    words = [*words]
    space = width(" ", stack, 1)
    best: tuple[float, float, _Broken] | None = None
    for most in range(1, min(MOST_LINES, int(max(high, 0) / smallest / leading)) + 1):
        broken = _evenly(words, space, most)
        size = min(largest, wide / max(broken.widths), high / (len(broken.lines) * leading))
        if size >= smallest * 0.999 and (best is None or size * broken.worth > best[0]):
            best = (size * broken.worth, size, broken)
    return Fitted(best[2].lines, best[1], best[1] * leading, stack) if best else None


def _words(text: str, stack: Sequence[Face], widest: float) -> Iterator[_Word]:
    for part in text.split("\n"):
        begins = True
        for whole in part.split():
            for place, between in enumerate(_may_end_behind(whole)):
                for piece, word in enumerate(_pieces(between, stack, widest)):
                    yield _Word(word, width(word, stack, 1), begins=begins or bool(piece), joins=bool(place))
                    begins = False


def _may_end_behind(word: str) -> Iterator[str]:
    """The pieces behind which a line may end: ideographs and kana, but for marks that close or open (UAX #14).

    Words of other scripts are one piece.
    """
    piece = ""
    for char in word:
        if piece and (_is_ideographic(piece[-1]) or _is_ideographic(char)) and not _keeps(piece[-1], char):
            yield piece
            piece = ""
        piece += char
    yield piece


def _is_ideographic(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF" and unicodedata.name(char, "").startswith(IDEOGRAPHIC)


def _keeps(before: str, char: str) -> bool:
    """A closing mark, a full stop, a small kana or a long vowel begins no line; an opening mark ends none."""
    closes = unicodedata.category(char) in ("Pe", "Pf", "Po", "Mn", "Lm") or "SMALL" in unicodedata.name(char, "")
    return closes or unicodedata.category(before) in ("Ps", "Pi")


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
    many: list[int] = []
    for word in words:
        gap = 0 if word.joins else space
        if lines and not word.begins and widths[-1] + gap + word.wide <= wide:
            lines[-1] += word.text if word.joins else f" {word.text}"
            widths[-1] += gap + word.wide
            many[-1] += 1
        else:
            lines.append(word.text)
            widths.append(word.wide)
            many.append(1)
    return _Broken(tuple(lines), tuple(widths), many.count(1))


def _pieces(word: str, stack: Sequence[Face], widest: float) -> list[str]:
    """A word that is wider than the box in pieces of about one width that are not; a mark stays with its letter."""
    whole = width(word, stack, 1)
    if whole <= widest:
        return [word]
    each = whole / ceil(whole / widest)
    pieces = [""]
    for char in word:
        is_mark = unicodedata.category(char).startswith("M")
        longer = pieces[-1] + char
        is_full = width(longer, stack, 1) > min(each * SLACK, widest)
        if pieces[-1] and not is_mark and is_full:
            pieces.append("")
        pieces[-1] += char
    return pieces
