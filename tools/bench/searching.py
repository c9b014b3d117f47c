"""How long the search takes while somebody types, over a million people.

`python -m tools.bench.searching [PEOPLE]` prints the 95th percentile of a page of the people found, in milliseconds,
for a founder, for the lead of one chapter in a hundred, and for an organizer with sixty people; from an installation
made for it, on SQLite or on the server named by LETSTALK_DATABASE_URL. Typed are names letter by letter, with the words
turned, short forms of first names, the last four to seven digits of phones, and whole phones and emails.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from letstalk.ops.ground import make_ready
from tools.bench.goals import Goal
from tools.bench.sizes import sized
from tools.bench.waiting import database, ms

PEOPLE = sized(1_000_000, 2_000)
CHAPTERS = 100
OWN = 60
TYPED_FOR = sized(30, 3)
AT_ONCE = 5_000
MOST_MS = 50.0
SEED = 7
AT = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
SYLLABLES = (
    "ba",
    "cho",
    "de",
    "fi",
    "ha",
    "ix",
    "jo",
    "ka",
    "lun",
    "ma",
    "ni",
    "o",
    "pra",
    "qui",
    "ro",
    "sha",
    "tu",
    "zen",
)
SHORT_FORMS = ("bob", "liz", "pepe", "sasha", "lupe", "alex", "tomas", "katie")


def main() -> int:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with tempfile.TemporaryDirectory() as data:
        os.environ["LETSTALK_DATA"] = data
        make_ready()
        print(goal(people).line())
    return 0


def goal(people: int) -> Goal:
    """The 95th percentile for each viewer."""
    began = time.perf_counter()
    chance = random.Random(SEED)
    viewers, some = make_people(people, chance=chance)
    print(f"{people:,} people, made in {time.perf_counter() - began:.0f} s on {database()}.", flush=True)
    figures = {}
    for viewer, user in viewers.items():
        took = sorted((ms(lambda text=text, user=user: found(user, text)), text) for text in typed(some))
        figures[viewer] = took[len(took) * 95 // 100][0]
        slowest = ", ".join(f"“{text}” {each:.0f}" for each, text in took[:-6:-1])
        print(
            f"  {viewer}: {len(took)} searches, median {took[len(took) // 2][0]:.1f} ms; slowest {slowest}", flush=True
        )
    return Goal(f"Search as one types over {people:,} people, 95th percentile at most {MOST_MS:g} ms", MOST_MS, figures)


def found(user: Any, text: str) -> object:
    """What the page of people asks for at each letter."""
    from letstalk.people.queries import people_page

    return people_page(user, text=text, at=AT)


def typed(some: list[tuple[str, str, str]]) -> Iterator[str]:
    """What is in the box after each letter, for some people by their name, phone and email."""
    for name, phone, email in some:
        for text in (name, " ".join(reversed(name.split()))):
            yield from (text[:letters] for letters in range(1, len(text) + 1))
        yield from (phone[-digits:] for digits in range(4, 8))
        yield from (phone, email)
    yield from SHORT_FORMS


def make_people(people: int, *, chance: random.Random) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
    """Everybody in a chapter with a phone and an email; and some of them to look for."""
    from django.db import connection, transaction

    from letstalk.accounts.domain.users import make_user
    from letstalk.kit.statements import insert
    from letstalk.people.domain.organization import add_chapter, found_organization, give_role
    from letstalk.people.models import Membership, Person, Relationship, Way
    from letstalk.people.words import RoleKind

    users = [make_user(email=f"v{n}@example.org", password=None, name=f"Viewer {n}", at=AT) for n in range(3)]
    root = found_organization(name="All of us", by=users[0], zone="UTC", at=AT)
    chapters = [add_chapter(parent=root, name=f"Chapter {n}", by=None, at=AT) for n in range(CHAPTERS)]
    for user, kind in ((users[1], RoleKind.LEAD), (users[2], RoleKind.ORGANIZER)):
        give_role(user=user, chapter=chapters[0], kind=kind, by=None, at=AT)
    some = []
    look_for = set(chance.sample(range(people), TYPED_FOR))
    for start in range(0, people, AT_ONCE):
        rows: dict[Any, list[Any]] = {Person: [], Membership: [], Way: [], Relationship: []}
        for number in range(start, min(people, start + AT_ONCE)):
            name, phone, email = facts = told(number, chance)
            chapter = chapters[number % CHAPTERS]
            of = {"chapter_id": chapter.pk, "person_id": (person_id := UUID(int=chance.getrandbits(128), version=4))}
            rows[Person].append(
                Person(id=person_id, chapter_id=chapter.pk, name=name, name_folded=folded_name(name), added_at=AT)
            )
            rows[Membership].append(Membership(**of, since=AT))
            rows[Way] += [way(of, "phone", phone), way(of, "email", email)]
            if number % CHAPTERS == 0 and number < OWN * CHAPTERS:
                rows[Relationship].append(Relationship(**of, organizer_id=users[2].pk, since=AT))
            if number in look_for:
                some.append(facts)
        with transaction.atomic():
            for model, new in rows.items():
                if new:
                    insert(model, new)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return dict(zip(("a founder", "a lead", "an organizer"), users, strict=True)), some


def told(number: int, chance: random.Random) -> tuple[str, str, str]:
    """Name, phone and email of one: half of the family names are common, the others rare."""
    from letstalk.stewardship.domain.demo.crowd import FAMILY, GIVEN

    rare = "".join(chance.choice(SYLLABLES) for _ in range(3)).capitalize()
    name = f"{chance.choice(GIVEN)} {chance.choice(FAMILY) if chance.random() < 0.5 else rare}"
    return name, f"+1{2_000_000_000 + number * 790_001 % 7_999_999_993}", f"person{number}@example.org"


def folded_name(name: str) -> str:
    from letstalk.people.models import folded

    return folded(name)


def way(of: dict[str, UUID], kind: str, value: str) -> Any:
    from letstalk.kit.lookup import lookup_key
    from letstalk.people.models import Way

    return Way(**of, kind=kind, value=value, key=lookup_key(kind, value), is_shared=True, added_at=AT)


if __name__ == "__main__":
    sys.exit(main())
