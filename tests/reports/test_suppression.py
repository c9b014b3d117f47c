"""No figure shown about what was heard, and no difference of such figures, tells of one to four people (R-096)."""

from collections import Counter, defaultdict
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letstalk.reports.suppression import ShownCell, Telling, added_up, seen_by, shown_cells, topmost

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
ROOT, EAST, WEST, TEAM, OTHER_TEAM = "o/", "o/e/", "o/w/", "o/e/a/", "o/e/b/"
NODES = (ROOT, EAST, WEST, TEAM, OTHER_TEAM)
FEW = range(1, 5)


def told(times: int, by: str, *, path: str = EAST, month: date = MARCH, theme: str = "Rents") -> list[Telling]:
    """So many conversations of one organizer, each with somebody else."""
    each = [f"{path}{by}{number}" for number in range(times)]
    return [Telling(path, "action 8", month, theme, f"{month} {theme} {one}", one, by) for one in each]


def figures(cells: list[ShownCell]) -> dict[str, int]:
    return {cell.path: cell.conversations for cell in cells if cell.only_for is None}


def test_five_people_of_two_organizers_are_shown_at_the_node_and_above():
    cells = shown_cells(told(3, "Ines") + told(2, "Noor"))

    assert figures(cells) == {EAST: 5, ROOT: 5}
    assert [cell.rest for cell in cells] == [5, 0]


def test_few_here_and_few_there_make_no_figure_above():
    assert shown_cells(told(4, "Ines") + told(4, "Noor", path=WEST)) == []


def test_few_here_and_few_there_join_a_theme_that_some_place_has_from_enough():
    team = told(3, "Ines", path=TEAM) + told(3, "Noor", path=TEAM)

    cells = shown_cells(team + told(4, "Ines", path=OTHER_TEAM) + told(2, "Noor", path=WEST))

    assert figures(cells) == {TEAM: 6, ROOT: 12}


@pytest.mark.parametrize(("beside", "shown"), [(4, False), (5, False), (0, True)])
def test_a_sum_is_withheld_where_less_its_shown_parts_it_would_leave_few_or_one_organizers(beside, shown):
    """R-096: 6 less 6 leaves nothing; 10 less 6 leaves four; 11 less 6 leaves what one organizer heard."""
    cells = shown_cells(told(3, "Ines") + told(3, "Noor") + told(beside, "Femi", path=WEST))

    assert (figures(cells).get(ROOT) is not None, figures(cells)[EAST]) == (shown, 6)


def test_what_one_organizer_heard_is_for_them_and_is_not_given_away_above():
    cells = shown_cells(told(5, "Ines") + told(3, "Noor", path=WEST))

    assert figures(cells) == {}
    assert [(cell.path, cell.conversations) for cell in seen_by("Ines", cells)] == [(EAST, 5)]
    assert seen_by("Noor", cells) == []


def test_five_conversations_with_four_people_are_not_enough():
    twice = told(3, "Ines") + told(1, "Noor")
    again = Telling(EAST, "action 8", MARCH, "Rents", "once more", twice[0].person, "Noor")

    assert shown_cells([*twice, again]) == []


def test_totals_of_a_node_add_up_only_what_is_shown():
    in_march, in_april = told(3, "Ines") + told(3, "Noor"), told(4, "Ines", month=APRIL)
    beside = told(3, "Noor", path=WEST, month=APRIL) + told(2, "Femi", path=WEST, month=APRIL)

    cells = shown_cells(in_march + in_april + beside)

    assert added_up(cells, under=ROOT) == Counter({"Rents": 11})
    assert added_up(cells, under=EAST) == Counter({"Rents": 6})


tellings = st.builds(
    Telling,
    path=st.sampled_from(NODES),
    campaign=st.sampled_from(["action 8", "action 9"]),
    month=st.sampled_from([MARCH, APRIL]),
    theme=st.just("Rents"),
    conversation=st.uuids(),
    person=st.integers(0, 30),
    organizer=st.integers(0, 3),
)


@given(st.lists(tellings, min_size=20, max_size=140))
def test_r096_no_figure_and_no_difference_of_figures_tells_of_one_to_four(history):
    """R-096: cells, sums up the tree, over months and over campaigns, as whoever may read the most sees them."""
    cells = shown_cells(history)

    for reader in range(4):
        seen = seen_by(reader, cells)
        assert not [cell for cell in seen if cell.conversations in FEW]
        assert not few_left_in_a_cell(seen)
        assert not few_between_totals(seen)


def few_left_in_a_cell(seen: list[ShownCell]) -> list[tuple[ShownCell, tuple[ShownCell, ...]]]:
    """A figure less any of the figures inside it that do not overlap."""
    found = []
    for whole in seen:
        inside = [one for one in seen if is_inside(one, whole)]
        for number in range(1, len(inside) + 1):
            for parts in combinations(inside, number):
                apart = not any(one.path.startswith(other.path) for one in parts for other in parts if one != other)
                if apart and whole.conversations - sum(part.conversations for part in parts) in FEW:
                    found.append((whole, parts))
    return found


def is_inside(one: ShownCell, whole: ShownCell) -> bool:
    same_cell = (one.campaign, one.month, one.theme) == (whole.campaign, whole.month, whole.theme)
    return same_cell and one != whole and one.path.startswith(whole.path)


def few_between_totals(seen: list[ShownCell]) -> list[tuple[int, int]]:
    """Totals of a node, whole or of one month or campaign, less another that lies inside it."""
    totals: dict[tuple[str, object, object], int] = defaultdict(int)
    for path in NODES:
        for cell in topmost(seen, under=path):
            for month in (cell.month, None):
                for campaign in (cell.campaign, None):
                    totals[(path, month, campaign)] += cell.conversations
    return [
        (wide, narrow)
        for (path, month, campaign), wide in totals.items()
        for (inner, inner_month, inner_campaign), narrow in totals.items()
        if inner.startswith(path) and month in (None, inner_month) and campaign in (None, inner_campaign)
        if wide - narrow in FEW
    ]
