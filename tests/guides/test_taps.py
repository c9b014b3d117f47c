"""Which taps may be kept, by the guide alone: recording policy, sensitivity, a third person's consent (R-068)."""

from letstalk.guides.taps import answers_of, is_offered, keepable, keeping_of, kept_of, kinds_of, tapped, taps_of
from letstalk.guides.walk import walk

QUESTIONS = [
    {"id": "A", "kind": "yes_no", "text": "?", "recording": "theme"},
    {"id": "B", "kind": "yes_no", "text": "?"},
    {"id": "C", "kind": "choice", "text": "?", "recording": "yes_no", "options": [{"id": "x", "text": "X"}]},
    {"id": "D", "kind": "yes_no", "text": "?", "recording": "theme", "sensitivity": "political"},
    {"id": "E", "kind": "open", "text": "?", "recording": "own_words", "collects": "items"},
    {"id": "F", "kind": "yes_no", "text": "May I?", "recording": "yes_no"},
    {"id": "G", "kind": "scale", "text": "?", "recording": "theme", "lowest": 0, "highest": 3, "consent": "F"},
    {"id": "H", "kind": "scale", "text": "?", "recording": "theme", "lowest": 0, "highest": 3, "consent": "B"},
    {
        "id": "M",
        "kind": "multi",
        "text": "?",
        "recording": "theme",
        "options": [{"id": "x", "text": "X"}, {"id": "y", "text": "Y"}],
    },
]
GUIDE = {"questions": QUESTIONS}
ORDINARY = {"ordinary", "personal", "sensitive"}


def test_policy_sensitivity_and_consent_decide_what_may_be_kept():
    assert keepable(QUESTIONS, ORDINARY) == ["A", "F", "G", "M"]
    assert keepable(QUESTIONS, {*ORDINARY, "political"}) == ["A", "D", "F", "G", "M"]
    assert keepable(QUESTIONS, set()) == []


def test_only_what_was_asked_agreed_and_tells_something_is_kept():
    allowed = keepable(QUESTIONS, ORDINARY)
    answers = {"A": "rather_not_say", "B": "yes", "F": "no", "G": 2, "M": ["x", "did_not_ask"]}

    kept = kept_of(walk(GUIDE, answers), answers, allowed)
    agreed = kept_of(walk(GUIDE, answers | {"F": "yes"}), answers | {"F": "yes"}, allowed)

    assert kept == {"F": "no", "M": ["x"]}
    assert agreed == {"F": "yes", "G": 2, "M": ["x"]}


def test_card_says_kept_will_be_or_not_and_nothing_where_nothing_could_be():
    answers = {"A": "yes"}
    steps = {step.id: step for step in walk(GUIDE, answers)}
    allowed = keepable(QUESTIONS, ORDINARY)

    said = {id: keeping_of(steps[id], answers.get(id), allowed) for id in ("A", "B", "F")}

    assert said == {"A": "kept", "B": "not", "F": "will"}
    assert keeping_of(steps["A"], "yes", []) == ""


def test_taps_are_answers_and_answers_taps():
    kinds = kinds_of(QUESTIONS)
    taps = tapped(kinds, ["A=yes", "M=x", "Z=yes"], "M=y")

    answers = answers_of(kinds, [*taps, "G=2"])

    assert taps == ["A=yes", "M=x", "M=y"]
    assert answers == {"A": "yes", "M": ["x", "y"], "G": 2}
    assert taps_of(answers) == ["A=yes", "M=x", "M=y", "G=2"]


def test_what_nobody_could_have_tapped_is_known():
    by_id = {question["id"]: question for question in QUESTIONS}

    assert is_offered(by_id["G"], 3)
    assert not is_offered(by_id["G"], 4)
    assert is_offered(by_id["M"], ["x"])
    assert not is_offered(by_id["M"], ["z"])
    assert not is_offered(by_id["A"], "…")
