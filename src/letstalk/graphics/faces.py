"""The typefaces of graphics, and which of them draws which part of a text.

Pure: no Django. What lies in the folder of further faces is read anew when it changes.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from letstalk.graphics.face import Face
from letstalk.graphics.further import further_faces

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
)
EMOJI = Face("NotoEmoji_400Regular.ttf", "Noto Emoji", 400, 1.3)
DISPLAY = {"grotesque": BRICOLAGE, "condensed": ANTON, "serif": SERIF}


@dataclass(frozen=True)
class Run:
    """A piece of text in one face."""

    text: str
    face: Face


def all_faces() -> tuple[Face, ...]:
    """Every face that a graphic may name: ours and the server's own."""
    return (*DISPLAY.values(), READING, READING_BOLD, *_other_faces(""))


def _other_faces(text: str) -> tuple[Face, ...]:
    """Where a character is looked for that the wished face lacks: ours, then the server's own, emoji last of all.

    Of the server's own first those with the forms of the Chinese characters that are usual where the text is read.
    """
    forms = _forms_of(text)
    further = sorted(further_faces(), key=lambda face: bool(forms) and not face.family.endswith(forms))
    return (*OTHER_SCRIPTS, *further, EMOJI)


def missing(text: str) -> list[str]:
    """The characters none of our faces can draw, each once, as they come."""
    faces = (BRICOLAGE, READING, *_other_faces(""))
    found = [char for char in text if not char.isspace() and not any(face.covers(char) for face in faces)]
    return list(dict.fromkeys(found))


def faces_for(text: str, first: Face) -> tuple[Face, ...]:
    """In which order to look for a character: the wished face where it has every letter, else one that has most.

    So a word in Cyrillic stands in one face, not in two by turns.
    """
    stack = (first, *_other_faces(text))
    letters = [char for char in text if char.isalpha()]
    best = max(stack, key=lambda face: sum(face.covers(char) for char in letters))
    return (best, *(face for face in stack if face != best))


def _forms_of(text: str) -> str:
    """How a family's name ends that has the forms of Korea, Japan, China or Taiwan; "" where none are wanted."""
    names = {char: unicodedata.name(char, "") for char in text}
    if any(name.startswith("HANGUL") for name in names.values()):
        return " KR"
    if any(name.startswith(("HIRAGANA", "KATAKANA")) for name in names.values()):
        return " JP"
    chinese = "".join(char for char, name in names.items() if name.startswith("CJK UNIFIED"))
    if not chinese:
        return ""
    # GB 2312 holds the simplified characters in use, and few of the others.
    return " SC" if _is_written_in(chinese, "gb2312") else " TC"


def _is_written_in(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def runs(text: str, stack: Sequence[Face]) -> list[Run]:
    """The text in pieces of one face each; a mark stays with what stands before it, a space with the first face."""
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
    if before is not None and before.covers(char) and not char.isalnum() and not char.isspace():
        return before
    return next((face for face in stack if face.covers(char)), before or stack[0])
