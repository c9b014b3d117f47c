"""Designs in a pack: held to shapes and colours, and legible (R-051)."""

from pathlib import Path

import pytest

from letstalk.campaigns import pack_format
from letstalk.campaigns.pack_format import BrokenPack, dump_pack, load_pack
from letstalk.graphics.art import clean_art
from letstalk.graphics.formats import FORMATS
from letstalk.graphics.pictures import Saying, draw

SHIPPED = load_pack((Path(pack_format.__file__).parent / "packs/womens-march.yaml").read_text("utf-8"))
PACK = """
letstalk_pack: 1
campaign: {key: river, name: Clean River}
designs:
  - key: plain
    title: Plain
    ground: "#ffffff"
    words: "#000000"
    prompt: "#000000"
    foot: "#000000"
"""


def luminance(color):
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_shipped_campaign_has_more_than_four_designs_and_they_are_written_out_as_they_were_read():
    assert len(SHIPPED.designs) >= 4
    assert load_pack(dump_pack(SHIPPED)).designs == SHIPPED.designs


@pytest.mark.parametrize("design", SHIPPED.designs, ids=lambda design: design.key)
def test_words_stand_out_from_everything_they_can_stand_on(design):
    """WCAG 2.2, 1.4.3: large text 3:1, and the small foot line 4.5:1 on the ground that is under it."""
    art = clean_art(design.art).colors if design.art else frozenset()
    behind = {design.panel_color} if design.panel in ("bubble", "card") else {design.ground}
    behind |= set() if design.repeat else art

    assert min(contrast(design.words, color) for color in behind) >= 4.5
    assert min(contrast(design.prompt, color) for color in behind - (art if design.place == "top" else set())) >= 3
    below = {"#2a1a5e"} if design.repeat else {design.ground} | art
    assert min(contrast(design.foot, color) for color in below) >= 4.5


@pytest.mark.parametrize("design", SHIPPED.designs, ids=lambda design: design.key)
def test_four_hundred_characters_fit_each_design_in_each_format(design):
    words = ("Nobody should wait an hour in the dark for a bus that never comes, and yet we do. " * 6)[:400]

    for format in FORMATS.values():
        assert draw(design, Saying("The issues that matter to me and my community", words, "#Why", "East"), format)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("""    art: '<svg viewBox="0 0 9 9"><script/></svg>'""", "<script>"),
        ("""    art: '<svg viewBox="0 0 9 9"><rect fill="url(//example.org)"/></svg>'""", "fill="),
        ("    art: just words", "not SVG"),
        ("    art: [a]", "not SVG"),
        ("    panel: bubble", "panel_color"),
        ("    panel: castle", "castle"),
        ("    face: comic", "comic"),
        ("    clear: 900", "600"),
    ],
)
def test_what_cannot_be_drawn_is_told_with_its_line(line, said):
    with pytest.raises(BrokenPack) as broken:
        load_pack(f"{PACK}{line}\n")

    assert said in str([str(error) for error in broken.value.errors])


def test_a_colour_is_six_digits():
    with pytest.raises(BrokenPack):
        load_pack(PACK.replace('ground: "#ffffff"', "ground: white"))
