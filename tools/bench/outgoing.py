"""How long people take to go out as a file, beside a csv.writer over the same rows of the database, and their memory.

`python -m tools.bench.outgoing [ROWS]` takes people with an email, a phone and an address out as a table and as a
spreadsheet, on SQLite and on PostgreSQL where there is one, from installations made for it. With who may see whom, the
log of it and no formula, against a loop that does none of it. They are brought in by a process of its own, so that the
memory told is that of taking out alone.
"""

import csv
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from letstalk.ops.ground import make_ready, start_django
from tools import postgres
from tools.bench.goals import Goal
from tools.bench.intake import AT, MOST_MIB, peak_mib, put_in, seconds, two_chapters, write_file
from tools.bench.sizes import sized

ROWS = sized(10_000, 100)
ROUNDS = sized(3, 1)
AT_ONCE = 500
HOLDS = ("reach", "addresses")
LEAD = "Rosa Marin"


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    do = {"fill": fill, "measure": measure}.get(sys.argv[2] if len(sys.argv) > 2 else "")
    if do is not None:
        do(rows)
        return 0
    on_a_database(rows, {})
    try:
        with postgres.running() as url:
            on_a_database(rows, {"LETSTALK_DATABASE_URL": url})
    except postgres.NoPostgres as reason:
        print(reason, file=sys.stderr)
    return 0


def on_a_database(rows: int, environment: dict[str, str]) -> None:
    """Filled and measured by one process each."""
    with tempfile.TemporaryDirectory() as data:
        for part in ("fill", "measure"):
            subprocess.run(
                [sys.executable, "-m", "tools.bench.outgoing", str(rows), part],
                env=os.environ | environment | {"LETSTALK_DATA": data},
                check=True,
            )


def fill(rows: int) -> None:
    make_ready()
    from letstalk.accounts.models import User
    from letstalk.people.domain.organization import give_role

    chapter, _other = two_chapters()
    lead = User.objects.create(name=LEAD, email="rosa@example.org", email_key="r", joined_at=AT)
    give_role(user=lead, chapter=chapter, kind="lead", by=None, at=AT)
    file = Path(os.environ["LETSTALK_DATA"]) / "people.csv"
    write_file(file, rows)
    put_in(chapter, file)
    let_the_database_know()


def let_the_database_know() -> None:
    """Its own figures of the rows, which a server that runs for a while gathers by itself, and this one never does."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def measure(rows: int) -> None:
    """The memory of both sorts of file first; then all in turn, and of each the middle time."""
    start_django()
    from django.db import connection

    lead = a_lead()
    # Loads what is loaded once, so that it counts as idle.
    go_out(lead, "xlsx", most=1)
    idle = peak_mib()
    memory = {}
    for form in ("csv", "xlsx"):
        go_out(lead, form)
        memory[form] = peak_mib() - idle
    bare_file = Path(os.environ["LETSTALK_DATA"]) / "bare.csv"
    works = {form: lambda form=form: go_out(lead, form) for form in ("csv", "xlsx")}
    works["bare"] = lambda: written_bare(bare_file, rows)
    turns = [{name: seconds(work) for name, work in works.items()} for _round in range(ROUNDS)]
    times = {name: median(turn[name] for turn in turns) for name in works}
    bare = times.pop("bare")
    said = f"{rows:,} people to a file on {connection.vendor}, times as long as csv.writer ({bare:.2f} s)"
    print(Goal(said, None, {form: own / bare for form, own in times.items()}).line())
    print(Goal(f"MiB above idle by the end of each, at most {MOST_MIB:g} MiB", MOST_MIB, memory).line(), flush=True)


def a_lead() -> tuple[Any, Any]:
    from letstalk.accounts.models import User
    from letstalk.people.access import chapters_led

    lead = User.objects.get(name=LEAD)
    return lead, chapters_led(lead).get()


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


def written_bare(file: Path, rows: int) -> None:
    """Name, email, phone and address of everybody, and nothing else."""
    from letstalk.people.models import Way

    written = 0
    with file.open("w", newline="", encoding="utf-8") as opened:
        lines = csv.writer(opened)
        for people in pieces():
            ways: dict[Any, list[str]] = {person.pk: [] for person in people}
            for way in Way.objects.filter(person__in=people).order_by("kind"):
                ways[way.person_id].append(way.value)
            lines.writerows([person.name, *ways[person.pk]] for person in people)
            written += len(people)
    assert written == rows, written


def pieces() -> Iterable[list[Any]]:
    """Each begins after the last one's end, by the key they are kept by: nothing is gone through twice."""
    from letstalk.people.models import Person

    people = Person.objects.order_by("pk")
    piece = list(people[:AT_ONCE])
    while piece:
        yield piece
        piece = list(people.filter(pk__gt=piece[-1].pk)[:AT_ONCE])


if __name__ == "__main__":
    sys.exit(main())
