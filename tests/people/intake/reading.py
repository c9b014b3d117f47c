"""Reading the files in `files/`, and others, as the tests of the intake do."""

import io
from dataclasses import dataclass
from pathlib import Path

from letstalk.people.intake.dates import Order
from letstalk.people.intake.guessing import guess
from letstalk.people.intake.incoming import Columns, Incoming, read_row
from letstalk.people.intake.layouts import Layout, layout_of
from letstalk.people.intake.reading import read_file
from letstalk.people.intake.rows import Read
from letstalk.people.intake.targets import DATES

FILES = Path(__file__).parent / "files"


@dataclass(frozen=True)
class Whole:
    """A file read to its end, its columns taken for what they are guessed to be."""

    layout: Layout
    columns: tuple[str, ...]
    rows: list[Read]
    targets: list[str]
    dates: dict[int, str]
    people: list[Incoming]
    problems: dict[int, str]


def read_bytes(raw: bytes, *, region: str = "US") -> Whole:
    with read_file(io.BytesIO(raw)) as table:
        rows = list(table.rows)
    layout = layout_of(table.columns)
    width = max([len(table.columns), *(len(row.cells) for row in rows[:100])])
    names = table.columns or ("",) * width
    targets = guess(names, [row.cells for row in rows[:100]], layout)
    dates = {}
    for column in (place for place, target in enumerate(targets) if target in DATES):
        order = Order()
        order.look_at(row.cells[column] for row in rows if column < len(row.cells))
        dates[column] = order.decided(layout=layout.dates, region=region)
    mapping = Columns(tuple(targets), layout, region, dates)
    read = [(row.number, *read_row(row, mapping)) for row in rows]
    return Whole(
        layout=layout,
        columns=table.columns,
        rows=rows,
        targets=list(targets),
        dates=dates,
        people=[incoming for _number, incoming, problem in read if not problem],
        problems={number: problem for number, _incoming, problem in read if problem},
    )


def read_named(name: str, *, region: str = "US") -> Whole:
    return read_bytes((FILES / name).read_bytes(), region=region)
