"""How a campaign's graphics look: designs in a pack, whose art is held to a short list of what may be drawn (R-051)."""

import re

from letstalk.campaigns.pack_reader import Reader, Record, Wrong, flag, key, matching, number, one_of, text
from letstalk.campaigns.pack_yaml import Node, PackError, Text
from letstalk.graphics.art import NoArt, clean_art
from letstalk.graphics.faces import DISPLAY
from letstalk.graphics.pictures import ALIGNED, ANCHORS, PANELS, Design
from letstalk.kit.saying import _

COLOR = re.compile(r"#[0-9a-f]{6}")
MOST_CLEAR = 600

_color = matching(COLOR, _("write a colour as six hexadecimal digits in quotes, such as “#b3125d”"))


def design_reader(errors: list[PackError]) -> Reader[Design]:
    """A reader of designs."""

    def read_design(node: Node) -> Design:
        record = Record(node, errors, _("a design"))
        design = Design(
            key=record.need("key", key, ""),
            title=record.need("title", text(120), ""),
            ground=record.need("ground", _color, "#ffffff"),
            words=record.need("words", _color, "#000000"),
            prompt=record.need("prompt", _color, "#000000"),
            foot=record.need("foot", _color, "#000000"),
            face=record.may("face", one_of(tuple(DISPLAY)), "grotesque"),
            panel=record.may("panel", one_of(PANELS), "none"),
            panel_color=record.may("panel_color", _color, ""),
            align=record.may("align", one_of(ALIGNED), "start"),
            place=record.may("place", one_of(ANCHORS), "top"),
            art=record.may("art", _art, ""),
            anchor=record.may("anchor", one_of(ANCHORS), "bottom"),
            repeat=record.may("repeat", flag, False),
            clear=record.may("clear", number(0, MOST_CLEAR), 0),
        )
        if design.panel != "none" and not design.panel_color:
            record.complain("panel", _("This panel needs a line “panel_color: …”."))
        record.close()
        return design

    return read_design


def _art(node: Node) -> str:
    source = node.value.strip() if isinstance(node, Text) else ""
    try:
        clean_art(source)
    except NoArt as wrong:
        raise Wrong(
            node,
            _(
                "This art can't be used: %(what)s. Only shapes, gradients and colours such as “#b3125d” are drawn.",
                what=str(wrong),
            ),
        ) from wrong
    return source
