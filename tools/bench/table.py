"""The figures as one table."""

from statistics import median, quantiles

from tools.bench.asking import Times
from tools.bench.goals import AGAINST, against, growth
from tools.bench.ground import FEW, MANY
from tools.bench.weight import Weight

Row = list[str]


def table(
    references: dict[str, str],
    pages: dict[str, str],
    times: Times,
    queries: dict[str, int],
    weights: dict[str, Weight],
    *,
    few: int,
    many: int,
) -> str:
    """Growth is the median with many people over that with few; by hand, the page over its reference with each."""
    head = [
        "ms",
        f"{few:,} people",
        "95 %",
        f"{many:,}",
        "95 %",
        "growth",
        "by hand",
        "",
        "queries",
        "requests",
        "KB",
    ]
    rows = [head, ["References"]]
    rows += [timed(name, label, times) for name, label in references.items()]
    rows += [["Let's Talk"]]
    for name, label in pages.items():
        row = timed(name, label, times)
        rows.append([*row, *compared(name, times), *weighed(name, queries, weights)])
    return aligned(rows)


def timed(name: str, label: str, times: Times) -> Row:
    figures = []
    for ground in (FEW, MANY):
        figures += [f"{median(times[name, ground]):.1f}", f"{slow(times[name, ground]):.1f}"]
    return [f"  {label}", *figures, f"{growth(times, name):.2f}"]


def slow(figures: list[float]) -> float:
    """The 95th percentile: nineteen in twenty were no slower."""
    return quantiles(figures, n=20, method="inclusive")[-1]


def compared(name: str, times: Times) -> Row:
    if name not in AGAINST:
        return ["", ""]
    reference, _limit = AGAINST[name]
    return [f"{against(times, name, reference, ground=ground):.2f}" for ground in (FEW, MANY)]


def weighed(name: str, queries: dict[str, int], weights: dict[str, Weight]) -> Row:
    counted = str(queries[name])
    if name not in weights:
        return [counted, "", ""]
    return [counted, str(weights[name].requests), f"{weights[name].bytes / 1024:.1f}"]


def aligned(rows: list[Row]) -> str:
    """The first column to the left, figures to the right."""
    columns = max(len(row) for row in rows)
    full = [row + [""] * (columns - len(row)) for row in rows]
    widths = [max(len(row[column]) for row in full) for column in range(columns)]
    lines = [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in full
    ]
    return "\n".join(line.rstrip() for line in lines)
