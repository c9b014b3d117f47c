"""The forecast: from published figures to local ones, by property (e.2)."""

import itertools
import random

from hypothesis import given
from hypothesis import strategies as some

from letstalk.reports.measures.forecast import HELD, TAKEN_UP, Beta, Known, fan, invitations_needed, reached

small = some.integers(0, 60)


@some.composite
def knowns(draw):
    invited = draw(small)
    due = draw(small)
    length = draw(some.integers(10, 120))
    return Known(
        goal=draw(some.integers(1, 200)),
        held_so_far=draw(small),
        day=draw(some.integers(1, length - 1)),
        length=length,
        invited=invited,
        agreed=draw(some.integers(0, invited)),
        due=due,
        held=draw(some.integers(0, due)),
        planned=draw(some.integers(0, 10)),
        a_week=draw(some.floats(0, 20)),
    )


def test_before_anything_happened_the_published_figures_stand():
    assert (Beta.after(0, 0, usual=TAKEN_UP).mean, Beta.after(0, 0, usual=HELD).mean) == (TAKEN_UP, HELD)


def test_ones_own_experience_soon_outweighs_them():
    assert Beta.after(36, 36, usual=TAKEN_UP).mean > 0.94


def test_a_sentence_worked_out_by_hand():
    # Two in three of those invited are met; 29 are missing in 52 days, which are 7.4 weeks: about 6 a week.
    known = Known(goal=60, held_so_far=31, day=48, length=100, invited=600, agreed=480, due=480, held=400)

    needed = invitations_needed(known)

    assert needed is not None
    assert (needed.low, needed.about, needed.high) == (6, 6, 7)
    assert round(needed.meet, 2) == 0.66


def test_after_the_last_day_nothing_is_needed_any_more():
    assert invitations_needed(Known(goal=60, held_so_far=31, day=100, length=100)) is None


def test_what_is_reached_already_needs_nobody_invited():
    needed = invitations_needed(Known(goal=30, held_so_far=31, day=48, length=100))

    assert needed is not None
    assert (needed.low, needed.about, needed.high) == (0, 0, 0)


@given(knowns())
def test_the_range_holds_the_middle_and_widens_with_time(known):
    points = fan(known)

    assert all(point.low <= point.middle <= point.high for point in points)
    assert points[0].low == points[0].high == known.held_so_far
    widths = [point.high - point.low for point in points]
    assert all(wide >= before - 1e-9 for before, wide in itertools.pairwise(widths))


@given(knowns(), some.integers(1, 50))
def test_more_to_reach_never_needs_fewer_invitations(known, more):
    farther = Known(**(vars(known) | {"goal": known.goal + more}))

    now, then = invitations_needed(known), invitations_needed(farther)

    assert now is not None and then is not None
    assert now.about <= then.about and now.low <= now.about <= now.high


@given(knowns(), some.integers(1, 30))
def test_more_who_took_it_up_never_need_more_invitations(known, more):
    better = Known(**(vars(known) | {"invited": known.invited + more, "agreed": known.agreed + more}))

    now, then = invitations_needed(known), invitations_needed(better)

    assert now is not None and then is not None
    assert then.about <= now.about


@given(knowns(), some.floats(0.5, 10))
def test_more_invitations_never_reach_less(known, more):
    busier = Known(**(vars(known) | {"a_week": known.a_week + more}))

    assert reached(busier, known.length).middle >= reached(known, known.length).middle


def test_the_range_covers_what_comes_eight_times_of_ten():
    """Histories made up from rates as likely as we take them to be: seeded, so that it is the same each time."""
    chance = random.Random(8)
    inside = 0
    for _time in range(400):
        taken_up = chance.betavariate(TAKEN_UP * 4, (1 - TAKEN_UP) * 4)
        kept = chance.betavariate(HELD * 4, (1 - HELD) * 4)
        invited = [chance.random() < taken_up for _one in range(20)]
        held = [chance.random() < kept for _one in range(sum(invited))]
        known = Known(
            goal=60,
            held_so_far=sum(held),
            day=50,
            length=99,
            invited=20,
            agreed=sum(invited),
            due=sum(invited),
            held=sum(held),
            a_week=6,
        )
        came = sum(held) + sum(chance.random() < taken_up * kept for _one in range(42))
        end = reached(known, 99)
        inside += end.low - 0.5 <= came <= end.high + 0.5

    assert 0.76 <= inside / 400 <= 0.92
