"""The question trees of a pack: what a question is, how a condition is written, and what has to fit together.

A question may only look back: its condition and its piped words name questions that stand before it, so that a guide
can be walked from top to bottom. guides/walk.py reads what ``to_dict`` gives.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
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
from letstalk.campaigns.pack_yaml import Fields, Listing, Node, PackError, Text, nodes_of
from letstalk.kit.saying import _

KINDS = (
    "open",
    "yes_no",
    "either_or",
    "multi",
    "scale",
    "options",
    "schedule",
    "choice",
    "number",
    "day",
    "note",
    "group",
)
RECORDING = ("never", "theme", "own_words", "yes_no")
# What of a person an answer may tell that asks are weighed by: the factors of commitments/fit.py (section g).
TELLS = ("issues", "motives", "time", "skills", "step", "company", "practical")
SENSITIVITY = ("ordinary", "personal", "sensitive", "political")
COLLECTS = ("words", "items")
LEADS_TO = ("meeting", "introduction")
REPEATS = ("once", "each")
RATES = ("person", "thing")
BETTER = ("high", "low")
# What is known before anything is asked, and what it can be; guides/walk.py calls them by the same names.
FACTS: Mapping[str, tuple[str, ...]] = {
    "first_meeting": (),
    "meeting_kind": (
        "introductory",
        "leadership",
        "planning",
        "debrief",
        "maintenance",
        "reengagement",
        "coaching",
        "house_meeting",
        "handover",
    ),
    "mode": ("in_person", "phone", "video"),
    "stage": ("prospective", "connected", "participating", "member", "leader", "organizer", "resting", "left"),
    "partisan": (),
    "language": (),
}
YES_OR_NO_FACTS = ("first_meeting", "partisan")
TESTS = ("equals", "in", "contains", "has", "over", "under", "at_least", "at_most")
# The answers every question of these kinds has beside its own options; a test holds them to walk.py's.
YES_NO = ("yes", "no", "partly", "did_not_ask", "rather_not_say")
EITHER_OR = ("both", "not_sure", "did_not_ask", "rather_not_say")
AS_ABOVE = "as above"
_ABOUT = ("question", "fact", "difference")
MOST_LEVELS = 8
MOST_QUESTIONS = 400
LARGEST = 1_000_000

_WITH_OPTIONS = ("either_or", "multi", "options", "choice")
_SEVERAL = ("multi", "options")
_TAPPED = ("yes_no", "either_or", "choice")
_COUNTED = ("scale", "number")
_WITHOUT_WORDS = ("yes_no", "schedule", "note", "group")
_NUMBER_TESTS = ("over", "under", "at_least", "at_most")
ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.+-]{0,59}")
OPTION_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]{0,59}")
ACTION = re.compile(r"[a-z][a-z0-9_-]{0,29}")
WORDING = re.compile(r"[a-z][a-z0-9_-]{0,29}(\.[a-z][a-z0-9_-]{0,29}){0,3}")
RATING = re.compile(r"-?\d{1,4}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
PIPE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.+-]*)(?:\|([^{}|]*))?\}")


@dataclass(frozen=True)
class Answered:
    """An earlier question's answer passes one test."""

    question: str
    test: str
    value: str | int | tuple[str | int, ...]


@dataclass(frozen=True)
class Known:
    """Something known beforehand, such as the kind of the one-on-one, is so."""

    fact: str
    test: str
    value: str | bool | tuple[str | bool, ...]


@dataclass(frozen=True)
class Changed:
    """What was rated twice moved by so much."""

    question: str
    test: str
    value: int


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


Condition = Answered | Known | Changed | AllOf | AnyOf | Not


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from; ``action`` is what choosing it asks for, ``ask`` which ask it stands for."""

    id: str
    text: str
    wordings: Mapping[str, str] = field(default_factory=dict)
    action: str = ""
    ask: str = ""


@dataclass(frozen=True)
class Repeat:
    """Asked once for all items of an earlier answer, or for each of them (R-078)."""

    over: str
    default: str = "once"


@dataclass(frozen=True)
class Question:
    """One question with its branches. ``implied``: its condition is the one of the sibling before it (R-072).

    ``compares``: the earlier rating this one is held against. ``consent``: the earlier yes-or-no question without whose
    yes nothing of this one is kept or set in motion. ``rates`` and ``better``: what a scale rates, and its good end.
    """

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
    rates: str = ""
    better: str = ""
    compares: Mapping[str, str] = field(default_factory=dict)
    even_without_words: bool = False
    repeat: Repeat | None = None
    recording: str = "never"
    sensitivity: str = "ordinary"
    consent: str = ""
    only_with_trust: bool = False
    about_2016: bool = False
    propose: bool = False
    leads_to: str = ""
    tells: tuple[str, ...] = ()
    tone: str = ""
    tone_wordings: Mapping[str, str] = field(default_factory=dict)
    why_we_ask: str = ""
    why_wordings: Mapping[str, str] = field(default_factory=dict)
    say: tuple[str, ...] = ()
    do_not_say: tuple[str, ...] = ()
    questions: tuple["Question", ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The question as guides/walk.py reads it; its condition is written out in full."""
        return fields_of(
            self,
            {
                "when": self.when and condition_as_dict(self.when),
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
            raise Wrong(
                node,
                _(
                    "Questions are nested more than %(most_levels)s deep here: lift this one up.",
                    most_levels=MOST_LEVELS,
                ),
            )
        above: Condition | None = None

        def read_question(item: Node) -> Question:
            nonlocal above
            here = _Place(parent=place.parent, level=place.level, above=above, repeated=place.repeated)
            question = self._question(item, here)
            above = question.when or above
            return question

        return each(read_question, self.errors, most=MOST_QUESTIONS)(node)

    def _question(self, node: Node, place: _Place) -> Question:
        record = Record(node, self.errors, _("a question"))
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
            labels=record.may("labels", named(self._hint(120), self.errors, names=RATING, most=21), {}),
            rates=record.may("rates", one_of(RATES), ""),
            better=record.may("better", one_of(BETTER), ""),
            compares=record.may("compares", self._compares, {}),
            even_without_words=record.may("even_without_words", flag, False),
            repeat=repeat,
            recording=record.may("recording", one_of(RECORDING), "never"),
            sensitivity=record.may("sensitivity", one_of(SENSITIVITY), "ordinary"),
            consent=record.may("consent", self._consent, ""),
            only_with_trust=record.may("only_with_trust", flag, False),
            about_2016=record.may("about_2016", flag, False),
            propose=record.may("propose", flag, False),
            leads_to=record.may("leads_to", one_of(LEADS_TO), ""),
            tells=record.may("tells", each(one_of(TELLS), self.errors, most=len(TELLS)), ()),
            tone=record.may("tone", self._hint(600), ""),
            tone_wordings=record.may("tone_wordings", self._other_hints, {}),
            why_we_ask=record.may("why_we_ask", self._hint(600), ""),
            why_wordings=record.may("why_wordings", self._other_hints, {}),
            say=record.may("say", each(self._hint(300), self.errors, most=10), ()),
            do_not_say=record.may("do_not_say", each(self._hint(300), self.errors, most=10), ()),
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
        identity = matching(ID, _("write a short id of letters, digits and . _ + -, such as Q6a"))(node)
        if identity in self.lines:
            first = self.lines[identity]
            raise Wrong(
                node,
                _(
                    "The question “%(identity)s” is already in line %(first)s: give this one another id.",
                    identity=identity,
                    first=first,
                ),
            )
        if identity in self.variables or identity == "item":
            raise Wrong(
                node, _("“%(identity)s” is the name of a variable: give the question another id.", identity=identity)
            )
        self.lines[identity] = node.line
        return identity

    def _hint(self, most: int) -> Reader[str]:
        """What the organizer reads: variables are filled in, earlier answers are not repeated."""
        return spoken(most, self.variables)

    def _other_hints(self, node: Node) -> dict[str, str]:
        return named(self._hint(600), self.errors, names=WORDING, most=20)(node)

    def _compares(self, node: Node) -> dict[str, str]:
        record = Record(node, self.errors, _("a comparison"))
        earlier = record.need("with", known(self.earlier, _("earlier question")), "")
        source = self.earlier.get(earlier)
        if source is not None and source.kind not in _COUNTED:
            record.complain("with", _("“%(id)s” is no scale and no number: name the earlier rating.", id=source.id))
        record.close()
        return {"with": earlier}

    def _consent(self, node: Node) -> str:
        earlier = known(self.earlier, _("earlier question"))(node)
        if self.earlier[earlier].kind not in ("yes_no", ""):
            raise Wrong(
                node, _("“%(earlier)s” is no yes-or-no question: name the one that asks for the yes.", earlier=earlier)
            )
        return earlier

    def _wordings(self, names: Collection[str], *, within: bool) -> Reader[dict[str, str]]:
        def read_wordings(node: Node) -> dict[str, str]:
            nodes = named(lambda value: value, self.errors, names=WORDING, most=20)(node)
            per_item = [name for name in nodes if "each" in name.split(".")]
            if per_item and not within:
                self.errors.append(PackError(nodes[per_item[0]].line, _("“each” needs a “repeat” on this question.")))
            # {item} has a meaning only where the question is asked about one item.
            allowed = {name: {*names, "item"} if name in per_item else names for name in nodes}
            return {name: attempt(spoken(600, allowed[name]), value, self.errors, "") for name, value in nodes.items()}

        return read_wordings

    def _option(self, node: Node) -> Option:
        record = Record(node, self.errors, _("an option"))
        option = Option(
            id=record.need("id", matching(OPTION_ID, _("write a short id, such as “federal”")), ""),
            text=record.need("text", self._hint(200), ""),
            wordings=record.may("wordings", named(self._hint(200), self.errors, names=WORDING, most=20), {}),
            action=record.may("action", matching(ACTION, _("write what it asks for, such as “join_team”")), ""),
            ask=record.may("ask", known(self.asks, _("ask")), ""),
        )
        record.close()
        return option

    def _repeat(self, node: Node, place: _Place) -> Repeat:
        record = Record(node, self.errors, _("a repeat"))
        repeat = Repeat(
            over=record.need("over", known(self.earlier, _("earlier question")), ""),
            default=record.may("default", one_of(REPEATS), "once"),
        )
        source = self.earlier.get(repeat.over)
        if source is not None and source.collects != "items":
            record.complain("over", _("“%(id)s” does not hold a list: write “collects: items” there.", id=source.id))
        if place.repeated:
            record.complain("over", _("This question is already repeated with the one above it: take this repeat out."))
        record.close()
        return repeat

    def _when(self, node: Node, place: _Place) -> tuple[Condition | None, bool]:
        if isinstance(node, Text) and node.value == AS_ABOVE:
            if place.above is None:
                raise Wrong(node, _("No question before this one, at its level, has a condition: write it here."))
            return place.above, True
        return self._condition(node, place.parent), False

    def _condition(self, node: Node, parent: Question | None) -> Condition:
        if isinstance(node, Text):
            if parent is None or parent.kind == "group":
                message = _(
                    "Only a question below another can be that short: write “question: …” and a test below “when”."
                )
                raise Wrong(node, message)
            return Answered(parent.id, "equals", _value(parent, "equals", node))
        record = Record(node, self.errors, _("a condition"))
        condition = self._together(record, parent) or self._test(record, parent)
        record.accepted += [key for key in (*_ABOUT, *TESTS, "and", "or", "not") if key not in record.accepted]
        record.close()
        return condition

    def fact_condition(self, node: Node) -> Condition:
        """A condition where no question was asked yet: for the sections of an agenda."""
        return self._condition(node, None)

    def _together(self, record: Record, parent: Question | None) -> Condition | None:
        used = [key for key in ("and", "or", "not") if key in record.values]
        if not used:
            return None
        if len(record.values) > 1:
            raise Wrong(record.node, _("“%(used)s” stands alone: move the other lines into it.", used=used[0]))
        part = record.values[used[0]]
        if used[0] == "not":
            return Not(self._condition(part, parent))
        if isinstance(part, Listing) and not part.items:
            raise Wrong(part, _("“%(used)s” is empty: write the conditions below it, each after “- ”.", used=used[0]))
        parts = each(lambda item: self._condition(item, parent), self.errors, most=40)(part)
        return AllOf(parts) if used[0] == "and" else AnyOf(parts)

    def _test(self, record: Record, parent: Question | None) -> Condition:
        if sum(about in record.values for about in _ABOUT) > 1:
            raise Wrong(
                record.node, _("A condition is about one thing: write one of %(about)s.", about=", ".join(_ABOUT))
            )
        if "fact" in record.values:
            return self._fact(record)
        if "difference" in record.values:
            return self._difference(record)
        identity = record.may("question", known(self.earlier, _("earlier question")), parent.id if parent else "")
        question = self.earlier.get(identity, parent)
        used = [test for test in TESTS if test in record.values]
        if question is None or len(used) != 1:
            raise Wrong(
                record.node,
                _("A condition names one earlier question and one test out of: %(tests)s.", tests=", ".join(TESTS)),
            )
        return Answered(question.id, used[0], _value(question, used[0], record.values[used[0]]))

    def _fact(self, record: Record) -> Condition:
        fact = one_of(FACTS)(record.values["fact"])
        used = [test for test in TESTS if test in record.values]
        if len(used) != 1 or used[0] not in ("equals", "in"):
            raise Wrong(record.node, _("What is known beforehand has one test: equals or in."))
        node = record.values[used[0]]
        if used[0] == "equals":
            return Known(fact, "equals", _fact_value(fact, node))
        if not isinstance(node, Listing) or not node.items:
            raise Wrong(node, _("“in” needs a list, such as [introductory, coaching]."))
        return Known(fact, "in", tuple(_fact_value(fact, item) for item in node.items))

    def _difference(self, record: Record) -> Condition:
        identity = known(self.earlier, _("earlier question"))(record.values["difference"])
        if not self.earlier[identity].compares:
            raise Wrong(
                record.values["difference"],
                _("“%(identity)s” is held against nothing: write “compares” there.", identity=identity),
            )
        used = [test for test in TESTS if test in record.values]
        if len(used) != 1 or used[0] not in (*_NUMBER_TESTS, "equals"):
            raise Wrong(
                record.node,
                _("A difference has one test out of: equals, %(number_tests)s.", number_tests=", ".join(_NUMBER_TESTS)),
            )
        return Changed(identity, used[0], number(-LARGEST, LARGEST)(record.values[used[0]]))

    def _refuse_what_does_not_fit(self, record: Record, asked: Question, place: _Place) -> None:
        kind = asked.kind
        if kind in _WITH_OPTIONS and len(asked.options) < 2:
            record.complain("options", _("A question of the kind %(kind)s needs at least two options.", kind=kind))
        misplaced = [
            ("options", bool(asked.options) and kind not in _WITH_OPTIONS, ", ".join(_WITH_OPTIONS)),
            ("collects", bool(asked.collects) and kind != "open", "open"),
            ("labels", bool(asked.labels) and kind != "scale", "scale"),
            ("rates", bool(asked.rates) and kind != "scale", "scale"),
            ("better", bool(asked.better) and kind not in _COUNTED, "scale, number"),
            ("compares", bool(asked.compares) and kind not in _COUNTED, "scale, number"),
            ("leads_to", bool(asked.leads_to) and kind not in ("yes_no", "schedule"), "yes_no, schedule"),
        ]
        for key, wrong, kinds in misplaced:
            if wrong:
                record.complain(
                    key,
                    _(
                        "“%(key)s” goes with the kinds %(kinds)s only: take it out, or change the kind.",
                        key=key,
                        kinds=kinds,
                    ),
                )
        if kind == "scale" and asked.lowest >= asked.highest:
            record.complain("highest", _("A scale needs “lowest” and “highest”, such as 0 and 10."))
        elif kind == "scale" and any(not asked.lowest <= int(digit) <= asked.highest for digit in asked.labels):
            record.complain(
                "labels",
                _(
                    "This scale goes from %(lowest)s to %(highest)s: label only those digits.",
                    lowest=asked.lowest,
                    highest=asked.highest,
                ),
            )
        if asked.recording == "yes_no" and kind != "yes_no":
            record.complain("recording", _("yes_no keeps only a yes or no: write never, theme or own_words."))
        if asked.propose and kind in ("note", "group"):
            record.complain("propose", _("A note or a group is not answered: propose a question."))
        if asked.propose and (place.parent or asked.only_with_trust or asked.about_2016):
            message = _("Only a question of the outermost level that needs no trust and no 2016 can be proposed.")
            record.complain("propose", message)
        doubles = [option.id for option in asked.options]
        for identity in sorted({one for one in doubles if doubles.count(one) > 1}):
            record.complain(
                "options", _("Two options have the id “%(identity)s”: give one another.", identity=identity)
            )


def spoken(most: int, names: Collection[str], *, lines: bool = False) -> Reader[str]:
    """A reader of texts that may hold {variables} and piped words out of ``names``."""
    read = text(most, lines=lines)

    def read_spoken(node: Node) -> str:
        value = read(node)
        for match in PIPE.finditer(value):
            if match[1] not in names:
                there = ", ".join(sorted(names)) or _("none")
                raise Wrong(
                    node,
                    _(
                        "Nothing called %(name)s stands before this text. There is: %(there)s.",
                        name=match[0],
                        there=there,
                    ),
                )
        if re.search(r"[{}]", PIPE.sub("", value)):
            raise Wrong(node, _("Braces are for {variables} only: close this one, or take it out."))
        return value

    return read_spoken


def questions_of(plain: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    """Questions out of what ``to_dict`` gave: as a guide version keeps them, for writing them into a pack again.

    Names of variables and asks are taken as they come. Raises ValueError for what is no such list.
    """
    errors: list[PackError] = []
    every = list(_every(plain))
    asks = {option["ask"] for question in every for option in question.get("options", ()) if option.get("ask")}
    asking = Asking(variables=names_in(plain) - {question["id"] for question in every}, asks=asks, errors=errors)
    read = asking.questions(_level_as_nodes(plain))
    if errors:
        raise ValueError("; ".join(error.message for error in errors))
    return read


def names_in(plain: Any) -> set[str]:
    """The names in braces in any text of these plain values."""
    if isinstance(plain, Mapping):
        return {name for value in plain.values() for name in names_in(value)}
    if isinstance(plain, list | tuple):
        return {name for value in plain for name in names_in(value)}
    return {match[1] for match in PIPE.finditer(plain)} if isinstance(plain, str) else set()


def _every(plain: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for question in plain:
        yield question
        yield from _every(question.get("questions", ()))


def _level_as_nodes(plain: Sequence[Mapping[str, Any]]) -> Listing:
    above: Any = None
    items: list[Node] = []
    for question in plain:
        when = question.get("when")
        is_implied = bool(question.get("implied")) and when == above
        fields = {name: value for name, value in question.items() if name not in ("implied", "questions")}
        if is_implied:
            fields["when"] = AS_ABOVE
        below = [(Text(0, "questions"), _level_as_nodes(question["questions"]))] if question.get("questions") else []
        items.append(Fields(0, (*nodes_of(fields).entries, *below)))
        above = when or above
    return Listing(0, tuple(items))


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
        return when.value if when.value != AS_ABOVE else condition_as_dict(when)
    return when and condition_as_dict(when)


def condition_as_dict(condition: Condition) -> dict[str, Any]:
    if isinstance(condition, Answered):
        return {"question": condition.question, condition.test: as_plain(condition.value)}
    if isinstance(condition, Known):
        return {"fact": condition.fact, condition.test: as_plain(condition.value)}
    if isinstance(condition, Changed):
        return {"difference": condition.question, condition.test: condition.value}
    if isinstance(condition, Not):
        return {"not": condition_as_dict(condition.part)}
    word = "and" if isinstance(condition, AllOf) else "or"
    return {word: [condition_as_dict(part) for part in condition.parts]}


def _value(question: Question, test: str, node: Node) -> str | int | tuple[str | int, ...]:
    """What this test compares the question's answer with; Wrong where the two can never fit."""
    if not question.kind:
        # Its kind is already noted as a mistake; guessing at what would fit it only adds to the noise.
        return ""
    if test == "in":
        if not isinstance(node, Listing) or not node.items:
            raise Wrong(node, _("“in” needs a list of answers, such as [partly, 'no']."))
        return tuple(_single(question, item) for item in node.items)
    if test == "equals":
        return _single(question, node)
    if test == "contains":
        return _member(question, node)
    if test == "has":
        if question.kind not in ("open", *_SEVERAL):
            raise Wrong(node, _("“%(id)s” does not hold words or items: use equals or in.", id=question.id))
        return number(1, 1000)(node)
    if question.kind not in _COUNTED:
        raise Wrong(node, _("“%(id)s” is no scale: use equals, in, contains or has.", id=question.id))
    return number(-LARGEST, LARGEST)(node)


def _single(question: Question, node: Node) -> str | int:
    if question.kind in ("note", "group", "schedule"):
        raise Wrong(node, _("“%(id)s” has no answer that could be looked at: name another question.", id=question.id))
    if question.kind == "scale":
        return number(question.lowest, question.highest)(node)
    if question.kind == "number":
        return number(-LARGEST, LARGEST)(node)
    if question.kind == "day":
        return matching(_DAY, _("write year-month-day, such as 2031-05-01"))(node)
    if question.kind in _TAPPED:
        return one_of(_codes(question))(node)
    if question.kind == "open" and not question.collects:
        return text(200)(node)
    raise Wrong(node, _("“%(id)s” may have several answers: use contains or has.", id=question.id))


def _member(question: Question, node: Node) -> str:
    if question.kind in _SEVERAL:
        return one_of(_codes(question))(node)
    if question.collects:
        return text(200)(node)
    raise Wrong(node, _("“%(id)s” has one answer: use equals or in.", id=question.id))


def _codes(question: Question) -> tuple[str, ...]:
    if question.kind == "yes_no":
        return YES_NO
    options = tuple(option.id for option in question.options)
    return options + EITHER_OR if question.kind == "either_or" else options


def _fact_value(fact: str, node: Node) -> str | bool:
    if fact in YES_OR_NO_FACTS:
        return flag(node)
    if FACTS[fact]:
        return one_of(FACTS[fact])(node)
    return matching(_LANGUAGE, _("write a language code, such as “en” or “es”"))(node)


def _can_be_piped(question: Question) -> bool:
    return question.kind not in _WITHOUT_WORDS
