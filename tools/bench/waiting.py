"""How long a sweep takes over a million messages that wait, when none of them is due.

`python -m tools.bench.waiting [MESSAGES]` prints the milliseconds of the outbox's sweep and of what the other rooms ask
it, from an installation made for it, on SQLite or on the server named by LETSTALK_DATABASE_URL.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median

from letstalk.ops.ground import make_ready
from tools.bench.goals import Goal
from tools.bench.sizes import sized

MESSAGES = sized(1_000_000, 1_000)
MOST_MS = 50.0
TIMES = 7
AT = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
# One message of each room, written again and again by the database itself: a million by Django would take minutes.
KINDS = ("followups.reminder", "followups.thanks", "meetings.invitation", "people.mailing")
SQLITE_ROWS = "WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < %s - 1)"
POSTGRES_ROWS = "WITH n(n) AS (SELECT generate_series(0, %s - 1))"
# Ids in a row are written several times as fast as ids by lot; what is asked here finds none of them.
SQLITE_ID, POSTGRES_ID = "%s || printf('%%016x', n)", "(%s || lpad(to_hex(n), 16, '0'))::uuid"


def main() -> int:
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES
    with tempfile.TemporaryDirectory() as data:
        os.environ["LETSTALK_DATA"] = data
        make_ready()
        print(goal(messages).line())
    return 0


def goal(messages: int) -> Goal:
    """Milliseconds of what is asked every few seconds."""
    from letstalk.outbox import sweeps
    from letstalk.outbox.queries import due

    began = time.perf_counter()
    make_waiting(messages)
    print(f"{messages:,} messages that wait, made in {time.perf_counter() - began:.0f} s on {database()}.", flush=True)
    figures = {"outbox": median_ms(lambda: sweeps.run(at=AT))}
    for room in ("followups.", "meetings.", "people."):
        figures[f"due to {room[:-1]}"] = median_ms(lambda room=room: list(due(room, at=AT)[:200]))
    return Goal(f"A sweep over {messages:,} waiting messages in at most {MOST_MS:g} ms", MOST_MS, figures)


def database() -> str:
    from django.db import connection

    return connection.vendor


def median_ms(work: Callable[[], object]) -> float:
    return median(ms(work) for _ in range(TIMES))


def ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def make_waiting(messages: int) -> None:
    """Half of them grow useless at some time; a tenth as many have been sent. All are due after today."""
    from django.db import connection, transaction
    from django.utils import timezone

    from letstalk.outbox.domain.routes import set_route
    from letstalk.outbox.models import Message
    from letstalk.outbox.words import State

    set_route(url="smtp://127.0.0.1:1", sender="organizers@example.org", by=None, at=timezone.now())
    with transaction.atomic():
        for number, kind in enumerate(KINDS):
            due_at = AT + timedelta(days=1 + number)
            useless_after = due_at + timedelta(days=1) if number % 2 else None
            write_again(messages // len(KINDS), kind=kind, due_at=due_at, useless_after=useless_after)
        past = {"due_at": AT - timedelta(days=9), "released_at": AT - timedelta(days=9), "settled_at": AT}
        write_again(messages // 10, kind=KINDS[0], state=State.SENT, **past)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE outbox_message" if connection.vendor == "postgresql" else "PRAGMA optimize")
    assert Message.objects.filter(state=State.PLANNED).count() == messages // len(KINDS) * len(KINDS)


def write_again(times: int, **facts: object) -> None:
    """Rows of these facts, each about another thing and to another person."""
    from uuid import uuid4

    from django.db import connection

    from letstalk.outbox.models import Message

    one = Message(about=uuid4(), recipient=uuid4(), by=uuid4(), chapter_id=uuid4(), planned_at=AT, **facts)
    is_postgres = connection.vendor == "postgresql"
    fresh = POSTGRES_ID if is_postgres else SQLITE_ID
    beginning = uuid4().hex[:16]
    columns, values, given = [], [], []
    for field in Message._meta.concrete_fields:
        columns.append(f'"{field.column}"')
        is_new = field.name in {"id", "about", "recipient"}
        values.append(fresh if is_new else "%s")
        given.append(beginning if is_new else field.get_db_prep_save(field.pre_save(one, True), connection))
    rows = POSTGRES_ROWS if is_postgres else SQLITE_ROWS
    with connection.cursor() as cursor:
        into, what = f"INSERT INTO outbox_message ({', '.join(columns)})", f"SELECT {', '.join(values)} FROM n"
        cursor.execute(f"{rows} {into} {what}", [times, *given])


if __name__ == "__main__":
    sys.exit(main())
