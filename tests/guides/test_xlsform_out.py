"""A guide goes out as an XLSForm that ODK's own tool takes, asks the same there, and comes back as it was (R-084)."""

import io
import os
import random
import secrets
from functools import cache
from pathlib import Path

import pytest
from pyxform.xls2xform import convert

import letstalk.campaigns
from letstalk.campaigns.pack_format import BrokenPack, load_pack
from letstalk.guides.walk import Prepared, walk
from letstalk.guides.workbooks import read_workbook
from letstalk.guides.xlsform_in import read_xlsform
from letstalk.guides.xlsform_out import every_question, write_xlsform
from tests.guides.chance import a_form_guide, answers_by_chance
from tests.support.xform import XForm

PACKS = sorted((Path(letstalk.campaigns.__file__).parent / "packs").glob("*.yaml"))
PACKS += sorted((Path(__file__).parent.parent / "cases" / "packs").glob("*.yaml"))
USUALLY = 20
SOAKED = 1_000
ANSWERS_EACH = 5


def every_pack():
    for path in PACKS:
        try:
            yield path, load_pack(path.read_text("utf-8"))
        except BrokenPack:
            continue


EVERY_GUIDE = [
    pytest.param(guide.to_dict(), pack.campaign.defaults(), id=f"{path.stem}:{guide.key}")
    for path, pack in every_pack()
    for guide in pack.guides
]


@cache
def converted(workbook):
    return convert(io.BytesIO(workbook), warnings=[], file_type=".xlsx").xform


def question(id, kind="yes_no", text="?", **more):
    return {"id": id, "kind": kind, "text": text, **more}


def guide(*questions):
    return {"key": "g", "kind": "conversation", "title": "G", "version": 1, "questions": list(questions)}


def lost(form):
    return {(one.id, one.what) for one in form.lost}


def as_texts(answers, names):
    """Answers as ODK holds them, by the names of the rows."""
    texts = {}
    for id, answer in answers.items():
        several = isinstance(answer, list)
        texts[names.get(id, id)] = " ".join(answer) if several else "" if answer is None else str(answer)
    return texts


def names_of(workbook):
    """The row's name of each question, where the two differ."""
    survey = read_workbook(workbook)[0]
    return {row.cells["letstalk_id"]: row.cells["name"] for row in survey.rows if row.cells.get("letstalk_id")}


def asked_in_odk(workbook, form, answers, facts, given):
    names = names_of(workbook)
    told = {names.get(id, id): id for id in [one["id"] for one in every_question(given["questions"])]}
    beforehand = {}
    for fact, value in facts.items():
        is_flag = isinstance(value, bool)
        beforehand[names.get(fact, f"fact_{fact}")] = ("yes" if value else "no") if is_flag else value
    open_now = form.asked(as_texts(answers, names) | beforehand)
    groups = {one["id"] for one in every_question(given["questions"]) if one["kind"] == "group"}
    return [told[name] for name in open_now if name in told and told[name] not in groups]


def asked_always(question, ids):
    """The same question without the conditions that were listed as lost, which is how ODK then asks it."""
    own = {name: value for name, value in question.items() if name != "when" or question["id"] not in ids}
    return own | {"questions": [asked_always(one, ids) for one in question.get("questions", ())]}


@pytest.mark.parametrize(("given", "variables"), EVERY_GUIDE)
def test_every_guide_of_every_pack_converts_without_error(given, variables):
    form = write_xlsform(given, variables=variables)

    assert "<model" in converted(form.workbook)


@pytest.mark.parametrize(("given", "variables"), EVERY_GUIDE)
def test_every_guide_of_every_pack_comes_back_as_it_went(given, variables):
    form = write_xlsform(given, variables=variables)

    back = read_xlsform(form.workbook)

    assert back.guide == given
    assert back.refused == ()
    assert {name: variables[name] for name in back.variables} == back.variables


@pytest.mark.parametrize(("given", "variables"), EVERY_GUIDE)
def test_every_guide_of_every_pack_asks_the_same_in_odk(given, variables):
    workbook = write_xlsform(given, variables=variables).workbook
    always = {one.id for one in write_xlsform(given).lost if one.what == "when"}
    meant = given | {"questions": [asked_always(one, always) for one in given["questions"]]}
    form = XForm(converted(workbook))
    rng = random.Random(given["key"])
    once = {one["repeat"]["over"]: "once" for one in every_question(given["questions"]) if "repeat" in one}

    for _turn in range(10):
        answers, facts = answers_by_chance(rng, given)
        steps = walk(meant, answers, Prepared(variables=variables, facts=facts, repeats=once))
        assert asked_in_odk(workbook, form, answers, facts, given) == [step.id for step in steps], answers


def test_random_guides_convert_ask_the_same_and_come_back():
    """R-084: relevants mean the same, hidden answers count for nothing, in groups of any depth."""
    soak = os.environ.get("SOAK")
    seed = int(os.environ.get("SEED") or secrets.randbelow(2**32)) if soak else 0
    for number in range(max(SOAKED, int(soak) // 10) if soak else USUALLY):
        rng = random.Random(f"{seed}-{number}")
        given = a_form_guide(rng)
        made = write_xlsform(given, variables={"town": "Ashby"})
        form = XForm(converted(made.workbook))

        assert read_xlsform(made.workbook).guide == given, f"seed {seed}, number {number}"
        assert not [one for one in made.lost if one.what == "when"]
        for _turn in range(ANSWERS_EACH):
            answers, facts = answers_by_chance(rng, given)
            steps = walk(given, answers, Prepared(variables={"town": "Ashby"}, facts=facts))
            told = asked_in_odk(made.workbook, form, answers, facts, given)
            assert told == [step.id for step in steps], f"seed {seed}, number {number}: {answers} {facts}"


# So that pytest counts it among the property tests, which `make soak` runs at full size.
test_random_guides_convert_ask_the_same_and_come_back.is_hypothesis_test = True


def test_nesting_becomes_groups_with_the_condition_of_the_question_above():
    given = guide(
        question("a"),
        question(
            "b",
            when={"question": "a", "equals": "yes"},
            questions=[question("c", "open", when={"not": {"question": "a", "equals": "no"}})],
        ),
    )

    rows = read_workbook(write_xlsform(given).workbook)[0].rows

    shown = [(row.cells["type"], row.cells.get("name", ""), row.cells.get("relevant", "")) for row in rows]
    assert shown == [
        ("select_one yes_no", "a", ""),
        ("select_one yes_no", "b", "${a} = 'yes'"),
        ("begin_group", "b__below", "${a} = 'yes'"),
        ("text", "c", "not(${a} = 'no')"),
        ("end_group", "", ""),
    ]


def test_what_odk_cannot_do_is_listed_with_its_row_and_the_reason():
    given = guide(
        question("l", "open", collects="items", recording="own_words"),
        question("m", "open", when={"question": "l", "has": 2}, recording="own_words"),
        question("n", when={"question": "l", "contains": "rent"}, leads_to="introduction", recording="own_words"),
        question("o", repeat={"over": "l", "default": "each"}, wordings={"each": "{item}?"}, recording="own_words"),
    )

    form = write_xlsform(given)

    assert lost(form) == {
        ("l", "collects"),
        ("m", "when"),
        ("n", "when"),
        ("n", "leads_to"),
        ("o", "repeat"),
        ("o", "wordings"),
    }
    assert [(one.row, one.why) for one in form.lost if one.id == "m"] == [
        (3, "XLSForm cannot count the items in the list of “l”: in ODK the question is always asked.")
    ]
    assert read_xlsform(form.workbook).guide == given


def test_that_odk_keeps_what_must_not_be_kept_is_said():
    """R-068."""
    form = write_xlsform(guide(question("a"), question("b", recording="own_words")))

    assert lost(form) == {("a", "recording")}


def test_languages_and_other_wordings_are_columns_to_switch_between():
    """R-070, R-077: where a question has no such wording the usual one stands, since ODK would show a dash."""
    given = guide(
        question("a", text="How?", wordings={"es": "¿Cómo?", "plain": "How come?", "es.plain": "¿Qué tal?"}),
        question("b", text="Why?", tone="Slowly.", tone_wordings={"es": "Despacio."}),
    )

    form = write_xlsform(given)

    rows = read_workbook(form.workbook)[0].rows
    assert rows[0].cells["label::español (es)"] == "¿Cómo?"
    assert rows[0].cells["label::es.plain"] == "¿Qué tal?"
    assert rows[1].cells["label::español (es)"] == "Why?"
    assert rows[1].cells["hint::español (es)"] == "Despacio."
    assert read_xlsform(form.workbook).guide == given


def test_the_same_guide_is_the_same_file():
    given = guide(question("a"))

    assert write_xlsform(given).workbook == write_xlsform(given).workbook


def test_a_text_is_never_a_formula():
    given = guide(question("a", text="=HYPERLINK(1)"))

    book = write_xlsform(given).workbook

    assert read_xlsform(book).guide == given
    assert read_workbook(book)[0].rows[0].cells["label"] == "=HYPERLINK(1)"


def test_a_condition_changed_by_hand_goes_before_the_one_it_came_with():
    given = guide(question("a"), question("b", when={"question": "a", "equals": "yes"}))
    sheets = read_workbook(write_xlsform(given).workbook)
    rows = [dict(row.cells) for row in sheets[0].rows]
    rows[1]["relevant"] = "${a} != 'no'"
    rest = [(sheet.name, sheet.columns, [row.cells for row in sheet.rows]) for sheet in sheets[1:]]

    from letstalk.guides.workbooks import write_workbook

    back = read_xlsform(write_workbook([("survey", sheets[0].columns, rows), *rest]))

    assert back.guide["questions"][1]["when"] == {"not": {"question": "a", "equals": "no"}}
