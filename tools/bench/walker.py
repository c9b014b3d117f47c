"""How long a guide of 300 questions takes to answer "what next?", in Python and in a browser.

`python -m tools.bench.walker` prints it. The conversation goes on to its last question, where the walk is longest, and
every question has a branch, a condition and words to fill in.
"""

import sys
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from playwright.sync_api import sync_playwright

import letstalk.field
from letstalk.guides.walk import Prepared, next_step
from tools.bench.goals import Goal
from tools.chromium import NoChromium, find_or_install

QUESTIONS = 300
TIMES = 300
MOST_MS = 1.0
WALKER = Path(letstalk.field.__file__).parent / "static" / "field" / "walk.js"
VARIABLES = {"town": "Ashby"}
LOAD = """async (source) => {
  window.walker = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
}"""
# A browser tells the time coarsely: several at once, and each its share.
MEASURE = """([guide, answers, variables, times]) => {
  const { nextStep } = window.walker;
  const shares = [];
  for (let round = 0; round < times; round += 1) {
    const start = performance.now();
    for (let turn = 0; turn < 10; turn += 1) nextStep(guide, answers, { variables });
    shares.push((performance.now() - start) / 10);
  }
  return [nextStep(guide, answers, { variables }).id, shares];
}"""


def a_long_guide() -> tuple[dict[str, Any], dict[str, str]]:
    """The guide, and what was answered by the time its last question comes."""
    questions = [_question(number) for number in range(QUESTIONS // 2)]
    answers = {f"a{number}": "yes" for number in range(QUESTIONS // 2)}
    answers |= {f"b{number}": "so" for number in range(QUESTIONS // 2 - 1)}
    return {"questions": questions}, answers


def _question(number: int) -> dict[str, Any]:
    below = {"id": f"b{number}", "kind": "open", "text": "Why?", "when": {"question": f"a{number}", "equals": "yes"}}
    return {"id": f"a{number}", "kind": "yes_no", "text": "And in {town}?", "questions": [below]}


def in_python() -> float:
    """The median in milliseconds."""
    guide, answers = a_long_guide()
    prepared = Prepared(variables=VARIABLES)
    taken = []
    for _turn in range(TIMES):
        start = perf_counter()
        following = next_step(guide, answers, prepared)
        taken.append((perf_counter() - start) * 1000)
        assert following is not None
        assert following.id == f"b{QUESTIONS // 2 - 1}"
    return median(taken)


def in_a_browser() -> float:
    """The median in milliseconds, in the tests' Chromium."""
    guide, answers = a_long_guide()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_or_install(), args=["--no-sandbox", "--disable-gpu"])
        page = chromium.new_page()
        page.evaluate(LOAD, WALKER.read_text("utf-8"))
        last, shares = page.evaluate(MEASURE, [guide, answers, VARIABLES, TIMES])
        chromium.close()
    assert last == f"b{QUESTIONS // 2 - 1}"
    return median(shares)


def goal() -> Goal:
    """Both figures, held against a millisecond."""
    sentence = f"Milliseconds for a guide of {QUESTIONS} questions to answer what comes next, at most {MOST_MS:g}"
    return Goal(sentence, MOST_MS, {"Python": in_python(), "browser": in_a_browser()})


def main() -> int:
    measured = goal()
    print(measured.line())
    print("          " + ", ".join(f"{where} {figure:.3f} ms" for where, figure in measured.figures.items()))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except NoChromium as reason:
        sys.exit(str(reason))
