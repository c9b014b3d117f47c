"""What the ``relevant`` cell of an XLSForm means as a condition, or why it cannot be carried (R-084).

XPath as far as such cells usually go. What is hidden or unanswered is empty there, so that every comparison with it
fails except ``!=``, which the walker says as ``not``.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from letstalk.guides.relevants import (
    BLANKS,
    DEEPEST,
    NUMBERS,
    SEPARATORS,
    SEVERAL,
    SILENT,
    TAPPED,
    YES_NO_CODES,
    YES_NO_FACTS,
    CannotCarry,
    Condition,
    Earlier,
    Question,
)
from letstalk.kit.saying import _

_TURNED = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "=": "=", "!=": "!="}
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<ref>\$\{\s*[^{}]*\})
      | (?P<number>\d+(?:\.\d+)?|\.\d+)
      | (?P<text>'[^']*'|"[^"]*")
      | (?P<sign><=|>=|!=|[=<>()+*,-])
      | (?P<word>[A-Za-z_][A-Za-z0-9_.:-]*)
      | (?P<other>\S)
    )""",
    re.VERBOSE,
)


def understood(xpath: str, earlier: Earlier) -> Condition | None:
    """The condition a ``relevant`` cell means, None where it always holds; CannotCarry names what cannot be carried."""
    straight = xpath.translate(str.maketrans("‘’“”", "''\"\""))
    found = _Meaning(earlier).of(_Parser(straight).whole())
    if found is True:
        return None
    if found is False:
        raise CannotCarry(_("it is never true"))
    return found


@dataclass(frozen=True)
class _Node:
    """One part of an expression: ref, text, number, call, or a sign between two others."""

    kind: str
    value: str = ""
    parts: tuple["_Node", ...] = ()


class _Parser:
    """XPath from the left to the right, as far as a ``relevant`` cell usually goes."""

    def __init__(self, xpath: str) -> None:
        self.tokens = [(match.lastgroup or "", match[match.lastgroup or 0]) for match in _TOKEN.finditer(xpath)]
        self.at = 0
        self.depth = 0

    def whole(self) -> _Node:
        node = self.joined("or", ("and",))
        if self.at < len(self.tokens):
            raise CannotCarry(_("“%(tokens)s” cannot be read there", tokens=self.tokens[self.at][1]))
        return node

    def joined(self, word: str, rest: tuple[str, ...]) -> _Node:
        parts = [self.below(rest)]
        while self.takes(word):
            parts.append(self.below(rest))
        return parts[0] if len(parts) == 1 else _Node(word, parts=tuple(parts))

    def below(self, rest: tuple[str, ...]) -> _Node:
        return self.joined(rest[0], rest[1:]) if rest else self.compared(("=", "!="))

    def compared(self, signs: tuple[str, ...]) -> _Node:
        def inner() -> _Node:
            return self.compared(("<", ">", "<=", ">=")) if "=" in signs else self.summed()

        node = inner()
        while self.at < len(self.tokens) and self.tokens[self.at][1] in signs and self.kind() == "sign":
            sign = self.next()
            node = _Node("compare", sign, (node, inner()))
        return node

    def summed(self) -> _Node:
        node = self.single()
        while self.at < len(self.tokens) and self.tokens[self.at][1] in ("+", "-", "*", "div", "mod"):
            sign = self.next()
            node = _Node("sum", sign, (node, self.single()))
        return node

    def single(self) -> _Node:
        if self.at >= len(self.tokens):
            raise CannotCarry(_("it ends in the middle"))
        kind, text = self.kind(), self.next()
        if kind == "ref":
            return _Node("ref", text[2:-1].strip())
        if kind == "number":
            return _Node("number", text)
        if kind == "text":
            return _Node("text", text[1:-1])
        if text == "-" and self.at < len(self.tokens) and self.kind() == "number":
            return _Node("number", "-" + self.next())
        if text == "(":
            return self.inside(self.whole_inside)
        if kind == "word" and self.at < len(self.tokens) and self.tokens[self.at][1] == "(":
            self.next()
            return self.inside(lambda: self.call(text))
        raise CannotCarry(_("“%(text)s” cannot be read there", text=text))

    def inside(self, read: Callable[[], _Node]) -> _Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise CannotCarry(_("it is nested more than %(deepest)s deep", deepest=DEEPEST))
        node = read()
        self.depth -= 1
        return node

    def whole_inside(self) -> _Node:
        node = self.joined("or", ("and",))
        self.close()
        return node

    def call(self, name: str) -> _Node:
        given: list[_Node] = []
        if self.at < len(self.tokens) and self.tokens[self.at][1] == ")":
            self.next()
            return _Node("call", name)
        given.append(self.joined("or", ("and",)))
        while self.at < len(self.tokens) and self.tokens[self.at][1] == ",":
            self.next()
            given.append(self.joined("or", ("and",)))
        self.close()
        return _Node("call", name, tuple(given))

    def close(self) -> None:
        if self.at >= len(self.tokens) or self.next() != ")":
            raise CannotCarry(_("a parenthesis is not closed"))

    def takes(self, word: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at] == ("word", word):
            self.at += 1
            return True
        return False

    def kind(self) -> str:
        return self.tokens[self.at][0]

    def next(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1][1]


Meaning = Condition | bool


class _Meaning:
    """What an expression says about the questions before it; True or False where they do not matter to it."""

    def __init__(self, earlier: Earlier) -> None:
        self.earlier = earlier
        self.ids = {name: identity for identity, name in earlier.names.items()}
        self.facts = {name: fact for fact, name in earlier.facts.items()}

    def of(self, node: _Node) -> Meaning:
        if node.kind in ("and", "or"):
            return self.together(node.kind, [self.of(part) for part in node.parts])
        if node.kind == "compare":
            return self.comparison(node.value, *node.parts)
        if node.kind == "call":
            return self.call(node)
        raise CannotCarry(_("%(what)s is no condition by itself", what=_named(node)))

    def together(self, word: str, parts: list[Meaning]) -> Meaning:
        settles = word == "or"
        if settles in parts:
            return settles
        told = [part for part in parts if not isinstance(part, bool)]
        if not told:
            return not settles
        return told[0] if len(told) == 1 else {word: told}

    def call(self, node: _Node) -> Meaning:
        if node.value == "not" and len(node.parts) == 1:
            return _turned(self.of(node.parts[0]))
        if node.value in ("true", "false") and not node.parts:
            return node.value == "true"
        if node.value == "selected" and len(node.parts) == 2 and node.parts[1].kind in ("text", "number"):
            question = self.asked(node.parts[0])
            test = "contains" if question["kind"] in SEVERAL else "equals"
            if question["kind"] not in (*SEVERAL, *TAPPED):
                raise CannotCarry(_("“%(id)s” has no answers to be selected", id=question["id"]))
            return {"question": question["id"], test: node.parts[1].value}
        if node.value == "boolean" and len(node.parts) == 1:
            return self.of(node.parts[0])
        raise CannotCarry(_("%(value)s() is not carried", value=node.value))

    def comparison(self, sign: str, left: _Node, right: _Node) -> Meaning:
        if left.kind in ("text", "number"):
            sign, left, right = _TURNED[sign], right, left
        if left.kind == "call" and left.value in ("string", "number") and len(left.parts) == 1:
            left = left.parts[0]
        if right.kind == "call" and right.value in ("true", "false") and sign in ("=", "!="):
            meant = self.of(left)
            return meant if (right.value == "true") == (sign == "=") else _turned(meant)
        if right.kind not in ("text", "number"):
            raise CannotCarry(_("two answers are compared with each other"))
        if left.kind == "ref" and left.value in self.facts:
            return self.about_fact(sign, left.value, right)
        if left.kind == "ref":
            return self.about_answer(sign, self.asked(left), right)
        if left.kind == "sum":
            return self.about_difference(sign, left, right)
        if left.kind == "call":
            return self.about_length(sign, left, right)
        raise CannotCarry(_("%(what)s cannot be compared", what=_named(left)))

    def about_fact(self, sign: str, name: str, right: _Node) -> Meaning:
        if sign not in ("=", "!=") or right.kind != "text":
            raise CannotCarry(_("what is known beforehand can only be equal to something or not"))
        fact = self.facts[name]
        value: Any = right.value == "yes" if fact in YES_NO_FACTS else right.value
        found = {"fact": fact, "equals": value}
        return found if sign == "=" else {"not": found}

    def about_answer(self, sign: str, question: Question, right: _Node) -> Meaning:
        identity, kind = question["id"], question["kind"]
        if right.kind == "text" and not right.value:
            return self.answered(question, is_answered=sign == "!=") if sign in ("=", "!=") else _never(sign)
        if kind in NUMBERS:
            return self.about_number(sign, {"question": identity}, right)
        if right.kind == "number":
            return self.about_code(sign, question, right)
        if sign not in ("=", "!="):
            raise CannotCarry(
                _("“%(identity)s” is no number, so that %(sign)s cannot be asked of it", identity=identity, sign=sign)
            )
        found: Condition = {"question": identity, "equals": right.value}
        if kind in SEVERAL:
            alone = {"not": {"question": identity, "has": 2}}
            found = {"and": [{"question": identity, "contains": right.value}, alone]}
        return found if sign == "=" else {"not": found}

    def about_number(self, sign: str, about: Condition, right: _Node) -> Meaning:
        try:
            value = float(right.value)
        except ValueError:
            raise CannotCarry(_("“%(value)s” is no number", value=right.value)) from None
        whole = value == math.floor(value)
        if sign in ("=", "!="):
            if not whole:
                raise CannotCarry(_("%(value)s is not a whole number", value=right.value))
            found = {**about, "equals": int(value)}
            return found if sign == "=" else {"not": found}
        test, bound = {
            ">": ("over", math.floor(value)),
            ">=": ("at_least", math.ceil(value)),
            "<": ("under", math.ceil(value)),
            "<=": ("at_most", math.floor(value)),
        }[sign]
        return {**about, test: bound}

    def about_code(self, sign: str, question: Question, right: _Node) -> Meaning:
        """A number compared with answers to choose from, whose names are digits."""
        if question["kind"] not in TAPPED:
            raise CannotCarry(_("“%(id)s” is no number", id=question["id"]))
        wanted = float(right.value)
        codes = [option["id"] for option in question.get("options", ())]
        fit = [code for code in codes if _is_digits(code) and _holds("=" if sign == "!=" else sign, code, wanted)]
        if not fit:
            raise CannotCarry(_("no answer of “%(id)s” is such a number", id=question["id"]))
        test: Condition = {"equals": fit[0]} if len(fit) == 1 else {"in": fit}
        found = {"question": question["id"], **test}
        return {"not": found} if sign == "!=" else found

    def about_difference(self, sign: str, left: _Node, right: _Node) -> Meaning:
        if left.value != "-" or right.kind != "number" or any(part.kind != "ref" for part in left.parts):
            raise CannotCarry(_("sums with %(value)s are not carried", value=left.value))
        later, first = (self.asked(part) for part in left.parts)
        if {later["kind"], first["kind"]} - set(NUMBERS):
            raise CannotCarry(_("only the difference of two numbers is carried"))
        if later.get("compares", {}).get("with") == first["id"]:
            return self.about_number(sign, {"difference": later["id"]}, right)
        if first.get("compares", {}).get("with") == later["id"]:
            opposite = right.value.removeprefix("-") if right.value.startswith("-") else f"-{right.value}"
            return self.about_number(_TURNED[sign], {"difference": first["id"]}, _Node("number", opposite))
        raise CannotCarry(_("“%(id)s” and “%(id2)s” are not compared elsewhere", id=later["id"], id2=first["id"]))

    def about_length(self, sign: str, left: _Node, right: _Node) -> Meaning:
        inner = _unwrapped(left)
        if inner is not None and right.kind == "text" and not right.value and sign in ("=", "!="):
            return self.answered(self.asked(inner), is_answered=sign == "!=")
        if left.value not in ("count-selected", "string-length") or len(left.parts) != 1 or right.kind != "number":
            raise CannotCarry(_("%(value)s() is not carried", value=left.value))
        question, number = self.asked(left.parts[0]), float(right.value)
        if number != math.floor(number) or number < 0:
            raise CannotCarry(_("%(value)s is not a count", value=right.value))
        if left.value == "string-length":
            return self.some_length(sign, question, int(number))
        if question["kind"] not in SEVERAL:
            raise CannotCarry(_("“%(id)s” has one answer, so that there is nothing to count", id=question["id"]))
        return _counted(sign, question["id"], int(number))

    def some_length(self, sign: str, question: Question, number: int) -> Meaning:
        if (sign, number) in ((">", 0), (">=", 1), ("!=", 0)):
            return self.answered(question, is_answered=True)
        if (sign, number) in (("=", 0), ("<", 1), ("<=", 0)):
            return self.answered(question, is_answered=False)
        raise CannotCarry(_("the length of an answer is not carried"))

    def answered(self, question: Question, *, is_answered: bool) -> Meaning:
        identity, kind = question["id"], question["kind"]
        found: Condition
        if kind in NUMBERS:
            lowest = question.get("lowest", 0)
            found = {"question": identity, "at_least": lowest}
            if kind == "number":
                found = {"or": [found, {"question": identity, "under": lowest}]}
        elif kind in TAPPED:
            codes = [option["id"] for option in question.get("options", ())]
            found = {"question": identity, "in": codes or list(YES_NO_CODES)}
        else:
            found = {"question": identity, "has": 1}
        return found if is_answered else {"not": found}

    def asked(self, node: _Node) -> Question:
        if node.kind != "ref":
            raise CannotCarry(_("%(what)s is no question", what=_named(node)))
        name = node.value
        if name in self.earlier.gone:
            raise CannotCarry(_("it looks at “%(name)s”, %(gone)s", name=name, gone=self.earlier.gone[name]))
        identity = self.ids.get(name)
        if identity is None:
            raise CannotCarry(_("it looks at “%(name)s”, which does not stand before it", name=name))
        question = self.earlier.questions[identity]
        if question["kind"] in SILENT:
            raise CannotCarry(_("it looks at “%(name)s”, which has no answer to compare", name=name))
        return question


def _counted(sign: str, identity: str, number: int) -> Meaning:
    def at_least(count: int) -> Meaning:
        return True if count <= 0 else {"question": identity, "has": count}

    if sign in (">=", ">"):
        return at_least(number if sign == ">=" else number + 1)
    if sign in ("<", "<="):
        return _turned(at_least(number if sign == "<" else number + 1))
    least, more = at_least(number), at_least(number + 1)
    exactly: Meaning = _turned(more) if least is True else {"and": [least, _turned(more)]}
    return exactly if sign == "=" else _turned(exactly)


def _turned(meaning: Meaning) -> Meaning:
    return not meaning if isinstance(meaning, bool) else {"not": meaning}


def _unwrapped(node: _Node) -> _Node | None:
    """The question inside normalize-space() and a translate() that takes out blanks and commas."""
    if node.kind == "call" and node.value == "translate" and len(node.parts) == 3:
        taken, put = node.parts[1], node.parts[2]
        is_ours = taken.kind == put.kind == "text" and not put.value and set(taken.value) <= {*BLANKS, *SEPARATORS}
        return _unwrapped(node.parts[0]) if is_ours else None
    if node.kind == "call" and node.value == "normalize-space" and len(node.parts) == 1:
        return _unwrapped(node.parts[0])
    return node if node.kind == "ref" else None


def _never(sign: str) -> Meaning:
    raise CannotCarry(_("nothing can be %(sign)s an empty text", sign=sign))


def _is_digits(code: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", code) is not None


def _holds(sign: str, code: str, wanted: float) -> bool:
    value = float(code)
    return {
        "=": value == wanted,
        ">": value > wanted,
        "<": value < wanted,
        ">=": value >= wanted,
        "<=": value <= wanted,
    }[sign]


def _named(node: _Node) -> str:
    if node.kind == "sum":
        return _("a sum with %(sign)s", sign=node.value)
    return f"{node.value}()" if node.kind == "call" else f"“{node.value}”"
