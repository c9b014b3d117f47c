"""A guide out of an XLSForm: what can be carried comes in, and what cannot is listed row by row.

A question whose condition cannot be carried is left out with it: asking it of everyone would be worse than not asking.
So is whatever looks at its answer. A form that ``xlsform_out`` wrote comes back as the guide it was.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from letstalk.guides.relevants import CannotCarry, Earlier, relevant_of, understood
from letstalk.guides.walk import EITHER_OR, YES_NO
from letstalk.guides.workbooks import NoWorkbook, Row, Sheet, read_workbook
from letstalk.guides.xlsform_out import AS_WRITTEN, MORE, WORDS, said_in

MOST_REFUSED = 2_000
DEEPEST = 8
LETSTALK = "letstalk_"

_LANGUAGE = re.compile(r"(?P<name>[^(]*)(?:\((?P<code>[^()]+)\))?\s*$")
_REF = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
_MARKUP = re.compile(r"<\s*/?\s*[A-Za-z!?][^<>]*>")
_WHOLE = re.compile(r"-?\d{1,9}")
_OUR_NAMES = re.compile(r"[^a-z0-9_.-]+")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_SPOKEN = {
    "caption": "label",
    "relevance": "relevant",
    "bind::relevant": "relevant",
    "calculate": "calculation",
    "bind::calculate": "calculation",
    "list name": "list_name",
    "value": "name",
}
_TEXTS = ("label", "hint", "guidance_hint")
_READ = {"type", "name", "relevant", "parameters", "list_name"}
_PLAIN = {"text": "open", "string": "open", "integer": "number", "int": "number", "date": "day", "note": "note"}
_SELECTS = (
    (
        re.compile(r"(?:select[_ ]one|select1)(?: from)? (?P<list>\S+)(?P<other> or[_ ](?:other|specify other))?$"),
        False,
    ),
    (re.compile(r"select[_ ]multiple(?: from)? (?P<list>\S+)(?P<other> or[_ ](?:other|specify other))?$"), True),
    (re.compile(r"select all that apply(?: from)? (?P<list>\S+)(?P<other> or[_ ](?:other|specify other))?$"), True),
)
_WHY_NOT = {
    "required": "Every question may be passed over here, so nothing can be required.",
    "constraint": "Answers are not checked against a pattern or a bound here.",
    "constraint_message": "Answers are not checked against a pattern or a bound here.",
    "required_message": "Every question may be passed over here, so nothing can be required.",
    "default": "No answer is given before the question is asked.",
    "calculation": "Nothing is calculated here.",
    "appearance": "Here each kind of question has one look.",
    "read_only": "A question that cannot be answered is a note.",
    "choice_filter": "Choices that depend on an earlier answer (cascading choices) are not carried.",
    "repeat_count": "Repeats are not carried.",
    "parameters": "Only the parameters of a range are carried.",
    "trigger": "Nothing is calculated here.",
    "disabled": "The row is switched off in the form.",
}
_WHY_NOT_TYPE = {
    "decimal": "Only whole numbers are carried: write integer.",
    "time": "A time without a day is not carried: write text.",
    "datetime": "A day with a time is not carried: write date, or text.",
    "rank": "Putting answers into an order is not carried.",
    "calculate": "Only a fixed text in quotes is carried, as a variable.",
    "hidden": "Nothing is calculated here.",
    "acknowledge": "Write select_one with yes and no.",
    "select_one_from_file": "Choices from a file are not carried: list them in the sheet “choices”.",
    "select_multiple_from_file": "Choices from a file are not carried: list them in the sheet “choices”.",
    "select_one_external": "Choices from a file are not carried: list them in the sheet “choices”.",
}
_MEDIA = ("image", "photo", "audio", "video", "file", "barcode", "geopoint", "geotrace", "geoshape", "background-audio")
_ABOUT_THE_PHONE = (
    "start",
    "end",
    "today",
    "deviceid",
    "subscriberid",
    "simserial",
    "phonenumber",
    "username",
    "email",
    "audit",
    "start-geopoint",
)


class NoForm(Exception):
    """This file holds no form that can be read; the sentence says why."""


@dataclass(frozen=True)
class Refusal:
    """One thing that was not carried: where it stands, whether its whole question was left out, and why."""

    sheet: str
    row: int
    name: str
    what: str
    why: str
    is_left_out: bool = False


@dataclass(frozen=True)
class Imported:
    """The guide a form holds, its open words with what they stand for, and what was not carried."""

    guide: dict[str, Any]
    variables: dict[str, str]
    refused: tuple[Refusal, ...]


def read_xlsform(source: bytes) -> Imported:
    """The guide in an XLSForm. Raises NoForm where the file is no workbook or has no questions in it."""
    try:
        sheets = {sheet.name.strip().casefold(): sheet for sheet in read_workbook(source)}
    except NoWorkbook as reason:
        raise NoForm(str(reason)) from None
    if "survey" not in sheets:
        raise NoForm("This workbook has no sheet called “survey”, so it is no XLSForm.")
    reading = _Reading(sheets)
    guide = reading.guide()
    if not reading.survey and not reading.settings.cell("letstalk_kind"):
        raise NoForm("The sheet “survey” holds no rows.")
    return Imported(guide, reading.variables, tuple(reading.refused[:MOST_REFUSED]))


@dataclass(frozen=True)
class _Said:
    """A column's texts in every language: the usual one, and the others by their name here."""

    text: str = ""
    others: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Line:
    """One row of a sheet: its cells by the name XLSForm knows, its texts by language."""

    number: int
    cells: Mapping[str, str]
    said: Mapping[str, _Said]

    def cell(self, name: str) -> str:
        return self.cells.get(name, "")

    @property
    def more(self) -> dict[str, Any]:
        try:
            found = json.loads(self.cell(MORE) or "{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass
class _Level:
    """A group while its rows are read: where its questions go, and how its end is told."""

    questions: list[dict[str, Any]]
    kind: str
    depth: int
    left_out: str = ""


class _Reading:
    def __init__(self, sheets: Mapping[str, Sheet]) -> None:
        self.refused: list[Refusal] = []
        self.variables: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.earlier: dict[str, dict[str, Any]] = {}
        self.gone: dict[str, str] = {}
        self.facts: dict[str, str] = {}
        self.refs: dict[str, str] = {}
        self.settings = self.settings_of(sheets.get("settings"))
        self.languages = _Languages(self.settings.cell("default_language"), [*sheets.values()])
        self.survey = self.lines(sheets["survey"])
        self.lists = self.choices(sheets.get("choices"))
        self.used: set[str] = set()
        for name, sheet in sheets.items():
            if name not in ("survey", "choices", "settings") and sheet.rows:
                self.refuse(sheet.name, 1, "", "sheet", "This sheet is not carried.")

    def guide(self) -> dict[str, Any]:
        title = self.settings.cell("form_title") or self.settings.cell("form_id") or "Guide"
        version = self.settings.cell("version")
        found: dict[str, Any] = {
            "key": _slug(self.settings.cell("form_id") or title),
            "kind": self.settings.cell("letstalk_kind") or "conversation",
            "title": title,
            "version": int(version) if version.isdigit() and 0 < int(version) <= 1_000_000 else 1,
        }
        if version and str(found["version"]) != version:
            self.refuse("settings", 2, "", "version", "A version is a whole number here; this guide begins with 1.")
        if self.languages.code and self.languages.code != "en":
            found["language"] = self.languages.code
        found |= self.settings.more
        found["questions"] = self.questions()
        for name in sorted(set(self.lists) - self.used):
            first = self.lists[name][0].number
            self.refuse("choices", first, name, "list", "No question that was carried uses this list.")
        return found

    # --- rows ---

    def questions(self) -> list[dict[str, Any]]:
        outermost: list[dict[str, Any]] = []
        levels = [_Level(outermost, "", 0)]
        for line in self.survey:
            kind = _type(line)
            if kind in ("begin_group", "begin_repeat"):
                levels.append(self.begun(line, kind, levels[-1]))
            elif kind in ("end_group", "end_repeat"):
                self.end(line, levels)
            elif levels[-1].left_out:
                self.leave_out(line, "type", levels[-1].left_out)
            elif levels[-1].kind not in ("facts", "schedule") or line.cell("letstalk_kind") == "fact":
                self.row(line, kind, levels[-1])
        for level in levels[1:]:
            self.refuse("survey", self.survey[-1].number, "", "type", f"A group ({level.kind}) is not ended.")
        return outermost

    def begun(self, line: _Line, kind: str, above: _Level) -> _Level:
        ours = line.cell("letstalk_kind")
        if above.left_out:
            self.leave_out(line, "type", above.left_out)
            return replace(above, kind=kind)
        if kind == "begin_repeat":
            self.leave_out(line, "type", "Repeats are not carried.")
            return _Level([], kind, above.depth, "it stands in a repeat, and repeats are not carried")
        if ours in ("facts", "below"):
            below = above.questions[-1].setdefault("questions", []) if ours == "below" and above.questions else []
            return _Level(below if ours == "below" else above.questions, ours, above.depth + 1)
        group = self.question(line, ours if ours in ("group", "schedule") else "group", above)
        if group is None:
            return _Level([], kind, above.depth, "it stands in a group that was left out")
        self.add(line, group, above)
        return _Level(group.setdefault("questions", []), group["kind"], above.depth + 1)

    def end(self, line: _Line, levels: list[_Level]) -> None:
        if len(levels) == 1:
            self.refuse("survey", line.number, "", "type", "Nothing is open that could end here.")
            return
        ended = levels.pop()
        if not ended.left_out and ended.kind in ("group", "schedule", "below") and not ended.questions:
            self.close_empty(ended, levels[-1])

    def close_empty(self, ended: _Level, above: _Level) -> None:
        if above.questions and above.questions[-1].get("questions") is ended.questions:
            del above.questions[-1]["questions"]

    def row(self, line: _Line, kind: str, above: _Level) -> None:
        ours = line.cell("letstalk_kind")
        if ours == "variable" or (kind == "calculate" and not ours):
            self.variable(line)
        elif ours == "fact":
            self.facts[line.cell("letstalk_id")] = line.cell("name")
            self.used.add(kind.partition(" ")[2])
        else:
            question = self.question(line, ours, above)
            if question is not None:
                self.add(line, question, above)
                self.add_what_else_was_named(line, kind, question, above)

    def add(self, line: _Line, question: dict[str, Any], above: _Level) -> None:
        above.questions.append(question)
        self.names[question["id"]] = line.cell("name")
        self.refs[line.cell("name")] = question["id"]
        self.earlier[question["id"]] = question

    def add_what_else_was_named(self, line: _Line, kind: str, question: dict[str, Any], above: _Level) -> None:
        """What ``or_other`` stands for in XLSForm: one answer more, and a line to say which."""
        if not re.search(r" or[_ ](specify )?other$", kind):
            return
        name = f"{line.cell('name')}_other"
        test = "contains" if question["kind"] == "multi" else "equals"
        text = {"id": name, "kind": "open", "text": "Other", "when": {"question": question["id"], test: "other"}}
        self.add(replace(line, cells={"name": name}), text, above)

    def question(self, line: _Line, ours: str, above: _Level) -> dict[str, Any] | None:
        """What a row asks; None, with the reason noted, where it is left out."""
        try:
            self.refuse_what_cannot_stand_here(line, above)
            question: dict[str, Any] = {"id": line.cell("letstalk_id") or line.cell("name")}
            question |= self.kind_of(line, _type(line), ours)
            question |= self.spoken(line, question, is_ours=bool(line.cell("letstalk_kind")))
            question |= self.own(line, question)
            question |= self.condition(line, question)
        except _LeftOut as reason:
            self.leave_out(line, reason.what, reason.why)
            return None
        self.note_other_columns(line, _type(line))
        return question

    def refuse_what_cannot_stand_here(self, line: _Line, above: _Level) -> None:
        name = line.cell("name")
        if above.depth >= DEEPEST:
            raise _LeftOut("type", f"Questions are nested at most {DEEPEST} deep.")
        if not _NAME.fullmatch(name):
            raise _LeftOut("name", "A row needs a name of letters, digits and . _ -")
        if name in self.refs or name in self.gone:
            raise _LeftOut("name", "Another row before it has this name.")
        if line.cell("disabled").casefold() in ("yes", "true"):
            raise _LeftOut("disabled", _WHY_NOT["disabled"])

    def own(self, line: _Line, question: Mapping[str, Any]) -> dict[str, Any]:
        """What stands in columns of our own."""
        found = {
            name: line.cell(LETSTALK + name) for name in ("recording", "sensitivity") if line.cell(LETSTALK + name)
        }
        more = line.more
        wordings = {**question.get("wordings", {}), **more.pop("wordings", {})}
        for name in ("when", AS_WRITTEN):
            more.pop(name, None)
        return found | more | ({"wordings": wordings} if wordings else {})

    def condition(self, line: _Line, question: Mapping[str, Any]) -> dict[str, Any]:
        cell, wanted = line.cell("relevant"), line.more.get("when")
        earlier = Earlier(self.earlier, self.names, self.facts, self.gone)
        known = dict(question) if wanted is None else {**question, "when": wanted}
        if line.cell("letstalk_kind") and relevant_of(known, earlier)[0] == cell:
            return {} if wanted is None else {"when": wanted}
        if not cell:
            return {}
        try:
            self.hold_against_each_other(cell)
            found = understood(cell, earlier)
        except CannotCarry as reason:
            raise _LeftOut("relevant", f"Its condition cannot be carried: {reason}.") from None
        return {} if found is None else {"when": found}

    def hold_against_each_other(self, cell: str) -> None:
        """A difference of two numbers is one here only where the later question says so: say it."""
        for one, other in re.findall(r"\$\{([^{}]+)\}\s*-\s*\$\{([^{}]+)\}", cell):
            ids = [self.refs.get(name.strip(), "") for name in (one, other)]
            pair = [
                self.earlier[id] for id in ids if id in self.earlier and self.earlier[id]["kind"] in ("scale", "number")
            ]
            if len(pair) == 2 and not any("compares" in question for question in pair):
                first, later = sorted(pair, key=list(self.earlier.values()).index)
                later["compares"] = {"with": first["id"]}

    # --- kinds ---

    def kind_of(self, line: _Line, kind: str, ours: str) -> dict[str, Any]:
        if kind == "begin_group":
            return {"kind": ours}
        if kind in _PLAIN:
            return {"kind": _PLAIN[kind]}
        if kind == "range":
            return self.range(line)
        for pattern, is_several in _SELECTS:
            match = pattern.match(kind)
            if match:
                return self.select(line, match, ours, is_several=is_several)
        short = kind.split(" ")[0]
        if short in _WHY_NOT_TYPE:
            raise _LeftOut("type", _WHY_NOT_TYPE[short])
        if short in _MEDIA:
            raise _LeftOut("type", f"Pictures, sounds, files and places on a map are not taken in ({short}).")
        if short in _ABOUT_THE_PHONE:
            raise _LeftOut("type", f"Nothing is collected about the phone or its user ({short}).")
        raise _LeftOut("type", f"“{kind}” is no type that can be carried." if kind else "The row has no type.")

    def range(self, line: _Line) -> dict[str, Any]:
        given = dict(re.findall(r"(\w+)\s*=\s*(-?[\d.]+)", line.cell("parameters")))
        bounds = [given.get("start", "1"), given.get("end", "10")]
        if not all(_WHOLE.fullmatch(bound) for bound in bounds) or int(bounds[0]) >= int(bounds[1]):
            raise _LeftOut("parameters", "Only a range of whole numbers from low to high is carried.")
        if given.get("step", "1") not in ("1", "1.0"):
            self.refuse("survey", line.number, line.cell("name"), "parameters", "Scales go in steps of one here.")
        lowest, highest = (int(bound) for bound in bounds)
        return {"kind": "scale"} | {
            name: value for name, value in (("lowest", lowest), ("highest", highest)) if value != 0
        }

    def select(self, line: _Line, match: re.Match[str], ours: str, *, is_several: bool) -> dict[str, Any]:
        if line.cell("choice_filter"):
            raise _LeftOut("choice_filter", _WHY_NOT["choice_filter"])
        rows = self.lists.get(match["list"])
        if not rows:
            raise _LeftOut("type", f"The sheet “choices” has no list called “{match['list']}”.")
        if is_several and any(" " in row.cell("name") for row in rows):
            raise _LeftOut("type", f"In the list “{match['list']}” a name holds a blank.")
        self.used.add(match["list"])
        if ours == "scale":
            return self.labelled(rows)
        options = [self.option(row) for row in rows]
        if match["other"] and all(option["id"] != "other" for option in options):
            options.append({"id": "other", "text": "Other"})
        kind = ours or self.select_kind(options, is_several=is_several)
        if kind == "yes_no":
            return {"kind": kind}
        if kind == "either_or":
            options = [option for option in options if option["id"] not in EITHER_OR]
        return {"kind": kind, "options": options}

    def select_kind(self, options: list[dict[str, Any]], *, is_several: bool) -> str:
        if is_several:
            return "multi"
        usual = {code: WORDS[code].casefold() for code in YES_NO}
        said = {option["id"]: str(option["text"]).casefold() for option in options if not option.get("wordings")}
        is_yes_no = len(said) == len(options) and {"yes", "no"} <= set(said) <= set(usual)
        return "yes_no" if is_yes_no and all(usual[code] == text for code, text in said.items()) else "choice"

    def option(self, row: _Line) -> dict[str, Any]:
        said = self.cleaned(row, "label", "choices")
        option: dict[str, Any] = {"id": row.cell("name"), "text": said.text or row.cell("name")}
        option |= {name: row.cell(LETSTALK + name) for name in ("action", "ask") if row.cell(LETSTALK + name)}
        return option | ({"wordings": dict(said.others)} if said.others else {})

    def labelled(self, rows: list[_Line]) -> dict[str, Any]:
        """A scale of ours: digits with words beside them."""
        texts = {int(row.cell("name")): row.said["label"].text for row in rows if _WHOLE.fullmatch(row.cell("name"))}
        if len(texts) < 2:
            raise _LeftOut("type", "A scale needs at least two whole numbers.")
        found: dict[str, Any] = {"kind": "scale"}
        found |= {name: value for name, value in (("lowest", min(texts)), ("highest", max(texts))) if value}
        words = {str(digit): self.named(text.removeprefix(f"{digit} – ")) for digit, text in texts.items()}
        return found | {"labels": {digit: word for digit, word in words.items() if word and word != digit}}

    # --- words ---

    def spoken(self, line: _Line, question: Mapping[str, Any], *, is_ours: bool) -> dict[str, Any]:
        label, hint, guidance = (self.cleaned(line, name, "survey") for name in _TEXTS)
        found: dict[str, Any] = {"text": label.text}
        if not label.text:
            found["text"] = hint.text or line.cell("name")
            if question["kind"] != "group":
                self.refuse(
                    "survey", line.number, line.cell("name"), "label", "It has no label, so its name stands there."
                )
        found |= {"wordings": dict(label.others)} if label.others else {}
        if not is_ours and guidance.text:
            # Elsewhere this is advice to whoever asks; only our own forms put there what may be read out.
            told = " ".join(part for part in (hint.text, guidance.text) if part)
            hint, guidance = _Said(told, hint.others), _Said()
        for said, plain, others in ((hint, "tone", "tone_wordings"), (guidance, "why_we_ask", "why_wordings")):
            found |= {plain: said.text} if said.text else {}
            found |= {others: dict(said.others)} if said.others else {}
        if (
            not is_ours
            and question["kind"] != "group"
            and _REF.search(" ".join([line.said["label"].text, *line.said["label"].others.values()]))
        ):
            found["even_without_words"] = True
        return found

    def cleaned(self, line: _Line, name: str, sheet: str) -> _Said:
        """A column's texts with names in braces and without markup; a wording that says the same as another goes."""
        said = line.said.get(name, _Said())
        ours = line.more.get(AS_WRITTEN, {})

        def clean(cell: str) -> str:
            return str(ours[cell]) if cell in ours else self.named(self.plain(cell, line, name, sheet))

        texts = {language: clean(cell) for language, cell in said.others.items()}
        text = clean(said.text)
        kept: dict[str, str] = {}
        for language in sorted(texts, key=lambda one: (one.count("."), one)):
            if texts[language] and texts[language] != said_in(language, text, kept):
                kept[language] = texts[language]
        return _Said(text, kept)

    def plain(self, text: str, line: _Line, name: str, sheet: str) -> str:
        if self.settings.cell("letstalk_kind"):
            return text
        found = _REF.sub(lambda match: f"\x00{match[1]}\x01", text)
        bare = _MARKUP.sub("", found).replace("{", "(").replace("}", ")")
        if bare != found:
            why = "Markup and braces are not carried; the words are."
            self.refuse(sheet, line.number, line.cell("name"), name, why)
        return re.sub("\x00([^\x01]*)\x01", r"${\1}", bare)

    def named(self, text: str) -> str:
        """``${name}`` as our own braces."""
        return _REF.sub(lambda match: "{" + self.refs.get(match[1], match[1]) + "}", text)

    def variable(self, line: _Line) -> None:
        name, value = line.cell("name"), line.cell("calculation")
        match = re.fullmatch(r"'([^']*)'|\"([^\"]*)\"", value)
        if not name or match is None:
            self.leave_out(line, "type", _WHY_NOT_TYPE["calculate"])
            return
        ours = self.refs[name] = line.cell("letstalk_id") or name
        self.variables[ours] = match[1] or match[2] or ""

    # --- what is not carried ---

    def note_other_columns(self, line: _Line, kind: str) -> None:
        for column, value in line.cells.items():
            is_read = column in _READ and not (column == "parameters" and kind != "range")
            if is_read or column.startswith((LETSTALK, *(f"{name}::" for name in _TEXTS))) or column in _TEXTS:
                continue
            if column in ("required", "read_only") and value.casefold() in ("no", "false", "false()"):
                continue
            if column == "disabled":
                continue
            why = _WHY_NOT.get(column) or _why_not_column(column)
            self.refuse("survey", line.number, line.cell("name"), column, why)

    def leave_out(self, line: _Line, what: str, why: str) -> None:
        name = line.cell("name")
        sentence = f"{why[:1].upper()}{why[1:]}" + ("" if why.endswith(".") else ".")
        self.refuse("survey", line.number, name, what, sentence, is_left_out=True)
        if name and name not in self.refs:
            self.gone[name] = f"which was left out (row {line.number})"

    def refuse(self, sheet: str, row: int, name: str, what: str, why: str, *, is_left_out: bool = False) -> None:
        found = Refusal(sheet, row, name, what, why, is_left_out)
        if found not in self.refused:
            self.refused.append(found)

    # --- sheets ---

    def lines(self, sheet: Sheet) -> list[_Line]:
        return [self.line(row) for row in sheet.rows]

    def line(self, row: Row) -> _Line:
        cells: dict[str, str] = {}
        texts: dict[str, dict[str, str]] = {name: {} for name in _TEXTS}
        for column, value in row.cells.items():
            name, language = _column(column)
            if name in _TEXTS:
                texts[name][self.languages.name(language)] = value
            cells.setdefault(name if not language else f"{name}::{language}", value)
        return _Line(row.number, cells, {name: self.languages.said(found) for name, found in texts.items()})

    def choices(self, sheet: Sheet | None) -> dict[str, list[_Line]]:
        lists: dict[str, list[_Line]] = {}
        for line in self.lines(sheet) if sheet else []:
            rows = lists.setdefault(line.cell("list_name"), [])
            if not line.cell("list_name") or not line.cell("name"):
                self.refuse("choices", line.number, line.cell("name"), "name", "A choice needs its list and its name.")
            elif any(row.cell("name") == line.cell("name") for row in rows):
                self.refuse(
                    "choices", line.number, line.cell("name"), "name", "Another choice in this list has that name."
                )
            else:
                rows.append(line)
        for column in sheet.columns if sheet else ():
            name, _language = _column(column)
            if name not in (*_TEXTS, *_READ) and not name.startswith(LETSTALK):
                self.refuse("choices", 1, column, column, "Columns for cascading choices and media are not carried.")
        return {name: rows for name, rows in lists.items() if name and rows}

    def settings_of(self, sheet: Sheet | None) -> _Line:
        if sheet is None or not sheet.rows:
            return _Line(2, {}, {})
        row = sheet.rows[0]
        cells = {_column(column)[0]: value for column, value in row.cells.items()}
        cells.setdefault("form_title", cells.pop("set_form_title", ""))
        cells.setdefault("form_id", cells.pop("set_form_id", ""))
        for column in cells:
            known = ("form_title", "form_id", "version", "default_language", "set_form_title", "set_form_id")
            if column not in known and not column.startswith(LETSTALK) and cells[column]:
                self.refuse("settings", row.number, column, column, "This setting is not carried.")
        return _Line(row.number, cells, {})


class _LeftOut(Exception):
    def __init__(self, what: str, why: str) -> None:
        self.what, self.why = what, why
        super().__init__(why)


class _Languages:
    """Which of a form's languages is the usual one, and what the others are called here."""

    def __init__(self, default: str, sheets: list[Sheet]) -> None:
        columns = [_column(column) for sheet in sheets for column in sheet.columns]
        spoken = [language for name, language in columns if name in _TEXTS]
        first = spoken[0] if spoken and "" not in spoken else ""
        usual = default if default in spoken else first
        self.usual = "" if "" in spoken and default not in spoken else _wording_name(usual)
        is_code = re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", self.usual)
        self.code = self.usual if is_code and ("(" in usual or len(self.usual) == 2) else ""

    def name(self, language: str) -> str:
        name = _wording_name(language)
        return "" if name == self.usual else name

    def said(self, texts: Mapping[str, str]) -> _Said:
        usual = texts.get("") or next(iter(texts.values()), "")
        return _Said(usual, {name: text for name, text in texts.items() if name and text})


def _column(column: str) -> tuple[str, str]:
    """A column's name as XLSForm knows it, and its language."""
    name, *language = re.split(r"::|:(?=\S)", column.strip(), maxsplit=1)
    spoken = re.sub(r"[\s-]+", "_", name.strip().casefold())
    if spoken in _TEXTS or spoken == "caption":
        return _SPOKEN.get(spoken, spoken), language[0].strip() if language else ""
    whole = column.strip().casefold()
    return _SPOKEN.get(whole) or (spoken if not language else whole), ""


def _wording_name(language: str) -> str:
    match = _LANGUAGE.match(language)
    told = (match["code"] if match and match["code"] else language).strip().casefold()
    name = _OUR_NAMES.sub("-", told).strip("-.")
    name = ".".join(part[:30] for part in name.split("."))
    return name if re.match(r"[a-z]", name) or not name else f"l{name}"


def _type(line: _Line) -> str:
    kind = " ".join(line.cell("type").split())
    short = kind.casefold().replace(" ", "_")
    if short in ("begin_group", "end_group", "begin_repeat", "end_repeat"):
        return short
    word, _blank, rest = kind.partition(" ")
    return f"{word.casefold()} {rest}".strip() if rest else word.casefold()


def _why_not_column(column: str) -> str:
    if column.split("::")[0] in ("media", "image", "audio", "video", "big-image"):
        return "Pictures and sounds are not carried."
    return "This column is not carried."


def _slug(text: str) -> str:
    slug = re.sub(r"[^a-z0-9-]+", "-", text.casefold()).strip("-")[:60]
    return slug if re.match(r"[a-z]", slug) else f"guide-{slug}".strip("-")
