"""Conditions of a guide as the ``relevant`` cell of an XLSForm; xpath_meaning.py is the way back (R-084).

XPath, as ODK reads it: the value of a question that is hidden or unanswered is empty, so that every comparison with it
fails except ``!=``, which the walker says as ``not``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from letstalk.kit.saying import _

Condition = Mapping[str, Any]
Question = Mapping[str, Any]

SEVERAL = ("multi", "options")
TAPPED = ("yes_no", "either_or", "choice")
NUMBERS = ("scale", "number")
SILENT = ("group", "note", "schedule")
YES_NO_FACTS = ("first_meeting", "partisan")
YES_NO_CODES = ("yes", "no", "partly", "did_not_ask", "rather_not_say")
DEEPEST = 40

BLANKS = " \u00a0\u3000"
SEPARATORS = ",;"

_SIGNS = {"over": ">", "under": "<", "at_least": ">=", "at_most": "<="}
_PIPE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.+-]*)(?:\|[^{}|]*)?\}")


class CannotCarry(Exception):
    """This condition has no counterpart on the other side; the sentence says which part of it, and why."""


@dataclass(frozen=True)
class Earlier:
    """What a condition may look at where it stands: the questions before it by id, and the names of their rows.

    ``gone`` holds names that a condition cannot look at, each with the reason.
    """

    questions: Mapping[str, Question] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    gone: Mapping[str, str] = field(default_factory=dict)

    def ref(self, identity: str) -> str:
        return "${" + self.names[identity] + "}"


def relevant_of(question: Question, earlier: Earlier) -> tuple[str, str]:
    """The ``relevant`` cell of a question, and why its condition could not be written; one of them is often empty.

    A question that repeats words is relevant only where there are some (R-077); a group's heading hides nothing.
    """
    parts: list[str] = []
    why = ""
    when = question.get("when")
    if when is not None:
        try:
            parts.append(written(when, earlier))
        except CannotCarry as reason:
            why = reason.args[0]
    if not question.get("even_without_words") and question["kind"] != "group":
        parts += [_has_words(name, earlier) for name in piped(question["text"]) if name in earlier.questions]
    return _joined(parts, "and") if parts else "", why


def piped(text: str) -> list[str]:
    """The names in braces in a text, each once."""
    return list(dict.fromkeys(match[1] for match in _PIPE.finditer(text)))


def written(condition: Condition, earlier: Earlier) -> str:
    """A condition as XPath; CannotCarry where XPath has no words for it."""
    if "and" in condition:
        return _joined([written(part, earlier) for part in condition["and"]], "and") or "true()"
    if "or" in condition:
        return _joined([written(part, earlier) for part in condition["or"]], "or") or "false()"
    if "not" in condition:
        return f"not({written(condition['not'], earlier)})"
    about = next(name for name in ("fact", "difference", "question") if name in condition)
    tests = [(name, wanted) for name, wanted in condition.items() if name != about]
    if about == "fact":
        return _joined([_fact(condition["fact"], name, wanted, earlier) for name, wanted in tests], "and")
    question = earlier.questions.get(condition[about])
    if question is None:
        return "false()"
    if about == "difference":
        return _joined([_difference(question, name, wanted, earlier) for name, wanted in tests], "and")
    return _joined([_test(question, name, wanted, earlier) for name, wanted in tests], "and")


def is_condition(value: object, depth: int = 0) -> bool:
    """Whether this is a condition the walker can follow, for one that comes from elsewhere than a pack."""
    if not isinstance(value, dict) or not value or depth > DEEPEST:
        return False
    joined = [name for name in ("and", "or") if name in value]
    if joined or "not" in value:
        parts = value["not"] if not joined else value[joined[0]]
        below = parts if isinstance(parts, list) else [parts]
        is_shaped = len(value) == 1 and isinstance(parts, list) == bool(joined)
        return is_shaped and all(is_condition(part, depth + 1) for part in below)
    about = [name for name in ("fact", "difference", "question") if name in value]
    tests = {name: wanted for name, wanted in value.items() if name not in about}
    return (
        len(about) == 1
        and isinstance(value[about[0]], str)
        and bool(tests)
        and all(_is_test(name, wanted) for name, wanted in tests.items())
    )


def _is_test(name: str, wanted: object) -> bool:
    if name in ("equals", "contains"):
        return isinstance(wanted, str | int)
    if name == "in":
        return isinstance(wanted, list) and all(isinstance(one, str | int) for one in wanted)
    return name in ("has", *_SIGNS) and _is_number(wanted)


# --- writing ---


def _joined(parts: list[str], word: str) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f" {word} ".join(f"({part})" if re.search(r" (and|or) ", part) else part for part in parts)


def _fact(name: str, test: str, wanted: Any, earlier: Earlier) -> str:
    if test == "in":
        return _joined([_fact(name, "equals", one, earlier) for one in wanted], "or") or "false()"
    if test != "equals":
        raise CannotCarry(_("“%(test)s” cannot be asked of what is known beforehand", test=test))
    if name not in earlier.facts:
        return "false()"
    if isinstance(wanted, bool) != (name in YES_NO_FACTS):
        return "false()"
    code = ("yes" if wanted else "no") if isinstance(wanted, bool) else str(wanted)
    return "${" + earlier.facts[name] + "} = " + _literal(code)


def _difference(question: Question, test: str, wanted: Any, earlier: Earlier) -> str:
    other = question.get("compares", {}).get("with")
    if other is None or earlier.questions.get(other, {}).get("kind") not in NUMBERS:
        return "false()"
    if test == "in":
        parts = [_difference(question, "equals", one, earlier) for one in wanted]
        return _joined(parts, "or") or "false()"
    sign = "=" if test == "equals" else _SIGNS.get(test)
    if sign is None or not _is_number(wanted):
        return "false()"
    return f"({earlier.ref(question['id'])} - {earlier.ref(other)}) {sign} {wanted}"


def _test(question: Question, test: str, wanted: Any, earlier: Earlier) -> str:
    kind, ref = question["kind"], earlier.ref(question["id"])
    if kind in SILENT:
        return "false()"
    if test == "equals":
        return _equals(question, wanted, ref)
    if test == "in":
        return _joined([_equals(question, one, ref) for one in wanted], "or") or "false()"
    if test == "contains":
        return _contains(question, wanted, ref)
    if test == "has":
        return _has(question, wanted, ref)
    return f"{ref} {_SIGNS[test]} {wanted}" if kind in NUMBERS else "false()"


def _equals(question: Question, wanted: Any, ref: str) -> str:
    kind = question["kind"]
    if kind in SEVERAL:
        raise CannotCarry(
            _("“%(id)s” may have several answers, and XLSForm cannot ask for one as a whole", id=question["id"])
        )
    if kind in NUMBERS:
        return f"{ref} = {wanted}" if _is_number(wanted) else "false()"
    return f"{ref} = {_literal(wanted)}" if isinstance(wanted, str) and wanted else "false()"


def _contains(question: Question, wanted: Any, ref: str) -> str:
    if question["kind"] in SEVERAL:
        return f"selected({ref}, {_literal(wanted)})"
    if question["kind"] in NUMBERS:
        return "false()"
    if question.get("collects"):
        raise CannotCarry(_("XLSForm cannot look for one item in the list of “%(id)s”", id=question["id"]))
    return _equals(question, wanted, ref)


def _has(question: Question, wanted: Any, ref: str) -> str:
    if question["kind"] in SEVERAL:
        return f"count-selected({ref}) >= {wanted}"
    if question["kind"] in NUMBERS:
        return "false()"
    if wanted == 1:
        return _some_words(question, ref)
    if question.get("collects"):
        raise CannotCarry(_("XLSForm cannot count the items in the list of “%(id)s”", id=question["id"]))
    return "false()"


def _some_words(question: Question, ref: str) -> str:
    if question["kind"] != "open":
        return f"{ref} != ''"
    blanks = BLANKS + (SEPARATORS if question.get("collects") else "")
    return f"translate(normalize-space({ref}), '{blanks}', '') != ''"


def _has_words(identity: str, earlier: Earlier) -> str:
    question, ref = earlier.questions[identity], earlier.ref(identity)
    if question["kind"] in SILENT:
        return "false()"
    if question["kind"] in SEVERAL:
        return f"count-selected({ref}) >= 1"
    if question["kind"] == "either_or":
        codes = [option["id"] for option in question.get("options", ())]
        return _joined([f"{ref} = {_literal(code)}" for code in codes], "or")
    return f"{ref} != ''" if question["kind"] in NUMBERS else _some_words(question, ref)


def _literal(value: Any) -> str:
    text = str(value)
    if "${" in text or re.search(r"[\r\n\t]", text):
        raise CannotCarry(_("the text “%(text)s” cannot stand in an XLSForm's condition", text=text))
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    raise CannotCarry(_("the text “%(text)s” holds both kinds of quotes", text=text))


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
