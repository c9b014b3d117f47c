"""The piece of `make bench` about long guides measures what it says it does."""

from letstalk.guides.walk import question_ids
from tools.bench import walker


def test_the_guide_has_three_hundred_questions_of_which_the_last_is_open():
    guide, answers = walker.a_long_guide()

    ids = question_ids(guide)

    assert len(ids) == walker.QUESTIONS == 300
    assert [id for id in ids if id not in answers] == ["b149"]


def test_its_time_is_measured_and_its_goal_is_a_millisecond(monkeypatch):
    monkeypatch.setattr(walker, "TIMES", 3)

    measured = walker.in_python()

    assert measured > 0
    assert walker.MOST_MS == 1.0
