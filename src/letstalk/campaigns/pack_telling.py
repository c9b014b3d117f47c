"""What a campaign tells: stories, strategy in four cards, and graphics with blanks to fill in (R-040, R-041, R-051)."""

from collections.abc import Collection
from dataclasses import dataclass

from letstalk.campaigns.pack_questions import spoken
from letstalk.campaigns.pack_reader import Reader, Record, each, key, keyed, number, one_of, text
from letstalk.campaigns.pack_yaml import Node, PackError
from letstalk.kit.saying import _

GRAPHIC_SIZES = ("square", "portrait", "landscape", "story", "postcard", "a5", "a4", "letter")


@dataclass(frozen=True)
class Story:
    """A story that comes with the campaign, for the organizer's own shelf (R-040).

    ``bridge``: what the organization's actions would change about it.
    """

    key: str
    title: str
    text: str
    bridge: str = ""
    issues: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Strategy:
    """The strategy in four short cards: the vision, everywhere, around here, and what it does for both (R-041)."""

    vision: str = ""
    national: str = ""
    local: str = ""
    both: str = ""


UNTOLD = Strategy()


@dataclass(frozen=True)
class Blank:
    """A place in a graphic that its owner fills in, such as the issues that matter to them."""

    key: str
    label: str
    lines: int = 1


@dataclass(frozen=True)
class Graphic:
    """A picture to share or print, as data: what it says, line by line, and what is left open (R-051).

    ``alt``: the same for those who do not see it. It holds nothing about the other person.
    """

    key: str
    title: str
    size: str
    lines: tuple[str, ...] = ()
    blanks: tuple[Blank, ...] = ()
    alt: str = ""


def story_reader(errors: list[PackError]) -> Reader[Story]:
    """A reader of stories."""
    tags = each(text(60), errors, most=20)

    def read_story(node: Node) -> Story:
        record = Record(node, errors, _("a story"))
        story = Story(
            key=record.need("key", key, ""),
            title=record.need("title", text(120), ""),
            text=record.need("text", text(4000, lines=True), ""),
            bridge=record.may("bridge", text(400, lines=True), ""),
            issues=record.may("issues", tags, ()),
            values=record.may("values", tags, ()),
        )
        record.close()
        return story

    return read_story


def strategy_reader(names: Collection[str], errors: list[PackError]) -> Reader[Strategy]:
    """A reader of the four cards; each may be left out."""
    card = spoken(600, names, lines=True)

    def read_strategy(node: Node) -> Strategy:
        record = Record(node, errors, _("a strategy"))
        strategy = Strategy(
            vision=record.may("vision", card, ""),
            national=record.may("national", card, ""),
            local=record.may("local", card, ""),
            both=record.may("both", card, ""),
        )
        record.close()
        return strategy

    return read_strategy


def graphic_reader(names: Collection[str], errors: list[PackError]) -> Reader[Graphic]:
    """A reader of graphics."""

    def read_blank(node: Node) -> Blank:
        record = Record(node, errors, _("a blank"))
        blank = Blank(
            key=record.need("key", key, ""),
            label=record.need("label", spoken(120, names), ""),
            lines=record.may("lines", number(1, 12), 1),
        )
        record.close()
        return blank

    def read_graphic(node: Node) -> Graphic:
        record = Record(node, errors, _("a graphic"))
        graphic = Graphic(
            key=record.need("key", key, ""),
            title=record.need("title", text(120), ""),
            size=record.need("size", one_of(GRAPHIC_SIZES), GRAPHIC_SIZES[0]),
            lines=record.may("lines", each(spoken(200, names), errors, most=12), ()),
            blanks=record.may("blanks", keyed(read_blank, errors, _("blank"), most=8), ()),
            alt=record.may("alt", spoken(400, names), ""),
        )
        if not graphic.lines and not graphic.blanks:
            record.complain("lines", _("This graphic says nothing: write “lines”, “blanks”, or both."))
        record.close()
        return graphic

    return read_graphic
