"""How long a file of people takes to come in, beside csv.DictReader and bulk_create of the same rows, and its memory.

`python -m tools.bench.intake [ROWS]` measures both, in turn, on SQLite and on PostgreSQL where there is one, from
installations made for it. With columns understood, rows checked and mended, duplicates looked for, the preview counted
and everything written, against a loop that does none of it.
"""

import csv
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from letstalk.ops.ground import make_ready
from tools import postgres
from tools.bench.goals import Goal
from tools.bench.sizes import sized

ROWS = sized(10_000, 100)
MOST_TIMES = 5.0
MOST_MIB = 60.0
COLUMNS = "uuid,first_name,last_name,email,can2_phone,can2_user_address,can2_user_city,can2_state_abbreviated,zip_code"
TAGS = "can2_user_tags"
AT = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


def main() -> int:
    rows = sys.argv[1] if len(sys.argv) > 1 else str(ROWS)
    command = [sys.executable, "-m", "tools.bench.intake", rows, "here"]
    if sys.argv[2:] == ["here"]:
        measure(int(rows))
        return 0
    subprocess.run(command, check=True)
    try:
        with postgres.running() as url:
            subprocess.run(command, env=os.environ | {"LETSTALK_DATABASE_URL": url}, check=True)
    except postgres.NoPostgres as reason:
        print(reason, file=sys.stderr)
    return 0


def measure(rows: int) -> None:
    """On the database that is set up, each in a chapter of its own; in turn, so that both find it alike."""
    with tempfile.TemporaryDirectory() as data:
        os.environ["LETSTALK_DATA"] = data
        make_ready()
        from django.db import connection

        file = Path(data) / "people.csv"
        write_file(file, rows)
        bare_chapter, chapter = two_chapters()
        come_in(chapter, io.BytesIO(few_rows()))
        idle = peak_mib()
        # Bare comes last: it holds all its rows at once.
        own = seconds(lambda: come_in(chapter, file.open("rb")))
        memory = peak_mib() - idle
        bare = seconds(lambda: put_in(bare_chapter, file))
    said = f"{rows:,} people from a file on {connection.vendor}: {own:.1f} s, bare {bare:.1f} s"
    print(Goal(f"{said}; at most {MOST_TIMES:g} times as long", MOST_TIMES, {"times": own / bare}).line())
    print(Goal(f"Memory above idle while they come in, at most {MOST_MIB:g} MiB", MOST_MIB, {"MiB": memory}).line())


def seconds(work: Any) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak_mib() -> float:
    """The most this process has held, as the kernel counts."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def two_chapters() -> tuple[Any, Any]:
    from letstalk.accounts.models import User
    from letstalk.people.domain.organization import add_chapter, found_organization

    founder = User.objects.create(name="Frances Hill", email="f@example.org", email_key="f", joined_at=AT)
    root = found_organization(name="River Valley Alliance", by=founder, zone="America/Chicago", at=AT)
    return tuple(add_chapter(parent=root, name=name, by=None, at=AT) for name in ("Hilltop", "Riverside"))


def people(rows: int) -> Iterator[list[str]]:
    """Invented people with phones that could be, no two alike."""
    for n in range(rows):
        letters = "".join(chr(97 + n // 26**place % 26) for place in range(5))
        phone = f"+1{201 + n % 700}{200 + n // 700 % 800}{(n + n // 560_000) % 10_000:04d}"
        place = [f"{n} Main Street", "Springfield", "IL", "62704", "housing, schools"]
        yield [f"id-{n}", f"Ruth{letters}", f"Ab{letters}ara", f"p{n}@example.org", phone, *place]


def write_file(file: Path, rows: int) -> None:
    with file.open("w", newline="", encoding="utf-8") as opened:
        lines = csv.writer(opened)
        lines.writerow([*COLUMNS.split(","), TAGS])
        lines.writerows(people(rows))


def few_rows() -> bytes:
    """Loads what is loaded once, so that it counts as idle."""
    return b"Name,Email\nWarm Up,warm@example.org\n"


def come_in(chapter: Any, file: Any) -> None:
    from letstalk.people.domain.importing import begin, understand
    from letstalk.people.domain.importing_steps import finish
    from letstalk.people.domain.importing_writing import commit

    importing = begin(chapter=chapter, file=file, by=None, at=AT)
    importing = finish(importing=understand(importing=importing, by=None, at=AT))
    importing = finish(importing=commit(importing=importing, by=None, at=AT))
    assert importing.counts["came_new"] == importing.rows, importing.counts


def put_in(chapter: Any, file: Path) -> None:
    """The same people, memberships and ways, and nothing else."""
    from django.db import transaction

    from letstalk.people.domain.ways import way_key
    from letstalk.people.models import Membership, Person, Way

    made: dict[Any, list[Any]] = {Person: [], Membership: [], Way: []}
    with file.open(newline="", encoding="utf-8") as opened, transaction.atomic():
        for row in csv.DictReader(opened):
            name = f"{row['first_name']} {row['last_name']}"
            person = Person(chapter=chapter, name=name, name_folded=name.lower(), added_at=AT)
            made[Person].append(person)
            made[Membership].append(Membership(person=person, chapter=chapter, since=AT))
            address = f"{row['can2_user_address']}\n{row['can2_user_city']}, {row['zip_code']}"
            for kind, value in (("email", row["email"]), ("phone", row["can2_phone"]), ("address", address)):
                key = way_key(kind, value)
                made[Way].append(Way(chapter=chapter, person=person, kind=kind, value=value, key=key, added_at=AT))
        for model, rows in made.items():
            model.objects.bulk_create(rows, batch_size=500)


if __name__ == "__main__":
    sys.exit(main())
