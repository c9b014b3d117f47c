"""How long people take to go out as a file, beside a csv.writer over the same rows of the database, and their memory.

`python -m tools.bench.outgoing [ROWS]` takes people with an email, a phone and an address out as a table and as a
spreadsheet, from an installation made for it. With who may see whom, the log of it and no formula, against a loop that
does none of it.
"""

import csv
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

from letstalk.ops.ground import make_ready
from tools.bench.goals import Goal
from tools.bench.intake import AT, MOST_MIB, peak_mib, put_in, seconds, two_chapters, write_file
from tools.bench.sizes import sized

ROWS = sized(10_000, 100)
AT_ONCE = 500
HOLDS = ("reach", "addresses")


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as data:
        os.environ["LETSTALK_DATA"] = data
        make_ready()
        lead = a_lead_of_people(rows, Path(data) / "people.csv")
        # Loads what is loaded once, so that it counts as idle.
        go_out(lead, "xlsx", most=1)
        idle = peak_mib()
        times = {form: seconds(lambda form=form: go_out(lead, form)) for form in ("csv", "xlsx")}
        memory = peak_mib() - idle
        bare = seconds(lambda: written_bare(Path(data) / "bare.csv"))
    said = f"{rows:,} people to a file, times as long as csv.writer ({bare:.1f} s)"
    print(Goal(said, None, {form: own / bare for form, own in times.items()}).line())
    print(Goal(f"Memory above idle while they go out, at most {MOST_MIB:g} MiB", MOST_MIB, {"MiB": memory}).line())
    return 0


def a_lead_of_people(rows: int, file: Path) -> tuple[Any, Any]:
    from letstalk.accounts.models import User
    from letstalk.people.domain.organization import give_role

    chapter, _other = two_chapters()
    lead = User.objects.create(name="Rosa Marin", email="rosa@example.org", email_key="r", joined_at=AT)
    give_role(user=lead, chapter=chapter, kind="lead", by=None, at=AT)
    write_file(file, rows)
    put_in(chapter, file)
    return lead, chapter


def go_out(who: tuple[Any, Any], form: str, most: int | None = None) -> None:
    from letstalk.people.domain.taking_out import take_out, watermark
    from letstalk.people.outgoing import as_csv, as_workbook
    from letstalk.people.queries.taking_out import lines_of

    lead, chapter = who
    taken = take_out(chapter=chapter, form=form, holds=HOLDS, id=uuid4(), by=lead, at=AT)
    lines = lines_of(taken, by=lead)
    few: Iterable[Any] = lines if most is None else [next(lines) for _time in range(most)]
    if form == "csv":
        written = sum(1 for _line in as_csv(few, watermark=watermark(taken)))
        assert most is not None or written == taken.people + 2, written
    else:
        with as_workbook(few, watermark=watermark(taken)) as book:
            assert book.read(2) == b"PK"


def written_bare(file: Path) -> None:
    """Name, email, phone and address of everybody, and nothing else."""
    from letstalk.people.models import Person, Way

    with file.open("w", newline="", encoding="utf-8") as opened:
        lines = csv.writer(opened)
        for people in pieces(Person.objects.order_by("name_folded", "pk")):
            ways: dict[Any, list[str]] = {person.pk: [] for person in people}
            for way in Way.objects.filter(person__in=people).order_by("kind"):
                ways[way.person_id].append(way.value)
            lines.writerows([person.name, *ways[person.pk]] for person in people)


def pieces(rows: Any) -> Iterable[list[Any]]:
    start = 0
    while piece := list(rows[start : start + AT_ONCE]):
        yield piece
        start += AT_ONCE


if __name__ == "__main__":
    sys.exit(main())
