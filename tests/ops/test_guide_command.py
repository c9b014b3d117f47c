"""A question guide is looked over, walked and written out from the shell, with neither keys nor a database (R-084)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from letstalk.campaigns import pack_format
from letstalk.guides.workbooks import write_workbook
from letstalk.guides.xlsform_in import read_xlsform
from letstalk.ops.main import main
from tests.support.installation import SOURCE

SHIPPED = Path(pack_format.__file__).parent / "packs" / "womens-march.yaml"


@pytest.fixture
def file_of(tmp_path):
    def write(name, content):
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return str(file)

    return write


@pytest.fixture
def form(file_of):
    rows = [
        {"type": "select_one yn", "name": "a", "label": "Do you?"},
        {"type": "begin_group", "name": "g", "label": "More", "relevant": "${a} = 'yes'"},
        {"type": "integer", "name": "n", "label": "How many?"},
        {"type": "select_multiple yn", "name": "m", "label": "Which?", "relevant": "${n} >= 2"},
        {"type": "end_group"},
        {"type": "geopoint", "name": "where", "label": "Where?"},
    ]
    choices = [{"list_name": "yn", "name": name, "label": name.title()} for name in ("yes", "no")]
    sheets = [
        ("survey", ["type", "name", "label", "relevant"], rows),
        ("choices", ["list_name", "name", "label"], choices),
    ]
    return file_of("form.xlsx", write_workbook(sheets))


def said(capsys):
    told = capsys.readouterr()
    return json.loads(told.out), told.err


def test_a_pack_shows_its_guides_with_every_question(capsys):
    assert main(["guide", "check", str(SHIPPED)]) == 0

    shown, err = said(capsys)
    guide = shown["guides"][0]
    lines = {line["id"]: line for line in guide["questions"]}
    assert guide["key"] == "why-we-resist"
    assert len(lines) == 30
    assert {name: lines["Q11c.i.1"][name] for name in ("kind", "wording", "condition", "depth", "parent")} == {
        "kind": "yes_no",
        "wording": "Would you like to meet others who want to make one?",
        "condition": {"question": "Q11c.i", "equals": "no"},
        "depth": 4,
        "parent": "Q11c.i",
    }
    assert (shown["refused"], err) == ([], "")


def test_a_form_shows_its_guide_and_what_was_refused_by_row(form, capsys):
    assert main(["guide", "check", form]) == 0

    shown, err = said(capsys)
    lines = [(line["id"], line["depth"], line["condition"]) for line in shown["guides"][0]["questions"]]
    in_group = {"question": "a", "equals": "yes"}
    assert lines == [
        ("a", 1, None),
        ("n", 2, in_group),
        ("m", 2, {"and": [in_group, {"question": "n", "at_least": 2}]}),
    ]
    (refused,) = shown["refused"]
    assert (refused["sheet"], refused["row"], refused["name"], refused["is_left_out"]) == ("survey", 7, "where", True)
    assert "geopoint" in refused["why"]
    assert err == f"survey, row 7 (where): {refused['why']}\n"


@pytest.mark.parametrize(
    ("content", "row", "why"),
    [
        (b"letstalk_pack: 1\ncampaign: {key: a, nmae: A}\n", 2, "Did you mean “name”?"),
        (b"\xff\xfe\x00", 1, "neither a pack"),
        (b"PK\x03\x04 and nothing", 1, "cannot be read as a workbook"),
        (write_workbook([("people", ["a"], [{"a": "b"}])]), 1, "no sheet called “survey”"),
        (write_workbook([("survey", ["type", "name"], [{"type": "geopoint", "name": "a"}])]), 2, "geopoint"),
    ],
)
def test_a_file_without_a_guide_ends_with_one(content, row, why, file_of, capsys):
    assert main(["guide", "check", file_of("file", content)]) == 1

    shown, err = said(capsys)
    assert shown["guides"] == []
    assert any(one["row"] == row and why in one["why"] for one in shown["refused"])
    assert why in err


def test_a_walk_prints_the_ids_in_order(file_of, capsys):
    """R-074, check 4 of (a.4): yes then no at 11c opens i and i.1, and not ii."""
    answers = file_of("answers.json", {"Q11": ["rent"], "Q11c": "yes", "Q11c.i": "no"})

    assert main(["guide", "walk", str(SHIPPED), "--answers", answers, "--guide", "why-we-resist"]) == 0

    ids, err = said(capsys)
    assert ids[ids.index("Q11") :] == ["Q11", "Q11a", "Q11b", "Q11c", "Q11c.i", "Q11c.i.1", "Q12", "Q12.next"]
    assert err == ""


@pytest.mark.parametrize(
    "answers",
    [{"a": "yes", "n": 2}, {"a": True, "n": "2"}, {"a": "yes", "n": 2.0}, {"a": "yes", "n": 3, "m": "yes no"}],
)
def test_answers_may_be_written_as_a_spreadsheet_has_them(answers, form, file_of, capsys):
    assert main(["guide", "walk", form, "--answers", file_of("answers.json", answers)]) == 0

    assert said(capsys)[0] == ["a", "n", "m"]


def test_what_is_prepared_goes_along(file_of, capsys):
    """R-066, R-078."""
    answers = file_of("answers.json", {"Q11": "rent, bus"})
    prepared = file_of("prepared.json", {"chosen": ["Q11"], "repeats": {"Q11": "each"}})

    assert main(["guide", "walk", str(SHIPPED), "--answers", answers, "--prepared", prepared]) == 0

    ids = said(capsys)[0]
    assert ids == ["Q11", "Q11a@rent", "Q11b@rent", "Q11c@rent", "Q11a@bus", "Q11b@bus", "Q11c@bus"]


def test_an_answer_to_no_question_is_said(form, file_of, capsys):
    assert main(["guide", "walk", form, "--answers", file_of("answers.json", {"zz": "yes"})]) == 0

    assert said(capsys) == (["a"], "“zz” is no question of this guide.\n")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["walk", "{form}", "--answers", "{nowhere}"], "cannot be read: No such file"),
        (["walk", "{form}", "--answers", "{form}"], "is no JSON"),
        (["walk", "{form}", "--answers", "{list}"], "holds no group"),
        (["walk", "{form}", "--answers", "{empty}", "--guide", "none"], "There is no guide “none” in this file."),
        (["walk", "{form}", "--answers", "{empty}", "--prepared", "{odd}"], "“odd” cannot be used in"),
        (["walk", "{form}", "--answers", "{empty}", "--prepared", "{flat}"], "“facts” cannot be used in"),
        (["walk", "{list}", "--answers", "{empty}"], "holds no guide that can be read"),
        (["check", "{nowhere}"], "cannot be read: No such file"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(words, why, form, file_of, tmp_path, capsys):
    files = {
        "form": form,
        "nowhere": str(tmp_path / "nowhere"),
        "list": file_of("list.json", [1]),
        "empty": file_of("empty.json", {}),
        "odd": file_of("odd.json", {"odd": 1}),
        "flat": file_of("flat.json", {"facts": ["first_meeting"]}),
    }

    assert main(["guide", *(word.format(**files) for word in words)]) == 1

    told = capsys.readouterr()
    assert told.out == ""
    assert why in told.err


def test_a_guide_is_written_for_odk_with_what_odk_cannot_do(tmp_path, capsys):
    form = tmp_path / "form.xlsx"

    assert main(["guide", "export", str(SHIPPED), "--guide", "why-we-resist", "--to", str(form)]) == 0

    shown, _err = said(capsys)
    assert shown["written"] == str(form)
    assert {"id": "Q11a", "what": "repeat"}.items() <= next(
        one for one in shown["lost"] if one["id"] == "Q11a" and one["what"] == "repeat"
    ).items()
    pack = pack_format.load_pack(SHIPPED.read_text("utf-8"))
    assert read_xlsform(form.read_bytes()).guide == pack.guide("why-we-resist").to_dict()


def test_a_form_becomes_a_pack_that_can_be_taken_up(form, tmp_path, capsys):
    pack = tmp_path / "guide.yaml"

    assert main(["guide", "export", form, "--to", str(pack)]) == 0

    shown, _err = said(capsys)
    assert [(one["row"], one["name"]) for one in shown["lost"]] == [(7, "where")]
    taken = pack_format.load_pack(pack.read_text("utf-8")).guide("guide").to_dict()
    assert taken["questions"] == read_xlsform(Path(form).read_bytes()).guide["questions"]


def test_the_shipped_guide_goes_round_through_a_form_into_a_pack(tmp_path, capsys):
    form, pack = tmp_path / "form.xlsx", tmp_path / "guide.yaml"

    assert main(["guide", "export", str(SHIPPED), "--guide", "why-we-resist", "--to", str(form)]) == 0
    assert main(["guide", "export", str(form), "--to", str(pack)]) == 0

    shipped = pack_format.load_pack(SHIPPED.read_text("utf-8"))
    back = pack_format.load_pack(pack.read_text("utf-8"))
    asked = [(one.id, one.when, one.text, one.recording) for one in back.guide("why-we-resist").every_question()]
    assert asked == [
        (one.id, one.when, one.text, one.recording) for one in shipped.guide("why-we-resist").every_question()
    ]
    assert back.campaign.defaults() == {name: shipped.campaign.defaults()[name] for name in back.campaign.variables}


def test_a_form_that_no_pack_can_hold_says_why(file_of, tmp_path, capsys):
    rows = [{"type": "text", "name": "a", "label": "?" * 700}]
    form = file_of("form.xlsx", write_workbook([("survey", ["type", "name", "label"], rows)]))

    assert main(["guide", "export", form, "--to", str(tmp_path / "guide.yaml")]) == 1

    assert "600 is the most here" in capsys.readouterr().err


@pytest.mark.installation
def test_neither_keys_nor_a_database_are_needed(form, tmp_path):
    command = [sys.executable, "-m", "letstalk", "guide", "check", form]

    ran = subprocess.run(
        command, env={"PYTHONPATH": str(SOURCE)}, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )

    assert ran.returncode == 0, ran.stderr
    assert [guide["key"] for guide in json.loads(ran.stdout)["guides"]] == ["guide"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["form.xlsx"]
