"""The worked cases that the walker and its twin in the browser share, and what each has to show for them."""

import json
from pathlib import Path

from letstalk.guides.walk import (
    Prepared,
    acts,
    answers_offered,
    as_plain,
    missing_variables,
    next_step,
    question_ids,
    walk,
)

CASES = Path(__file__).parent.parent / "cases" / "guides"


def guide_of(case):
    return case["guide"] if "guide" in case else json.loads((CASES / case["guide_file"]).read_text("utf-8"))


EVERY_CASE = [case for file in sorted(CASES.glob("*.json")) for case in json.loads(file.read_text("utf-8"))]


def walked(guide, answers, plain_prepared):
    """Everything the walker says about a guide and these answers, as plain as its twin says it."""
    prepared = Prepared(**plain_prepared)
    steps = walk(guide, answers, prepared)
    following = next_step(guide, answers, prepared)
    said = {
        "steps": [as_plain(step) for step in steps],
        "next": following and as_plain(following),
        "acts": [as_plain(act) for act in acts(guide, answers, prepared)],
        "offered": {step.key: answers_offered(step.question) for step in steps},
        "ids": question_ids(guide),
        "missing": missing_variables(guide, prepared.variables),
    }
    return json.loads(json.dumps(said))


def assert_case(case, said):
    """What the case expects is what was said."""
    by_key = {step["key"]: step for step in said["steps"]}
    assert [step["key"] for step in said["steps"]] == case["asked"]
    assert {key: by_key[key]["text"] for key in case.get("texts", {})} == case.get("texts", {})
    assert {key: by_key[key]["depth"] for key in case.get("depths", {})} == case.get("depths", {})
    assert {key: by_key[key]["missing"] for key in case.get("missing", {})} == case.get("missing", {})
    told = {key: [choice["text"] for choice in by_key[key]["options"]] for key in case.get("options", {})}
    assert told == case.get("options", {})
    assert {key: said["offered"][key] for key in case.get("offered", {})} == case.get("offered", {})
    for key, wanted in case.get("steps", {}).items():
        assert {name: by_key[key][name] for name in wanted} == wanted
    if "acts" in case:
        assert [[act["act"], act["key"], act["option"]] for act in said["acts"]] == case["acts"]
    if "next" in case:
        assert (said["next"] and said["next"]["key"]) == case["next"]
