"""Conditions in words, and those an editor can choose from (R-065, R-071 to R-075)."""

import pytest

from letstalk.guides.conditions import (
    Lines,
    as_lines,
    choices_after,
    from_lines,
    from_value,
    named_in,
    sentence,
)

MARCH = {"id": "Q6", "kind": "yes_no", "text": "Have you ever marched?"}
ISSUES = {"id": "Q11", "kind": "open", "collects": "items", "text": "What worries you?"}
LAWS = {
    "id": "Q10",
    "kind": "either_or",
    "text": "Which weighs more?",
    "options": [{"id": "federal", "text": "Federal laws"}, {"id": "state", "text": "State laws"}],
}
HOPE = {"id": "S1", "kind": "scale", "lowest": 0, "highest": 2, "text": "How hopeful are you?"}
AGAIN = {**HOPE, "id": "S2", "text": "And now?", "compares": {"with": "S1"}}
ASKED = {question["id"]: question for question in (MARCH, ISSUES, LAWS, HOPE, AGAIN)}
DEEP = {
    "or": [
        {"and": [{"question": "Q6", "equals": "yes"}, {"question": "Q11", "has": 2}]},
        {"not": {"not": {"question": "Q6", "equals": "no"}}},
    ]
}


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"question": "Q6", "equals": "yes"}, "“Have you ever marched?”: the answer is “Yes”"),
        ({"question": "Q6", "in": ["partly", "no"]}, "“Have you ever marched?”: the answer is one of: Partly, No"),
        ({"question": "Q10", "equals": "state"}, "“Which weighs more?”: the answer is “State laws”"),
        ({"question": "Q11", "has": 1}, "“What worries you?”: something was named"),
        ({"question": "Q11", "has": 3}, "“What worries you?”: at least 3 were named"),
        ({"question": "S1", "at_least": 2}, "“How hopeful are you?”: 2 or more"),
        ({"difference": "S2", "over": 0}, "“And now?”: higher than before"),
        ({"fact": "first_meeting", "equals": True}, "Their first one-on-one with you: yes"),
        ({"fact": "meeting_kind", "in": ["coaching", "planning"]}, "The kind of one-on-one: Coaching, Planning"),
        ({"not": {"question": "Q6", "equals": "yes"}}, "not so: “Have you ever marched?”: the answer is “Yes”"),
        (
            {"or": [{"question": "Q6", "equals": "yes"}, {"question": "Q11", "has": 1}]},
            "“Have you ever marched?”: the answer is “Yes”, or “What worries you?”: something was named",
        ),
        ({"question": "Q99", "equals": "yes"}, "“a question that is not here any more”: the answer is “Yes”"),
    ],
)
def test_a_condition_is_said_in_words(condition, words):
    assert sentence(condition, ASKED) == words


@pytest.mark.parametrize(
    "condition",
    [
        None,
        {"question": "Q6", "equals": "yes"},
        {"not": {"question": "Q6", "equals": "yes"}},
        {"and": [{"question": "Q6", "equals": "yes"}, {"not": {"fact": "first_meeting", "equals": True}}]},
        {"or": [{"question": "Q6", "equals": "yes"}, {"question": "Q11", "has": 2}]},
    ],
)
def test_a_condition_goes_into_lines_and_comes_back_the_same(condition):
    lines = as_lines(condition)

    assert lines is not None
    assert from_lines(lines) == condition
    assert [from_value(line.value) for line in lines.lines] == [dict(line.test) for line in lines.lines]


def test_a_deeper_condition_is_left_as_it_is():
    assert as_lines(DEEP) is None
    assert named_in(DEEP) == {"Q6", "Q11"}
    assert "and “What worries you?”" in sentence(DEEP, ASKED)


def test_no_lines_are_no_condition_and_nonsense_is_no_test():
    assert from_lines(Lines("and", ())) is None
    assert [from_value(value) for value in ("", "yes", "[1]", '{"and": []}')] == [None] * 4


def test_each_earlier_answer_and_what_is_known_beforehand_can_be_looked_at():
    groups = dict(choices_after([MARCH, ISSUES, LAWS, HOPE, AGAIN]))

    said = {group: [words for _value, words in choices] for group, choices in groups.items()}
    assert said["Have you ever marched?"][:3] == ["the answer is “Yes”", "the answer is “No”", "the answer is “Partly”"]
    assert "the answer is “Both”" in said["Which weighs more?"]
    assert said["What worries you?"][0] == "something was named"
    assert said["How hopeful are you?"] == [
        "0 or more",
        "1 or more",
        "2 or more",
        "0 or less",
        "1 or less",
        "2 or less",
    ]
    assert said["And now?"][-3:] == ["higher than before", "lower than before", "as before"]
    assert said["Their first one-on-one with you"] == ["yes", "no"]
