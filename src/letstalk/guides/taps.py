"""Answers tapped on a card, as a page sends them: "key=code" each. They live in the page until somebody keeps them.

The browser's twin is `tapped` in field/static/field/cards.js.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from letstalk.guides.rearranging import Item, every

MOST_TAPS = 60
SEVERAL = ("multi", "options")
NUMBERS = ("scale", "number")


def kinds_of(questions: Sequence[Item]) -> dict[str, str]:
    """How each question is answered, by its id."""
    return {question["id"]: question["kind"] for question in every(questions)}


def tapped(kinds: Mapping[str, str], posted: Sequence[str], tap: str) -> list[str]:
    """The taps after one more: a second tap on the same answer takes it off, another answer replaces it.

    Several stand side by side only where a question takes several. Unknown questions are dropped.
    """
    taps = [one for one in dict.fromkeys(posted) if _id(one) in kinds][:MOST_TAPS]
    if _id(tap) not in kinds:
        return taps
    if tap in taps:
        return [one for one in taps if one != tap]
    if kinds[_id(tap)] not in SEVERAL:
        taps = [one for one in taps if _key(one) != _key(tap)]
    return [*taps, tap]


def answers_of(kinds: Mapping[str, str], taps: Sequence[str]) -> dict[str, Any]:
    """The taps as the walker takes them; those of unknown questions are dropped (R-071)."""
    answers: dict[str, Any] = {}
    for tap in taps:
        key, _equals, code = tap.rpartition("=")
        kind = kinds.get(_id(tap))
        if kind in SEVERAL:
            answers.setdefault(key, []).append(code)
        elif kind in NUMBERS:
            answers[key] = int(code) if code.removeprefix("-").isdecimal() and len(code) < 10 else None
        elif kind:
            answers[key] = code
    return answers


def _key(tap: str) -> str:
    return tap.rpartition("=")[0]


def _id(tap: str) -> str:
    return _key(tap).partition("@")[0]
