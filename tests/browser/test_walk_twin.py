"""The walker in the browser says, step by step, what guides/walk.py says: for every worked case, and by chance."""

import json
import os
import random
import secrets
from pathlib import Path

import pytest

import letstalk.field
from tests.guides.chance import a_guide, a_preparation, states_of_answers
from tests.guides.shared_cases import EVERY_CASE, assert_case, guide_of, walked

pytestmark = pytest.mark.browser

WALKER = Path(letstalk.field.__file__).parent / "static" / "field" / "walk.js"
IN_ONE_GO = 100
USUALLY = 100
SOAKED = 10_000
LOAD = """async (source) => {
  window.walker = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
}"""
# As text both ways: on its own way of handing over objects, Playwright loses a key such as "__proto__".
WALK = """(asked) => JSON.stringify(JSON.parse(asked).map(([guide, answers, prepared]) => {
  const { walk, nextStep, acts, answersOffered, questionIds, missingVariables } = window.walker;
  const steps = walk(guide, answers, prepared);
  return {
    steps,
    next: nextStep(guide, answers, prepared),
    acts: acts(guide, answers, prepared),
    offered: Object.fromEntries(steps.map((step) => [step.key, answersOffered(step.question)])),
    ids: questionIds(guide),
    missing: missingVariables(guide, prepared.variables ?? {}),
  };
}))"""
REST = """() => {
  const { fill, fits, isRecordable, isSettled, wordsOf } = window.walker;
  return [
    fill("Join our {team_word} {where}", { team_word: "circle" }),
    fits(null, {}),
    fits({ and: [{ fact: "first_meeting", equals: true }] }, { first_meeting: true }),
    fits({ fact: "first_meeting", equals: true }, {}),
    isRecordable({ id: "a", kind: "open", text: "?" }),
    isRecordable({ id: "a", kind: "open", text: "?", recording: "theme" }),
    isSettled({ on: "2017-03-14", at: "19:00", place: "Library" }),
    isSettled({ on: "2017-03-14", at: "19:00" }),
    wordsOf({ id: "r", kind: "scale", text: "?", labels: { 1: "with us" } }, 1),
  ];
}"""


@pytest.fixture(scope="module")
def twin(browser):
    context = browser.new_context()
    page = context.new_page()
    page.evaluate(LOAD, WALKER.read_text("utf-8"))
    yield page
    context.close()


def said_by(twin, asked):
    return json.loads(twin.evaluate(WALK, json.dumps(asked)))


def test_twin_passes_every_worked_case(twin):
    """R-065 to R-091: the same files, checked the same way."""
    asked = [(guide_of(case), case["answers"], case.get("prepared", {})) for case in EVERY_CASE]

    said = said_by(twin, asked)

    assert len(said) == len(EVERY_CASE)
    for case, answer, triple in zip(EVERY_CASE, said, asked, strict=True):
        assert_case(case, answer)
        assert answer == walked(*triple), case["name"]


def test_random_guides_are_walked_alike_step_by_step(twin):
    """R-065, R-084: 100 guides with a conversation each; 10,000 in `make soak`."""
    soak = os.environ.get("SOAK")
    seed = int(os.environ.get("SEED") or secrets.randbelow(2**32)) if soak else 0
    for start in range(0, max(SOAKED, int(soak)) if soak else USUALLY, IN_ONE_GO):
        rng = random.Random(f"{seed}-{start}")
        asked = [triple for _one in range(IN_ONE_GO) for triple in _conversation(rng)]

        said = said_by(twin, asked)

        for answer, triple in zip(said, asked, strict=True):
            assert answer == walked(*triple), f"seed {seed}, start {start}: {triple}"


# So that pytest counts it among the property tests, which `make soak` runs at full size.
test_random_guides_are_walked_alike_step_by_step.is_hypothesis_test = True


def test_chance_reaches_every_corner_of_the_walker():
    """A property of empty guides proves nothing: the hundred hold repeats, pipes, consents and branches in use."""
    rng = random.Random("0-0")

    steps = [step for _one in range(IN_ONE_GO) for triple in _conversation(rng) for step in walked(*triple)["steps"]]

    assert {step["kind"] for step in steps} >= {"open", "yes_no", "choice", "scale", "note", "schedule"}
    assert max(step["depth"] for step in steps) >= 4
    assert any(step["item"] for step in steps)
    assert any(step["compared"] for step in steps)
    assert any(step["question"].get("consent") and step["is_agreed"] for step in steps)
    assert any(step["wording"] == "es.plain" for step in steps)
    assert any("rent" in step["text"] for step in steps)


def test_the_smaller_parts_are_the_same(twin):
    said = twin.evaluate(REST)

    assert said == [
        ["Join our circle [where]", ["where"]],
        True,
        True,
        False,
        False,
        True,
        True,
        False,
        ["1 (with us)"],
    ]


def test_twin_keeps_and_sends_nothing(twin):
    """R-071: it is pure, so that following a branch leaves no trace: it names nothing of the browser's."""
    source = WALKER.read_text("utf-8")

    used = {
        word for word in ("document", "window", "fetch", "Storage", "indexedDB", "Date", "import ") if word in source
    }

    assert used == set()


def _conversation(rng):
    guide = a_guide(rng)
    preparation = a_preparation(rng, guide)
    return [(guide, answers, preparation) for answers in states_of_answers(rng, guide, preparation)]
