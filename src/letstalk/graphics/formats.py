"""The sizes a graphic comes in: exact for the networks, and for paper as large as the paper is (R-051).

Pure: no Django.
"""

from dataclasses import dataclass
from typing import Literal

MM_PER_INCH = 25.4
DOTS_PER_INCH = 150


@dataclass(frozen=True)
class Format:
    """A size in pixels, or in millimetres for paper. `above` and `below`: how much of it others draw over, as a share.

    `copies`: how many of it stand on one sheet, across and down. `dots`: how fine its PNG is, per inch.
    """

    key: str
    wide: float
    high: float
    unit: Literal["px", "mm"] = "px"
    above: float = 0
    below: float = 0
    copies: tuple[int, int] = (1, 1)
    dots: int = DOTS_PER_INCH

    @property
    def pixels(self) -> tuple[int, int]:
        """How large its PNG is."""
        if self.unit == "px":
            return round(self.wide), round(self.high)
        return round(self.wide / MM_PER_INCH * self.dots), round(self.high / MM_PER_INCH * self.dots)

    @property
    def millimetres(self) -> tuple[float, float]:
        """How large its PDF is; a pixel of a screen is 1/96 inch (CSS Values, 6.2)."""
        if self.unit == "mm":
            return self.wide, self.high
        return self.wide / 96 * MM_PER_INCH, self.high / 96 * MM_PER_INCH


FORMATS = {
    one.key: one
    for one in (
        Format("square", 1080, 1080),
        Format("portrait", 1080, 1350),
        Format("story", 1080, 1920, above=0.13, below=0.16),
        Format("landscape", 1200, 630),
        Format("wide", 1600, 900),
        Format("a4", 210, 297, "mm"),
        Format("letter", 215.9, 279.4, "mm"),
        Format("postcard", 148, 105, "mm", dots=300),
        Format("sign", 558.8, 711.2, "mm", dots=72),
        Format("stickers-a4", 210, 297, "mm", copies=(3, 4)),
        Format("stickers-letter", 215.9, 279.4, "mm", copies=(3, 4)),
    )
}
SHARED = ("square", "portrait", "story", "landscape", "wide")
PRINTED = ("a4", "letter", "postcard", "sign", "stickers-a4", "stickers-letter")
