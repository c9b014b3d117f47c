"""Typefaces an organizer's server adds to ours: files in the folder `fonts` of its data, such as for Chinese letters.

They are read by their own tables (OpenType); one that cannot be read is left out, and said to whoever runs the server.
"""

import logging
import struct
from functools import lru_cache
from pathlib import Path

from letstalk.config import environment
from letstalk.graphics.face import BOLD, Face, opened

KINDS = frozenset({".ttf", ".otf", ".ttc", ".otc"})
FAMILY, TYPOGRAPHIC_FAMILY = 1, 16
COLOUR = frozenset({"CBDT", "COLR", "SVG ", "sbix"})
MOST_IN_ONE_FILE = 20
DAMAGED = (OSError, EOFError, LookupError, ValueError, AssertionError, AttributeError, TypeError, struct.error)
said = logging.getLogger(__name__)


def further_folder() -> Path | None:
    """Where this installation's own faces lie; None where there are none."""
    folder = environment.data_folder() / "fonts"
    return folder if folder.is_dir() else None


def further_faces() -> tuple[Face, ...]:
    """One weight of each family in the folder, the one nearest to bold; by name, those in colour last."""
    folder = further_folder()
    if folder is None:
        return ()
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in KINDS)
    return _faces_in(tuple((file, file.stat().st_mtime_ns) for file in files))


@lru_cache(maxsize=2)
def _faces_in(files: tuple[tuple[Path, int], ...]) -> tuple[Face, ...]:
    found: dict[str, Face] = {}
    for face in (face for file, _changed in files for face in _faces_of(file)):
        there = found.get(face.family)
        if there is None or abs(face.weight - BOLD) < abs(there.weight - BOLD):
            found[face.family] = face
    return tuple(sorted(found.values(), key=lambda face: (face.in_colour, face.family)))


def _faces_of(file: Path) -> list[Face]:
    from fontTools.ttLib import TTLibError

    try:
        faces = [_face(file, number) for number in range(_many_in(file))]
        usable = [face for face in faces if face.family and "Mono" not in face.family]
        for face in usable:
            # Asked for once here, its tables are known to be whole.
            face.width("", 1)
    except (TTLibError, *DAMAGED):
        said.warning("The typeface %s cannot be read, and is left out.", file.name)
        return []
    return usable


def _many_in(file: Path) -> int:
    with file.open("rb") as opened_file:
        head = opened_file.read(12)
    return min(int.from_bytes(head[8:12]), MOST_IN_ONE_FILE) if head[:4] == b"ttcf" else 1


def _face(file: Path, number: int) -> Face:
    with opened(file, number) as font:
        names = font["name"]
        family = names.getDebugName(TYPOGRAPHIC_FAMILY) or names.getDebugName(FAMILY) or file.stem
        line = font["hhea"]
        return Face(
            file=str(file),
            # It stands in attributes and rules of an SVG.
            family="".join(char for char in family if char.isalnum() or char in " -"),
            weight=font["OS/2"].usWeightClass,
            leading=max((line.ascent - line.descent + line.lineGap) / font["head"].unitsPerEm, 1.2),
            number=number,
            in_colour=not COLOUR.isdisjoint(font.keys()),
        )
