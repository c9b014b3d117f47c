"""A pack is read within bounds, every mistake has its line, what is written reads back the same (R-008, R-084)."""

import json
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letstalk.campaigns.pack_format import (
    Agenda,
    BrokenPack,
    Campaign,
    PackError,
    Section,
    Story,
    Timing,
    dump_pack,
    load_pack,
)
from letstalk.campaigns.pack_questions import Answered, Not

SMALL = """\
letstalk_pack: 1
campaign:
  key: clean-river
  name: Clean River
  variables:
    river: {default: the Lea, description: Our river}
guides:
  - key: first-talk
    kind: conversation
    title: First talk
    version: 2
    current_until: 2031-05-01
    questions:
      - id: A
        kind: yes_no
        text: Do you swim in {river}?
        questions:
          - {id: A1, kind: open, when: yes, text: Where?}
          - {id: A2, kind: open, when: as above, text: Why there?}
          - {id: A3, kind: open, when: {question: A, in: [no, partly]}, text: Why not?}
      - id: B
        kind: scale
        lowest: 0
        highest: 10
        labels: {0: never, 10: daily}
        text: How often are you there?
        when: {not: {question: A, equals: rather_not_say}}
"""


def errors_of(text):
    with pytest.raises(BrokenPack) as caught:
        load_pack(text)
    return caught.value.errors


def small_with(old, new):
    assert SMALL.count(old) == 1
    return SMALL.replace(old, new)


def test_small_pack_is_read_whole():
    pack = load_pack(SMALL)

    assert pack.campaign.name == "Clean River"
    assert pack.campaign.defaults() == {"river": "the Lea"}
    assert pack.guide("first-talk").current_until == date(2031, 5, 1)
    assert [question.id for question in pack.guide("first-talk").every_question()] == ["A", "A1", "A2", "A3", "B"]


def test_bare_yes_and_no_stay_answers_rather_than_becoming_truth_values():
    branches = load_pack(SMALL).guide("first-talk").questions[0].questions

    assert branches[0].when == Answered("A", "equals", "yes")
    assert branches[2].when == Answered("A", "in", ("no", "partly"))


def test_implied_condition_is_the_one_of_the_question_before():
    """R-072."""
    branches = load_pack(SMALL).guide("first-talk").questions[0].questions

    assert branches[1].when == branches[0].when
    assert branches[1].implied


def test_guide_as_a_dict_is_json_with_every_condition_written_out():
    guide = load_pack(SMALL).guide("first-talk").to_dict()

    assert json.loads(json.dumps(guide)) == guide
    assert guide["version"] == 2
    assert guide["current_until"] == "2031-05-01"
    assert guide["questions"][0]["questions"][1] == {
        "id": "A2",
        "kind": "open",
        "text": "Why there?",
        "when": {"question": "A", "equals": "yes"},
        "implied": True,
    }
    assert guide["questions"][1]["when"] == {"not": {"question": "A", "equals": "rather_not_say"}}


def test_written_pack_reads_back_to_an_equal_one_and_is_the_same_from_the_second_time_on():
    """R-084."""
    pack = load_pack(SMALL)

    written = dump_pack(pack)

    assert load_pack(written) == pack
    assert dump_pack(load_pack(written)) == written
    assert "when: as above" in written


WORDS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="<{}\ufeff\ufffe\uffff"
    ),
    min_size=1,
    max_size=60,
).filter(lambda text: text == text.strip())
LINES = st.lists(WORDS, min_size=1, max_size=4).map("\n".join)


@given(name=WORDS, story=LINES, points=st.lists(WORDS, max_size=3))
def test_any_words_in_any_script_survive_writing_and_reading(name, story, points):
    agenda = Agenda("a", "planning", name, 5, sections=(Section("s", name, 5, points=tuple(points)),))
    pack = replace(
        load_pack(SMALL),
        agenda_templates=(agenda,),
        stories=(Story("s", name, story, issues=(name,)),),
        follow_up_timings=(Timing("gratitude", "after_held", hours=24, up_to=48),),
    )

    written = dump_pack(pack)

    assert load_pack(written) == pack
    assert dump_pack(load_pack(written)) == written


def test_every_mistake_is_told_with_its_line():
    text = SMALL.replace("name: Clean River", "nmae: Clean River").replace("swim in {river}", "swim in {lake}")
    text = text.replace("kind: scale", "kind: slider").replace("current_until: 2031-05-01", "current_until: May 2031")

    found = errors_of(text)

    assert [error.line for error in found] == [3, 4, 12, 16, 22]
    assert "needs a line “name: …”" in found[0].message
    assert "Did you mean “name”?" in found[1].message
    assert "Known here: key, name, series" in found[1].message
    assert "write year-month-day" in found[2].message
    assert "There is: river" in found[3].message
    assert "Write one of: open, yes_no" in found[4].message


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("letstalk_pack: 1", "letstalk_pack: 2", 1, "whole number from 1 to 1"),
        ("name: Clean River", "name: <b>Clean</b> River", 4, "take out the tag"),
        ("name: Clean River", "name: '</script'", 4, "take out the tag"),
        ("name: Clean River", "name: &x Clean River", 4, "Take out &x"),
        ("name: Clean River", "name: *x", 4, "*x points elsewhere"),
        ("name: Clean River", "name: !!python/name:os.system Clean", 4, "Take out tag:yaml.org"),
        ("name: Clean River", "name:", 4, "This is empty"),
        ("name: Clean River", "name: [Clean, River]", 4, "a list; write one text"),
        ("name: Clean River", "name: Clean River\n  name: Other", 5, "already there in line 4"),
        ("name: Clean River", "name: Clean: River", 4, "needs quotes"),
        ("name: Clean River", "name: Clean River\n\tkey: x", 5, "spaces, not with the tab key"),
        ("name: Clean River", 'name: "Clean\\u0000River"', 4, "invisible character U+0000"),
        ("name: Clean River", "name: Clean River\n  link: javascript:alert(1)", 5, "www.example.org/why"),
        ("name: Clean River", "name: Clean River\n  hashtag: '#two words'", 5, "one word after #"),
        ("  key: clean-river", "  key: Clean River", 3, "small letters, digits and hyphens"),
        ("id: A1", "id: A", 18, "already in line 14"),
        ("id: A1", "id: river", 18, "name of a variable"),
        ("id: A1", "id: item", 18, "name of a variable"),
        ("{id: A1, kind: open, when: yes,", "{id: A1, kind: open, when: maybe,", 18, "Write one of: yes, no, partly"),
        ("when: {question: A, in: [no, partly]}", "when: {question: B, has: 1}", 20, "no earlier question “B”"),
        ("when: {question: A, in: [no, partly]}", "when: {question: A, contains: x}", 20, "has one answer"),
        ("when: {question: A, in: [no, partly]}", "when: {question: A, over: 1}", 20, "no scale"),
        ("when: {question: A, in: [no, partly]}", "when: {question: A}", 20, "one test out of"),
        ("when: {question: A, in: [no, partly]}", "when: {and: []}", 20, "is empty"),
        ("        highest: 10\n", "", 21, "A scale needs"),
        (
            "        highest: 10\n",
            "        highest: 10\n        options: [{id: a, text: A}]\n",
            25,
            "goes with the kinds",
        ),
        ("        highest: 10\n", "        highest: 10\n        recording: yes_no\n", 25, "keeps only a yes or no"),
        ("        highest: 10\n", "        highest: 10\n        repeat: {over: A}\n", 25, "does not hold a list"),
        ("        highest: 10\n", "        highest: 10\n        when: as above\n", 28, "already there in line 25"),
        ("How often are you there?", "How often { are you there?", 26, "Braces are for"),
    ],
)
def test_mistake_says_what_to_write_instead(old, new, line, said):
    found = errors_of(small_with(old, new))

    assert [error.line for error in found if said in error.message] == [line]


def test_first_condition_of_a_level_cannot_be_as_above():
    found = errors_of(small_with("when: yes,", "when: as above,"))

    assert [error.line for error in found] == [18, 19]


def test_question_that_needs_trust_cannot_be_proposed():
    """a.2: the delicate questions are never a default opening."""
    found = errors_of(small_with("kind: scale", "kind: scale\n        propose: yes\n        only_with_trust: yes"))

    assert [(error.line, "can be proposed" in error.message) for error in found] == [(23, True)]


def test_agenda_minutes_have_to_add_up():
    agenda = """\
agenda_templates:
  - key: plan
    meeting_kind: planning
    name: Plan
    minutes: 40
    guide: first-talk
    sections:
      - {key: a, name: A, minutes: 10, questions: [A, Z]}
      - {key: a, name: B, minutes: 20}
"""

    found = errors_of(SMALL + agenda)

    assert [error.line - SMALL.count("\n") for error in found] == [5, 8, 9]
    assert "add up to 30 minutes" in found[0].message
    assert "no question “Z”" in found[1].message
    assert "already in line" in found[2].message


def test_action_cannot_leave_the_campaign_or_end_before_it_begins():
    actions = (
        "actions:\n  - {number: 1, title: One, from_day: 9, to_day: 5}\n  - {number: 2, title: Two, to_day: 101}\n"
    )

    found = errors_of(SMALL + actions)

    assert ["end before it begins" in found[0].message, "from 1 to 100" in found[1].message] == [True, True]


def test_timing_has_one_unit():
    found = errors_of(SMALL + "follow_up_timings:\n  - {kind: deepen, counted: after_held, days: 1, hours: 2}\n")

    assert found == (PackError(SMALL.count("\n") + 2, "Write one of days, hours or minutes, such as “hours: 24”."),)


def test_timing_tells_its_end_in_hours():
    assert Timing("gratitude", "after_held", hours=24, up_to=48).latest_hours == 48
    assert Timing("deepen", "after_held", days=14, up_to=28).latest_hours == 28 * 24
    assert Timing("reinforce", "after_agreed", hours=0).latest_hours == 0
    assert Timing("reinforce", "after_missed", minutes=30).latest_hours == 0.5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "This file is empty"),
        ("# nothing\n", "This file is empty"),
        ("just words", "a pack is a group of lines"),
        ("- a\n- b\n", "a pack is a group of lines"),
        ("letstalk_pack: 1\n---\nletstalk_pack: 1\n", "A pack is one document"),
        ("letstalk_pack: 1\n", "needs a line “campaign: …”"),
        ("? [a]\n: b\n", "one plain word"),
        ("a: [1, 2\nb: 3", "cannot be read here"),
        ("a: 'open", "cannot be read here"),
        ("a: \ud800", "invisible character U+D800"),
        ("a: b\x85c", "invisible character U+0085"),
    ],
)
def test_text_that_is_no_pack_is_refused_kindly(text, said):
    assert said in "\n".join(error.message for error in errors_of(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: " + "x" * 1_000_001, "1,000,000 is the most a pack may have"),
        ("a: " + "x" * 5_000, "4,000 is the most"),
        ("[" * 5_000, "nested more than 40 levels"),
        ("{a: " * 5_000, "nested more than 40 levels"),
        ("a:\n" + "  - b\n" * 30_000, "at most 20,000 entries"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "Take out &a"),
    ],
)
def test_pack_from_a_stranger_stays_within_bounds_and_is_refused_at_once(text, said):
    began = time.monotonic()

    found = errors_of(text)

    assert said in found[0].message
    # Not a measurement: a bound that did not hold would take minutes.
    assert time.monotonic() - began < 20


def test_branches_may_be_eight_deep_and_no_deeper():
    def nested(depth):
        indent = "      "
        lines = []
        for level in range(depth):
            pad = indent + "    " * level
            lines += [f"{pad}- id: D{level}", f"{pad}  kind: yes_no", f"{pad}  text: So?"]
            if level < depth - 1:
                lines.append(f"{pad}  questions:")
        return SMALL + "\n".join(lines) + "\n"

    assert len(load_pack(nested(8)).guide("first-talk").every_question()) == 13
    assert "more than 8 deep" in errors_of(nested(9))[0].message


def test_windows_line_ends_and_a_byte_order_mark_change_nothing():
    assert load_pack("\ufeff" + SMALL.replace("\n", "\r\n")) == load_pack(SMALL)


def test_condition_turned_round_is_kept():
    question = load_pack(SMALL).guide("first-talk").questions[1]

    assert question.when == Not(Answered("A", "equals", "rather_not_say"))


def test_usual_values_are_left_out_of_what_is_written():
    written = dump_pack(replace(load_pack(SMALL), guides=(), campaign=Campaign("k", "K")))

    assert written == "letstalk_pack: 1\n\ncampaign:\n  key: k\n  name: K\n"


def test_reading_a_pack_needs_no_django():
    """A pack can be checked from any program."""
    program = "import sys, letstalk.campaigns.pack_format, letstalk.guides.walk; print('django' in sys.modules)"

    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env={"PYTHONPATH": "src"})

    assert answer.stdout.strip() == "False", answer.stderr


def test_the_example_in_the_documentation_can_be_read():
    page = (Path(__file__).parent.parent.parent / "docs" / "packs.md").read_text("utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]

    pack = load_pack(example)

    assert [question.id for question in pack.guide("first-talk").every_question()] == ["A", "A1", "A2", "A3"]


def test_no_more_than_a_hundred_mistakes_are_told_at_once():
    actions = "actions:\n" + "  - {number: 1, titel: One}\n" * 90

    assert len(errors_of(SMALL + actions)) == 100
