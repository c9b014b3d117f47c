"""How long it takes to say whom to invite next, and to pair a whole chapter, and how both grow.

`python -m tools.bench.inviting` prints it, `make bench` runs it. The list: one organizer's people and fifty asks, read
and ranked from the database. The pairing: organizers and people over one week's half-hours, by each solver that is
installed; the small one only up to five hundred people, which is what it is for.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from letstalk.followups.min_cost_flow import NETWORKX, ORTOOLS
from letstalk.followups.pairing import Organizer, Wanted, assign
from letstalk.ops.ground import make_ready
from tools.bench.goals import GROWTH, Goal
from tools.bench.sizes import sized

PEOPLE, ASKS, TIMES = sized((125, 250, 500), (2, 4)), 50, sized(9, 1)
MOST_MS = 100
SIZES = sized(((25, 250), (50, 500), (100, 1000), (200, 2000)), ((5, 20),))
SMALL_SOLVER_UP_TO = 50
MOST_SECONDS = 5
DAYS, HALF_HOURS = 7, 28
LANGUAGES = ("en", "es", "zh", "ar", "fr")
ISSUES = tuple(f"issue {number}" for number in range(12))
STAGES = ("prospective", "connected", "participating", "member")


def main() -> int:
    with tempfile.TemporaryDirectory() as data:
        os.environ["LETSTALK_DATA"] = data
        make_ready()
        print_list()
    print_pairing()
    return 0


def print_list() -> None:
    from letstalk.followups.inviting import whom_next
    from letstalk.kit import clock

    at = clock.now()
    organizer, chapter = _chapter(at)
    took: dict[int, float] = {}
    there = 0
    print(f"\nWhom to invite next: one organizer, {ASKS} asks, median of {TIMES}")
    for many in PEOPLE:
        _add_people(organizer, chapter, many - there, at)
        there = many
        took[many] = _median(lambda: whom_next(organizer, at=at)) * 1000
        print(f"{many:>6} people   {took[many]:>6.0f} ms")
    few, most = PEOPLE[0], PEOPLE[-1]
    print(Goal(f"Milliseconds for {most} people, at most {MOST_MS}", MOST_MS, {"list": took[most]}).line())
    by_head = took[most] / took[few] / (most / few)
    print(Goal(f"Times as long for each person, at most {GROWTH:g}", GROWTH, {"list": by_head}).line())


def print_pairing() -> None:
    solvers = [solver for solver in (ORTOOLS, NETWORKX) if find_spec(solver)]
    print(f"\nPairing over one week of half-hours, {', '.join(solvers)}: seconds, and how far from the best it may be")
    took: dict[str, dict[int, float]] = {solver: {} for solver in solvers}
    for organizers, people in SIZES:
        there, wanted = a_week(organizers, people)
        for solver in solvers:
            if solver == NETWORKX and organizers > SMALL_SOLVER_UP_TO:
                continue
            start = perf_counter()
            found = assign(there, wanted, minutes=30, solver=solver)
            seconds = took[solver][people] = perf_counter() - start
            said = "proven the best" if found.is_proven else f"at most {found.gap:.4%} from the best"
            sizes = f"{organizers:>4} organizers {people:>5} people"
            print(f"{sizes}  {solver:<9}{seconds:>7.2f} s  {len(found.pairs):>5} pairs  {said}")
    if ORTOOLS in solvers:
        most = SIZES[-1][1]
        print(Goal(f"Seconds to pair {most:,} people, at most {MOST_SECONDS}", MOST_SECONDS, took[ORTOOLS]).line())


def a_week(organizers: int, people: int) -> tuple[list[Organizer], list[Wanted]]:
    """Evenings and weekends of some, any time of others; two languages each, three issues, and a few who know them."""
    chance = Random(organizers)
    grid = [(day * 48 + 18 + step) * 30 for day in range(DAYS) for step in range(HALF_HOURS)]
    hosts = [
        Organizer(
            id=f"o{number}",
            starts=tuple(sorted(chance.sample(grid, 24))),
            seats=12,
            languages=frozenset({"en", chance.choice(LANGUAGES)}),
            issues=frozenset(chance.sample(ISSUES, 3)),
        )
        for number in range(organizers)
    ]
    return hosts, [
        Wanted(
            id=f"p{number}",
            languages=frozenset({chance.choices(LANGUAGES, [60, 20, 8, 6, 6])[0]}),
            issues=frozenset(chance.sample(ISSUES, 2)),
            known_by=frozenset({chance.choice(hosts).id}) if chance.random() < 0.2 else frozenset(),
            times=None if chance.random() < 0.4 else _two_evenings(chance),
            weight=chance.choice((0, 0, 50, 100)),
        )
        for number in range(people)
    ]


def _two_evenings(chance: Random) -> tuple[tuple[int, int], ...]:
    return tuple((day * 1440 + 17 * 60, day * 1440 + 23 * 60) for day in chance.sample(range(DAYS), 2))


def _chapter(at: Any) -> tuple[Any, Any]:
    from letstalk.accounts.models import User
    from letstalk.campaigns.domain.asks import add_ask
    from letstalk.people.domain.organization import found_organization

    organizer = User.objects.create(name="Rosa Marin", email="rosa@example.org", email_key="rosa", joined_at=at)
    where = {"zone": "America/Chicago", "region": "US", "language": "en", "is_demo": False}
    chapter = found_organization(name="River Valley Alliance", by=organizer, at=at, **where)
    for number in range(ASKS):
        add_ask(chapter=chapter, words=_an_ask(number, at), by=organizer, at=at)
    return organizer, chapter


def _an_ask(number: int, at: Any) -> Any:
    """Every second one takes place each week and has room for twelve; all say whom they suit."""
    from datetime import timedelta

    from letstalk.campaigns.validators import AskSuits, AskWords

    suits = AskSuits(
        issues=(ISSUES[number % 12], ISSUES[number % 5]),
        motives={"belong": 100, "learn": 40},
        languages=("en", "es"),
        minutes=90,
        urgency=number,
        rung=2 + number % 4,
        child_care=number % 3 == 0,
    )
    if number % 2:
        return AskWords(title=f"Ask {number}", suits=suits)
    first = (at + timedelta(days=1 + number % 7)).date()
    return AskWords(title=f"Ask {number}", on=first, again="week", places=12, suits=suits)


def _add_people(organizer: Any, chapter: Any, many: int, at: Any) -> None:
    """Each met in the last year, spoken with since, and with an issue they named."""
    from datetime import timedelta

    from letstalk.followups.models import Contact
    from letstalk.meetings.models import Held, Meeting
    from letstalk.people.domain.adding import add_person
    from letstalk.people.domain.tags import tag
    from letstalk.people.models import Membership, Relationship

    chance = Random(many)
    for number in range(many):
        person = add_person(chapter=chapter, name=f"Person {number}", by=organizer, at=at)
        tag(person=person, chapter=chapter, kind="issue", name=chance.choice(ISSUES), by=organizer, at=at)
        relationship = Relationship.objects.get(person=person)
        Membership.objects.filter(person=person).update(stage=chance.choice(STAGES))
        both = {"chapter": chapter, "relationship": relationship, "person": person, "organizer": organizer}
        then = at - timedelta(days=chance.randrange(1, 300))
        meeting = Meeting.objects.create(**both, made_at=then)
        Held.objects.create(meeting=meeting, began_at=then, by=organizer, at=then)
        Contact.objects.create(**both, channel="call", kind="non_ask", at=then + timedelta(days=1))


def _median(work: Callable[[], object]) -> float:
    work()
    found = []
    for _time in range(TIMES):
        start = perf_counter()
        work()
        found.append(perf_counter() - start)
    return median(found)


if __name__ == "__main__":
    sys.exit(main())
