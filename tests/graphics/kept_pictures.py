"""The pictures kept beside the tests, and how much another differs from one: PNG read with the standard library alone.

`python -m tests.graphics.kept_pictures` draws them anew; look at them before you keep them.
"""

import os
import shutil
import tempfile
import zlib
from pathlib import Path

KEPT = Path(__file__).parent / "pictures"
# Faces as a server may add them, with few characters in each.
FEW = Path(__file__).parent / "faces"


def differs(one: bytes, other: bytes) -> float:
    """The mean difference of their pixels, 0 for the same and 1 for black against white; 1 for another size."""
    first, second = pixels(one), pixels(other)
    if len(first) != len(second):
        return 1.0
    return sum(abs(a - b) for a, b in zip(first, second, strict=True)) / len(first) / 255


def pixels(png: bytes) -> bytes:
    """The bytes of an 8-bit RGBA picture without interlacing, as resvg writes it (PNG, 9.2)."""
    wide = int.from_bytes(png[16:20])
    assert png[24:29] == b"\x08\x06\x00\x00\x00"
    packed, at = b"", 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + length]
        at += length + 12
    raw, step = zlib.decompress(packed), wide * 4
    rows, before = [], bytes(step)
    for start in range(0, len(raw), step + 1):
        before = unfiltered(raw[start], raw[start + 1 : start + 1 + step], before)
        rows.append(before)
    return b"".join(rows)


def unfiltered(kind: int, row: bytes, above: bytes) -> bytes:
    found = bytearray(row)
    for at in range(len(row)):
        left = found[at - 4] if at >= 4 else 0
        corner = above[at - 4] if at >= 4 else 0
        found[at] = (found[at] + predicted(kind, left, above[at], corner)) & 0xFF
    return bytes(found)


def predicted(kind: int, left: int, above: int, corner: int) -> int:
    if kind == 4:
        near = [(abs(above - corner), left), (abs(left - corner), above), (abs(left + above - 2 * corner), corner)]
        return min(near, key=lambda pair: pair[0])[1]
    return (0, left, above, (left + above) // 2)[kind]


def main() -> None:
    with tempfile.TemporaryDirectory() as data:
        shutil.copytree(FEW, Path(data, "fonts"))
        os.environ["LETSTALK_DATA"] = data
        draw_all()


def draw_all() -> None:
    from letstalk.graphics.formats import FORMATS
    from letstalk.graphics.pictures import Saying, draw, png
    from tests.graphics.test_pictures import BUBBLE, FURTHER, SAID, SCRIPTS

    for script, words in (SCRIPTS | FURTHER).items():
        svg = draw(BUBBLE, Saying(SAID.prompt, words, SAID.hashtag, SAID.name), FORMATS["square"])
        (KEPT / f"{script}.png").write_bytes(png(svg, wide=135))


if __name__ == "__main__":
    main()
