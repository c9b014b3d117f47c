"""Art that comes from outside, such as with a pack: read by a list of what it may hold, and written out anew (R-051).

Shapes, gradients and plain colours go through. Whatever else there is - scripts, styles, words, pictures, references to
anywhere - makes it no art of ours: it is refused as a whole, with the reason. Pure: no Django; nothing is fetched.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

LONGEST = 12_000
MOST_SHAPES = 300
DEEPEST = 8
LONGEST_VALUE = 4_000
COLOR = re.compile(r"#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?")
NUMBERS = re.compile(r"[-+0-9eE., %\t\r\n]+")
PATH = re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9eE+\-., \t\r\n]+")
TURN = re.compile(r"(?:(?:translate|scale|rotate|skewX|skewY|matrix)\([-+0-9eE., ]{1,80}\)\s*){1,6}")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,30}")
OURS = re.compile(r"url\(#[A-Za-z][A-Za-z0-9-]{0,30}\)")
# What lies far outside of the box is never seen, and takes long to draw.
FAR_OUT = re.compile(r"(?<![.\d])\d{5,}|[\d.][eE]\+?\d")
BOX = re.compile(r"0 0 (\d{1,5}(?:\.\d{1,2})?) (\d{1,5}(?:\.\d{1,2})?)")

SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
ELEMENTS = SHAPES | {"svg", "g", "defs", "linearGradient", "radialGradient", "stop"}


def _one_of(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words))


ATTRIBUTES: Mapping[str, tuple[re.Pattern[str], ...]] = {
    "d": (PATH,),
    "points": (NUMBERS,),
    "transform": (TURN,),
    "gradientTransform": (TURN,),
    "id": (NAME,),
    "gradientUnits": (_one_of("userSpaceOnUse", "objectBoundingBox"),),
    "stroke-linecap": (_one_of("butt", "round", "square"),),
    "stroke-linejoin": (_one_of("miter", "round", "bevel"),),
    "fill-rule": (_one_of("nonzero", "evenodd"),),
    "fill": (COLOR, OURS, _one_of("none")),
    "stroke": (COLOR, OURS, _one_of("none")),
    "stop-color": (COLOR,),
}
MEASURES = """
    x y width height rx ry cx cy r fx fy x1 y1 x2 y2 offset
    opacity fill-opacity stroke-opacity stop-opacity stroke-width stroke-dasharray stroke-dashoffset
"""
MEASURED = frozenset(MEASURES.split())


class NoArt(ValueError):
    """This cannot be drawn as art; says what it holds that it may not."""


@dataclass(frozen=True)
class Art:
    """Shapes in a box of their own, as we wrote them, and which colours are in them."""

    width: float = 1
    height: float = 1
    shapes: str = ""
    colors: frozenset[str] = frozenset()


EMPTY = Art()


@lru_cache(maxsize=64)
def clean_art(source: str) -> Art:
    """The art in this SVG. Raises NoArt with what has to be taken out, in English words of the format."""
    if len(source) > LONGEST:
        raise NoArt(f"more than {LONGEST} characters")
    reading = _Reading()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.words
    parser.StartDoctypeDeclHandler = reading.declaration
    parser.ProcessingInstructionHandler = reading.instruction
    try:
        parser.Parse(source, True)
    except expat.ExpatError as wrong:
        raise NoArt(f"line {wrong.lineno} is not SVG") from None
    return Art(*reading.box, "".join(reading.written), frozenset(reading.colors))


class _Reading:
    """Writes anew what it reads, as long as it knows it."""

    def __init__(self) -> None:
        self.box = (1.0, 1.0)
        self.depth = self.shapes = 0
        self.written: list[str] = []
        self.colors: set[str] = set()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if (name == "svg") != (self.depth == 0):
            raise NoArt("one <svg> around everything, and none inside")
        if name not in ELEMENTS:
            raise NoArt(f"<{name[:40]}>")
        self.depth += 1
        self.shapes += name in SHAPES
        if self.depth > DEEPEST or self.shapes > MOST_SHAPES:
            raise NoArt(f"more than {MOST_SHAPES} shapes, or more than {DEEPEST} inside one another")
        if name == "svg":
            self._begin(attributes)
        else:
            kept = "".join(f" {key}={quoteattr(self._checked(key, value))}" for key, value in attributes.items())
            self.written.append(f"<{name}{kept}>")

    def end(self, name: str) -> None:
        self.depth -= 1
        if name != "svg":
            self.written.append(f"</{name}>")

    def words(self, text: str) -> None:
        if text.strip():
            raise NoArt("words between the shapes")

    def declaration(self, *_about: object) -> None:
        raise NoArt("<!DOCTYPE>")

    def instruction(self, target: str, _data: str) -> None:
        raise NoArt(f"<?{target[:40]}?>")

    def _begin(self, attributes: dict[str, str]) -> None:
        unknown = set(attributes) - {"xmlns", "viewBox"}
        if unknown:
            raise NoArt(f"{min(unknown)[:40]} at <svg>")
        found = BOX.fullmatch(attributes.get("viewBox", ""))
        if found is None or float(found[1]) < 1 or float(found[2]) < 1:
            raise NoArt("an <svg> without viewBox='0 0 1000 1000'")
        self.box = (float(found[1]), float(found[2]))

    def _checked(self, key: str, value: str) -> str:
        allowed = (NUMBERS,) if key in MEASURED else ATTRIBUTES.get(key, ())
        is_far_out = not value.startswith("#") and FAR_OUT.search(value) is not None
        if len(value) > LONGEST_VALUE or is_far_out or not any(one.fullmatch(value) for one in allowed):
            raise NoArt(f"{key[:40]}={value[:40]!r}")
        if COLOR.fullmatch(value) and key in ("fill", "stroke", "stop-color"):
            self.colors.add(value)
        return value
