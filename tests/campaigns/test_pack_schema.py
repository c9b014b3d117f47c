"""The published JSON Schema says the same as the reader, as far as a schema can (R-084)."""

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from letstalk.campaigns import pack_agendas, pack_format, pack_questions, pack_telling
from letstalk.campaigns.pack_format import BrokenPack, dump_pack, load_pack
from letstalk.campaigns.pack_yaml import Fields, Listing, read_nodes
from tools import pack_schema

SHIPPED = Path(pack_format.__file__).parent / "packs" / "womens-march.yaml"
EVERY = [SHIPPED, *sorted((Path(__file__).parent.parent / "cases" / "packs").glob("*.yaml"))]
SCHEMA = json.loads(pack_schema.FILE.read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
WHOLE = (Path(__file__).parent.parent / "cases" / "packs" / "whole-campaign.yaml").read_text("utf-8")


def as_json(text):
    """A pack as an editor that knows YAML 1.2 hands it to a schema: only true, false and numbers are no texts."""

    def plain(node):
        if isinstance(node, Fields):
            return {key.value: plain(value) for key, value in node.entries}
        if isinstance(node, Listing):
            return [plain(item) for item in node.items]
        if node.value in ("true", "false"):
            return node.value == "true"
        return int(node.value) if re.fullmatch(r"-?\d{1,9}", node.value) else node.value

    return plain(read_nodes(text))


def test_the_file_is_in_step_with_the_reader():
    """`python -m tools.pack_schema` writes it anew."""
    assert pack_schema.FILE.read_text("utf-8") == pack_schema.written()


def test_it_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", EVERY, ids=lambda file: file.stem)
def test_every_pack_that_can_be_used_passes(file):
    text = file.read_text("utf-8")

    assert [error.message for error in VALIDATOR.iter_errors(as_json(text))] == []
    assert [error.message for error in VALIDATOR.iter_errors(as_json(dump_pack(load_pack(text))))] == []


def test_quoted_numbers_and_bare_words_pass_as_the_reader_takes_them():
    text = WHOLE.replace("length_days: 90", 'length_days: "90"').replace("name: Clean River", "name: 2031")
    text = text.replace("ours: yes", "ours: true")

    assert load_pack(text).campaign.name == "2031"
    assert list(VALIDATOR.iter_errors(as_json(text))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("letstalk_pack: 1", "letstalk_pack: 2"),
        ("  name: Clean River", "  nmae: Clean River"),
        ("  name: Clean River", "  name: Clean <b>River</b>"),
        ("  name: Clean River", "  name: " + "x" * 201),
        ("  name: Clean River", "  name: ''"),
        ("  name: Clean River", "  name: [Clean, River]"),
        ("  key: clean-river", "  key: Clean River"),
        ("place: 2 of 4", "place: second"),
        ("length_days: 90", "length_days: many"),
        ("length_days: 90", "length_days: 0"),
        ("www.example.org/river", "javascript:alert(1)"),
        ('hashtag: "#CleanRiver"', 'hashtag: "#Clean River"'),
        ("current_until: 2031-09-30", "current_until: autumn"),
        ("action: local_action", "action: walk"),
        ("    rung: 3", "    rung: 9"),
        ("motives: {belong: 60", "motives: {belonging: 60"),
        ("motives: {belong: 60", "motives: {belong: 101"),
        ("motives: [learn]", "motives: [money]"),
        ("urgency: 30", "urgency: soon"),
        ("risk: work", "risk: some"),
        ("access: [step_free", "access: [stairs"),
        ("languages: [en", "languages: [English!"),
        ("set_up: [directions", "set_up: [flowers"),
        ("kind: report", "kind: form"),
        ("kind: yes_no", "kind: slider"),
        ("recording: yes_no", "recording: video"),
        ("{id: A, ", "{id: 'A B', "),
        ("meeting_kind: introductory\n    name: A talk about", "meeting_kind: party\n    name: A talk about"),
        ("minutes: 30, questions", "minutes: half, questions"),
        ("counted: after_held, days: 3", "counted: after_held, days: 3, hours: 2"),
        ("counted: after_held, days: 3", "counted: someday, days: 3"),
        ("  vision: Children", "  visions: Children"),
        ("size: square", "size: huge"),
        ("lines: 3}", "lines: 30}"),
        ("ours: yes", "ours: perhaps"),
        ("issues: [clean water]", "issues: clean water"),
        ("river: {default", "River: {default"),
        ("guides:\n", "guides: none\nother:\n"),
    ],
)
def test_a_broken_pack_fails_both_the_reader_and_the_schema(old, new):
    assert WHOLE.count(old) >= 1
    text = WHOLE.replace(old, new, 1)

    with pytest.raises(BrokenPack):
        load_pack(text)

    assert list(VALIDATOR.iter_errors(as_json(text))) != []


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (pack_format.Pack, SCHEMA["properties"]),
        (pack_format.Campaign, pack_schema.campaign()["properties"]),
        (pack_format.Action, pack_schema.action()["properties"]),
        (pack_format.Ask, pack_schema.ask()["properties"]),
        (pack_format.Guide, pack_schema.guide()["properties"]),
        (pack_format.Agenda, pack_schema.agenda()["properties"]),
        (pack_agendas.Section, pack_schema.section()["properties"]),
        (pack_questions.Question, pack_schema.question()["properties"]),
        (pack_questions.Option, pack_schema.option()["properties"]),
        (pack_format.Timing, pack_schema.timing()["properties"]),
        (pack_telling.Strategy, pack_schema.strategy()["properties"]),
        (pack_telling.Story, pack_schema.story()["properties"]),
        (pack_telling.Graphic, pack_schema.graphic()["properties"]),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_no_field_is_forgotten(made, said):
    # `implied` is how the reader keeps "when: as above".
    expected = {one.name for one in fields(made)} - {"implied"}

    assert set(said) - {"letstalk_pack"} == expected


def test_a_bomb_of_aliases_never_reaches_the_schema():
    """What would blow up a reader of YAML is refused before anything is built of it."""
    bomb = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(50))

    with pytest.raises(BrokenPack) as caught:
        read_nodes(bomb)

    assert "Take out &a" in caught.value.errors[0].message


def test_the_shipped_pack_reads_the_same_to_other_readers_of_yaml():
    """An editor's own YAML finds the same texts; only plain yes and no differ, which the schema allows."""
    others = yaml.safe_load(SHIPPED.read_text("utf-8"))

    assert others["campaign"]["hashtag"] == "#WhyWeResist"
    assert list(VALIDATOR.iter_errors(json.loads(json.dumps(others, default=str)))) == []
