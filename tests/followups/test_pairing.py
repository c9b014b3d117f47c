"""Who should talk with whom: the best there is, proven, and never against anybody's word."""

from datetime import date, time
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letstalk.followups.min_cost_flow import NETWORKX, ORTOOLS
from letstalk.followups.pairing import SEAT, Organizer, Pair, Wanted, assign, points_of, starts_for
from letstalk.followups.pairing_facts import free_spans
from letstalk.kit import clock

BERLIN = "Europe/Berlin"
HALF_HOURS = tuple(range(0, 180, 30))
LANGUAGES = ("en", "es", "ar")
ISSUES = ("rents", "buses", "schools")


def some(words, most: int = 2):
    return st.frozensets(st.sampled_from(words), max_size=most)


@st.composite
def a_day(draw) -> tuple[list[Organizer], list[Wanted]]:
    """A few organizers and people, of whom some know each other and some said no."""
    organizers = [
        Organizer(
            id=f"o{number}",
            starts=tuple(sorted(draw(st.frozensets(st.sampled_from(HALF_HOURS), max_size=3)))),
            seats=draw(st.integers(0, 3)),
            languages=draw(some(LANGUAGES)),
            issues=draw(some(ISSUES)),
            load=draw(st.integers(0, 2)),
        )
        for number in range(draw(st.integers(0, 3)))
    ]
    people = [
        Wanted(
            id=f"p{number}",
            languages=draw(some(LANGUAGES)),
            issues=draw(some(ISSUES)),
            known_by=draw(some(["o0", "o1"], most=1)),
            times=draw(st.sampled_from([None, ((0, 60),), ((60, 180),), ()])),
            weight=draw(st.sampled_from([0, 50])),
            stop=draw(st.sampled_from(["", "", "", "no_contact"])),
        )
        for number in range(draw(st.integers(0, 4)))
    ]
    return organizers, people


def worth(organizers, people, pairs) -> int:
    """What an assignment is worth, counted another way than the network does."""
    known = {one.id: one for one in organizers}
    wanted = {one.id: one for one in people}
    points = sum(points_of(known[pair.organizer], wanted[pair.person]) or 0 for pair in pairs)
    seats = {one.id: sum(pair.organizer == one.id for pair in pairs) for one in organizers}
    return points - sum(SEAT * (one.load + number) for one in organizers for number in range(seats[one.id]))


def best_of_all(organizers, people) -> int:
    """Every way there is, tried."""
    open_to = [person for person in people if not person.stop]
    options = [
        [None]
        + [
            Pair(person.id, one.id, start)
            for one in organizers
            if points_of(one, person) is not None
            for start in starts_for(one, person, 30)
        ]
        for person in open_to
    ]
    seats = {one.id: one.seats for one in organizers}
    best = 0
    for chosen in product(*options):
        pairs = [pair for pair in chosen if pair]
        times = {(pair.organizer, pair.start) for pair in pairs}
        is_within = all(sum(pair.organizer == who for pair in pairs) <= many for who, many in seats.items())
        if len(times) == len(pairs) and is_within:
            best = max(best, worth(organizers, people, pairs))
    return best


@settings(max_examples=60, deadline=None)
@given(a_day())
def test_no_other_assignment_is_worth_more(day):
    organizers, people = day

    found = assign(organizers, people, minutes=30, solver=NETWORKX)

    assert found.is_proven
    assert found.objective == worth(organizers, people, found.pairs) == best_of_all(organizers, people)


@settings(max_examples=60, deadline=None)
@given(a_day())
def test_each_solver_finds_what_the_other_finds(day):
    organizers, people = day

    quick, small = (assign(organizers, people, minutes=30, solver=solver) for solver in (ORTOOLS, NETWORKX))

    assert quick.objective == small.objective == quick.bound == small.bound
    assert worth(organizers, people, quick.pairs) == worth(organizers, people, small.pairs)


@settings(max_examples=100, deadline=None)
@given(a_day())
def test_l1_whoever_said_no_is_in_no_pairing_nobody_carries_too_much_and_no_half_hour_is_given_twice(day):
    organizers, people = day

    found = assign(organizers, people, minutes=30, solver=NETWORKX)

    wanted = {person.id: person for person in people}
    assert not [pair for pair in found.pairs if wanted[pair.person].stop]
    assert len({pair.person for pair in found.pairs}) == len(found.pairs)
    assert len({(pair.organizer, pair.start) for pair in found.pairs}) == len(found.pairs)
    for one in organizers:
        assert sum(pair.organizer == one.id for pair in found.pairs) <= one.seats
    assert {pair.person for pair in found.pairs} | set(found.left) == set(wanted)


@settings(max_examples=60, deadline=None)
@given(a_day())
def test_l4_who_is_somebodys_own_is_met_by_them_and_by_nobody_else(day):
    organizers, people = day

    found = assign(organizers, people, minutes=30, solver=NETWORKX)

    known = {person.id: person.known_by for person in people if person.known_by}
    assert all(pair.organizer in known[pair.person] for pair in found.pairs if pair.person in known)


def test_what_was_decided_by_hand_stays_and_the_rest_is_arranged_around_it():
    rosa = Organizer("rosa", starts=(0, 30), seats=2, issues=frozenset({"rents"}))
    lee = Organizer("lee", starts=(0,), seats=1)
    people = [Wanted("amina", issues=frozenset({"rents"})), Wanted("ben"), Wanted("cleo")]

    found = assign([rosa, lee], people, minutes=30, fixed=[Pair("amina", "lee", 0)], solver=NETWORKX)

    assert Pair("amina", "lee", 0) in [Pair(pair.person, pair.organizer, pair.start) for pair in found.pairs]
    assert sorted(pair.organizer for pair in found.pairs) == ["lee", "rosa", "rosa"]
    assert found.pairs[0].reasons[0] == ("by_hand", "")


def test_a_decision_by_hand_about_somebody_who_said_no_since_does_not_stand():
    rosa = Organizer("rosa", starts=(0,), seats=1)

    found = assign([rosa], [Wanted("amina", stop="no_contact")], minutes=30, fixed=[Pair("amina", "rosa", 0)])

    assert found.pairs == ()
    assert found.left == {"amina": "no_contact"}


def test_of_two_who_fit_as_well_the_one_who_carries_less_is_chosen():
    busy = Organizer("busy", starts=(0, 30), seats=5, load=4)
    idle = Organizer("idle", starts=(0, 30), seats=5)

    found = assign([busy, idle], [Wanted("amina"), Wanted("ben")], minutes=30, solver=NETWORKX)

    assert {pair.organizer for pair in found.pairs} == {"idle"}


def test_every_pairing_says_why_these_two():
    rosa = Organizer("rosa", (0,), 1, languages=frozenset({"es"}), issues=frozenset({"rents"}), chapter="east")
    amina = Wanted("amina", frozenset({"es"}), frozenset({"rents"}), known_by=frozenset({"rosa"}), chapter="east")

    found = assign([rosa], [amina], minutes=30, solver=NETWORKX)

    assert found.pairs[0].reasons == (("knows", ""), ("issue", "rents"), ("language", "es"), ("chapter", ""))


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (Wanted("amina", stop="resting"), "resting"),
        (Wanted("amina", languages=frozenset({"zh"})), "language"),
        (Wanted("amina", times=((600, 660),)), "time"),
        (Wanted("amina", known_by=frozenset({"lee"})), "known_is_full"),
    ],
)
def test_whoever_is_left_out_is_left_out_for_a_reason_that_is_said(person, why):
    organizers = [Organizer("rosa", (0,), 1, frozenset({"en"})), Organizer("lee", (), 1, frozenset({"en"}))]

    assert assign(organizers, [person], minutes=30, solver=NETWORKX).left == {"amina": why}


def test_free_hours_of_the_week_become_times_of_these_days_and_parts_that_touch_are_one():
    monday = date(2026, 3, 9)
    midnight = int(clock.instant(monday, time(), BERLIN).timestamp()) // 60

    spans = free_spans(["0 morning", "0 afternoon", "1 evening", "6 evening"], monday, date(2026, 3, 10), BERLIN)

    day = 24 * 60
    assert spans == ((midnight + 8 * 60, midnight + 17 * 60), (midnight + day + 17 * 60, midnight + day + 22 * 60))
    assert free_spans(["6 evening"], monday, monday, BERLIN) == ()
    assert free_spans([], monday, monday, BERLIN) is None


def test_more_people_than_times_leaves_somebody_out_and_says_that_all_are_taken():
    rosa = Organizer("rosa", starts=(0,), seats=5)

    found = assign([rosa], [Wanted("amina"), Wanted("ben", weight=100)], minutes=30, solver=NETWORKX)

    assert [pair.person for pair in found.pairs] == ["ben"]
    assert found.left == {"amina": "full"}


def test_with_more_organizers_than_are_looked_at_first_it_is_still_the_best_of_all():
    """Twenty know the one issue and have one time each; the dozen each person begins with is not enough."""
    organizers = [Organizer(f"o{number}", (number * 30,), 1, issues=frozenset({"rents"})) for number in range(20)]
    late = ((18 * 30, 20 * 30),)
    people = [Wanted(f"p{number}", issues=frozenset({"rents"}), times=late) for number in range(3)]

    found = assign(organizers, people, minutes=30, solver=NETWORKX)

    assert found.is_proven
    assert len(found.pairs) == 2
