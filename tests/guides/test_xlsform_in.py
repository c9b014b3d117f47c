"""XLSForms made elsewhere come in with their conditions, and what cannot be carried is listed row by row (R-084)."""

import io
import random
import zipfile

import pytest

from letstalk.campaigns.pack_questions import Asking
from letstalk.campaigns.pack_yaml import read_nodes, write_text
from letstalk.guides.outline import outline
from letstalk.guides.relevants import CannotCarry, Earlier
from letstalk.guides.walk import Prepared, walk
from letstalk.guides.workbooks import write_workbook
from letstalk.guides.xlsform_in import NoForm, read_xlsform
from letstalk.guides.xlsform_out import write_xlsform
from letstalk.guides.xpath_meaning import understood

CHOICES = [
    {"list_name": "yn", "name": "yes", "label": "Yes"},
    {"list_name": "yn", "name": "no", "label": "No"},
    {"list_name": "how", "name": "bus", "label": "By bus"},
    {"list_name": "how", "name": "foot", "label": "On foot"},
    {"list_name": "how", "name": "car", "label": "By car"},
    {"list_name": "rate", "name": "1", "label": "Low"},
    {"list_name": "rate", "name": "2", "label": "Middle"},
    {"list_name": "rate", "name": "3", "label": "High"},
]


def sheet(name, rows):
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return name, columns, rows


def form(*survey, choices=(), settings=None, more=()):
    """An XLSForm with these rows; of the usual lists it has those that its rows name."""
    named = " ".join(row.get("type", "") or row.get("Type", "") for row in survey).split()
    lists = [row for row in CHOICES if row["list_name"] in named] + list(choices)
    sheets = [sheet("survey", list(survey)), sheet("choices", lists), *more]
    if settings:
        sheets.append(sheet("settings", [settings]))
    return write_workbook(sheets)


def row(type, name="", label="?", **more):
    return {"type": type, "name": name, "label": label, **more}


def asked(source, answers):
    imported = read_xlsform(source)
    return [step.id for step in walk(imported.guide, answers, Prepared(variables=imported.variables))]


def conditions(source):
    return {line["id"]: line["condition"] for line in outline(read_xlsform(source).guide)}


def left_out(source):
    return {(one.row, one.name): one.why for one in read_xlsform(source).refused if one.is_left_out}


def told(source):
    return [(one.sheet, one.row, one.name, one.what) for one in read_xlsform(source).refused if not one.is_left_out]


def test_every_type_that_can_be_carried_comes_in():
    source = form(
        row("select_one yn", "a", "Do you?"),
        row("select_one how", "b"),
        row("select_multiple how", "c"),
        row("text", "d"),
        row("note", "e", "Thank you."),
        row("integer", "f"),
        row("date", "g"),
        row("range", "h", parameters="start=0 end=10 step=1"),
    )

    imported = read_xlsform(source)

    kinds = [(line["id"], line["kind"]) for line in outline(imported.guide)]
    assert kinds == [
        ("a", "yes_no"),
        ("b", "choice"),
        ("c", "multi"),
        ("d", "open"),
        ("e", "note"),
        ("f", "number"),
        ("g", "day"),
        ("h", "scale"),
    ]
    assert imported.guide["questions"][7] == {"id": "h", "kind": "scale", "highest": 10, "text": "?"}
    assert imported.guide["questions"][1]["options"][0] == {"id": "bus", "text": "By bus"}
    assert imported.refused == ()


def test_older_spellings_of_types_and_columns_are_understood():
    source = form(
        {"Type": "begin group", "Name": "g", "Label": "G"},
        {"Type": "select one yn", "Name": "a", "caption": "A?"},
        {"Type": "string", "Name": "b", "Label": "B?", "Relevance": "${a} = ‘yes’"},
        {"Type": "end group"},
    )

    assert conditions(source) == {"a": None, "b": {"question": "a", "equals": "yes"}}


@pytest.mark.parametrize(
    ("relevant", "meant"),
    [
        ("${a} = 'yes'", {"question": "a", "equals": "yes"}),
        ('"yes"=${a}', {"question": "a", "equals": "yes"}),
        ("${a} != 'yes'", {"not": {"question": "a", "equals": "yes"}}),
        ("selected(${c}, 'bus')", {"question": "c", "contains": "bus"}),
        ("selected(${b}, 'bus')", {"question": "b", "equals": "bus"}),
        ("not(selected(${c},'bus'))", {"not": {"question": "c", "contains": "bus"}}),
        (
            "${a}='yes' and ${b}='bus' or ${f} > 3",
            {
                "or": [
                    {"and": [{"question": "a", "equals": "yes"}, {"question": "b", "equals": "bus"}]},
                    {"question": "f", "over": 3},
                ]
            },
        ),
        ("(${f} >= 18)", {"question": "f", "at_least": 18}),
        ("18 > ${f}", {"question": "f", "under": 18}),
        ("${f} > 17.5", {"question": "f", "over": 17}),
        ("${f} < 17.5", {"question": "f", "under": 18}),
        ("${f} = 5", {"question": "f", "equals": 5}),
        ("${f} = '5'", {"question": "f", "equals": 5}),
        ("${f} >= -2", {"question": "f", "at_least": -2}),
        ("${r} > 1", {"question": "r", "in": ["2", "3"]}),
        ("${r} = 2", {"question": "r", "equals": "2"}),
        ("selected(${r}, 2)", {"question": "r", "equals": "2"}),
        (
            "number(${f}) > 3 and string(${a}) = 'no'",
            {"and": [{"question": "f", "over": 3}, {"question": "a", "equals": "no"}]},
        ),
        ("${d} != ''", {"question": "d", "has": 1}),
        ("${d} = ''", {"not": {"question": "d", "has": 1}}),
        ("string-length(${d}) > 0", {"question": "d", "has": 1}),
        ("count-selected(${c}) >= 2", {"question": "c", "has": 2}),
        ("count-selected(${c}) > 1", {"question": "c", "has": 2}),
        ("${c} = 'bus'", {"and": [{"question": "c", "contains": "bus"}, {"not": {"question": "c", "has": 2}}]}),
        ("${a} != ''", {"question": "a", "in": ["yes", "no", "partly", "did_not_ask", "rather_not_say"]}),
        ("${g} = '2017-03-14'", {"question": "g", "equals": "2017-03-14"}),
        ("true()", None),
        ("true() and ${a} = 'no'", {"question": "a", "equals": "no"}),
    ],
)
def test_conditions_mean_what_they_meant(relevant, meant):
    source = form(
        row("select_one yn", "a"),
        row("select_one how", "b"),
        row("select_multiple how", "c"),
        row("text", "d"),
        row("integer", "f"),
        row("date", "g"),
        row("select_one rate", "r"),
        row("text", "z", relevant=relevant),
    )

    assert read_xlsform(source).refused == ()
    assert conditions(source)["z"] == meant


@pytest.mark.parametrize(
    ("relevant", "why"),
    [
        ("regex(${d}, '^a')", "regex() is not carried"),
        ("${d} = ${a}", "two answers are compared"),
        ("${f} + 1 > 3", "sums with +"),
        ("today() > '2020-01-01'", "today() is not carried"),
        ("${nobody} = 'x'", "which does not stand before it"),
        ("${z} = 'x'", "which does not stand before it"),
        ("${f} > 'many'", "is no number"),
        ("${d} > 3", "is no number"),
        ("${a} = 'yes' and", "ends in the middle"),
        ("(${a} = 'yes'", "a parenthesis is not closed"),
        ("${a}", "is no condition by itself"),
        ("/data/a = 'yes'", "cannot be read there"),
        ("false()", "never true"),
        ("not(" * 60 + "${a} = 'yes'" + ")" * 60, "nested more than 40 deep"),
    ],
)
def test_a_question_whose_condition_cannot_be_carried_is_left_out_by_name(relevant, why):
    source = form(row("select_one yn", "a"), row("text", "d"), row("integer", "f"), row("text", "z", relevant=relevant))

    assert why in left_out(source)[(5, "z")]
    assert [line["id"] for line in outline(read_xlsform(source).guide)] == ["a", "d", "f"]


def test_what_looks_at_a_question_that_was_left_out_is_left_out_too():
    source = form(
        row("geopoint", "where"),
        row("text", "b", relevant="${where} != ''"),
        row("text", "c", relevant="${b} = 'x'"),
        row("text", "d"),
    )

    assert list(left_out(source)) == [(2, "where"), (3, "b"), (4, "c")]
    assert "it looks at “where”, which was left out (row 2)" in left_out(source)[(3, "b")]
    assert asked(source, {}) == ["d"]


def test_a_hidden_answer_counts_as_none():
    """Conditions on answers that are themselves hidden are false; `not` and != are then true, as in ODK."""
    source = form(
        row("select_one yn", "a"),
        row("select_one yn", "b", relevant="${a} = 'yes'"),
        row("text", "c", relevant="${b} = 'yes'"),
        row("text", "d", relevant="not(${b} = 'yes')"),
        row("text", "e", relevant="${b} != 'no'"),
    )

    assert asked(source, {"a": "no", "b": "yes"}) == ["a", "d", "e"]
    assert asked(source, {"a": "yes", "b": "yes"}) == ["a", "b", "c", "e"]
    assert asked(source, {"a": "yes", "b": "no"}) == ["a", "b", "d"]


def test_groups_carry_their_condition_to_what_is_in_them():
    source = form(
        row("select_one yn", "a"),
        row("begin_group", "g", "About you", relevant="${a} = 'yes'"),
        row("text", "b"),
        row("begin_group", "h", "More", relevant="${b} != ''"),
        row("text", "c", relevant="${a} != 'partly'"),
        row("end_group"),
        row("end_group"),
        row("text", "d", relevant="${c} = 'x'"),
    )

    lines = outline(read_xlsform(source).guide)
    assert [(line["id"], line["depth"], line["groups"]) for line in lines] == [
        ("a", 1, []),
        ("b", 2, ["g"]),
        ("c", 3, ["g", "h"]),
        ("d", 1, []),
    ]
    assert lines[2]["condition"] == {
        "and": [
            {"question": "a", "equals": "yes"},
            {"question": "b", "has": 1},
            {"not": {"question": "a", "equals": "partly"}},
        ]
    }
    assert asked(source, {"a": "no", "b": "said", "c": "x"}) == ["a"]
    assert asked(source, {"a": "yes", "b": "said", "c": "x"}) == ["a", "b", "c", "d"]


def test_a_group_that_cannot_be_carried_takes_its_rows_with_it_each_by_name():
    source = form(
        row("text", "a"),
        row("begin_group", "g", relevant="regex(${a}, 'x')"),
        row("text", "b"),
        row("begin_group", "h"),
        row("text", "c"),
        row("end_group"),
        row("end_group"),
        row("begin_repeat", "people"),
        row("text", "who"),
        row("end_repeat"),
        row("text", "d"),
    )

    assert list(left_out(source)) == [(3, "g"), (4, "b"), (5, "h"), (6, "c"), (9, "people"), (10, "who")]
    assert asked(source, {}) == ["a", "d"]


def test_several_languages_come_in_with_hints_and_choices():
    source = form(
        {
            "type": "select_one talk",
            "name": "a",
            "label::English (en)": "Shall we?",
            "label::Español (es)": "¿Hablamos?",
            "hint::English (en)": "Wait.",
            "hint::Español (es)": "Espera.",
        },
        choices=[
            {"list_name": "talk", "name": "now", "label::English (en)": "Now", "label::Español (es)": "Ahora"},
            {"list_name": "talk", "name": "later", "label::English (en)": "Later", "label::Español (es)": "Luego"},
        ],
        settings={"form_title": "T", "form_id": "talk", "default_language": "English (en)"},
    )

    (question,) = read_xlsform(source).guide["questions"]

    assert question == {
        "id": "a",
        "kind": "choice",
        "text": "Shall we?",
        "wordings": {"es": "¿Hablamos?"},
        "tone": "Wait.",
        "tone_wordings": {"es": "Espera."},
        "options": [
            {"id": "now", "text": "Now", "wordings": {"es": "Ahora"}},
            {"id": "later", "text": "Later", "wordings": {"es": "Luego"}},
        ],
    }


def test_another_usual_language_is_the_guides():
    source = form(
        {"type": "text", "name": "a", "label::English (en)": "How?", "label::Español (es)": "¿Cómo?"},
        settings={"form_title": "T", "default_language": "Español (es)"},
    )

    guide = read_xlsform(source).guide

    assert guide["language"] == "es"
    assert guide["questions"] == [{"id": "a", "kind": "open", "text": "¿Cómo?", "wordings": {"en": "How?"}}]


def test_a_translated_yes_and_no_is_one_and_has_its_ways_out():
    """R-080: "partly" and "would rather not say" come with it; what yes is called elsewhere is told."""
    rows = [
        {"list_name": "oui", "name": "yes", "label": "Yes", "label::Français (fr)": "Oui"},
        {"list_name": "oui", "name": "no", "label": "No", "label::Français (fr)": "Non"},
    ]
    source = form(row("select_one oui", "a"), choices=rows)

    assert [line["kind"] for line in outline(read_xlsform(source).guide)] == ["yes_no"]
    assert told(source) == [("choices", 2, "oui", "label")]


def test_yes_and_no_with_words_of_their_own_stay_a_choice():
    own = [
        {"list_name": "own", "name": "yes", "label": "Sí, claro"},
        {"list_name": "own", "name": "no", "label": "No"},
    ]

    (question,) = read_xlsform(form(row("select_one own", "a"), choices=own)).guide["questions"]

    assert question["kind"] == "choice"


def test_answers_repeated_in_a_label_are_piped_and_hide_nothing():
    """R-077: ODK shows such a question with a gap; it is asked here, too."""
    source = form(row("text", "a"), row("text", "b", "You said ${a}?"))
    imported = read_xlsform(source)

    steps = {step.id: step.text for step in walk(imported.guide, {})}

    assert steps["b"] == "You said …?"
    assert {step.id: step.text for step in walk(imported.guide, {"a": "rent"})}["b"] == "You said rent?"


def test_a_fixed_text_is_a_variable():
    """R-083."""
    source = form(row("calculate", "town", "", calculation="'Ashby'"), row("text", "a", "How is ${town}?"))

    assert read_xlsform(source).variables == {"town": "Ashby"}
    assert read_xlsform(source).refused == ()
    assert read_xlsform(source).guide["questions"][0]["text"] == "How is {town}?"


def test_a_condition_on_a_fixed_text_is_refused_by_name():
    source = form(
        row("calculate", "town", "", calculation="'Ashby'", relevant="1 = 1"),
        row("text", "a", relevant="${town} = 'Ashby'"),
    )

    assert "it looks at “town”, which is a fixed text" in left_out(source)[(3, "a")]
    assert told(source) == [("survey", 2, "town", "relevant")]


def test_or_other_is_an_answer_more_and_a_line_to_say_which():
    source = form(row("select_one how or_other", "a"))

    assert asked(source, {"a": "other"}) == ["a", "a_other"]
    assert asked(source, {"a": "bus"}) == ["a"]


def test_a_difference_of_two_numbers_is_carried():
    source = form(
        row("integer", "before"), row("integer", "after"), row("text", "z", relevant="${after} - ${before} > 0")
    )

    assert conditions(source)["z"] == {"difference": "after", "over": 0}
    assert asked(source, {"before": 3, "after": 5}) == ["before", "after", "z"]
    assert asked(source, {"before": 5, "after": 5}) == ["before", "after"]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (row("decimal", "x"), "whole numbers"),
        (row("geopoint", "x"), "geopoint"),
        (row("image", "x"), "image"),
        (row("deviceid", "x"), "about the phone"),
        (row("time", "x"), "A time without a day"),
        (row("rank how", "x"), "order"),
        (row("calculate", "x", calculation="1 + 1"), "fixed text in quotes"),
        (row("select_one_from_file towns.csv", "x"), "from a file"),
        (row("select_one nowhere", "x"), "no list called “nowhere”"),
        (row("select_one how", "x", choice_filter="state=${a}"), "cascading choices"),
        (row("telepathy", "x"), "“telepathy” is no type"),
        (row("text", ""), "needs a name"),
        (row("text", "a"), "has this name"),
        (row("range", "x", parameters="start=0 end=1 step=0.1 start=0.5"), "whole numbers"),
        (row("text", "x", disabled="yes"), "switched off"),
    ],
)
def test_a_row_that_cannot_be_carried_is_refused_with_the_reason(given, why):
    source = form(row("text", "a"), given)

    ((place, sentence),) = left_out(source).items()
    assert place[0] == 3
    assert why in sentence
    assert asked(source, {}) == ["a"]


def test_parts_of_a_row_that_cannot_be_carried_are_listed_and_the_row_comes_in():
    source = form(
        row("text", "a", "**Bold** <b>words</b>", required="yes", constraint="regex(., 'x')", default="x"),
        row("range", "b", parameters="start=0 end=10 step=2", appearance="likert"),
        row("text", "c", "", wonder="?"),
        row("select_one how", "d"),
        choices=[
            {"list_name": "how", "name": "bus", "label": "Again"},
            {"list_name": "spare", "name": "x", "label": "X"},
        ],
        settings={"form_title": "T", "version": "v2", "style": "pages"},
        more=[sheet("entities", [{"dataset": "people"}])],
    )

    assert asked(source, {}) == ["a", "b", "c", "d"]
    assert sorted(told(source)) == sorted(
        [
            ("survey", 2, "a", "label"),
            ("survey", 2, "a", "required"),
            ("survey", 2, "a", "constraint"),
            ("survey", 2, "a", "default"),
            ("survey", 3, "b", "parameters"),
            ("survey", 3, "b", "appearance"),
            ("survey", 4, "c", "label"),
            ("survey", 4, "c", "wonder"),
            ("choices", 5, "bus", "name"),
            ("choices", 6, "spare", "list"),
            ("settings", 2, "", "version"),
            ("settings", 2, "style", "style"),
            ("entities", 1, "", "sheet"),
        ]
    )


def test_a_form_from_elsewhere_goes_out_and_comes_back_the_same():
    source = form(
        row("select_one yn", "a"),
        row("begin_group", "g", "About you", relevant="${a} = 'yes'"),
        row("select_multiple how", "b", hint="Wait."),
        row("end_group"),
        row("text", "c", "You said ${b}?", relevant="selected(${b}, 'bus')"),
    )
    guide = read_xlsform(source).guide

    back = read_xlsform(write_xlsform(guide).workbook)

    assert back.guide == guide
    assert back.refused == ()


def test_what_comes_in_can_stand_in_a_pack():
    """The pack's own reader takes the questions, so that a form can become a chapter's guide."""
    source = form(
        row("select_one yn", "a"),
        row("begin_group", "g", "About you", relevant="${a} = 'yes'"),
        row("select_one rate", "b"),
        row("integer", "n"),
        row("date", "on"),
        row("note", "thanks", "Thank you, {b}."),
        row("end_group"),
        row("text", "_c", "You said ${b}?", relevant="${b} > 1 and ${n} >= 2"),
    )
    questions = read_xlsform(source).guide["questions"]
    errors = []

    read = Asking(variables=(), asks=(), errors=errors).questions(
        read_nodes(write_text({"q": questions})).entries[0][1]
    )

    assert errors == []
    assert [one.to_dict() for one in read] == questions


def test_a_file_that_is_no_form_is_said_to_be_none():
    with pytest.raises(NoForm, match="cannot be read as a workbook"):
        read_xlsform(b"PK\x03\x04 and then nothing")
    with pytest.raises(NoForm, match="no sheet called “survey”"):
        read_xlsform(write_workbook([("people", ["a"], [{"a": "b"}])]))
    with pytest.raises(NoForm, match="holds no rows"):
        read_xlsform(write_workbook([("survey", ["type", "name"], [])]))


def test_a_file_from_a_stranger_cannot_grow_without_end():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b" " * 25_000_000)
    growing = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(form(row("text", "a")))) as old, zipfile.ZipFile(growing, "w") as new:
        for part in old.namelist():
            laughs = b'<!DOCTYPE lolz [<!ENTITY lol "lol">]>' if part == "xl/workbook.xml" else b""
            new.writestr(part, laughs + old.read(part))
    tall = write_workbook([("survey", ["type", "name"], [{"type": "text", "name": f"a{n}"} for n in range(5_001)])])

    with pytest.raises(NoForm, match="too large once it is unpacked"):
        read_xlsform(packed.getvalue())
    with pytest.raises(NoForm, match="cannot be read as a workbook"):
        read_xlsform(growing.getvalue())
    with pytest.raises(NoForm, match="more than 5,000 rows"):
        read_xlsform(tall)


def test_what_somebody_wrote_into_our_own_columns_is_looked_at_first():
    rows = [
        row("text", "a", letstalk_kind="open", letstalk_more='{"questions": "x", "id": "b", "kind": "group"}'),
        row("text", "b", letstalk_kind="open", letstalk_more='{"when": 5, "wordings": [], "say": [1], "talk": "yes"}'),
        row("text", "c", letstalk_kind="scale", letstalk_recording="always", letstalk_id="<b>"),
        row("text", "d", letstalk_kind="open", letstalk_more='{"when": {"question": "a", "wonder": 1}}'),
        row("text", "e", letstalk_kind="open", letstalk_more="[" * 5_000),
        row("text", "f", letstalk_kind="open", letstalk_id="a"),
        row("text", "g", letstalk_kind="open", letstalk_more='{"when": {"and": [{"or": 5}]}}'),
    ]
    source = form(*rows, settings={"form_title": "T", "letstalk_kind": "x", "letstalk_more": '{"questions": 1}'})

    imported = read_xlsform(source)

    assert [(line["id"], line["kind"]) for line in outline(imported.guide)] == [(id, "open") for id in "abcdeg"]
    assert [step.id for step in walk(imported.guide, {})] == list("abcdeg")
    assert (7, "f") in left_out(source)
    wrong = {(one.row, one.what) for one in imported.refused}
    assert wrong >= {(2, "letstalk_questions"), (3, "letstalk_when"), (4, "letstalk_recording"), (4, "letstalk_kind")}


def test_no_workbook_made_by_chance_makes_reading_fail():
    """Whatever stands in the cells: a guide that can be walked, or a sentence."""
    words = [
        "a",
        "b",
        "c",
        "yes",
        "${a}",
        "${b} = 'x'",
        "{",
        "}",
        "<b>",
        "not(${c} > 3)",
        "1",
        "-1.5",
        "start=a end=",
        "{}",
    ]
    words += [
        '{"when": {"and": [{"question": "a", "has": 1}]}}',
        '{"repeat": {"over": "a", "default": "each"}}',
        "\u202e",
    ]
    words += [
        '{"compares": {"with": "b"}, "labels": {"1": "x"}}',
        "text",
        "group",
        "below",
        "schedule",
        "fact",
        "scale",
    ]
    types = [
        "text",
        "integer",
        "range",
        "note",
        "select_one l",
        "select_multiple l or_other",
        "begin_group",
        "end_group",
    ]
    types += ["begin_repeat", "end_repeat", "calculate", "", "select_one", "date"]
    columns = [
        "name",
        "label",
        "label::es",
        "label::(x)",
        "relevant",
        "parameters",
        "calculation",
        "hint",
        "guidance_hint",
    ]
    columns += ["letstalk_kind", "letstalk_id", "letstalk_more", "letstalk_recording", "choice_filter", "disabled"]
    for seed in range(60):
        rng = random.Random(seed)
        rows = [
            {"type": rng.choice(types), "name": rng.choice("abcdefgh")}
            | {column: rng.choice(words) for column in rng.sample(columns, 5)}
            for _row in range(rng.randint(1, 12))
        ]
        choices = [{"list_name": "l", "name": rng.choice(words), "label": rng.choice(words)} for _row in range(3)]

        source = write_workbook(
            [
                ("survey", ["type", *columns], rows),
                ("choices", ["list_name", "name", "label"], choices),
                (
                    "settings",
                    ["form_id", "letstalk_kind"],
                    [{"form_id": "x", "letstalk_kind": rng.choice(["", "report"])}],
                ),
            ]
        )
        imported = read_xlsform(source)

        walk(imported.guide, {"a": "rent, bus", "b": 3, "c": ["x"]}, Prepared(repeats={"a": "each"}))
        assert read_xlsform(write_xlsform(imported.guide).workbook).guide["title"] == imported.guide["title"]


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_a_broken_workbook_is_a_sentence_wherever_it_is_broken():
    whole = form(row("select_one yn", "a"), row("text", "b", relevant="${a} = 'yes'"))
    rng = random.Random(0)
    for turn in range(120):
        broken = bytearray(whole) if turn % 2 else bytearray(_with_a_broken_part(whole, rng))
        for _byte in range(rng.randint(1, 20) if turn % 2 else 0):
            broken[rng.randrange(len(broken))] = rng.randrange(256)
        try:
            read_xlsform(bytes(broken))
        except NoForm as reason:
            assert str(reason)


def _with_a_broken_part(source, rng):
    broken = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(broken, "w") as new:
        victim = rng.choice(old.namelist())
        for name in old.namelist():
            part = bytearray(old.read(name))
            for _byte in range(rng.randint(1, 10) if name == victim else 0):
                part[rng.randrange(len(part))] = rng.randrange(256)
            new.writestr(name, bytes(part))
    return broken.getvalue()


def test_deep_groups_are_bounded():
    rows = [row("begin_group", f"g{level}") for level in range(12)]
    source = form(*rows, row("text", "a"), *[row("end_group") for _level in rows], row("text", "b"))

    assert asked(source, {}) == ["b"]
    assert "at most 8 deep" in left_out(source)[(10, "g8")]


def test_half_an_expression_never_fails_by_itself():
    whole = "not(selected(${c}, 'bus')) and (${f} >= 18 or count-selected(${c}) > 1) and ${d} != ''"
    earlier = Earlier(
        {name: {"id": name, "kind": kind} for name, kind in (("c", "multi"), ("f", "number"), ("d", "open"))},
        {name: name for name in "cfd"},
    )

    for end in range(1, len(whole)):
        try:
            understood(whole[:end], earlier)
        except CannotCarry as reason:
            assert str(reason)
