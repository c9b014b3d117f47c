"""The walker passes the worked cases it shares with its twin in the browser (R-065, R-071 to R-083), and is quick."""

import json
from pathlib import Path

import pytest

from letstalk.campaigns import pack_questions
from letstalk.guides import walk as walker
from letstalk.guides.walk import (
    Prepared,
    fill,
    fits,
    is_recordable,
    is_settled,
    missing_variables,
    next_step,
    question_ids,
    recording_policy,
    walk,
)
from tests.guides.shared_cases import CASES, EVERY_CASE, assert_case, guide_of, walked

TREE = json.loads((CASES / "trees" / "why-we-resist.json").read_text("utf-8"))


@pytest.mark.parametrize("case", EVERY_CASE, ids=lambda case: case["name"])
def test_worked_case(case):
    said = walked(guide_of(case), case["answers"], case.get("prepared", {}))

    assert_case(case, said)


@pytest.mark.parametrize("case", EVERY_CASE, ids=lambda case: case["name"])
def test_next_step_is_the_first_of_the_walk_that_has_no_answer(case):
    guide, answers, prepared = guide_of(case), case["answers"], Prepared(**case.get("prepared", {}))
    open_steps = [step for step in walk(guide, answers, prepared) if step.key not in answers]

    following = next_step(guide, answers, prepared)

    assert following == (open_steps[0] if open_steps else None)


def test_cases_name_their_rule_and_cover_the_rules_of_the_tree():
    rules = {case["name"].split()[0] for case in EVERY_CASE}

    assert len(EVERY_CASE) == len({case["name"] for case in EVERY_CASE})
    assert rules >= {"R-065", *(f"R-0{number}" for number in range(66, 92) if number not in (67, 69, 90))}


def test_walking_changes_neither_guide_nor_answers():
    """R-071: branches are followed without storing anything."""
    guide = json.loads(json.dumps(TREE))
    answers = {"Q8": ["loud"], "Q11": ["rent"], "Q11c": "yes"}
    before = json.dumps([guide, answers])

    walk(guide, answers, Prepared(repeats={"Q11": "each"}))
    next_step(guide, answers)

    assert json.dumps([guide, answers]) == before


def test_nothing_may_be_kept_of_a_question_that_does_not_say_so():
    """R-068."""
    assert not is_recordable({"id": "a", "kind": "open", "text": "?"})
    assert not is_recordable({"id": "a", "kind": "open", "text": "?", "recording": "never"})
    assert is_recordable({"id": "a", "kind": "open", "text": "?", "recording": "theme"})
    assert recording_policy({"id": "a", "kind": "open", "text": "?"}) == "never"


def test_a_next_contact_is_settled_with_day_time_and_place():
    """R-090."""
    assert is_settled({"on": "2017-03-14", "at": "19:00", "place": "Library"})
    assert not is_settled({"on": "2017-03-14", "at": "19:00"})
    assert not is_settled("tomorrow")
    assert not is_settled(None)


def test_parts_of_an_agenda_may_depend_on_facts():
    """R-033: a section for a first one-on-one, or for one kind of it; no question was asked yet."""
    first = {"and": [{"fact": "first_meeting", "equals": True}, {"fact": "meeting_kind", "in": ["introductory"]}]}
    facts = {"first_meeting": True, "meeting_kind": "introductory"}

    assert fits(None, {})
    assert fits(first, facts)
    assert not fits(first, facts | {"meeting_kind": "coaching"})
    assert not fits(first, {})
    assert fits({"not": first}, {})
    assert not fits({"question": "a", "equals": "yes"}, facts)


def test_ids_come_in_the_order_of_the_guide():
    """R-085."""
    assert question_ids(TREE)[:7] == ["Q1", "Q2", "Q3", "Q4", "Q5", "Q5a", "Q6"]
    assert len(question_ids(TREE)) == len(set(question_ids(TREE))) == 30


def test_variables_without_a_value_are_listed_once():
    """R-083."""
    missing = missing_variables(TREE, {"administration": "the council", "winning_party": ""})

    assert missing == ["election", "winning_party", "election_date", "team_word", "national_action_word"]


def test_any_other_text_can_be_filled_too():
    """R-083: tone notes, asks and why-we-ask lines hold variables as well."""
    assert fill("Join our {team_word} {where}", {"team_word": "circle"}) == ("Join our circle [where]", ("where",))


def test_pack_and_walker_speak_of_the_same_answers_and_tests():
    """A room below may not import one above, so the words are written twice; this holds them together."""
    assert walker.YES_NO == pack_questions.YES_NO
    assert walker.EITHER_OR == pack_questions.EITHER_OR
    assert set(walker._TESTS) == set(pack_questions.TESTS)


def test_the_tree_of_the_cases_is_the_one_of_the_pack():
    from letstalk.campaigns.pack_format import load_pack

    pack = Path(walker.__file__).parent.parent / "campaigns" / "packs" / "womens-march.yaml"

    assert load_pack(pack.read_text("utf-8")).guide("why-we-resist").to_dict() == TREE


def test_three_hundred_questions_visit_each_question_at_most_once():
    """What keeps a long guide quick is that no question is looked at twice; the time itself is the benchmark's."""
    visits = []

    class Counted(dict):
        def get(self, key, default=None):
            if key == "when":
                visits.append(self["id"])
            return super().get(key, default)

    def question(number):
        return Counted(id=f"a{number}", kind="yes_no", text="?", questions=[branch(number)])

    def branch(number):
        return Counted(id=f"b{number}", kind="open", text="?", when={"question": f"a{number}", "equals": "yes"})

    guide = {"questions": [question(number) for number in range(150)]}
    answers = {f"a{number}": "yes" for number in range(150)} | {f"b{number}": "so" for number in range(149)}

    following = next_step(guide, answers)

    assert following.key == "b149"
    assert len(visits) == len(set(visits)) == 300
