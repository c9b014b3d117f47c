"""How long it takes to find the free times of a chapter's booking page, and how that grows with its organizers.

`python -m tools.bench.slots` prints it, `make bench` runs it: organizers with hours on five days, eight weeks, five
one-on-ones a week each, and ten calendars of 5,000 events laid over one another. The page is asked through its address,
database and all; it shows five days and looks no further than it must. `eight weeks` is reading and searching all of
them.
"""

import os
import sys
import tempfile
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from statistics import median
from time import perf_counter, process_time
from typing import Any

from letstalk.ops.ground import make_ready
from tools.bench.goals import Goal
from tools.bench.sizes import sized

ORGANIZERS = sized((25, 50, 100, 200), (2, 4))
CALENDARS, EVENTS = 10, 5000
WEEKS = 8
DIARIES = sized(20, 1)
TIMES = sized(9, 1)
MOST_MS = 200
HOURS = [(day, "09:00", "20:00") for day in range(5)]


def main() -> int:
    with tempfile.TemporaryDirectory() as data:
        os.environ["LETSTALK_DATA"] = data
        make_ready()
        return print_times()


def print_times() -> int:
    """1 when the page does not answer at all; a goal that is missed is said, as everywhere in the benchmark."""
    from django.core.management import call_command

    from letstalk.kit import clock

    call_command("collectstatic", interactive=False, verbosity=0)
    at = clock.now()
    page = _page(at)
    print(f"\n{CALENDARS} calendars of {EVENTS:,} events, {WEEKS * 5} one-on-ones, {WEEKS} weeks, median of {TIMES}")
    print("organizers   times found   eight weeks   of it CPU    the page   of it CPU")
    there = 0
    shown: dict[int, float] = {}
    busy: dict[int, float] = {}
    for many in ORGANIZERS:
        _add_organizers(page.chapter, many - there, at)
        there = many
        found = _search(page, at)
        took = _median(lambda: _search(page, at)), _median(lambda: _search(page, at), process_time)
        shown[many] = _median(lambda: _ask(page))
        busy[many] = _median(lambda: _ask(page), process_time)
        figures = "   ".join(f"{figure:>6.1f} ms" for figure in (*took, shown[many], busy[many]))
        print(f"{many:>10}   {found:>11}     {figures}", flush=True)
    for goal in _goals(shown, busy):
        print(goal.line())
    return 0


def _goals(shown: dict[int, float], busy: dict[int, float]) -> list[Goal]:
    few, many = ORGANIZERS[0], ORGANIZERS[-1]
    page = f"A chapter's booking page with {many} organizers"
    return [
        Goal(f"{page}, at most {MOST_MS} ms", MOST_MS, {"on the clock": shown[many]}),
        Goal(f"{page}, milliseconds of processor time", None, {"CPU": busy[many]}),
        Goal(
            f"{many} organizers at most {many // few} times {few}",
            many / few,
            {"on the clock": shown[many] / shown[few], "CPU": busy[many] / busy[few]},
        ),
    ]


def _search(page: Any, at: datetime) -> int:
    """How many times there are in all."""
    from letstalk.meetings.booking import behind

    return sum(1 for _start in behind(page, at=at).starts(minutes=None))


def _median(act: Any, clock: Callable[[], float] = perf_counter) -> float:
    taken = []
    for _time in range(TIMES):
        start = clock()
        act()
        taken.append((clock() - start) * 1000)
    return median(taken)


def _ask(page: Any) -> None:
    from django.test import Client
    from django.urls import reverse

    response = Client().get(reverse("public:book", args=[page.code]), headers={"host": "127.0.0.1"})
    assert response.status_code == 200


def _page(at: datetime) -> Any:
    from letstalk.meetings.domain.availability import open_page
    from letstalk.people.domain.organization import found_organization

    founder = _user(0, at)
    chapter = found_organization(
        name="River Valley", by=founder, zone="America/Chicago", region="US", language="en", is_demo=False, at=at
    )
    return open_page(chapter=chapter, organizer=None, by=founder, at=at)


def _user(number: int, at: datetime) -> Any:
    from letstalk.accounts.backend import email_key
    from letstalk.accounts.models import User

    email = f"organizer{number}-{uuid.uuid4().hex[:8]}@example.org"
    return User.objects.create(name=f"Organizer {number}", email=email, email_key=email_key(email), joined_at=at)


def _add_organizers(chapter: Any, many: int, at: datetime) -> None:
    from django.db import transaction

    chance = Random(many)
    with transaction.atomic():
        for number in range(many):
            _add_one(chapter, _user(number, at), chance, at)


def _add_one(chapter: Any, organizer: Any, chance: Random, at: datetime) -> None:
    from letstalk.meetings.domain.availability import HoursWish, set_hours
    from letstalk.meetings.models import BusyDiary, Meeting, Slot
    from letstalk.people.domain.adding import add_person
    from letstalk.people.domain.organization import give_role
    from letstalk.people.models import Relationship

    give_role(user=organizer, chapter=chapter, kind="organizer", by=None, at=at)
    wish = HoursWish(zone="America/Chicago", weekly=HOURS, place_words="Library", most_per_week=40)
    set_hours(organizer=organizer, wish=wish, at=at)
    person = add_person(chapter=chapter, name="Amina Okafor", by=organizer, at=at)
    relationship = Relationship.objects.get(person=person)
    who = {"chapter": chapter, "relationship": relationship, "organizer": organizer, "person": person, "made_at": at}
    meetings = Meeting.objects.bulk_create([Meeting(**who) for _one in range(WEEKS * 5)])
    Slot.objects.bulk_create(
        Slot(meeting=meeting, starts_at=_evening(at, number), zone="America/Chicago", place_words="Library", at=at)
        for number, meeting in enumerate(meetings)
    )
    BusyDiary.objects.create(organizer=organizer, times=_diary(chance.randrange(DIARIES), at), at=at)


@cache
def _diary(number: int, at: datetime) -> bytes:
    """Ten calendars in one row, as the sweep lays them over one another: of two years of events, half a year ahead."""
    from letstalk.meetings.busy import in_minutes, packed
    from letstalk.meetings.domain.calendars import AHEAD, BEHIND

    chance, year = Random(number), timedelta(days=365)
    events = [at - year + chance.random() * 2 * year for _event in range(CALENDARS * EVENTS)]
    kept = [begin for begin in events if at - BEHIND <= begin < at + AHEAD]
    return packed(in_minutes(begin, begin + timedelta(minutes=chance.choice((5, 10, 15, 30)))) for begin in kept)


def _evening(at: datetime, number: int) -> datetime:
    day: date = (at + timedelta(days=1 + number * 7 // 5)).date()
    return datetime(day.year, day.month, day.day, 23, 30, tzinfo=UTC)


if __name__ == "__main__":
    sys.exit(main())
