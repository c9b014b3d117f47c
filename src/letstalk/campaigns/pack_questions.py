"""The question trees of a pack: what a question is, how a condition is written, and what has to fit together.

A question may only look back: its condition and its piped words name questions that stand before it, so that a guide
can be walked from top to bottom. guides/walk.py reads what ``to_dict`` gives.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from letstalk.campaigns.pack_plain import as_plain, fields_of
from letstalk.campaigns.pack_reader import (
    Reader,
    Record,
    Wrong,
    attempt,
    each,
    flag,
    known,
    matching,
    named,
    number,
    one_of,
    text,
)
from letstalk.campaigns.pack_yaml import Listing, Node, PackError, Text

KINDS = ("open", "yes_no", "either_or", "multi", "scale", "options", "schedule")
RECORDING = ("never", "theme", "own_words", "yes_no")
SENSITIVITY = ("ordinary", "personal", "sensitive", "political")
COLLECTS = ("words", "items")
LEADS_TO = ("meeting", "introduction")
REPEATS = ("once", "each")
TESTS = ("equals", "in", "contains", "has", "over", "under", "at_least", "at_most")
# The answers every question of these kinds has beside its own options; a test holds them to walk.py's.
YES_NO = ("yes", "no", "partly", "did_not_ask", "rather_not_say")
EITHER_OR = ("both", "not_sure", "did_not_ask", "rather_not_say")
AS_ABOVE = "as above"
MOST_LEVELS = 8
MOST_QUESTIONS = 400

_WITH_OPTIONS = ("either_or", "multi", "options")
_SEVERAL = ("multi", "options")
_TAPPED = ("yes_no", "either_or")
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.+-]{0,39}")
_WORDING = re.compile(r"[a-z][a-z0-9_-]{0,29}")
_RATING = re.compile(r"-?\d{1,4}")
_PIPE = re.compile(r"\{([A-Za-z][A-Za-z0-9_.+-]*)(?:\|([^{}|]*))?\}")


@dataclass(frozen=True)
class Answered:
    """An earlier question's answer passes one test."""

    question: str
    test: str
    value: str | int | tuple[str | int, ...]


@dataclass(frozen=True)
class AllOf:
    """Every part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: "Condition"


Condition = Answered | AllOf | AnyOf | Not


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from; ``action`` is what choosing it asks for, ``ask`` which ask it stands for."""

    id: str
    text: str
    action: str = ""
    ask: str = ""


@dataclass(frozen=True)
class Repeat:
    """Asked once for all items of an earlier answer, or for each of them (R-078)."""

    over: str
    default: str = "once"


@dataclass(frozen=True)
class Question:
    """One question with its branches. ``implied``: its condition is the one of the sibling before it (R-072)."""

    id: str
    kind: str
    text: str
    when: Condition | None = None
    implied: bool = False
    wordings: Mapping[str, str] = field(default_factory=dict)
    talk: bool = False
    collects: str = ""
    options: tuple[Option, ...] = ()
    lowest: int = 0
    highest: int = 0
    labels: Mapping[str, str] = field(default_factory=dict)
    repeat: Repeat | None = None
    recording: str = "never"
    sensitivity: str = "ordinary"
    only_with_trust: bool = False
    about_2016: bool = False
    propose: bool = False
    leads_to: str = ""
    tone: str = ""
    why_we_ask: str = ""
    questions: tuple["Question", ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The question as guides/walk.py reads it; its condition is written out in full."""
        return fields_of(
            self,
            {
                "when": self.when and _condition_as_dict(self.when),
                "questions": [question.to_dict() for question in self.questions],
            },
        )

    def with_branches(self) -> list["Question"]:
        """This question and all below it, in the order they stand."""
        return [self, *(one for question in self.questions for one in question.with_branches())]


@dataclass(frozen=True)
class _Place:
    """Where a question stands: below which one, at which level, after which condition, and within which repeat."""

    parent: Question | None = None
    level: int = 1
    above: Condition | None = None
    repeated: bool = False


class Asking:
    """Reads the questions of one guide from top to bottom, knowing at each what stands before it."""

    def __init__(self, *, variables: Collection[str], asks: Collection[str], errors: list[PackError]) -> None:
        self.variables = variables
        self.asks = asks
        self.errors = errors
        self.earlier: dict[str, Question] = {}
        self.lines: dict[str, int] = {}

    def questions(self, node: Node) -> tuple[Question, ...]:
        """The questions of a guide; mistakes are noted in ``errors``."""
        return self._level(node, _Place())

    def _level(self, node: Node, place: _Place) -> tuple[Question, ...]:
        if place.level > MOST_LEVELS:
            raise Wrong(node, f"Questions are nested more than {MOST_LEVELS} deep here: lift this one up.")
        above: Condition | None = None

        def read_question(item: Node) -> Question:
            nonlocal above
            here = _Place(parent=place.parent, level=place.level, above=above, repeated=place.repeated)
            question = self._question(item, here)
            above = question.when or above
            return question

        return each(read_question, self.errors, most=MOST_QUESTIONS)(node)

    def _question(self, node: Node, place: _Place) -> Question:
        record = Record(node, self.errors, "a question")
        identity = record.need("id", self._new_id, "")
        kind = record.need("kind", one_of(KINDS), "")
        when, implied = record.may("when", lambda part: self._when(part, place), (None, False))
        repeat = record.may("repeat", lambda part: self._repeat(part, place), None)
        within = place.repeated or repeat is not None
        names = {*self.variables, *(one.id for one in self.earlier.values() if _can_be_piped(one))}
        asked = Question(
            id=identity,
            kind=kind,
            text=record.need("text", spoken(600, names), ""),
            when=when,
            implied=implied,
            wordings=record.may("wordings", self._wordings(names, within=within), {}),
            talk=record.may("talk", flag, False),
            collects=record.may("collects", one_of(COLLECTS), ""),
            options=record.may("options", each(self._option, self.errors, most=40), ()),
            lowest=record.may("lowest", number(-1000, 1000), 0),
            highest=record.may("highest", number(-1000, 1000), 0),
            labels=record.may("labels", named(text(120), self.errors, names=_RATING, most=21), {}),
            repeat=repeat,
            recording=record.may("recording", one_of(RECORDING), "never"),
            sensitivity=record.may("sensitivity", one_of(SENSITIVITY), "ordinary"),
            only_with_trust=record.may("only_with_trust", flag, False),
            about_2016=record.may("about_2016", flag, False),
            propose=record.may("propose", flag, False),
            leads_to=record.may("leads_to", one_of(LEADS_TO), ""),
            tone=record.may("tone", spoken(600, self.variables), ""),
            why_we_ask=record.may("why_we_ask", spoken(600, self.variables), ""),
        )
        if kind:
            self._refuse_what_does_not_fit(record, asked, place)
        if identity:
            self.earlier[identity] = asked
        below = _Place(parent=asked, level=place.level + 1, repeated=within)
        branches = record.may("questions", lambda part: self._level(part, below), ())
        record.close()
        return replace(asked, questions=branches)

    def _new_id(self, node: Node) -> str:
        identity = matching(_ID, "write a short id of letters, digits and . _ + -, such as Q6a")(node)
        if identity in self.lines:
            first = self.lines[identity]
            raise Wrong(node, f"The question “{identity}” is already in line {first}: give this one another id.")
        if identity in self.variables or identity == "item":
            raise Wrong(node, f"“{identity}” is the name of a variable: give the question another id.")
        self.lines[identity] = node.line
        return identity

    def _wordings(self, names: Collection[str], *, within: bool) -> Reader[dict[str, str]]:
        def read_wordings(node: Node) -> dict[str, str]:
            nodes = named(lambda value: value, self.errors, names=_WORDING, most=20)(node)
            if "each" in nodes and not within:
                self.errors.append(PackError(nodes["each"].line, "“each” needs a “repeat” on this question."))
            # {item} has a meaning only where the question is asked about one item.
            allowed = {name: {*names, "item"} if name == "each" else names for name in nodes}
            return {name: attempt(spoken(600, allowed[name]), value, self.errors, "") for name, value in nodes.items()}

        return read_wordings

    def _option(self, node: Node) -> Option:
        record = Record(node, self.errors, "an option")
        option = Option(
            id=record.need("id", matching(_ID, "write a short id, such as “federal”"), ""),
            text=record.need("text", spoken(200, self.variables), ""),
            action=record.may("action", matching(_WORDING, "write what it asks for, such as “join_team”"), ""),
            ask=record.may("ask", known(self.asks, "ask"), ""),
        )
        record.close()
        return option

    def _repeat(self, node: Node, place: _Place) -> Repeat:
        record = Record(node, self.errors, "a repeat")
        repeat = Repeat(
            over=record.need("over", known(self.earlier, "earlier question"), ""),
            default=record.may("default", one_of(REPEATS), "once"),
        )
        source = self.earlier.get(repeat.over)
        if source is not None and source.collects != "items":
            record.complain("over", f"“{source.id}” does not hold a list: write “collects: items” there.")
        if place.repeated:
            record.complain("over", "This question is already repeated with the one above it: take this repeat out.")
        record.close()
        return repeat

    def _when(self, node: Node, place: _Place) -> tuple[Condition | None, bool]:
        if isinstance(node, Text) and node.value == AS_ABOVE:
            if place.above is None:
                raise Wrong(node, "No question before this one, at its level, has a condition: write it here.")
            return place.above, True
        return self._condition(node, place.parent), False

    def _condition(self, node: Node, parent: Question | None) -> Condition:
        if isinstance(node, Text):
            if parent is None:
                message = (
                    "Only a question below another can be that short: write “question: …” and a test below “when”."
                )
                raise Wrong(node, message)
            return Answered(parent.id, "equals", _value(parent, "equals", node))
        record = Record(node, self.errors, "a condition")
        condition = self._together(record, parent) or self._test(record, parent)
        record.accepted += [key for key in ("question", *TESTS, "and", "or", "not") if key not in record.accepted]
        record.close()
        return condition

    def _together(self, record: Record, parent: Question | None) -> Condition | None:
        used = [key for key in ("and", "or", "not") if key in record.values]
        if not used:
            return None
        if len(record.values) > 1:
            raise Wrong(record.node, f"“{used[0]}” stands alone: move the other lines into it.")
        part = record.values[used[0]]
        if used[0] == "not":
            return Not(self._condition(part, parent))
        if isinstance(part, Listing) and not part.items:
            raise Wrong(part, f"“{used[0]}” is empty: write the conditions below it, each after “- ”.")
        parts = each(lambda item: self._condition(item, parent), self.errors, most=40)(part)
        return AllOf(parts) if used[0] == "and" else AnyOf(parts)

    def _test(self, record: Record, parent: Question | None) -> Condition:
        identity = record.may("question", known(self.earlier, "earlier question"), parent.id if parent else "")
        question = self.earlier.get(identity, parent)
        used = [test for test in TESTS if test in record.values]
        if question is None or len(used) != 1:
            raise Wrong(record.node, f"A condition names one earlier question and one test out of: {', '.join(TESTS)}.")
        return Answered(question.id, used[0], _value(question, used[0], record.values[used[0]]))

    def _refuse_what_does_not_fit(self, record: Record, asked: Question, place: _Place) -> None:
        kind = asked.kind
        if kind in _WITH_OPTIONS and len(asked.options) < 2:
            record.complain("options", f"A question of the kind {kind} needs at least two options.")
        misplaced = [
            ("options", bool(asked.options) and kind not in _WITH_OPTIONS, ", ".join(_WITH_OPTIONS)),
            ("collects", bool(asked.collects) and kind != "open", "open"),
            ("labels", bool(asked.labels) and kind != "scale", "scale"),
            ("leads_to", bool(asked.leads_to) and kind not in ("yes_no", "schedule"), "yes_no, schedule"),
        ]
        for key, wrong, kinds in misplaced:
            if wrong:
                record.complain(key, f"“{key}” goes with the kinds {kinds} only: take it out, or change the kind.")
        if kind == "scale" and asked.lowest >= asked.highest:
            record.complain("highest", "A scale needs “lowest” and “highest”, such as 0 and 10.")
        if asked.recording == "yes_no" and kind != "yes_no":
            record.complain("recording", "yes_no keeps only a yes or no: write never, theme or own_words.")
        if asked.propose and (place.parent or asked.only_with_trust or asked.about_2016):
            message = "Only a question of the outermost level that needs no trust and no 2016 can be proposed."
            record.complain("propose", message)
        doubles = [option.id for option in asked.options]
        for identity in sorted({one for one in doubles if doubles.count(one) > 1}):
            record.complain("options", f"Two options have the id “{identity}”: give one another.")


def spoken(most: int, names: Collection[str], *, lines: bool = False) -> Reader[str]:
    """A reader of texts that may hold {variables} and piped words out of ``names``."""
    read = text(most, lines=lines)

    def read_spoken(node: Node) -> str:
        value = read(node)
        for match in _PIPE.finditer(value):
            if match[1] not in names:
                there = ", ".join(sorted(names)) or "none"
                raise Wrong(node, f"Nothing called {match[0]} stands before this text. There is: {there}.")
        if re.search(r"[{}]", _PIPE.sub("", value)):
            raise Wrong(node, "Braces are for {variables} only: close this one, or take it out.")
        return value

    return read_spoken


def as_written(questions: Sequence[Question], parent: Question | None = None) -> list[dict[str, Any]]:
    """The questions as a pack writes them: conditions in their shortest form."""
    above: Condition | None = None
    written: list[dict[str, Any]] = []
    for question in questions:
        when = question.when and _short_condition(question, parent, above)
        below = as_written(question.questions, question)
        written.append(fields_of(question, {"when": when, "questions": below}, leave_out=("implied",)))
        above = question.when or above
    return written


def _short_condition(question: Question, parent: Question | None, above: Condition | None) -> Any:
    when = question.when
    if question.implied and when == above:
        return AS_ABOVE
    if parent and isinstance(when, Answered) and when.question == parent.id and when.test == "equals":
        return when.value if when.value != AS_ABOVE else _condition_as_dict(when)
    return when and _condition_as_dict(when)


def _condition_as_dict(condition: Condition) -> dict[str, Any]:
    if isinstance(condition, Answered):
        return {"question": condition.question, condition.test: as_plain(condition.value)}
    if isinstance(condition, Not):
        return {"not": _condition_as_dict(condition.part)}
    word = "and" if isinstance(condition, AllOf) else "or"
    return {word: [_condition_as_dict(part) for part in condition.parts]}


def _value(question: Question, test: str, node: Node) -> str | int | tuple[str | int, ...]:
    """What this test compares the question's answer with; Wrong where the two can never fit."""
    if not question.kind:
        # Its kind is already noted as a mistake; guessing at what would fit it only adds to the noise.
        return ""
    if test == "in":
        if not isinstance(node, Listing) or not node.items:
            raise Wrong(node, "“in” needs a list of answers, such as [partly, 'no'].")
        return tuple(_single(question, item) for item in node.items)
    if test == "equals":
        return _single(question, node)
    if test == "contains":
        return _member(question, node)
    if test == "has":
        if question.kind not in ("open", *_SEVERAL):
            raise Wrong(node, f"“{question.id}” does not hold words or items: use equals or in.")
        return number(1, 1000)(node)
    if question.kind != "scale":
        raise Wrong(node, f"“{question.id}” is no scale: use equals, in, contains or has.")
    return number(-1000, 1000)(node)


def _single(question: Question, node: Node) -> str | int:
    if question.kind == "scale":
        return number(question.lowest, question.highest)(node)
    if question.kind in _TAPPED:
        return one_of(_codes(question))(node)
    if question.kind == "open" and not question.collects:
        return text(200)(node)
    raise Wrong(node, f"“{question.id}” may have several answers: use contains or has.")


def _member(question: Question, node: Node) -> str:
    if question.kind in _SEVERAL:
        return one_of(_codes(question))(node)
    if question.collects:
        return text(200)(node)
    raise Wrong(node, f"“{question.id}” has one answer: use equals or in.")


def _codes(question: Question) -> tuple[str, ...]:
    if question.kind == "yes_no":
        return YES_NO
    options = tuple(option.id for option in question.options)
    return options + EITHER_OR if question.kind == "either_or" else options


def _can_be_piped(question: Question) -> bool:
    return question.kind not in ("yes_no", "schedule")
