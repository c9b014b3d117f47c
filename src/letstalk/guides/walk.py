"""Given a guide and the answers so far: what is asked now, in which order, and what comes next?

Pure: no Django, no clock, nothing stored, so branches can be followed without keeping a word (R-071). The walker in the
browser (field/static/field/walk.js) is this module's twin and runs the same cases (tests/cases/guides), hence the plain
shapes:

*A guide* is a dict with ``questions``. A question has ``id``, ``kind`` and ``text``, and may have

- ``questions``: its sub-questions, to any depth; they are reached only while it is asked itself
- ``when``: a condition; without one it is asked whenever its parent is
- ``wordings``: other ways to say it, by name; ``tone_wordings`` and ``why_wordings`` are the same for ``tone`` and
  ``why_we_ask``. A name may join several with a dot (``es.plain``); ``each`` is for once per item
- ``options``: a list of ``{"id", "text", "action", "wordings"}``
- ``collects``: ``words`` or ``items``, where an open answer is a list
- ``labels``: words for the digits of a scale
- ``compares``: ``{"with": id}``, the earlier scale or number whose answer this one is held against
- ``repeat``: ``{"over": id, "default": "once" | "each"}``, to go through the items of an earlier answer (R-078)
- ``recording``: ``never`` (also when absent), ``theme``, ``own_words`` or ``yes_no`` (R-068)
- ``consent``: the earlier yes-or-no question without whose yes nothing of this one is kept or set in motion, for a
  third person who comes up
- ``leads_to``: what a yes, or a settled date, sets in motion (R-081, R-089)
- ``tone``, ``why_we_ask``, ``say``, ``do_not_say``: what the organizer should know (R-087, R-088)
- ``even_without_words``: asked also while the answer it repeats holds no words

The kinds are ``open``, ``yes_no``, ``either_or``, ``multi``, ``options``, ``choice``, ``scale``, ``number``, ``day``,
``schedule``; a ``note`` is said and not answered; a ``group`` is a heading that is never asked itself.

*A condition* is ``{"and": [...]}``, ``{"or": [...]}``, ``{"not": ...}`` or one about

- an earlier question: ``{"question": id, TEST: value}`` where TEST is ``equals``, ``in``, ``contains``, ``has`` (at
  least so many words or items), ``over``, ``under``, ``at_least`` or ``at_most``
- a fact known beforehand: ``{"fact": "first_meeting", "equals": True}``
- the difference that an earlier question with ``compares`` shows: ``{"difference": id, TEST: number}``

A question that was not asked (hidden, still to come, or passed over) fails every test, and so does a fact that was not
given; ``not`` turns that into a yes, as in XLSForm.

*Answers* are a dict from a step's key to a code, a text, a list of texts or codes, a whole number, a date
(``{"on", "at", "place"}``), or None for "passed over". The key is the question's id; asked once per item it is
``id@item``, so that an answer stays with its issue when the list is reordered (R-085).

*Text* may hold ``{name}``: an earlier question's id pipes its words, ``{item}`` is the item gone through, anything else
is a variable (R-083). ``{Q8|or}`` puts "or" before the last of several words.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import takewhile
from typing import Any, NamedTuple

Guide = Mapping[str, Any]
Question = Mapping[str, Any]
Condition = Mapping[str, Any]
Answers = Mapping[str, Any]

YES_NO = ("yes", "no", "partly", "did_not_ask", "rather_not_say")
EITHER_OR = ("both", "not_sure", "did_not_ask", "rather_not_say")
FACTS = ("first_meeting", "meeting_kind", "mode", "stage", "partisan", "language")
UNSAID = "…"

_BLANKS = " \t\r\n\u00a0\u3000"
_SPLITS = re.compile(r"[,;\n]")
_PIPE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.+-]*)(?:\|([^{}|]*))?\}")
_WITH_OPTIONS = ("either_or", "multi", "options", "choice")
_ACTING = ("options", "multi", "choice")
# The twin in the browser counts in floating point: what both can tell apart is what counts as a whole number.
_LARGEST = 2**53 - 1


@dataclass(frozen=True)
class Prepared:
    """What the organizer settled beforehand; everything may be left out (R-003).

    ``variables`` fill the texts. ``wordings`` names a wording for one question (R-077); ``prefer`` names wordings for
    all of them, best first ("es", "plain"): a wording fits when all parts of its name are preferred, and of those that
    fit the one with the earlier preferences is taken (R-070). ``repeats`` says "each" or "once" for the id whose items
    are gone through (R-078). ``chosen`` lists the questions to carry, in order (R-066): each is asked whatever its own
    condition says, with its branches below it; one that lies below another chosen question is reached through that one.
    ``facts`` are known before anything is asked, such as the kind of the one-on-one.
    """

    variables: Mapping[str, str] = field(default_factory=dict)
    wordings: Mapping[str, str] = field(default_factory=dict)
    prefer: Sequence[str] = ()
    repeats: Mapping[str, str] = field(default_factory=dict)
    chosen: Sequence[str] | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


class Choice(NamedTuple):
    """One option of a question, or one digit of a scale, its text filled in."""

    id: str
    text: str


class Compared(NamedTuple):
    """What the same thing was rated before and now, and how far it moved."""

    before: int
    now: int
    difference: int


class Step(NamedTuple):
    """One question as it is asked now.

    ``root`` is the outermost question or group it was reached through. ``missing`` names the variables that have no
    value; the text shows them as ``[name]``. ``recording`` is what may be kept for these answers: ``never`` where a
    consent still lacks, whatever the question's own policy says (R-068).
    """

    key: str
    id: str
    root: str
    kind: str
    text: str
    depth: int
    item: str | None
    wording: str | None
    missing: tuple[str, ...]
    options: tuple[Choice, ...]
    labels: tuple[Choice, ...]
    recording: str
    sensitivity: str
    tone: str
    why_we_ask: str
    say: tuple[str, ...]
    do_not_say: tuple[str, ...]
    compared: Compared | None
    is_agreed: bool
    question: Question


class Act(NamedTuple):
    """Something an answer sets in motion: a meeting, an introduction, an ask that was chosen (R-081, R-089, R-091)."""

    act: str
    key: str
    option: str | None


_AS_IT_COMES = Prepared()


def walk(guide: Guide, answers: Answers, prepared: Prepared = _AS_IT_COMES) -> list[Step]:
    """Everything asked now, in order, for these answers (R-065, R-071 to R-083)."""
    return _Walk(guide, answers, prepared).steps()


def next_step(guide: Guide, answers: Answers, prepared: Prepared = _AS_IT_COMES) -> Step | None:
    """The first question asked now that has neither been answered nor passed over; None when the guide is through."""
    open_now = _Walk(guide, answers, prepared, next_only=True).steps()
    return open_now[0] if open_now else None


def acts(guide: Guide, answers: Answers, prepared: Prepared = _AS_IT_COMES) -> list[Act]:
    """What these answers set in motion, in the order asked: nothing from hidden questions, nothing without consent."""
    return [act for step in walk(guide, answers, prepared) for act in _acts_of(step, answers.get(step.key))]


def fits(when: Condition | None, facts: Mapping[str, Any]) -> bool:
    """Whether a condition made of facts alone holds: for the sections of an agenda, where nothing was asked yet."""
    return when is None or _Walk({"questions": ()}, {}, Prepared(facts=facts)).holds(when, None)


def question_ids(guide: Guide) -> list[str]:
    """The ids of all questions, sub-questions included, in the order they stand (R-085)."""
    return list(_ids(guide["questions"]))


def is_recordable(question: Question) -> bool:
    """Whether anything at all may be kept of the answer; without a policy nothing may (R-068)."""
    return recording_policy(question) != "never"


def recording_policy(question: Question) -> str:
    """``never``, ``theme``, ``own_words`` or ``yes_no`` (R-068)."""
    return str(question.get("recording") or "never")


def answers_offered(question: Question) -> tuple[str, ...]:
    """The codes that can be tapped, the ways out included (R-079, R-080); none where the answer is not a tap."""
    kind = question["kind"]
    if kind == "yes_no":
        return YES_NO
    options = tuple(option["id"] for option in question.get("options", ()))
    return options + EITHER_OR if kind == "either_or" else options


def is_settled(answer: object) -> bool:
    """Whether a scheduling answer has its date, time and place (R-090)."""
    return isinstance(answer, Mapping) and all(_is_text(answer.get(part)) for part in ("on", "at", "place"))


def words_of(question: Question, answer: object) -> list[str]:
    """The answer as words fit to be piped or gone through: trimmed, without doubles, options as their text (R-077).

    A digit that has a word comes with it: a bare digit can be read from either end.
    """
    number = _number(answer)
    if number is not None:
        label = question.get("labels", {}).get(str(number))
        return [f"{number} ({label})" if label else str(number)]
    entries = _entries(question, answer)
    if question["kind"] not in _WITH_OPTIONS:
        return entries
    texts = {option["id"]: option["text"] for option in question.get("options", ())}
    return [texts[entry] for entry in entries if entry in texts]


def fill(text: str, variables: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """A text with its variables filled in, and the names of those that have no value (R-083)."""
    missing: list[str] = []

    def value(match: re.Match[str]) -> str:
        return _variable(match[1], variables, missing)

    return _PIPE.sub(value, text), tuple(missing)


def missing_variables(guide: Guide, variables: Mapping[str, str]) -> list[str]:
    """The variables this guide speaks of that have no value yet, in the order they come up (R-083)."""
    ids = _ids(guide["questions"])
    named: dict[str, None] = {}
    for question in ids.values():
        for text in _texts_of(question):
            named.update((match[1], None) for match in _PIPE.finditer(text))
    return [name for name in named if name not in ids and name != "item" and not variables.get(name)]


def in_words(question: Question, prepared: Prepared) -> tuple[str, str, str]:
    """A question's text, tone and reason in the words wanted, before anything in braces is filled in (R-070)."""
    said = _Walk({"questions": ()}, {}, prepared).said
    parts = (("text", "wordings"), ("tone", "tone_wordings"), ("why_we_ask", "why_wordings"))
    text, tone, why = (said(question, plain, others, question["id"], None)[1] for plain, others in parts)
    return text, tone, why


def as_plain(value: Prepared | Step | Act) -> dict[str, Any]:
    """The same as dicts and lists fit for JSON: what the twin in the browser takes and gives."""
    if isinstance(value, Prepared):
        return asdict(value)
    plain = value._asdict()
    for name in ("options", "labels"):
        if name in plain:
            plain[name] = [choice._asdict() for choice in plain[name]]
    if plain.get("compared") is not None:
        plain["compared"] = plain["compared"]._asdict()
    return plain


class _Walk:
    """One pass through a guide, remembering what was really asked; ``next_only`` stops at the first open question.

    The methods that walk on answer True once there is no need to go further. Passing lists rather than generators, and
    not writing out the steps nobody will see, keeps 300 questions well under a millisecond.
    """

    def __init__(self, guide: Guide, answers: Answers, prepared: Prepared, *, next_only: bool = False) -> None:
        self.questions: Sequence[Question] = guide["questions"]
        self.answers = answers
        self.prepared = prepared
        self.next_only = next_only
        self.asked: dict[str, Question] = {}
        self.found: list[Step] = []
        self.root = ""
        self._known: dict[str, Question] | None = None

    def steps(self) -> list[Step]:
        if self.prepared.chosen is None:
            self._in_turn(self.questions, 1, None)
        else:
            any(self._ask(question, 1, None) for question in _chosen_roots(self.questions, self.prepared.chosen))
        return self.found

    def holds(self, condition: Condition, item: str | None) -> bool:
        if "and" in condition:
            return all(self.holds(part, item) for part in condition["and"])
        if "or" in condition:
            return any(self.holds(part, item) for part in condition["or"])
        if "not" in condition:
            return not self.holds(condition["not"], item)
        about, question, answer = self._looked_at(condition, item)
        if answer is None:
            return False
        return all(_TESTS[name](question, answer, wanted) for name, wanted in condition.items() if name != about)

    def _looked_at(self, condition: Condition, item: str | None) -> tuple[str, Question, Any]:
        """What a condition is about, as its key in the condition; no answer where there is nothing to look at."""
        if "fact" in condition:
            return "fact", {}, self.prepared.facts.get(condition["fact"])
        if "difference" in condition:
            compared = self._compared(condition["difference"], item)
            return "difference", {}, None if compared is None else compared.difference
        question, answer = self._heard(condition["question"], item)
        return ("question", {}, None) if question is None else ("question", question, answer)

    def _in_turn(self, questions: Sequence[Question], depth: int, item: str | None) -> bool:
        position = 0
        while position < len(questions):
            question = questions[position]
            source = self._gone_through(question) if item is None and "repeat" in question else None
            if source is None:
                run, done = 1, self._if_due(question, depth, item)
            else:
                run, done = self._per_item(source, questions[position:], depth)
            if done:
                return True
            position += run
        return False

    def _per_item(self, source: str, questions: Sequence[Question], depth: int) -> tuple[int, bool]:
        """Ask the questions that go through the same items: how many they were, and whether to stop."""
        run = list(takewhile(lambda question: self._gone_through(question) == source, questions))
        # Item by item, not question by question: a person stays with one worry before turning to the next.
        done = any(self._if_due(question, depth, item) for item in self._items(source) for question in run)
        return len(run), done

    def _if_due(self, question: Question, depth: int, item: str | None) -> bool:
        when = question.get("when")
        return (when is None or self.holds(when, item)) and self._ask(question, depth, item)

    def _ask(self, question: Question, depth: int, item: str | None) -> bool:
        identity = question["id"]
        if depth == 1:
            self.root = identity
        if question["kind"] != "group":
            wording, text = self.said(question, "text", "wordings", identity, item)
            missing: list[str] = []
            filled = self._filled(text, question, item, missing) if "{" in text else text
            if filled is None:
                return False
            key = identity if item is None else f"{identity}@{item}"
            self.asked[key] = question
            if not self.next_only or key not in self.answers:
                self.found.append(self._step(question, key, filled, depth, item, wording, missing))
                if self.next_only:
                    return True
        below: Sequence[Question] = question.get("questions", ())
        return self._in_turn(below, depth + 1, item)

    def _step(
        self,
        question: Question,
        key: str,
        text: str,
        depth: int,
        item: str | None,
        wording: str | None,
        missing: list[str],
    ) -> Step:
        is_agreed = self._is_agreed(question, item)
        options = self._options(question, item, missing) if "options" in question else ()
        return Step(
            key=key,
            id=question["id"],
            root=self.root,
            kind=question["kind"],
            text=text,
            depth=depth,
            item=item,
            wording=wording,
            missing=tuple(missing),
            options=options,
            labels=self._labels(question["labels"]) if "labels" in question else (),
            recording=recording_policy(question) if is_agreed else "never",
            sensitivity=str(question.get("sensitivity") or "ordinary"),
            tone=self._hint(self.said(question, "tone", "tone_wordings", question["id"], item)[1]),
            why_we_ask=self._hint(self.said(question, "why_we_ask", "why_wordings", question["id"], item)[1]),
            say=tuple(self._hint(hint) for hint in question.get("say", ())),
            do_not_say=tuple(self._hint(hint) for hint in question.get("do_not_say", ())),
            compared=self._compared(question["id"], item) if "compares" in question else None,
            is_agreed=is_agreed,
            question=question,
        )

    def said(
        self, holder: Mapping[str, Any], plain: str, others: str, identity: str, item: str | None
    ) -> tuple[str | None, str]:
        """The name of the wording that fits best, and its text; without one the plain text."""
        if others in holder:
            name = self._best(holder[others], identity, item)
            if name is not None:
                return name, holder[others][name]
        return None, holder.get(plain, "")

    def _best(self, wordings: Mapping[str, str], identity: str, item: str | None) -> str | None:
        picked = self.prepared.wordings.get(identity)
        wanted = (*(picked.split(".") if picked else ()), *(("each",) if item is not None else ()))
        wanted += tuple(self.prepared.prefer)
        if not wanted:
            return None
        fit = [name for name in sorted(wordings) if all(part in wanted for part in name.split("."))]
        for part in wanted:
            fit = [name for name in fit if part in name.split(".")] or fit
        return fit[0] if fit else None

    def _options(self, question: Question, item: str | None, missing: list[str]) -> tuple[Choice, ...]:
        choices: list[Choice] = []
        for option in question["options"]:
            _name, text = self.said(option, "text", "wordings", question["id"], item)
            filled = self._filled(text, question, item, missing)
            if filled is not None:
                choices.append(Choice(option["id"], filled))
        return tuple(choices)

    def _labels(self, labels: Mapping[str, str]) -> tuple[Choice, ...]:
        return tuple(Choice(digit, self._hint(labels[digit])) for digit in sorted(labels, key=int))

    def _hint(self, text: str) -> str:
        return fill(text, self.prepared.variables)[0] if "{" in text else text

    def _filled(self, text: str, question: Question, item: str | None, missing: list[str]) -> str | None:
        """The text with words and variables in place; None where it pipes an answer that holds no words (R-077)."""
        parts: list[str] = []
        position = 0
        for match in _PIPE.finditer(text):
            name, last = match[1], match[2]
            if name == "item" and item is not None:
                value = item
            elif name in self._ids():
                words = self._piped(name, item)
                if not words and not question.get("even_without_words"):
                    return None
                value = _joined(words, last) if words else UNSAID
            else:
                value = _variable(name, self.prepared.variables, missing)
            parts += (text[position : match.start()], value)
            position = match.end()
        return "".join(parts) + text[position:]

    def _piped(self, identity: str, item: str | None) -> list[str]:
        question, answer = self._heard(identity, item)
        if question is None:
            return []
        words = words_of(question, answer)
        if question["kind"] in _WITH_OPTIONS or "labels" in question:
            # Only a guide's own text may name variables; what a person said is never read as one.
            return [fill(word, self.prepared.variables)[0] for word in words]
        return words

    def _compared(self, identity: str, item: str | None) -> Compared | None:
        question, answer = self._heard(identity, item)
        if question is None or "compares" not in question:
            return None
        _earlier, before = self._heard(question["compares"]["with"], item)
        then, now = _number(before) if _earlier is not None else None, _number(answer)
        return None if then is None or now is None else Compared(then, now, now - then)

    def _is_agreed(self, question: Question, item: str | None) -> bool:
        if "consent" not in question:
            return True
        asked, answer = self._heard(question["consent"], item)
        return asked is not None and answer == "yes"

    def _ids(self) -> dict[str, Question]:
        if self._known is None:
            self._known = _ids(self.questions)
        return self._known

    def _gone_through(self, question: Question) -> str | None:
        repeat = question.get("repeat")
        if repeat is None:
            return None
        over: str = repeat["over"]
        mode = self.prepared.repeats.get(over) or repeat.get("default", "once")
        return over if mode == "each" else None

    def _items(self, source: str) -> list[str]:
        question, answer = self._heard(source, None)
        return [] if question is None else words_of(question, answer)

    def _heard(self, identity: str, item: str | None) -> tuple[Question | None, Any]:
        """The question and its answer, within the same item first; no question where it was not asked."""
        if item is not None:
            key = f"{identity}@{item}"
            if key in self.asked:
                return self.asked[key], self.answers.get(key)
        return self.asked.get(identity), self.answers.get(identity)


def _chosen_roots(questions: Sequence[Question], chosen: Sequence[str]) -> list[Question]:
    found: dict[str, tuple[Question, frozenset[str]]] = {}

    def note(level: Sequence[Question], above: frozenset[str]) -> None:
        for question in level:
            found[question["id"]] = (question, above)
            note(question.get("questions", ()), above | {question["id"]})

    note(questions, frozenset())
    wanted = set(chosen)
    distinct = dict.fromkeys(chosen)
    return [found[identity][0] for identity in distinct if identity in found and not found[identity][1] & wanted]


def _ids(questions: Sequence[Question]) -> dict[str, Question]:
    ids: dict[str, Question] = {}
    for question in questions:
        ids[question["id"]] = question
        ids.update(_ids(question.get("questions", ())))
    return ids


def _texts_of(question: Question) -> list[str]:
    texts = [question["text"], *question.get("wordings", {}).values()]
    for option in question.get("options", ()):
        texts += [option["text"], *option.get("wordings", {}).values()]
    labels = question.get("labels", {})
    texts += [labels[digit] for digit in sorted(labels, key=int)]
    for plain, others in (("tone", "tone_wordings"), ("why_we_ask", "why_wordings")):
        texts += [question.get(plain, ""), *question.get(others, {}).values()]
    return [*texts, *question.get("say", ()), *question.get("do_not_say", ())]


def _acts_of(step: Step, answer: object) -> list[Act]:
    if not step.is_agreed:
        return []
    leads_to = step.question.get("leads_to")
    if leads_to and (answer == "yes" if step.kind == "yes_no" else is_settled(answer)):
        return [Act(leads_to, step.key, None)]
    if step.kind not in _ACTING:
        return []
    taken = _entries(step.question, answer)
    options = step.question.get("options", ())
    return [
        Act(option["action"], step.key, option["id"])
        for option in options
        if option.get("action") and option["id"] in taken
    ]


def _entries(question: Question, answer: object) -> list[str]:
    if isinstance(answer, str):
        answer = _SPLITS.split(answer) if question.get("collects") else [answer]
    if not isinstance(answer, list | tuple):
        return []
    trimmed = (entry.strip(_BLANKS) for entry in answer if isinstance(entry, str))
    return list(dict.fromkeys(entry for entry in trimmed if entry))


def _joined(words: list[str], last: str | None) -> str:
    if last is None or len(words) == 1:
        return ", ".join(words)
    return f"{', '.join(words[:-1])} {last.strip(_BLANKS)} {words[-1]}"


def _variable(name: str, variables: Mapping[str, str], missing: list[str]) -> str:
    value = variables.get(name)
    if value:
        return value
    if name not in missing:
        missing.append(name)
    return f"[{name}]"


def _same(one: object, other: object) -> bool:
    number = _number(one)
    if number is not None:
        return number == _number(other)
    return type(one) is type(other) and one == other


def _number(answer: object) -> int | None:
    if isinstance(answer, bool) or not isinstance(answer, int | float) or not abs(answer) <= _LARGEST:
        return None
    return int(answer) if answer == int(answer) else None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _against(holds: Callable[[int, int], bool]) -> Callable[[Question, Any, Any], bool]:
    def test(_question: Question, answer: Any, wanted: Any) -> bool:
        number = _number(answer)
        return number is not None and holds(number, wanted)

    return test


_TESTS: Mapping[str, Callable[[Question, Any, Any], bool]] = {
    "equals": lambda question, answer, wanted: _same(answer, wanted),
    "in": lambda question, answer, wanted: any(_same(answer, one) for one in wanted),
    "contains": lambda question, answer, wanted: wanted in _entries(question, answer),
    "has": lambda question, answer, wanted: len(_entries(question, answer)) >= wanted,
    "over": _against(lambda number, wanted: number > wanted),
    "under": _against(lambda number, wanted: number < wanted),
    "at_least": _against(lambda number, wanted: number >= wanted),
    "at_most": _against(lambda number, wanted: number <= wanted),
}
