"""A guide out of an XLSForm: what can be carried comes in, and what cannot is listed row by row.

A question whose condition cannot be carried is left out with it: asking it of everyone would be worse than not asking.
So is whatever looks at its answer. A form that ``xlsform_out`` wrote comes back as the guide it was.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from letstalk.guides.relevants import CannotCarry, Earlier, relevant_of
from letstalk.guides.walk import EITHER_OR, UNSAID, YES_NO
from letstalk.guides.workbooks import NoWorkbook, read_workbook
from letstalk.guides.xlsform_marks import Marks, marks_of, settings_marks
from letstalk.guides.xlsform_out import WORDS, said_in
from letstalk.guides.xlsform_rows import (
    LETSTALK,
    READ,
    TEXTS,
    Form,
    Line,
    Refusal,
    Said,
    row_type,
    why_not_column,
)
from letstalk.guides.xpath_meaning import understood
from letstalk.kit.saying import _

MOST_REFUSED = 2_000
DEEPEST = 8

_REF = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
_MARKUP = re.compile(r"<\s*/?\s*[A-Za-z!?][^<>]*>")
_WHOLE = re.compile(r"-?\d{1,9}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.+-]*")
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
    "required": _("Every question may be passed over here, so nothing can be required."),
    "constraint": _("Answers are not checked against a pattern or a bound here."),
    "constraint_message": _("Answers are not checked against a pattern or a bound here."),
    "required_message": _("Every question may be passed over here, so nothing can be required."),
    "default": _("No answer is given before the question is asked."),
    "calculation": _("Nothing is calculated here."),
    "appearance": _("Here each kind of question has one look."),
    "read_only": _("A question that cannot be answered is a note."),
    "choice_filter": _("Choices that depend on an earlier answer (cascading choices) are not carried."),
    "repeat_count": _("Repeats are not carried."),
    "parameters": _("Only the parameters of a range are carried."),
    "trigger": _("Nothing is calculated here."),
    "disabled": _("The row is switched off in the form."),
}
_WHY_NOT_TYPE = {
    "decimal": _("Only whole numbers are carried: write integer."),
    "time": _("A time without a day is not carried: write text."),
    "datetime": _("A day with a time is not carried: write date, or text."),
    "rank": _("Putting answers into an order is not carried."),
    "calculate": _("Only a fixed text in quotes is carried, as a variable."),
    "hidden": _("Nothing is calculated here."),
    "acknowledge": _("Write select_one with yes and no."),
    "select_one_from_file": _("Choices from a file are not carried: list them in the sheet “choices”."),
    "select_multiple_from_file": _("Choices from a file are not carried: list them in the sheet “choices”."),
    "select_one_external": _("Choices from a file are not carried: list them in the sheet “choices”."),
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
        raise NoForm(reason.args[0]) from None
    if "survey" not in sheets:
        raise NoForm(_("This workbook has no sheet called “survey”, so it is no XLSForm."))
    form = Form(sheets)
    if not form.survey and not form.is_ours:
        raise NoForm(_("The sheet “survey” holds no rows."))
    reading = _Reading(form)
    guide = reading.guide()
    return Imported(guide, reading.variables, tuple(form.refused[:MOST_REFUSED]))


@dataclass
class _Level:
    """A group while its rows are read: where its questions go, and how its end is told."""

    questions: list[dict[str, Any]]
    kind: str
    depth: int
    left_out: str = ""


class _Reading:
    """The survey from the top to the bottom, knowing at each row what stands before it."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.variables: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.earlier: dict[str, dict[str, Any]] = {}
        self.gone: dict[str, str] = {}
        self.facts: dict[str, str] = {}
        self.refs: dict[str, str] = {}
        self.used: set[str] = set()

    def guide(self) -> dict[str, Any]:
        settings = self.form.settings
        title = settings.cell("form_title") or settings.cell("form_id") or "Guide"
        version = settings.cell("version")
        found: dict[str, Any] = {
            "key": _slug(settings.cell("form_id") or title),
            "kind": "report" if settings.cell("letstalk_kind") == "report" else "conversation",
            "title": title,
            "version": int(version) if version.isdecimal() and 0 < int(version[:9]) <= 1_000_000 else 1,
        }
        if version and str(found["version"]) != version:
            self.form.refuse("settings", 2, "", "version", _("A version is a whole number; this guide begins with 1."))
        if self.form.languages.code and self.form.languages.code != "en":
            found["language"] = self.form.languages.code
        found |= settings_marks(settings)
        found["questions"] = self.questions()
        for name in sorted(set(self.form.lists) - self.used):
            first = self.form.lists[name][0].number
            self.form.refuse("choices", first, name, "list", _("No question that was carried uses this list."))
        return found

    # --- rows ---

    def questions(self) -> list[dict[str, Any]]:
        outermost: list[dict[str, Any]] = []
        levels = [_Level(outermost, "", 0)]
        for line in self.form.survey:
            kind = row_type(line)
            if kind in ("begin_group", "begin_repeat"):
                levels.append(self.begun(line, kind, levels[-1]))
            elif kind in ("end_group", "end_repeat"):
                self.end(line, levels)
            elif levels[-1].left_out:
                self.leave_out(line, "type", levels[-1].left_out)
            elif levels[-1].kind not in ("facts", "schedule") or marks_of(line, kind).kind == "fact":
                self.row(line, kind, levels[-1])
        for level in levels[1:]:
            self.form.refuse(
                "survey",
                self.form.survey[-1].number,
                "",
                "type",
                _("A group (%(kind)s) is not ended.", kind=level.kind),
            )
        return outermost

    def begun(self, line: Line, kind: str, above: _Level) -> _Level:
        ours = marks_of(line, kind).kind
        if above.left_out:
            self.leave_out(line, "type", above.left_out)
            return replace(above, kind=kind)
        if kind == "begin_repeat":
            self.leave_out(line, "type", _("Repeats are not carried."))
            return _Level([], kind, above.depth, "it stands in a repeat, and repeats are not carried")
        if ours in ("facts", "below"):
            below = above.questions[-1].setdefault("questions", []) if ours == "below" and above.questions else []
            return _Level(below if ours == "below" else above.questions, ours, above.depth + 1)
        group = self.question(line, above)
        if group is None:
            return _Level([], kind, above.depth, "it stands in a group that was left out")
        self.add(line, group, above)
        return _Level(group.setdefault("questions", []), group["kind"], above.depth + 1)

    def end(self, line: Line, levels: list[_Level]) -> None:
        if len(levels) == 1:
            self.form.refuse("survey", line.number, "", "type", _("Nothing is open that could end here."))
            return
        ended = levels.pop()
        if not ended.left_out and ended.kind in ("group", "schedule", "below") and not ended.questions:
            self.close_empty(ended, levels[-1])

    def close_empty(self, ended: _Level, above: _Level) -> None:
        if above.questions and above.questions[-1].get("questions") is ended.questions:
            del above.questions[-1]["questions"]

    def row(self, line: Line, kind: str, above: _Level) -> None:
        if kind == "calculate":
            self.variable(line)
        elif marks_of(line, kind).kind == "fact":
            self.facts[line.cell("letstalk_id")] = line.cell("name")
            self.used.add(kind.partition(" ")[2])
        else:
            question = self.question(line, above)
            if question is not None:
                self.add(line, question, above)
                self.add_what_else_was_named(line, kind, question, above)

    def add(self, line: Line, question: dict[str, Any], above: _Level) -> None:
        above.questions.append(question)
        self.names[question["id"]] = line.cell("name")
        self.refs[line.cell("name")] = question["id"]
        self.earlier[question["id"]] = question

    def add_what_else_was_named(self, line: Line, kind: str, question: dict[str, Any], above: _Level) -> None:
        """What ``or_other`` stands for in XLSForm: one answer more, and a line to say which."""
        if not re.search(r" or[_ ](specify )?other$", kind):
            return
        name = f"{line.cell('name')}_other"
        test = "contains" if question["kind"] == "multi" else "equals"
        text = {"id": name, "kind": "open", "text": "Other", "when": {"question": question["id"], test: "other"}}
        self.add(replace(line, cells={"name": name}), text, above)

    def question(self, line: Line, above: _Level) -> dict[str, Any] | None:
        """What a row asks; None, with the reason noted, where it is left out."""
        kind = row_type(line)
        marks = marks_of(line, kind)
        own_id = line.cell("letstalk_id")
        try:
            self.refuse_what_cannot_stand_here(line, above)
            question: dict[str, Any] = {"id": own_id if _ID.fullmatch(own_id) else line.cell("name")}
            if question["id"] in self.earlier:
                raise _LeftOut("letstalk_id", _("Another row before it has this id."))
            question |= self.kind_of(line, kind, marks.kind)
            question |= self.spoken(line, question, marks)
            question |= marks.fields
            wordings = {**question.get("wordings", {}), **marks.wordings}
            question |= {"wordings": wordings} if wordings else {}
            question |= self.condition(line, question, marks)
        except _LeftOut as reason:
            self.leave_out(line, reason.what, reason.why)
            return None
        for name in marks.wrong:
            why = _("What stands under “%(name)s” cannot be meant.", name=name)
            self.form.refuse("survey", line.number, line.cell("name"), LETSTALK + name, why)
        self.note_other_columns(line, kind)
        return question

    def refuse_what_cannot_stand_here(self, line: Line, above: _Level) -> None:
        name = line.cell("name")
        if above.depth >= DEEPEST:
            raise _LeftOut("type", _("Questions are nested at most %(deepest)s deep.", deepest=DEEPEST))
        if not _NAME.fullmatch(name):
            raise _LeftOut("name", _("A row needs a name of letters, digits and . _ -"))
        if name in self.refs or name in self.gone:
            raise _LeftOut("name", _("Another row before it has this name."))
        if line.cell("disabled").casefold() in ("yes", "true"):
            raise _LeftOut("disabled", _WHY_NOT["disabled"])

    def condition(self, line: Line, question: Mapping[str, Any], marks: Marks) -> dict[str, Any]:
        cell, wanted = line.cell("relevant"), marks.when
        earlier = Earlier(self.earlier, self.names, self.facts, self.gone)
        known = dict(question) if wanted is None else {**question, "when": wanted}
        # As we wrote it: then our own column says it more exactly. Changed by hand, the hand counts.
        if marks.kind and relevant_of(known, earlier)[0] == cell:
            return {} if wanted is None else {"when": wanted}
        if not cell:
            return {}
        try:
            self.hold_against_each_other(cell)
            found = understood(cell, earlier)
        except CannotCarry as reason:
            raise _LeftOut(
                "relevant", _("Its condition cannot be carried: %(reason)s.", reason=reason.args[0])
            ) from None
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

    def kind_of(self, line: Line, kind: str, ours: str) -> dict[str, Any]:
        if kind == "begin_group":
            return {"kind": ours or "group"}
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
            raise _LeftOut(
                "type", _("Pictures, sounds, files and places on a map are not taken in (%(short)s).", short=short)
            )
        if short in _ABOUT_THE_PHONE:
            raise _LeftOut("type", _("Nothing is collected about the phone or its user (%(short)s).", short=short))
        raise _LeftOut(
            "type", _("“%(kind)s” is no type that can be carried.", kind=kind) if kind else _("The row has no type.")
        )

    def range(self, line: Line) -> dict[str, Any]:
        given = dict(re.findall(r"(\w+)\s*=\s*(-?[\d.]+)", line.cell("parameters")))
        bounds = [given.get("start", "1"), given.get("end", "10")]
        if not all(_WHOLE.fullmatch(bound) for bound in bounds) or int(bounds[0]) >= int(bounds[1]):
            raise _LeftOut("parameters", _("Only a range of whole numbers from low to high is carried."))
        if given.get("step", "1") not in ("1", "1.0"):
            self.form.refuse(
                "survey", line.number, line.cell("name"), "parameters", _("Scales go in steps of one here.")
            )
        lowest, highest = (int(bound) for bound in bounds)
        return {"kind": "scale"} | {
            name: value for name, value in (("lowest", lowest), ("highest", highest)) if value != 0
        }

    def select(self, line: Line, match: re.Match[str], ours: str, *, is_several: bool) -> dict[str, Any]:
        if line.cell("choice_filter"):
            raise _LeftOut("choice_filter", _WHY_NOT["choice_filter"])
        rows = self.form.lists.get(match["list"])
        if not rows:
            raise _LeftOut("type", _("The sheet “choices” has no list called “%(list)s”.", list=match["list"]))
        if is_several and any(" " in row.cell("name") for row in rows):
            raise _LeftOut("type", _("In the list “%(list)s” a name holds a blank.", list=match["list"]))
        self.used.add(match["list"])
        if ours == "scale":
            return self.labelled(rows)
        options = [self.option(row) for row in rows]
        if match["other"] and all(option["id"] != "other" for option in options):
            options.append({"id": "other", "text": "Other"})
        kind = ours or self.select_kind(options, is_several=is_several)
        if kind == "yes_no":
            if not ours and any("wordings" in option for option in options):
                why = _("Yes and no are said in the words of Let's Talk, in each language it speaks.")
                self.form.refuse("choices", rows[0].number, match["list"], "label", why)
            return {"kind": kind}
        if kind == "either_or":
            options = [option for option in options if option["id"] not in EITHER_OR]
        return {"kind": kind, "options": options}

    def select_kind(self, options: list[dict[str, Any]], *, is_several: bool) -> str:
        if is_several:
            return "multi"
        usual = {code: WORDS[code].casefold() for code in YES_NO}
        said = {option["id"]: str(option["text"]).casefold() for option in options}
        is_yes_no = {"yes", "no"} <= set(said) <= set(usual)
        return "yes_no" if is_yes_no and all(usual[code] == text for code, text in said.items()) else "choice"

    def option(self, row: Line) -> dict[str, Any]:
        said = self.cleaned(row, "label", "choices")
        option: dict[str, Any] = {"id": row.cell("name"), "text": said.text or row.cell("name")}
        option |= {name: row.cell(LETSTALK + name) for name in ("action", "ask") if row.cell(LETSTALK + name)}
        return option | ({"wordings": dict(said.others)} if said.others else {})

    def labelled(self, rows: list[Line]) -> dict[str, Any]:
        """A scale of ours: digits with words beside them."""
        texts = {
            int(row.cell("name")): self.cleaned(row, "label", "choices").text
            for row in rows
            if _WHOLE.fullmatch(row.cell("name"))
        }
        if len(texts) < 2:
            raise _LeftOut("type", _("A scale needs at least two whole numbers."))
        found: dict[str, Any] = {"kind": "scale"}
        found |= {name: value for name, value in (("lowest", min(texts)), ("highest", max(texts))) if value}
        words = {str(digit): text.removeprefix(f"{digit} – ") for digit, text in texts.items()}
        return found | {"labels": {digit: word for digit, word in words.items() if word and word != digit}}

    # --- words ---

    def spoken(self, line: Line, question: Mapping[str, Any], marks: Marks) -> dict[str, Any]:
        is_ours = bool(marks.kind)
        label, hint, guidance = (self.cleaned(line, name, "survey", marks.as_written) for name in TEXTS)
        found: dict[str, Any] = {"text": label.text}
        if not label.text:
            found["text"] = hint.text or line.cell("name")
            if question["kind"] != "group":
                self.form.refuse(
                    "survey", line.number, line.cell("name"), "label", _("It has no label, so its name stands there.")
                )
        found |= {"wordings": dict(label.others)} if label.others else {}
        if not is_ours and guidance.text:
            # Elsewhere this is advice to whoever asks; only our own forms put there what may be read out.
            told = " ".join(part for part in (hint.text, guidance.text) if part)
            hint, guidance = Said(told, hint.others), Said()
        for said, plain, others in ((hint, "tone", "tone_wordings"), (guidance, "why_we_ask", "why_wordings")):
            found |= {plain: said.text} if said.text else {}
            found |= {others: dict(said.others)} if said.others else {}
        if not is_ours and question["kind"] != "group" and self.repeats_an_answer(line.said["label"]):
            found["even_without_words"] = True
        return found

    def repeats_an_answer(self, said: Said) -> bool:
        names = _REF.findall(" ".join([said.text, *said.others.values()]))
        return any(self.refs.get(name) in self.earlier for name in names)

    def cleaned(self, line: Line, name: str, sheet: str, as_written: Mapping[str, str] | None = None) -> Said:
        """A column's texts with names in braces and without markup; a wording that says the same as another goes."""
        said = line.said.get(name, Said())
        ours = as_written or {}

        def clean(cell: str) -> str:
            return ours[cell] if cell in ours else self.named(self.plain(cell, line, name, sheet), line, sheet)

        texts = {language: clean(cell) for language, cell in said.others.items()}
        text = clean(said.text)
        kept: dict[str, str] = {}
        for language in sorted(texts, key=lambda one: (one.count("."), one)):
            if texts[language] and texts[language] != said_in(language, text, kept):
                kept[language] = texts[language]
        return Said(text, kept)

    def plain(self, text: str, line: Line, name: str, sheet: str) -> str:
        if self.form.is_ours:
            return text
        found = _REF.sub(lambda match: f"\x00{match[1]}\x01", text)
        bare = _MARKUP.sub("", found).replace("{", "(").replace("}", ")")
        if bare != found:
            why = _("Markup and braces are not carried; the words are.")
            self.form.refuse(sheet, line.number, line.cell("name"), name, why)
        return re.sub("\x00([^\x01]*)\x01", r"${\1}", bare)

    def named(self, text: str, line: Line, sheet: str) -> str:
        """``${name}`` as our own braces."""

        def ours(match: re.Match[str]) -> str:
            if match[1] in self.refs:
                return "{" + self.refs[match[1]] + "}"
            why = _("It repeats “%(match)s”, which was not carried before it.", match=match[1])
            self.form.refuse(sheet, line.number, line.cell("name"), "label", why)
            return UNSAID

        return _REF.sub(ours, text)

    def variable(self, line: Line) -> None:
        name, value = line.cell("name"), line.cell("calculation")
        match = re.fullmatch(r"'([^']*)'|\"([^\"]*)\"", value)
        if not name or match is None:
            self.leave_out(line, "type", _WHY_NOT_TYPE["calculate"])
            return
        own_id = line.cell("letstalk_id")
        ours = self.refs[name] = own_id if _ID.fullmatch(own_id) else name
        self.variables[ours] = match[1] or match[2] or ""
        self.gone[name] = _("which is a fixed text")
        if line.cell("relevant"):
            self.form.refuse("survey", line.number, name, "relevant", _("A fixed text is always there."))

    # --- what is not carried ---

    def note_other_columns(self, line: Line, kind: str) -> None:
        for column, value in line.cells.items():
            is_read = column in READ and not (column == "parameters" and kind != "range")
            if is_read or column.startswith((LETSTALK, *(f"{name}::" for name in TEXTS))) or column in TEXTS:
                continue
            if column in ("required", "read_only") and value.casefold() in ("no", "false", "false()"):
                continue
            if column == "disabled":
                continue
            why = _WHY_NOT.get(column) or why_not_column(column)
            self.form.refuse("survey", line.number, line.cell("name"), column, why)

    def leave_out(self, line: Line, what: str, why: str) -> None:
        name = line.cell("name")
        self.form.refuse("survey", line.number, name, what, why, is_left_out=True)
        if name and name not in self.refs:
            self.gone[name] = _("which was left out (row %(row)s)", row=line.number)


class _LeftOut(Exception):
    def __init__(self, what: str, why: str) -> None:
        self.what, self.why = what, why
        super().__init__(why)


def _slug(text: str) -> str:
    slug = re.sub(r"[^a-z0-9-]+", "-", text.casefold()).strip("-")[:60]
    return slug if re.match(r"[a-z]", slug) else f"guide-{slug}".strip("-")
