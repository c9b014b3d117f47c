"""Draw the pictures of docs/graphics.md: every design of the shipped campaign, and one of them in every shape.

`python -m tools.graphics_tour` writes docs/images/graphics-*.png; look at what came out.
"""

from pathlib import Path

from letstalk.campaigns import pack_format
from letstalk.campaigns.pack_format import load_pack
from letstalk.graphics.formats import FORMATS
from letstalk.graphics.pictures import Design, Saying, draw, png

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
PACK = Path(pack_format.__file__).parent / "packs" / "womens-march.yaml"
WIDE = 360
WORDS = {
    "rays": "my daughter is watching.",
    "said": "the night bus matters to everyone who works late.",
    "by-hand": "we were many, and we are still here.",
    "hills": "rents doubled on my street.",
    "sun": "tomorrow is ours.",
    "crowd": "nobody gets there alone.",
}
SHAPES = ("portrait", "story", "landscape", "postcard", "a4", "sign", "stickers-a4")


def main() -> None:
    designs = load_pack(PACK.read_text(encoding="utf-8")).designs
    for design in designs:
        write(design, "square", f"graphics-{design.key}")
    for shape in SHAPES:
        write(designs[0], shape, f"graphics-as-{shape}")
    write(designs[2], "square", "graphics-blank", blank=True)


def write(design: Design, shape: str, name: str, *, blank: bool = False) -> None:
    words = "" if blank else WORDS.get(design.key, WORDS["rays"])
    svg = draw(design, Saying("I resist because", words, "#WhyWeResist", "Eastside Huddle"), FORMATS[shape])
    (IMAGES / f"{name}.png").write_bytes(png(svg, wide=WIDE))


if __name__ == "__main__":
    main()
