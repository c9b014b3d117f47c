"""A guide as an XLSForm, the spreadsheet that ODK and its relatives read (R-084).

Each question is a row, and what is asked below it is a group with the same condition, so that nesting stays nesting.
What ODK has no place for stands in columns of our own, which it ignores and ``xlsform_in`` reads back; what therefore
does not work there is listed, row by row and with the reason.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.conf.locale import LANG_INFO

from letstalk.guides.relevants import YES_NO_FACTS, Earlier, piped, relevant_of
from letstalk.guides.walk import EITHER_OR, FACTS, YES_NO, recording_policy
from letstalk.guides.workbooks import write_workbook
from letstalk.kit.saying import Saying, _

Question = Mapping[str, Any]

# What a form says of its own; a door may hand over the same in its reader's language.
WORDS = {
    "yes": "Yes",
    "no": "No",
    "partly": "Partly",
    "both": "Both",
    "not_sure": "Not sure",
    "did_not_ask": "Did not ask",
    "rather_not_say": "Rather not say",
    "facts": "Before you begin",
    "first_meeting": "Is this the first one-on-one with this person?",
    "meeting_kind": "Which kind of one-on-one is it?",
    "mode": "How do you meet?",
    "stage": "Where does this person stand?",
    "partisan": "May this conversation take sides between parties?",
    "language": "In which language do you talk?",
    "on": "Day",
    "at": "Time",
    "place": "Place",
}
MORE = "letstalk_more"
AS_WRITTEN = "as_written"
# A sheet that no tool reads: it tells whoever opens the file what it cannot do.
LOST = "letstalk_lost"
MOST_LABELLED = 30

_TYPES = {"open": "text", "number": "integer", "day": "date", "note": "note", "yes_no": "select_one yes_no"}
_LISTED = ("either_or", "choice", "multi", "options")
_SAID_ELSEWHERE = (
    "id", "kind", "text", "wordings", "questions", "options", "when", "tone", "tone_wordings", "why_we_ask",
    "why_wordings", "recording", "sensitivity", "lowest", "highest", "labels",
)  # fmt: skip
_NOT_THERE = _("ODK has no place for it; it stands in a column that ODK ignores.")
_REASONS = {
    "repeat": _("ODK cannot go through a list that was typed: the question is asked once, for all items."),
    "compares": _("ODK does not show the difference; conditions on it work."),
    "collects": _("ODK takes the list as one text, with commas."),
}
_PIPED = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.+-]*)(?:\|([^{}|]*))?\}")


# A pipe that says which word comes before the last; ODK has no such thing.
_JOINED = re.compile(r"\{[A-Za-z_][A-Za-z0-9_.+-]*\|[^{}|]*\}")


@dataclass(frozen=True)
class Lost:
    """One thing that a form cannot do, or not in the same way: in which row of the survey, and why."""

    row: int
    id: str
    what: str
    why: str


@dataclass(frozen=True)
class Form:
    """An .xlsx, and what it could not take along."""

    workbook: bytes
    lost: tuple[Lost, ...]


def write_xlsform(
    guide: Mapping[str, Any], *, variables: Mapping[str, str] | None = None, words: Mapping[str, str] = WORDS
) -> Form:
    """The guide as a workbook that ODK opens, with the campaign's words for its variables filled in (R-083, R-084)."""
    writing = _Writing(guide, variables or {}, words)
    writing.all()
    settings = {
        "form_title": guide.get("title") or "Guide",
        "form_id": guide.get("key") or "guide",
        "version": str(guide.get("version", 1)),
        "letstalk_kind": guide.get("kind", "conversation"),
        MORE: _json({name: guide[name] for name in guide if name not in _SETTINGS}),
    }
    hints = [header for name in ("label", "hint", "guidance_hint") for header in writing.headers(name)]
    columns = ["type", "name", *hints, "relevant", "calculation", "parameters"]
    columns += ["letstalk_id", "letstalk_kind", "letstalk_recording", "letstalk_sensitivity", MORE]
    choices = ["list_name", "name", *writing.headers("label"), "letstalk_action", "letstalk_ask"]
    sheets = [
        ("survey", columns, writing.survey),
        ("choices", choices, writing.choices),
        ("settings", list(settings), [settings]),
        (LOST, ["row", "id", "what", "why"], [asdict(one) for one in writing.lost]),
    ]
    return Form(write_workbook(sheets), tuple(writing.lost))


_SETTINGS = ("title", "key", "version", "kind", "questions")


def every_wording(guide: Mapping[str, Any]) -> list[str]:
    """The names of all wordings in a guide that can be columns of their own, those of fewer parts first."""
    found: dict[str, None] = {}
    for question in every_question(guide["questions"]):
        holders = [question, *question.get("options", ())]
        for holder in holders:
            for group in ("wordings", "tone_wordings", "why_wordings"):
                found.update(dict.fromkeys(holder.get(group, {})))
    return sorted((name for name in found if "each" not in name.split(".")), key=lambda name: (name.count("."), name))


def every_question(questions: Any) -> Iterator[Question]:
    """All questions in the order they stand, groups and sub-questions included."""
    for question in questions:
        yield question
        yield from every_question(question.get("questions", ()))


def said_in(name: str, text: str, wordings: Mapping[str, str]) -> str:
    """The text under a wording's name, or under the first part of it that has one, or the usual text."""
    return next((wordings[one] for one in (name, *name.split(".")) if one in wordings), text)


@dataclass
class _Writing:
    guide: Mapping[str, Any]
    variables: Mapping[str, str]
    words: Mapping[str, str]
    survey: list[dict[str, Any]] = field(default_factory=list)
    choices: list[dict[str, Any]] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.wordings = every_wording(self.guide)
        self.taken: set[str] = set()
        self.lists: set[str] = set()
        self.open_words: dict[str, str] = {}
        self.facts: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.earlier: dict[str, Question] = {}

    def all(self) -> None:
        ids = {question["id"] for question in every_question(self.guide["questions"])}
        for name in dict.fromkeys(name for text in self.texts() for name in piped(text)):
            if name not in ids and name != "item":
                self.variable(name)
        self.known_beforehand()
        self.names = {identity: self.name_for(identity) for identity in ids_in_order(self.guide)}
        self.level(self.guide["questions"])

    def texts(self) -> Iterator[str]:
        for question in every_question(self.guide["questions"]):
            for holder in (question, *question.get("options", ())):
                yield from _texts_of(holder)
            yield from question.get("labels", {}).values()

    def headers(self, name: str) -> list[str]:
        return [name, *(f"{name}::{_language(one)}" for one in self.wordings)]

    # --- what stands before the questions ---

    def variable(self, name: str) -> None:
        row_name = self.open_words[name] = self.name_for(name)
        value = self.variables.get(name, "").replace("\n", " ")
        quoted = f"'{value}'" if "'" not in value else '"' + value.replace('"', "”") + '"'
        self.survey.append(
            {
                "type": "calculate",
                "name": row_name,
                "calculation": quoted,
                "letstalk_id": name,
                "letstalk_kind": "variable",
            }
        )

    def known_beforehand(self) -> None:
        used = dict(_facts_in([question.get("when") for question in every_question(self.guide["questions"])]))
        if not used:
            return
        self.survey.append(self.group("facts", self.words["facts"], "facts"))
        for fact in [name for name in FACTS if name in used] + sorted(set(used) - set(FACTS)):
            name = self.facts[fact] = self.name_for(f"fact_{fact}")
            codes = ["yes", "no"] if fact in YES_NO_FACTS else used[fact]
            self.options(name, [(code, {}, self.words.get(code, code.replace("_", " ")), {}) for code in codes])
            row = {"type": f"select_one {name}", "name": name, "letstalk_id": fact, "letstalk_kind": "fact"}
            self.survey.append(row | self.in_all("label", self.words.get(fact, fact), {}))
        self.survey.append({"type": "end_group"})

    def group(self, wanted: str, label: str, kind: str) -> dict[str, Any]:
        said = self.in_all("label", label, {}) if label else {}
        return {"type": "begin_group", "name": self.name_for(wanted), "letstalk_kind": kind} | said

    # --- the questions ---

    def level(self, questions: Any) -> None:
        for question in questions:
            self.question(question)

    def question(self, question: Question) -> None:
        cell, why = relevant_of(question, self.before())
        when = question.get("when")
        more = {name: value for name, value in question.items() if name not in _SAID_ELSEWHERE}
        if when is not None:
            more["when"] = when
        each = {name: text for name, text in question.get("wordings", {}).items() if "each" in name.split(".")}
        if each:
            more["wordings"] = each
        if self.has_wordless_digits(question):
            more["labels"] = question["labels"]
        written = {self.spoken(text): text for text in _texts_of(question) if _JOINED.search(text)}
        if written:
            more[AS_WRITTEN] = written
        if why:
            self.lose(question, "when", _("%(why)s: in ODK the question is always asked.", why=why).capital())
        row = self.row(question, more) | {"relevant": cell}
        self.survey.append(row)
        self.say_what_is_lost(question)
        self.earlier[question["id"]] = question
        if question["kind"] == "group":
            self.level(question.get("questions", ()))
            self.survey.append({"type": "end_group"})
            return
        if question["kind"] == "schedule":
            self.day_time_and_place(row["name"])
        self.below(question, cell)

    def below(self, question: Question, cell: str) -> None:
        if not question.get("questions"):
            return
        self.survey.append(self.group(f"{self.names[question['id']]}__below", "", "below") | {"relevant": cell})
        self.level(question["questions"])
        self.survey.append({"type": "end_group"})

    def before(self) -> Earlier:
        return Earlier(self.earlier, self.names, self.facts)

    def row(self, question: Question, more: Mapping[str, Any]) -> dict[str, Any]:
        name = self.names[question["id"]]
        row = {
            "type": self.type_of(question, name),
            "name": name,
            "letstalk_id": question["id"] if question["id"] != name else "",
            "letstalk_kind": question["kind"],
            "letstalk_recording": question.get("recording", ""),
            "letstalk_sensitivity": question.get("sensitivity", ""),
            MORE: _json(more),
        }
        if question["kind"] == "scale" and row["type"] == "range":
            row["parameters"] = f"start={question.get('lowest', 0)} end={question.get('highest', 0)} step=1"
        row |= self.in_all("label", question["text"], question.get("wordings", {}))
        for column, plain, others in (
            ("hint", "tone", "tone_wordings"),
            ("guidance_hint", "why_we_ask", "why_wordings"),
        ):
            if question.get(plain) or question.get(others):
                row |= self.in_all(column, question.get(plain, ""), question.get(others, {}))
        return row

    def type_of(self, question: Question, name: str) -> str:
        kind = question["kind"]
        if kind == "yes_no":
            self.options("yes_no", [(code, {}, self.words[code], {}) for code in YES_NO])
        if kind in _LISTED:
            listed = [(one["id"], one, one["text"], one.get("wordings", {})) for one in question.get("options", ())]
            if kind == "either_or":
                listed += [(code, {}, self.words[code], {}) for code in EITHER_OR]
            self.options(name, listed)
            return f"{'select_one' if kind in ('either_or', 'choice') else 'select_multiple'} {name}"
        if kind == "scale":
            return self.scale(question, name)
        return _TYPES.get(kind, "begin_group")

    def scale(self, question: Question, name: str) -> str:
        labels, lowest, highest = question.get("labels", {}), question.get("lowest", 0), question.get("highest", 0)
        if self.has_wordless_digits(question):
            self.lose(
                question,
                "labels",
                _(
                    "A scale of more than %(most_labelled)s steps has no words beside its digits.",
                    most_labelled=MOST_LABELLED,
                ),
            )
        if not labels or self.has_wordless_digits(question):
            return "range"
        digits = [(str(digit), labels.get(str(digit), "")) for digit in range(lowest, highest + 1)]
        self.options(name, [(digit, {}, f"{digit} – {word}" if word else digit, {}) for digit, word in digits])
        return f"select_one {name}"

    @staticmethod
    def has_wordless_digits(question: Question) -> bool:
        return bool(question.get("labels")) and question.get("highest", 0) - question.get("lowest", 0) > MOST_LABELLED

    def day_time_and_place(self, name: str) -> None:
        for part, kind in (("on", "date"), ("at", "time"), ("place", "text")):
            row = {"type": kind, "name": self.name_for(f"{name}_{part}"), "letstalk_kind": "part"}
            self.survey.append(row | self.in_all("label", self.words[part], {}))
        self.survey.append({"type": "end_group"})

    def options(self, list_name: str, listed: list[tuple[str, Mapping[str, Any], str, Mapping[str, str]]]) -> None:
        if list_name in self.lists:
            return
        self.lists.add(list_name)
        for code, option, text, wordings in listed:
            row = {"list_name": list_name, "name": code, **self.in_all("label", text, wordings)}
            self.choices.append(row | {f"letstalk_{name}": option.get(name, "") for name in ("action", "ask")})

    # --- words ---

    def in_all(self, column: str, text: str, wordings: Mapping[str, str]) -> dict[str, str]:
        """The text in every language there is: where one has none, ODK would show a dash."""
        said = {column: self.spoken(text)}
        for name in self.wordings:
            said[f"{column}::{_language(name)}"] = self.spoken(said_in(name, text, wordings))
        return said

    def spoken(self, text: str) -> str:
        def ref(match: re.Match[str]) -> str:
            name = self.open_words.get(match[1]) or self.names.get(match[1])
            return "${" + name + "}" if name else match[0]

        return _PIPED.sub(ref, text)

    def name_for(self, wanted: str) -> str:
        """A name that XML takes and nothing else in this form has."""
        base = re.sub(r"[^A-Za-z0-9_.-]", "_", wanted)
        base = base if re.match(r"[A-Za-z_]", base) else f"_{base}"
        name, number = base, 2
        while name.casefold() in self.taken:
            name, number = f"{base}_{number}", number + 1
        self.taken.add(name.casefold())
        return name

    # --- what does not come along ---

    def lose(self, question: Question, what: str, why: str) -> None:
        self.lost.append(
            Lost(len(self.survey) + (1 if what in ("when", "labels") else 0) + 1, question["id"], what, why)
        )

    def say_what_is_lost(self, question: Question) -> None:
        for name, value in question.items():
            is_carried = name in _SAID_ELSEWHERE or name in ("implied", "even_without_words")
            if not is_carried or (name == "sensitivity" and value != "ordinary"):
                self.lose(question, name, _why_lost(name, _plainly(value)))
        policy = recording_policy(question)
        if policy != "own_words" and question["kind"] not in ("note", "group"):
            self.lose(question, "recording", _why_lost("recording", policy))
        if any("each" in name.split(".") for name in question.get("wordings", {})):
            self.lose(question, "wordings", _("The wording for one item at a time has no use in ODK, which asks once."))
        for option in question.get("options", ()):
            if option.get("action"):
                self.lose(
                    question, "options", _("In ODK choosing “%(id)s” asks for nothing by itself.", id=option["id"])
                )
        self.say_what_is_repeated_otherwise(question)

    def say_what_is_repeated_otherwise(self, question: Question) -> None:
        for match in _PIPED.finditer(question["text"]):
            source = self.earlier.get(match[1])
            if source is not None and source["kind"] in _LISTED:
                self.lose(
                    question,
                    "text",
                    _("ODK repeats the code that was chosen at “%(match)s”, not its words.", match=match[1]),
                )
            elif source is not None and match[2] is not None:
                self.lose(
                    question,
                    "text",
                    _(
                        "ODK repeats what was said at “%(match)s” without “%(match2)s” before the last.",
                        match=match[1],
                        match2=match[2],
                    ),
                )


def ids_in_order(guide: Mapping[str, Any]) -> list[str]:
    """The ids of all questions and groups, in the order they stand."""
    return [question["id"] for question in every_question(guide["questions"])]


def _texts_of(holder: Mapping[str, Any]) -> Iterator[str]:
    for plain, others in (("text", "wordings"), ("tone", "tone_wordings"), ("why_we_ask", "why_wordings")):
        yield holder.get(plain, "")
        yield from holder.get(others, {}).values()


def _facts_in(conditions: list[Any]) -> dict[str, list[str]]:
    """Each fact that conditions look at, with the codes they look for."""
    found: dict[str, list[str]] = {}
    waiting = [condition for condition in conditions if condition is not None]
    while waiting:
        condition = waiting.pop(0)
        waiting += [*condition.get("and", ()), *condition.get("or", ())]
        waiting += [condition["not"]] if "not" in condition else []
        if "fact" in condition:
            wanted = [condition["equals"]] if "equals" in condition else list(condition.get("in", ()))
            codes = found.setdefault(condition["fact"], [])
            codes += [code for code in wanted if isinstance(code, str) and code not in codes]
    return found


def _why_lost(name: str, value: str) -> Saying:
    """What becomes of this in ODK."""
    if name == "recording":
        return _(
            "ODK keeps every answer. Take care that this one is kept no further than “%(value)s” allows.", value=value
        )
    if name == "leads_to":
        return _("In ODK an answer sets nothing in motion: note the “%(value)s” by hand.", value=value)
    if name == "consent":
        return _(
            "ODK keeps the answer with or without the yes at “%(value)s”: leave it empty without that yes.", value=value
        )
    return _REASONS.get(name, _NOT_THERE)


def _plainly(value: Any) -> str:
    return str(value) if not isinstance(value, Mapping) else ", ".join(str(one) for one in value.values())


def _language(name: str) -> str:
    """A wording's name as ODK names a language, so that one can switch to it there."""
    known = LANG_INFO.get(name, {}).get("name_local")
    return f"{known} ({name})" if known else name


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""
