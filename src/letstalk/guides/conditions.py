"""When a question is asked, in words: a condition said as a sentence, and the conditions one can choose from.

An editor shows a condition as up to a few lines, each about one earlier answer, which all have to hold or of which one
has to. Deeper ones, as a pack may hold, are said in words and kept as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from letstalk.guides.walk import answers_offered
from letstalk.guides.words import MeetingKind, Said
from letstalk.people.words import Stage

Condition = Mapping[str, Any]
Question = Mapping[str, Any]

MOST_LINES = 4
MOST_VALUES = 21
SHORT = 60
ALL, ANY = "and", "or"
# What a test is about: an earlier answer, what is known beforehand, or how an answer given twice has changed.
CHANGES = ("over", "under", "equals")
ABOUT = ("question", "fact", "difference")


@dataclass(frozen=True)
class Line:
    """One line of a condition: a test about one earlier answer, or that it is not so."""

    test: Condition
    is_not: bool = False

    @property
    def value(self) -> str:
        """How a select names it."""
        return json.dumps(dict(self.test), sort_keys=True, ensure_ascii=False)


@dataclass(frozen=True)
class Lines:
    """A condition that fits into lines. `joined`: and, or."""

    joined: str
    lines: tuple[Line, ...]


def as_lines(condition: Condition | None) -> Lines | None:
    """The condition line by line; None where it is deeper than that."""
    if condition is None:
        return Lines(ALL, ())
    joined = next((word for word in (ALL, ANY) if word in condition), "")
    lines = [_as_line(part) for part in (condition[joined] if joined else [condition])]
    found = [line for line in lines if line is not None]
    if len(found) < len(lines) or len(lines) > MOST_LINES:
        return None
    return Lines(joined or ALL, tuple(found))


def _as_line(part: Condition) -> Line | None:
    if "not" in part:
        inner = part["not"]
        return None if _is_joined(inner) else Line(inner, is_not=True)
    return None if _is_joined(part) else Line(part)


def _is_joined(part: Condition) -> bool:
    return any(word in part for word in (ALL, ANY, "not"))


def from_lines(lines: Lines) -> dict[str, Any] | None:
    """The condition these lines stand for; None for none."""
    parts = [{"not": dict(line.test)} if line.is_not else dict(line.test) for line in lines.lines]
    if len(parts) < 2:
        return parts[0] if parts else None
    return {lines.joined: parts}


def from_value(value: str) -> dict[str, Any] | None:
    """The test a select's value names; None for what is no test."""
    try:
        found = json.loads(value)
    except ValueError:
        return None
    return found if isinstance(found, dict) and not _is_joined(found) else None


def choices_after(earlier: Iterable[Question]) -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be looked at: per earlier question, the answers it may have had."""
    groups = [(question, list(_tests_of(question))) for question in earlier]
    asked = [
        (short(question["text"]), [(Line(test).value, said_of(test, question)) for test in tests])
        for question, tests in groups
        if tests
    ]
    return [*asked, *_choices_beforehand()]


def _choices_beforehand() -> list[tuple[str, list[tuple[str, str]]]]:
    """What is known before the one-on-one begins."""
    known: dict[str, list[Any]] = {
        "first_meeting": [True, False],
        "meeting_kind": list(MeetingKind.values),
        "stage": list(Stage.values),
        "mode": ["in_person", "phone", "video"],
        "partisan": [True, False],
    }
    tests = {fact: [{"fact": fact, "equals": value} for value in values] for fact, values in known.items()}
    return [(fact_words(fact), [(Line(test).value, said_of(test, None)) for test in tests[fact]]) for fact in known]


def _tests_of(question: Question) -> Iterable[dict[str, Any]]:
    about = {"question": question["id"]}
    kind = question["kind"]
    if kind in ("yes_no", "either_or", "choice"):
        return [{**about, "equals": code} for code in answers_offered(question)]
    if kind in ("multi", "options"):
        return [{**about, "contains": code} for code in answers_offered(question)] + [{**about, "has": 1}]
    if kind == "scale":
        steps = range(question.get("lowest", 0), question.get("highest", 0) + 1)[:MOST_VALUES]
        tests = [{**about, test: step} for test in ("at_least", "at_most") for step in steps]
        change = {"difference": question["id"]}
        return tests + [{**change, test: 0} for test in CHANGES] if question.get("compares") else tests
    if kind == "open" and question.get("collects"):
        return [{**about, "has": number} for number in (1, 2, 3)]
    return []


def said_of(test: Condition, question: Question | None) -> str:
    """What one test asks of the answer, without saying of which question."""
    name, wanted = next(((key, value) for key, value in test.items() if key not in ABOUT), ("", ""))
    words = _words_of(wanted, question)
    if "fact" in test:
        return words
    if "difference" in test and wanted == 0 and name in CHANGES:
        return {"over": _("higher than before"), "under": _("lower than before"), "equals": _("as before")}[name]
    if "difference" in test:
        words = _("the change (%(number)s)") % {"number": words}
    if name == "has":
        return ngettext("something was named", "at least %(number)s were named", int(wanted)) % {"number": wanted}
    patterns = {
        "equals": _("the answer is “%(words)s”"),
        "in": _("the answer is one of: %(words)s"),
        "contains": _("“%(words)s” is among the answers"),
        "over": _("more than %(words)s"),
        "under": _("less than %(words)s"),
        "at_least": _("%(words)s or more"),
        "at_most": _("%(words)s or less"),
    }
    return patterns.get(name, "%(words)s") % {"words": words}


def _words_of(wanted: Any, question: Question | None) -> str:
    if isinstance(wanted, list):
        return ", ".join(_words_of(one, question) for one in wanted)
    if isinstance(wanted, bool):
        return _("yes") if wanted else _("no")
    options = {option["id"]: option["text"] for option in (question or {}).get("options", ())}
    if wanted in options:
        return short(options[wanted])
    codes = {code: label for choices in (Said, MeetingKind, Stage) for code, label in choices.choices} | _modes()
    return str(codes.get(wanted, wanted))


def _modes() -> dict[str, str]:
    return {
        "in_person": pgettext("a condition", "face to face"),
        "phone": pgettext("a condition", "by phone"),
        "video": pgettext("a condition", "by video"),
    }


def sentence(condition: Condition, questions: Mapping[str, Question]) -> str:
    """A whole condition in words, as deep as it may be."""
    for word, pattern in ((ALL, _("%(one)s, and %(other)s")), (ANY, _("%(one)s, or %(other)s"))):
        if word in condition:
            return _joined(pattern, [sentence(part, questions) for part in condition[word]])
    if "not" in condition:
        return _("not so: %(condition)s") % {"condition": sentence(condition["not"], questions)}
    if "fact" in condition:
        about = fact_words(str(condition["fact"]))
        return _("%(about)s: %(test)s") % {"about": about, "test": said_of(condition, None)}
    question = questions.get(condition.get("question") or condition.get("difference", ""))
    about = short(question["text"]) if question else _("a question that is not here any more")
    return _("“%(about)s”: %(test)s") % {"about": about, "test": said_of(condition, question)}


def fact_words(fact: str) -> str:
    """What is known before the one-on-one, as a person would say it."""
    known = {
        "first_meeting": pgettext("a condition", "Their first one-on-one with you"),
        "meeting_kind": pgettext("a condition", "The kind of one-on-one"),
        "stage": pgettext("a condition", "Where they stand"),
        "mode": pgettext("a condition", "How you meet"),
        "partisan": pgettext("a condition", "Partisan words may be used here"),
        "language": pgettext("a condition", "The language you talk in"),
    }
    return known.get(fact, fact)


def _joined(pattern: str, parts: Sequence[str]) -> str:
    said = parts[0]
    for part in parts[1:]:
        said = pattern % {"one": said, "other": part}
    return said


def short(text: str) -> str:
    """The beginning of a long question, for a list."""
    return Truncator(text).chars(SHORT)


def named_in(condition: Condition | None) -> set[str]:
    """The questions a condition looks at."""
    if condition is None:
        return set()
    if "not" in condition:
        return named_in(condition["not"])
    for word in (ALL, ANY):
        if word in condition:
            return {id for part in condition[word] for id in named_in(part)}
    return {condition[about] for about in ("question", "difference") if about in condition}
