"""M1 to M28, each against an answer worked out by hand from one small history (e.1)."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from letstalk.kit.shares import Share
from letstalk.reports.measures.counting import MEASURES, NOW, ROAD, counted, counted_now, pace, road
from letstalk.reports.measures.counts import Counts, Middle, total, valued
from letstalk.reports.measures.definitions import DEFINITIONS, figures, halves, yeses_needed
from letstalk.reports.measures.facts import (
    Agreed,
    Asked,
    Began,
    History,
    Moved,
    Promised,
    Spoken,
    Standing,
    Talk,
    Waited,
)

TODAY = date(2026, 6, 30)


def day(month: int, number: int) -> date:
    return date(2026, month, number)


# Six were asked for: four times were agreed, of which three were held, one nobody came to and one was called off late.
# One more was asked for three times without an answer, and one by chance in the street.
TALKS = [
    Talk(
        "amina",
        tried=(day(3, 2),),
        answered=True,
        agreed_on=day(3, 3),
        starts_on=day(3, 9),
        ending="held",
        held_on=day(3, 9),
        minutes=40,
        is_first=True,
        asked=True,
        firm=True,
        done=True,
        successful=True,
        in_the_room=True,
        thanked_in_time=True,
        reported=True,
        spoke="they",
        circle="outside",
    ),
    Talk(
        "boris",
        tried=(day(3, 2), day(3, 8)),
        answered=True,
        agreed_on=day(3, 9),
        starts_on=day(3, 12),
        ending="held",
        held_on=day(3, 12),
        minutes=70,
        in_person=False,
        is_first=True,
        asked=True,
        firm=True,
        successful=True,
        spoke="even",
        circle="inside",
    ),
    Talk(
        "amina",
        kind="maintenance",
        spoke="me",
        agreed_on=day(4, 1),
        answered=True,
        starts_on=day(4, 2),
        ending="held",
        held_on=day(4, 2),
        minutes=30,
        reported=True,
    ),
    Talk(
        "chen",
        tried=(day(4, 1),),
        answered=True,
        agreed_on=day(4, 3),
        starts_on=day(4, 7),
        ending="no_show",
    ),
    Talk(
        "dana",
        tried=(day(4, 2),),
        answered=True,
        agreed_on=day(4, 4),
        starts_on=day(4, 8),
        ending="late",
    ),
    Talk("eva", tried=(day(4, 2), day(4, 9), day(4, 16))),
    Talk("farid", is_spontaneous=True, ending="held", held_on=day(6, 29), minutes=20, is_first=True),
    Talk("gita", tried=(day(6, 20),), answered=True, agreed_on=day(6, 21), starts_on=day(7, 2), is_open=True),
]
ASKS = [
    Asked("amina", day(3, 9), agreed=True, firm=True, was_suggested=True),
    Asked("boris", day(3, 12), agreed=True, was_suggested=True),
    Asked("boris", day(3, 12), was_suggested=False),
    Asked("chen", day(4, 7), agreed=True, firm=True, was_suggested=False),
]
AGREED = [
    Agreed("amina", due_on=day(3, 14), reconfirmed=True, outcome="done", told_on=day(3, 15), event="vigil"),
    Agreed("boris", due_on=day(3, 14), outcome="missed", told_on=day(3, 15), event="vigil"),
    Agreed("chen", due_on=day(4, 20), reconfirmed=True, outcome="partly", told_on=day(4, 21)),
    Agreed("amina", due_on=day(5, 1), outcome="done", told_on=day(5, 2)),
    Agreed("dana", due_on=day(5, 3)),
    Agreed("eva", due_on=day(5, 4), outcome="released", told_on=day(5, 1)),
    Agreed("farid"),
]
HISTORY = History(
    today=TODAY,
    talks=TALKS,
    asks=ASKS,
    agreed=AGREED,
    promises=[
        Promised(day(3, 16), "kept", day(3, 15)),
        Promised(day(3, 16), "kept", day(3, 20)),
        Promised(day(4, 9), "repaired", day(4, 12)),
        Promised(day(4, 9)),
        Promised(day(4, 9), "released", day(4, 1)),
        Promised(TODAY),
    ],
    spoken=[Spoken(day(3, 1), is_ask=True), Spoken(day(3, 9)), Spoken(day(4, 2))],
    moves=[
        Moved("amina", day(3, 14), rose=True),
        Moved("boris", day(5, 2), rose=True),
        Moved("eva", day(5, 1), rests=True),
    ],
    began=[Began("amina", day(3, 9), day(4, 20)), Began("boris", day(3, 12))],
    waits=[Waited(day(3, 3), 2), Waited(day(3, 4), 30), Waited(day(4, 1), 5)],
    standing=Standing(
        spans=(4, 9, 11), inside=7, with_target=10, may_be_contacted=6, people=8, ages=(10, 20)
    ),
)  # fmt: skip

BY_HAND = {
    # Answered: amina, boris, chen, dana, gita; tried 1 + 2 + 1 + 1 + 3 + 1 times.
    "M1": Share(5, 9),
    "M1.people": Share(5, 6),
    # The second with amina was agreed at once; farid was met by chance.
    "M2": Share(6, 7),
    "M3": Share(3, 5),
    "M4.inside": Share(2, 4),
    "M5": Share(3, 4),
    "M6": Share(2, 4),
    "M6.kind.maintenance": Share(0, 1),
    "M7": Share(3, 4),
    "M8": Share(2, 3),
    "M9": Share(2, 4),
    "M9.room": Share(1, 4),
    # Yesterday's with farid still has a day for its thanks.
    "M10": Share(1, 3),
    "M11": Share(1, 4),
    "M11.late": Share(2, 3),
    "M12": Share(2, 5),
    "M13": Share(2, 5),
    "M13.half": Share(5, 10),
    "M13.untold": Share(1, 5),
    "M14": Share(1, 2),
    "M15.2026-03-14:vigil": Share(1, 2),
    "M16": Share(1, 1),
    # First quarter: amina rose, boris not yet. Second: amina and farid met, and did not rise.
    "M17": Share(1, 4),
    "M17.rests": Share(1, 1),
    "M18": Share(1, 2),
    "M20": Share(7, 10),
    "M21": Share(2, 3),
    "M22": Share(3, 4),
    # Said of amina and boris; of the rest nothing was said, and farid nobody guessed about.
    "M22.circle": Share(1, 2),
    "M25": Share(1, 3),
    "M25.even": Share(1, 3),
    # The second quarter is not followed by one that is over; the third month of it ends today.
    "M24.suggested": Share(1, 2),
    "M24.own": Share(1, 2),
    "M26": Share(2, 4),
    "M27": Share(6, 8),
}
MIDDLES = {"M4.lead": 7.0, "M4.minutes": 35.0, "M19": 9.0, "M27.age": 15.0, "M28": 5.0}


@pytest.fixture(scope="module")
def counts() -> Counts:
    return Counts.of([*counted(HISTORY), *counted_now(HISTORY)])


@pytest.mark.parametrize("what", BY_HAND)
def test_each_share_is_what_was_worked_out_by_hand(counts, what):
    assert counts.share(what) == BY_HAND[what]


@pytest.mark.parametrize("what", MIDDLES)
def test_each_middle_is_what_was_worked_out_by_hand(counts, what):
    assert counts.middle(what).median == MIDDLES[what]


def test_m23_counts_who_is_active_in_the_quarter_after_once_that_one_is_over():
    later = Counts.of(MEASURES["M23"](History(today=day(7, 1), talks=TALKS, agreed=AGREED)))

    # First quarter: amina and boris; of them amina again in the second.
    assert later.share("M23") == Share(1, 2)
    assert list(MEASURES["M23"](HISTORY)) == []


def test_m19_tells_the_middle_and_the_most(counts):
    middle, most = figures(DEFINITIONS["M19"], counts)

    assert middle.middle is not None
    assert (middle.middle.median, most.number) == (9.0, 11)


def test_m15_takes_the_last_ten_gatherings_and_needs_a_half_more_while_few_are_known():
    events = [Agreed(n, due_on=day(5, n), outcome="done" if n > 2 else "missed", event="walk") for n in range(1, 13)]
    known = Counts.of(MEASURES["M15"](History(today=TODAY, agreed=events)))

    assert halves(known) == Share(10, 10)
    assert (yeses_needed(10, known), yeses_needed(10, Counts())) == (10, 20)


def test_the_road_takes_no_step_without_the_one_before():
    steps = Counts.of(road(HISTORY))

    # chen and dana agreed; of the held ones amina's second had no ask; boris has not done it.
    assert [steps.number(f"road.{step}") for step in ROAD] == [7, 6, 3, 2, 2, 1]
    # Of the three agreed and not held one is still ahead.
    assert steps.share("road.open.held") == Share(1, 3)


def test_the_pace_leaves_out_what_nobody_planned_and_what_is_over():
    steps = Counts.of(pace(HISTORY))

    assert (steps.number("pace.held"), steps.number("pace.planned")) == (3, 1)


def test_every_measure_has_its_definition_and_every_definition_its_measure():
    assert list(DEFINITIONS) != [] and set(DEFINITIONS) == set(MEASURES)
    assert all(str(one.means) for one in DEFINITIONS.values())
    assert set(NOW) < set(MEASURES)


def test_every_line_of_a_definition_is_counted(counts):
    lines = [line.what for one in DEFINITIONS.values() for line in one.lines]

    found = {what.partition(":")[0] for what in (*counts.pairs, *counts.values)} | {"M15", "M23"}

    assert set(lines) <= found


def test_counts_of_weeks_add_up_to_the_count_of_all(counts):
    facts = [*counted(HISTORY), *counted_now(HISTORY)]
    weeks = [Counts.of(fact for fact in facts if fact.on.isocalendar()[1] == week) for week in range(1, 54)]

    assert total(weeks) == counts


def test_counts_are_read_as_they_were_kept(counts):
    assert Counts.read(counts.kept()) == counts


@given(some.lists(some.integers(0, 90), min_size=1))
def test_the_median_is_the_middle_one(values):
    middle: Middle = Counts.of(valued(TODAY, "M28", value) for value in values).middle("M28")

    ordered = sorted(values)
    half = Fraction(ordered[(len(values) - 1) // 2] + ordered[len(values) // 2], 2)
    assert middle.median == half
