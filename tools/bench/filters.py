"""How long the list of people takes to find whom a sentence of several parts asks for, among 10,000.

`python -m tools.bench.filters [PEOPLE]` prints the slowest sentence for a founder, for the lead of one chapter in a
hundred, and for an organizer with up to 3,000 people of their own, and of those that find nobody how long it takes to
tell which part to leave out; from an installation made for it, on SQLite or on the server named by
LETSTALK_DATABASE_URL.
"""

import os
import random
import sys
import tempfile
import time
from datetime import timedelta
from statistics import median
from typing import Any

from letstalk.ops.ground import make_ready
from tools.bench.goals import Goal
from tools.bench.searching import AT, SEED, make_people
from tools.bench.sizes import sized
from tools.bench.waiting import database, ms

PEOPLE = sized(10_000, 500)
OWN = 3_000
TIMES = 5
AT_ONCE = 2_000
MOST_MS = 100.0
TELLING_WHICH_MS = 500.0


def main() -> int:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with tempfile.TemporaryDirectory() as data:
        os.environ["LETSTALK_DATA"] = data
        make_ready()
        for goal in goals(people):
            print(goal.line())
    return 0


def goals(people: int) -> list[Goal]:
    """The slowest sentence of each viewer, and the slowest answer to which part is one too many."""
    from letstalk.people.access import remember_scope

    began = time.perf_counter()
    chance = random.Random(SEED)
    viewers, _some = make_people(people, chance=chance)
    sentences = make_told(viewers["an organizer"], chance=chance)
    print(f"{people:,} people, made in {time.perf_counter() - began:.0f} s on {database()}.", flush=True)
    slowest, telling = {}, {}
    for viewer, user in viewers.items():
        remember_scope(user)
        slowest[viewer] = max(took(lambda told=told, user=user: found(user, told)) for told in sentences)
        telling[viewer] = max(took(lambda told=told, user=user: which(user, told)) for told in sentences)
    return [
        Goal(f"A sentence over {people:,} people, slowest at most {MOST_MS:g} ms", MOST_MS, slowest),
        Goal(f"Which part to leave out, slowest at most {TELLING_WHICH_MS:g} ms", TELLING_WHICH_MS, telling),
    ]


def took(ask: Any) -> float:
    return median(ms(ask) for _time in range(TIMES))


def found(user: Any, told: dict[str, Any]) -> object:
    """What the page of people asks for."""
    from letstalk.followups.looking_for import clauses_decided_here
    from letstalk.people.filters import Filter
    from letstalk.people.queries import people_page

    wanted = Filter(**told)
    return people_page(user, wanted=wanted, among=clauses_decided_here(user, wanted, at=AT), at=AT)


def which(user: Any, told: dict[str, Any]) -> object:
    """What it asks besides where nobody is found."""
    from letstalk.followups.looking_for import clauses_decided_here
    from letstalk.people.filters import Filter
    from letstalk.people.queries.listing import found_without_each

    return found_without_each(
        user, wanted=Filter(**told), among=lambda wanted: clauses_decided_here(user, wanted, at=AT)
    )


def make_told(organizer: Any, *, chance: random.Random) -> list[dict[str, Any]]:
    """Words, free hours, members and contacts in some measure; and the sentences to ask."""
    from django.db import connection

    from letstalk.followups.models import Contact
    from letstalk.people.models import Chapter, Membership, Person, Relationship, Said, Tag, Tagging

    people = list(Person.objects.order_by("pk").values_list("pk", "chapter"))
    words = {one: Tag(chapter_id=one, kind="issue", name="schools") for one in {chapter for _id, chapter in people}}
    Relationship.objects.filter(organizer=organizer).delete()
    since = AT - timedelta(days=400)
    own = [
        Relationship(chapter_id=chapter, person_id=id, organizer=organizer, since=since)
        for id, chapter in people[: min(OWN, len(people) // 3)]
    ]
    rows: list[list[Any]] = [
        list(words.values()),
        [Tagging(tag=words[chapter], person_id=id, at=AT) for id, chapter in people if chance.random() < 0.3],
        [
            Said(chapter_id=chapter, person_id=id, kind="time", code=f"{day} evening", source="bench", at=AT)
            for id, chapter in people
            for day in range(7)
            if chance.random() < 0.15
        ],
        own,
        [
            Contact(
                chapter_id=one.chapter_id,
                relationship=one,
                person_id=one.person_id,
                organizer=organizer,
                channel="call",
                kind="non_ask",
                at=AT - timedelta(days=chance.randrange(1, 200)),
            )
            for one in own
        ],
    ]
    for some in rows:
        type(some[0])._default_manager.bulk_create(some, batch_size=AT_ONCE)
    members = [id for id in Membership.objects.order_by("pk").values_list("pk", flat=True) if chance.random() < 0.2]
    for start in range(0, len(members), AT_ONCE):
        Membership.objects.filter(pk__in=members[start : start + AT_ONCE]).update(stage="member")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    here = Chapter.objects.get(name="Chapter 0").pk
    return [
        {"stage": "member", "weeks": 6, "free": 7},
        {"stage": "member", "chapter": here, "tag": words[here].pk, "weeks": 6, "free": 7},
        {"stage": "leader", "free": 7, "part": "evening", "reach": "phone", "whose": "nobody"},
        {"tag": words[here].pk, "reach": "email", "language": "es", "open": "commitment"},
        {"whose": "mine", "invited": "no", "reach": "any"},
        {"weeks": 0, "part": "evening"},
    ]


if __name__ == "__main__":
    sys.exit(main())
