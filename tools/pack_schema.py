"""`python -m tools.pack_schema`: writes the published JSON Schema of packs, from the words and bounds the reader uses.

The schema helps editors to complete and to underline. What looks at several places at once (that minutes add up, that a
question looks back) only `letstalk pack check` can tell.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

from letstalk.campaigns import pack_designs, pack_format, pack_questions, pack_reader, pack_telling
from letstalk.campaigns.pack_agendas import MOST_HINTS, MOST_MINUTES, MOST_SECTION_MINUTES, SUCCESS_RULES
from letstalk.graphics.art import LONGEST
from letstalk.graphics.faces import DISPLAY
from letstalk.graphics.pictures import ALIGNED, ANCHORS, PANELS

FILE = Path(pack_format.__file__).parent / "pack.schema.json"
YES_OR_NO = "^([Yy][Ee][Ss]|[Nn][Oo]|[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$"
NUMBER_TESTS = ("over", "under", "at_least", "at_most")

Schema = dict[str, Any]


def text(most: int, *, lines: bool = False) -> Schema:
    """Words for a person: something in them, no tags, on one line unless `lines`. A bare number or yes is text too."""
    whole = {} if lines else {"pattern": r"^\s*[^\n]*\s*$"}
    return {
        "type": ["string", "number", "boolean"],
        "maxLength": most,
        "allOf": [{"pattern": r"\S"}, {"not": {"type": "string", "pattern": pack_reader.MARKUP.pattern}}],
    } | whole


def matching(pattern: re.Pattern[str]) -> Schema:
    return {"type": ["string", "number"], "pattern": f"^(?:{pattern.pattern})$"}


def number(lowest: int, highest: int) -> Schema:
    """Quoted or not."""
    return {"type": ["integer", "string"], "pattern": r"^-?\d{1,9}$", "minimum": lowest, "maximum": highest}


def listing(of: Schema, most: int, least: int = 0) -> Schema:
    return {"type": "array", "items": of, "maxItems": most} | ({"minItems": least} if least else {})


def named(pattern: re.Pattern[str], of: Schema, most: int) -> Schema:
    return {
        "type": "object",
        "propertyNames": {"pattern": f"^(?:{pattern.pattern})$"},
        "additionalProperties": of,
        "maxProperties": most,
    }


def group(fields: dict[str, Schema], *needed: str) -> Schema:
    return {"type": "object", "properties": fields, "required": list(needed), "additionalProperties": False}


def ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


FLAG: Schema = {"type": ["boolean", "string"], "pattern": YES_OR_NO}
DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
VALUE: Schema = {"type": ["string", "number", "boolean"]}
VALUES = listing(VALUE, 1000, 1)
KEY = matching(pack_reader.KEY)
LANGUAGE = matching(pack_format.LANGUAGE)
CREDIT = {"credit": text(300), "licence": text(200)}


def one_of(words: Any) -> Schema:
    return {"enum": list(words)}


def wordings(most: int) -> Schema:
    return named(pack_questions.WORDING, text(most), 20)


def question() -> Schema:
    id = matching(pack_questions.ID)
    return group(
        {
            "id": id,
            "kind": one_of(pack_questions.KINDS),
            "text": text(600),
            "when": ref("condition"),
            "wordings": wordings(600),
            "talk": FLAG,
            "collects": one_of(pack_questions.COLLECTS),
            "options": listing(ref("option"), 40, 2),
            "lowest": number(-1000, 1000),
            "highest": number(-1000, 1000),
            "labels": named(pack_questions.RATING, text(120), 21),
            "rates": one_of(pack_questions.RATES),
            "better": one_of(pack_questions.BETTER),
            "compares": group({"with": id}, "with"),
            "even_without_words": FLAG,
            "repeat": group({"over": id, "default": one_of(pack_questions.REPEATS)}, "over"),
            "recording": one_of(pack_questions.RECORDING),
            "sensitivity": one_of(pack_questions.SENSITIVITY),
            "consent": id,
            "only_with_trust": FLAG,
            "about_2016": FLAG,
            "propose": FLAG,
            "leads_to": one_of(pack_questions.LEADS_TO),
            "tells": listing(one_of(pack_questions.TELLS), len(pack_questions.TELLS)),
            "tone": text(600),
            "tone_wordings": wordings(600),
            "why_we_ask": text(600),
            "why_wordings": wordings(600),
            "say": listing(text(300), 10),
            "do_not_say": listing(text(300), 10),
            "questions": listing(ref("question"), pack_questions.MOST_QUESTIONS),
        },
        "id",
        "kind",
        "text",
    )


def condition() -> Schema:
    """An answer of the question above, "as above", a test of an earlier answer, of a fact or of a difference."""
    limits = number(-pack_questions.LARGEST, pack_questions.LARGEST)
    tests = dict.fromkeys(pack_questions.TESTS, VALUE) | {"in": VALUES}
    tests |= dict.fromkeys(NUMBER_TESTS, limits) | {"has": number(1, 1000)}
    parts = listing(ref("condition"), 40, 1)
    about_answer = group({"question": matching(pack_questions.ID)} | tests)
    one_more_than = {"minProperties": 1, "maxProperties": 2}
    facts = {"fact": one_of(pack_questions.FACTS), "equals": VALUE, "in": VALUES}
    changed = {"difference": matching(pack_questions.ID)} | dict.fromkeys(("equals", *NUMBER_TESTS), limits)
    return {
        "anyOf": [
            VALUE,
            group({"and": parts}, "and"),
            group({"or": parts}, "or"),
            group({"not": ref("condition")}, "not"),
            about_answer | one_more_than,
            group(facts, "fact") | {"minProperties": 2, "maxProperties": 2},
            group(changed, "difference") | {"minProperties": 2, "maxProperties": 2},
        ]
    }


def option() -> Schema:
    fields = {
        "id": matching(pack_questions.OPTION_ID),
        "text": text(200),
        "wordings": wordings(200),
        "action": matching(pack_questions.ACTION),
        "ask": KEY,
    }
    return group(fields, "id", "text")


def section() -> Schema:
    hints = listing(text(400), MOST_HINTS)
    fields = {
        "key": KEY,
        "name": text(120),
        "minutes": number(0, MOST_SECTION_MINUTES),
        "at_least": number(0, MOST_SECTION_MINUTES),
        "when": ref("condition"),
        "duties": hints,
        "points": listing(text(400), 20),
        "say": hints,
        "do_not_say": hints,
        "exit_signs": listing(group({"seen": text(200), "do": text(300)}, "seen", "do"), MOST_HINTS),
        "questions": listing(matching(pack_questions.ID), 100),
        "asks": listing(KEY, 4),
    }
    return group(fields, "key", "name", "minutes")


def campaign() -> Schema:
    variable = group({"default": text(200), "description": text(300)}, "description")
    fields = {
        "key": KEY,
        "name": text(200),
        "series": text(200),
        "place": matching(pack_format.PLACE),
        "length_days": number(1, 3650),
        "language": LANGUAGE,
        "link": matching(pack_format.LINK),
        # Letters of any script; a schema's \w would mean Latin ones to most who read it.
        "hashtag": {"type": "string", "pattern": r"^#[^\s#]{1,59}$"},
        **CREDIT,
        "current_until": DAY,
        "variables": named(pack_format.VARIABLE, variable, 60),
    }
    return group(fields, "key", "name")


def action() -> Schema:
    fields = {
        "number": number(1, 100),
        "title": text(200),
        "from_day": number(1, 3650),
        "to_day": number(1, 3650),
        "ours": FLAG,
        "wanted": number(1, 1_000_000),
    }
    return group(fields, "number", "title")


def ask() -> Schema:
    words = listing(text(60), 12)
    fields = {
        "key": KEY,
        "title": text(120),
        "action": one_of(pack_format.ASK_ACTIONS),
        "what": text(300),
        "why": text(300),
        "rung": number(1, 6),
        "goal": text(200),
        "place": text(200),
        "how_to": text(2000, lines=True),
        "issues": words,
        "motives": {
            "anyOf": [
                listing(one_of(pack_format.MOTIVES), len(pack_format.MOTIVES)),
                group(dict.fromkeys(pack_format.MOTIVES, number(1, pack_format.FULLY))),
            ]
        },
        "uses": words,
        "teaches": words,
        "minutes": number(1, 24 * 60),
        "company": one_of(pack_format.COMPANY),
        "urgency": number(0, 100),
        "risk": one_of(pack_format.RISKS),
        "solves": words,
        "child_care": FLAG,
        "access": listing(one_of(pack_format.ACCESS), len(pack_format.ACCESS)),
        "languages": listing(LANGUAGE, 12),
        "least_age": number(1, 120),
        "before": listing(KEY, 8),
        "set_up": listing(one_of(pack_format.SET_UP), len(pack_format.SET_UP)),
    }
    return group(fields, "key", "title", "action")


def guide() -> Schema:
    fields = {
        "key": KEY,
        "kind": one_of(pack_format.GUIDE_KINDS),
        "title": text(200),
        "version": number(1, 1_000_000),
        "language": LANGUAGE,
        "partisan": FLAG,
        "current_until": DAY,
        **CREDIT,
        "questions": listing(ref("question"), pack_questions.MOST_QUESTIONS, 1),
    }
    return group(fields, "key", "kind", "title", "version", "questions")


def agenda() -> Schema:
    fields = {
        "key": KEY,
        "meeting_kind": one_of(pack_format.MEETING_KINDS),
        "name": text(200),
        "minutes": number(1, MOST_MINUTES),
        "adapted_from": KEY,
        "guide": KEY,
        "success": text(300),
        "success_rule": one_of(SUCCESS_RULES),
        "current_until": DAY,
        **CREDIT,
        "sections": listing(ref("section"), 20, 1),
    }
    return group(fields, "key", "meeting_kind", "name", "minutes", "sections")


def timing() -> Schema:
    amount = number(0, 10_000)
    fields = {
        "kind": one_of(pack_format.FOLLOW_UP_KINDS),
        "counted": one_of(pack_format.COUNTED),
        "days": amount,
        "hours": amount,
        "minutes": amount,
        "up_to": amount,
        "note": text(300),
    }
    units = [{"required": [unit]} for unit in ("days", "hours", "minutes")]
    return group(fields, "kind", "counted") | {"oneOf": units}


def story() -> Schema:
    tags = listing(text(60), 20)
    fields = {
        "key": KEY,
        "title": text(120),
        "text": text(4000, lines=True),
        "bridge": text(400, lines=True),
        "issues": tags,
        "values": tags,
    }
    return group(fields, "key", "title", "text")


def strategy() -> Schema:
    return group({part: text(600, lines=True) for part in ("vision", "national", "local", "both")})


def graphic() -> Schema:
    blank = group({"key": KEY, "label": text(120), "lines": number(1, 12)}, "key", "label")
    fields = {
        "key": KEY,
        "title": text(120),
        "size": one_of(pack_telling.GRAPHIC_SIZES),
        "lines": listing(text(200), 12),
        "blanks": listing(blank, 8),
        "alt": text(400),
    }
    return group(fields, "key", "title", "size")


def design() -> Schema:
    fields = {
        "key": KEY,
        "title": text(120),
        **dict.fromkeys(("ground", "words", "prompt", "foot", "panel_color"), matching(pack_designs.COLOR)),
        "face": one_of(tuple(DISPLAY)),
        "panel": one_of(PANELS),
        "align": one_of(ALIGNED),
        "place": one_of(ANCHORS),
        "art": {"type": "string", "minLength": 1, "maxLength": LONGEST},
        "anchor": one_of(ANCHORS),
        "repeat": FLAG,
        "clear": number(0, pack_designs.MOST_CLEAR),
    }
    return group(fields, "key", "title", "ground", "words", "prompt", "foot")


def schema() -> Schema:
    """The whole schema."""
    fields = {
        "letstalk_pack": number(pack_format.VERSION, pack_format.VERSION),
        "campaign": campaign(),
        "actions": listing(action(), 100),
        "asks": listing(ask(), 100),
        "guides": listing(guide(), 60),
        "agenda_templates": listing(agenda(), 60),
        "follow_up_timings": listing(timing(), 60),
        "strategy": strategy(),
        "stories": listing(story(), 200),
        "graphics": listing(graphic(), 60),
        "designs": listing(design(), 12),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A pack of Let's Talk: a whole campaign in one file",
        **group(fields, "letstalk_pack", "campaign"),
        "$defs": {"question": question(), "option": option(), "condition": condition(), "section": section()},
    }


def written() -> str:
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def main() -> int:
    FILE.write_text(written(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
