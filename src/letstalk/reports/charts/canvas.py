"""The parts all charts are drawn of, and a chart as a page shows it, as a file and as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from letstalk.graphics.faces import READING, READING_BOLD
from letstalk.kit.cells import csv_lines

Cell = str | int | float
WIDE = 420
SIZE = 14
# What a class looks like in a file of its own; a page has them in its style sheet, where they follow light and dark.
LIGHT = {
    "paper": "#ffffff",
    "ink": "#231a2e",
    "soft": "#5d5368",
    "line": "#e5dbd0",
    "brand": "#b3125d",
    "tint": "#fce7f0",
}
LIGHT |= {"kept": "#0a655c", "kept-tint": "#bfe3dc", "strong": "#85798f"}
DARK = {
    "paper": "#211a2b",
    "ink": "#f5eff7",
    "soft": "#b9adc4",
    "line": "#3a3046",
    "brand": "#ff86b6",
    "tint": "#43182f",
}
DARK |= {"kept": "#6fd6c7", "kept-tint": "#24524c", "strong": "#8d80a0"}
RULES = (
    "svg{{background:{paper}}}text{{fill:{ink}}}.soft{{fill:{soft}}}.grid{{stroke:{line};stroke-width:1}}"
    ".goal{{stroke:{soft};stroke-width:2;stroke-dasharray:2 6;stroke-linecap:round}}"
    ".held{{fill:none;stroke:{brand};stroke-width:3.5;stroke-linejoin:round;stroke-linecap:round}}"
    ".fan{{fill:{tint}}}.likely{{fill:none;stroke:{brand};stroke-width:2;stroke-dasharray:6 5}}"
    ".one{{fill:{brand}}}.two{{fill:{kept}}}.rest{{fill:{strong}}}.core{{fill:{ink}}}"
    ".range{{stroke:{brand};stroke-width:6;stroke-opacity:.35;stroke-linecap:round}}"
    ".name{{stroke:{paper};stroke-width:4;stroke-linejoin:round;paint-order:stroke}}"
    ".tie{{stroke:{strong};stroke-width:1}}.ground{{fill:{paper}}}"
)


@dataclass(frozen=True)
class Chart:
    """One picture: what it is called, what it says in one sentence, the drawing, and the same as a table."""

    key: str
    title: str
    finding: str
    drawing: str
    high: int
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    wide: int = WIDE

    @property
    def svg(self) -> str:
        """As it stands in a page, whose style sheet colours it."""
        return (
            f'<svg class="chart" viewBox="0 0 {self.wide} {self.high}" direction="ltr" role="img"'
            f' aria-labelledby="{self.key}-title {self.key}-says">'
            f'<title id="{self.key}-title">{escape(self.title)}</title>'
            f'<desc id="{self.key}-says">{escape(self.finding)}</desc>{self.drawing}</svg>'
        )

    @property
    def csv(self) -> str:
        """The table, for a spreadsheet. No cell is taken for a formula there."""
        return "".join(csv_lines([self.head, *self.rows]))


def as_file(chart: Chart, *, is_dark: bool = False, follows: bool = True) -> str:
    """The chart by itself, with its title and sentence above it. follows: dark where its reader's screen is dark."""
    title, says = _wrapped(chart.title, 34), _wrapped(chart.finding, 58)
    top = 26 * len(title) + 19 * len(says) + 26
    head = "".join(text(16, 32 + 26 * place, line, size=21, bold=True) for place, line in enumerate(title))
    below = 32 + 26 * len(title)
    head += "".join(text(16, below + 19 * place, line, size=14, look="soft") for place, line in enumerate(says))
    rules = RULES.format(**(DARK if is_dark else LIGHT))
    if follows and not is_dark:
        rules += f"@media (prefers-color-scheme:dark){{{RULES.format(**DARK)}}}"
    wide, high = chart.wide, chart.high + top + 12
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide * 2}" height="{high * 2}" viewBox="0 0 {wide} {high}"'
        f' direction="ltr" role="img" aria-labelledby="title says"><title id="title">{escape(chart.title)}</title>'
        f'<desc id="says">{escape(chart.finding)}</desc><style>{rules}</style>'
        f'<rect class="ground" width="{wide}" height="{high}"/>{head}'
        f'<g transform="translate(0 {top})">{chart.drawing}</g></svg>'
    )


def text(
    x: float, y: float, words: object, *, look: str = "", anchor: str = "start", size: int = SIZE, bold: bool = False
) -> str:
    face = READING_BOLD if bold else READING
    return (
        f'<text x="{x:.1f}" y="{y:.1f}"{_class(look)} text-anchor="{anchor}" font-size="{size}"'
        f' font-family="{face.family}" font-weight="{face.weight}">{escape(str(words))}</text>'
    )


def line(x1: float, y1: float, x2: float, y2: float, look: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"{_class(look)}/>'


def bar(x: float, y: float, wide: float, high: float, look: str, *, round_by: float = 4) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(wide, 0):.1f}" height="{max(high, 0):.1f}" rx="{round_by:g}"'
        f"{_class(look)}/>"
    )


def dot(x: float, y: float, radius: float, look: str, title: str = "") -> str:
    inside = f"<title>{escape(title)}</title>" if title else ""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}"{_class(look)}>{inside}</circle>'


def path(points: Iterable[tuple[float, float]], look: str, *, closed: bool = False) -> str:
    steps = " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f'<path d="M{steps}{"Z" if closed else ""}"{_class(look)}/>'


def marks(most: float, *, about: int = 4) -> list[int]:
    """Round numbers from 0 to at least `most`, for the lines behind a chart."""
    step = 1
    while step * about < most:
        step = step * 2 if str(step)[0] in "15" else step * 5 // 2
    top = -int(-max(most, 1) // step)
    return [step * place for place in range(top + 1)]


def shortened(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _class(look: str) -> str:
    return f" class={quoteattr(look)}" if look else ""


def _wrapped(words: str, most: int) -> list[str]:
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return [one for one in lines if one]
