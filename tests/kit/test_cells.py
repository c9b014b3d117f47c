"""A cell that leaves is words for every spreadsheet, and what it was once it comes in again (issue 8)."""

import pytest

from letstalk.kit.cells import as_it_was, begins_a_formula, harmless

SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫"
HIDDEN_BEHIND = ("", " ", "\u00a0", "\u3000", '"', "'", "“", "\ufeff", "\u200b", ' "\n')
FORMULAS = [f"{before}{sign}SUM(A1)" for sign in SIGNS for before in HIDDEN_BEHIND] + ["\tA1", "\rA1", "\nA1"]


@pytest.mark.parametrize("value", FORMULAS)
def test_what_could_be_a_formula_begins_with_a_mark_and_comes_back_as_it_was(value):
    cell = harmless(value)

    assert cell[0] == "'" and begins_a_formula(value)
    assert as_it_was(cell) == value


@pytest.mark.parametrize("value", ["", "Amina", "d'Arc", "'Amina'", "O=1", "Zoë -", "5", "émile@example.org", "(-1)"])
def test_any_other_words_stay_as_they_are(value):
    assert harmless(value) == as_it_was(value) == value
