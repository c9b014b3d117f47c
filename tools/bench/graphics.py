"""How many pictures a second one process draws, by design and size, and how heavy they are.

`python -m tools.bench.graphics` prints it, `make bench` runs it. Nothing is kept between two pictures: fonts are read,
words fitted, the picture drawn and packed each time, as when somebody types.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from letstalk.campaigns import pack_format
from letstalk.campaigns.pack_format import load_pack
from letstalk.graphics.formats import FORMATS
from letstalk.graphics.pictures import Design, Saying, draw, pdf, png
from tools.bench.goals import Goal
from tools.bench.sizes import sized

PACK = Path(pack_format.__file__).parent / "packs" / "womens-march.yaml"
TIMES = sized(5, 1)
PREVIEW_WIDE = 540
FEWEST_A_SECOND = 5
SHORT = Saying("I resist because", "the night bus matters.", "#WhyWeResist", "Eastside Huddle")
LONG = Saying("I resist because", ("We were told to wait, and waited. " * 12)[:400], "#WhyWeResist", "Eastside Huddle")


def main() -> int:
    designs = load_pack(PACK.read_text(encoding="utf-8")).designs
    print("\nGraphics, milliseconds each (median), one process")
    print("design        preview   400 chars   story PNG    A4 PDF   story kB")
    slowest = max(print_row(design) for design in designs)
    goal = f"Milliseconds for a preview, at most {1000 / FEWEST_A_SECOND:g}"
    print(Goal(goal, 1000 / FEWEST_A_SECOND, {"slowest": slowest}).line())
    return 0


def print_row(design: Design) -> float:
    """The preview of this design in milliseconds, and beside it what else it takes."""
    square, story, sheet = (draw(design, SHORT, FORMATS[size]) for size in ("square", "story", "a4"))
    png(square, wide=PREVIEW_WIDE)
    preview = took(lambda: png(draw(design, SHORT, FORMATS["square"]), wide=PREVIEW_WIDE))
    long = took(lambda: png(draw(design, LONG, FORMATS["square"]), wide=PREVIEW_WIDE))
    tall = took(lambda: png(story, wide=1080))
    page = took(lambda: pdf(sheet, FORMATS["a4"], title="Why", alt="Why"))
    weight = len(png(story, wide=1080)) / 1000
    print(f"{design.key:<12}{preview:9.0f}{long:12.0f}{tall:12.0f}{page:10.0f}{weight:11.0f}")
    return preview


def took(make: Callable[[], bytes]) -> float:
    """Milliseconds, the median of a few times."""
    times = []
    for _time in range(TIMES):
        begun = perf_counter()
        make()
        times.append((perf_counter() - begun) * 1000)
    return median(times)


if __name__ == "__main__":
    sys.exit(main())
