"""A graphic drawn: a design, what it says and a format in, one SVG out, and from it PNG and PDF (R-051).

What people wrote is only ever set as text, escaped; nothing of it is kept. Pure: no Django, no clock.
"""

from __future__ import annotations

import base64
import math
import re
from dataclasses import asdict, dataclass, replace
from typing import Any
from xml.sax.saxutils import escape, unescape

from letstalk.graphics.art import clean_art
from letstalk.graphics.face import Face, only
from letstalk.graphics.faces import DISPLAY, READING, READING_BOLD, all_faces, is_right_to_left, runs
from letstalk.graphics.fitting import Fitted, fit
from letstalk.graphics.formats import Format

SHORT_SIDE = 1000.0
MARGIN = 84.0
GAP = 34.0
LARGEST, SMALLEST = 236.0, 33.0
ASCENT = 0.8
STICKER_GAP = 6.0
RIGHT_TO_LEFT_MARK = "\u200f"
BLANK_LINES_APART = 128.0
TAIL = 96.0

PANELS = ("none", "bubble", "card", "lines")
ALIGNED = ("start", "middle")
ANCHORS = ("top", "middle", "bottom")


@dataclass(frozen=True)
class Design:
    """How a campaign's graphics look. Colours are #rrggbb; `art` is an SVG that covers it all, held at `anchor`.

    face: grotesque, condensed or serif. panel: what stands behind the words, in `panel_color`. repeat: the art keeps
    its size and stands side by side along the bottom. clear: so much of a repeated art, counted from below, that no
    words stand on it but the last line.
    """

    key: str
    title: str
    ground: str
    words: str
    prompt: str
    foot: str
    face: str = "grotesque"
    panel: str = "none"
    panel_color: str = ""
    align: str = "start"
    place: str = "top"
    art: str = ""
    anchor: str = "bottom"
    repeat: bool = False
    clear: int = 0


@dataclass(frozen=True)
class Saying:
    """What a graphic says: how it begins, what was filled in, hashtag, and who says it. Without words it is blank."""

    prompt: str
    words: str = ""
    hashtag: str = ""
    name: str = ""


class TooLong(ValueError):
    """These words do not fit into this format, even in the smallest letters that can be read."""


@dataclass(frozen=True)
class _Box:
    x: float
    y: float
    wide: float
    high: float


def draw(design: Design, saying: Saying, format: Format) -> str:
    """The graphic as SVG, whose text names our faces; `with_faces` puts them in. Raises TooLong, NoArt."""
    if format.copies != (1, 1):
        return _sheet(design, saying, format)
    wide, high = format.wide, format.high
    scale = SHORT_SIDE / min(wide, high)
    inside = _picture(design, saying, wide * scale, high * scale, format)
    unit = "" if format.unit == "px" else "mm"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}{unit}" height="{high:g}{unit}"'
        f' viewBox="0 0 {wide * scale:.1f} {high * scale:.1f}">{inside}</svg>'
    )


def ground_of(design: Design) -> dict[str, Any]:
    """A design as plain values, for whoever draws it elsewhere: all but the words, its art as it is drawn here."""
    art = asdict(clean_art(design.art)) if design.art else None
    return asdict(design) | {"art": art and {key: art[key] for key in ("shapes", "width", "height")}}


def png(svg: str, *, wide: int, high: int | None = None) -> bytes:
    """Exactly so many pixels wide, and high where it is said, by our own faces alone."""
    import resvg_py

    files = [str(face.path) for face in _named_in(svg)]
    if high is not None:
        # Millimetres come out as a pixel more or less otherwise.
        svg = re.sub(r'width="[^"]*" height="[^"]*"', f'width="{wide}" height="{high}"', svg, count=1)
    return resvg_py.svg_to_bytes(svg_string=svg, width=wide, dpi=96, font_files=files, skip_system_fonts=True)


def with_faces(svg: str) -> str:
    """The same SVG with the faces it names inside, so that it looks the same wherever it is opened.

    Of each face there is what draws the SVG's own characters, and no more.
    """
    used = frozenset(unescape(re.sub(r"<[^>]*>", "", svg)))
    rules = "".join(
        f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};'
        f"src:url(data:font/sfnt;base64,{base64.b64encode(only(used, face)).decode()})}}"
        for face in _named_in(svg)
    )
    head, end, rest = svg.partition(">")
    return f"{head}{end}<style>{rules}</style>{rest}"


def pdf(svg: str, format: Format, *, title: str, alt: str, language: str = "en") -> bytes:
    """One page as large as the format, tagged, with its faces in it."""
    from letstalk.graphics.print_sheets import picture_pdf

    wide, high = format.millimetres
    return picture_pdf(svg, wide_mm=wide, high_mm=high, title=title, alt=alt, language=language)


def _sheet(design: Design, saying: Saying, format: Format) -> str:
    """Stickers: the square picture as often as it goes, with hairlines to cut along."""
    across, down = format.copies
    side = min((format.wide - STICKER_GAP) / across, (format.high - STICKER_GAP) / down)
    left, top = (format.wide - across * side) / 2, (format.high - down * side) / 2
    one = _picture(design, saying, SHORT_SIDE, SHORT_SIDE, format)
    places = [(left + side * x, top + side * y) for y in range(down) for x in range(across)]
    drawn = "".join(
        f'<svg x="{x + 1.5:.2f}" y="{y + 1.5:.2f}" width="{side - 3:.2f}" height="{side - 3:.2f}"'
        f' viewBox="0 0 {SHORT_SIDE:g} {SHORT_SIDE:g}">{one}</svg>'
        f'<rect x="{x:.2f}" y="{y:.2f}" width="{side:.2f}" height="{side:.2f}" fill="none" stroke="#999999"'
        ' stroke-width="0.15"/>'
        for x, y in places
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{format.wide:g}mm" height="{format.high:g}mm"'
        f' viewBox="0 0 {format.wide:g} {format.high:g}">'
        f'<rect width="{format.wide:g}" height="{format.high:g}" fill="#ffffff"/>{drawn}</svg>'
    )


def _picture(design: Design, saying: Saying, wide: float, high: float, format: Format) -> str:
    saying = replace(saying, words=_without_controls(saying.words), prompt=_without_controls(saying.prompt))
    to_left = is_right_to_left(saying.words or saying.prompt)
    top, bottom = high * format.above or MARGIN, high - (high * format.below or MARGIN)
    foot, foot_high = _foot(design, saying, wide=wide, bottom=bottom, to_left=to_left)
    end = min(bottom - foot_high, bottom + MARGIN - design.clear)
    room = _Box(MARGIN, top, wide - 2 * MARGIN, end - top)
    body = _body(design, saying, room, to_left=to_left)
    ground = f'<rect width="{wide:.1f}" height="{high:.1f}" fill="{design.ground}"/>'
    return ground + _art(design, wide, high, bottom=bottom + MARGIN) + body + foot


def _art(design: Design, wide: float, high: float, *, bottom: float) -> str:
    if not design.art:
        return ""
    art = clean_art(design.art)
    if design.repeat:
        scale = SHORT_SIDE / art.height
        step = art.width * scale
        many = math.ceil(wide / step)
        return "".join(
            f'<g transform="translate({step * one + (wide - many * step) / 2:.1f} {bottom - SHORT_SIDE:.1f})'
            f' scale({scale:.4f})">{art.shapes}</g>'
            for one in range(many)
        )
    along = {"top": "YMin", "middle": "YMid", "bottom": "YMax"}[design.anchor]
    return (
        f'<svg x="0" y="0" width="{wide:.1f}" height="{high:.1f}"'
        f' viewBox="0 0 {art.width:g} {art.height:g}"'
        f' preserveAspectRatio="xMid{along} slice">{art.shapes}</svg>'
    )


def _body(design: Design, saying: Saying, room: _Box, *, to_left: bool) -> str:
    """How it begins, and below it what was filled in, or lines for a pen."""
    inset = 46.0 if design.panel in ("bubble", "card") else 0.0
    tail = TAIL if design.panel == "bubble" else 0.0
    inner = _Box(room.x + inset, room.y + inset, room.wide - 2 * inset, room.high - 2 * inset - tail)
    prompt_face = READING_BOLD if design.face == "serif" else DISPLAY[design.face]
    prompt = _must_fit(
        saying.prompt, prompt_face, wide=inner.wide, high=inner.high * 0.34, largest=min(88.0, inner.high * 0.15)
    )
    left = inner.high - prompt.height - GAP
    if not saying.words:
        lines = _pen_lines(design, _Box(inner.x, inner.y + prompt.height + GAP, inner.wide, left))
        return (
            _panel(design, room, tail, to_left) + _text(prompt, inner.y, inner, design.prompt, design, to_left) + lines
        )
    ruled = design.panel == "lines"
    words = _must_fit(
        saying.words, DISPLAY[design.face], wide=inner.wide, high=left, largest=min(LARGEST, inner.high * 0.36)
    )
    if ruled:
        words = replace(words, leading=min(words.leading * 1.16, left / len(words.lines)))
    high = prompt.height + GAP + words.height
    start = inner.y + (inner.high - high) * {"top": 0.0, "middle": 0.5, "bottom": 1.0}[design.place]
    panel = _panel(design, replace(room, y=start - inset, high=high + 2 * inset + tail), tail, to_left)
    below = start + prompt.height + GAP
    return "".join(
        [
            panel,
            _rules(words, below, inner, design) if ruled else "",
            _text(prompt, start, inner, design.prompt, design, to_left),
            _text(words, below, inner, design.words, design, to_left),
        ]
    )


def _must_fit(text: str, face: Face, *, wide: float, high: float, largest: float) -> Fitted:
    fitted = fit(text, face, wide=wide, high=high, largest=max(largest, SMALLEST), smallest=SMALLEST)
    if fitted is None:
        raise TooLong
    return fitted


def _panel(design: Design, box: _Box, tail: float, to_left: bool) -> str:
    """A card, or a bubble whose tail points down to where it is said."""
    if design.panel not in ("bubble", "card"):
        return ""
    radius, low = 28.0, box.y + box.high - tail
    right = box.x + box.wide
    path = (
        f"M{box.x + radius:.1f} {box.y:.1f}H{right - radius:.1f}q{radius} 0 {radius} {radius}V{low - radius:.1f}"
        f"q0 {radius} {-radius} {radius}H{box.x + radius:.1f}q{-radius} 0 {-radius} {-radius}V{box.y + radius:.1f}"
        f"q0 {-radius} {radius} {-radius}z"
    )
    drawn = f'<path d="{path}" fill="{design.panel_color}"/>'
    if tail:
        at, way = (right - 110, -1) if to_left else (box.x + 110, 1)
        down = f"M{at:.1f} {low - 4:.1f}v{tail + 4:.1f}l{way * 150} {-tail - 4:.1f}z"
        drawn += f'<path d="{down}" fill="{design.panel_color}"/>'
    return drawn


def _pen_lines(design: Design, box: _Box) -> str:
    many = max(1, int(box.high / BLANK_LINES_APART))
    apart = box.high / many
    return "".join(
        f'<path d="M{box.x:.1f} {box.y + apart * (one + 1) - 14:.1f}h{box.wide:.1f}" stroke="{design.words}"'
        ' stroke-width="4" stroke-opacity="0.55" fill="none"/>'
        for one in range(many)
    )


def _rules(words: Fitted, top: float, box: _Box, design: Design) -> str:
    """Ruled lines as on writing paper: under every line of words, and on to the end."""
    first, end = _baseline(words, top, 0) + words.size * 0.2, box.y + box.high
    many = max(len(words.lines), int((end - first) / words.leading) + 1)
    return "".join(
        f'<path d="M{box.x:.1f} {first + words.leading * line:.1f}h{box.wide:.1f}"'
        f' stroke="{design.panel_color}" stroke-width="4" fill="none"/>'
        for line in range(many)
    )


def _baseline(text: Fitted, top: float, line: int) -> float:
    return top + text.leading * line + (text.leading - text.size) / 2 + text.size * ASCENT


def _text(text: Fitted, top: float, box: _Box, color: str, design: Design, to_left: bool) -> str:
    if design.align == "middle":
        x, anchor = box.x + box.wide / 2, "middle"
    else:
        x, anchor = (box.x + box.wide, "end") if to_left else (box.x, "start")
    return "".join(
        _line(words, text, x=x, y=_baseline(text, top, line), color=color, anchor=anchor, to_left=to_left)
        for line, words in enumerate(text.lines)
    )


def _line(words: str, text: Fitted, *, x: float, y: float, color: str, anchor: str, to_left: bool) -> str:
    """One line; marked as right to left where it is, so that its full stop stands at its end in every program."""
    spans = "".join(
        f'<tspan font-family="{run.face.family}" font-weight="{run.face.weight}">{escape(run.text)}</tspan>'
        for run in runs(words, text.faces)
    )
    mark = RIGHT_TO_LEFT_MARK if to_left else ""
    first = text.faces[0]
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{text.size:.1f}" fill="{color}" text-anchor="{anchor}"'
        f' font-family="{first.family}" font-weight="{first.weight}" xml:space="preserve">{mark}{spans}{mark}</text>'
    )


def _foot(design: Design, saying: Saying, *, wide: float, bottom: float, to_left: bool) -> tuple[str, float]:
    """The hashtag at the start and who says it at the end, one above the other where they are long; and its height."""
    half = (wide - 2 * MARGIN) / 2
    tag = _small(saying.hashtag, READING_BOLD, 46, half * 2)
    name = _small(saying.name, READING, 34, half * 2)
    if tag is None and name is None:
        return "", 0.0
    one_above = tag is not None and name is not None and tag.width + name.width + GAP > half * 2
    left, right = (MARGIN, "start"), (wide - MARGIN, "end")
    begin, end = (right, left) if to_left else (left, right)
    drawn = []
    if tag is not None:
        y = bottom - 8 - (name.leading if one_above and name is not None else 0)
        drawn.append(_footed(tag, begin, y, design.foot, to_left))
    if name is not None:
        drawn.append(_footed(name, begin if one_above or tag is None else end, bottom - 8, design.foot, to_left))
    return "".join(drawn), 92.0 + (44.0 if one_above else 0)


def _small(words: str, face: Face, size: float, wide: float) -> Fitted | None:
    if not words.strip():
        return None
    return fit(" ".join(words.split()), face, wide=wide, high=size * 1.9, largest=size, smallest=18)


def _footed(text: Fitted, place: tuple[float, str], y: float, color: str, to_left: bool) -> str:
    x, anchor = place
    return _line(" ".join(text.lines), text, x=x, y=y, color=color, anchor=anchor, to_left=to_left)


def _without_controls(text: str) -> str:
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]", " ", text).strip()


def _named_in(svg: str) -> list[Face]:
    return [face for face in all_faces() if f'"{face.family}" font-weight="{face.weight}"' in svg]
