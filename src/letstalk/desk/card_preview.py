"""How a question will look on the card while it is being written: the same drawing, and taps that open branches."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from letstalk.guides.cards import Asked, asked
from letstalk.guides.checking import PIPED
from letstalk.guides.rearranging import Item, every
from letstalk.guides.walk import Prepared, question_ids, walk

MOST_TAPS = 40
SEVERAL = ("multi", "options")


@dataclass(frozen=True)
class Preview:
    """The question, what its answers opened, and the taps so far, which live in the page alone."""

    first: Asked | None
    rest: list[Asked]
    taps: list[str]


def preview_of(
    questions: Sequence[Item], id: str, *, variables: Mapping[str, str], posted: Sequence[str] = (), tap: str = ""
) -> Preview:
    """This question asked whatever its own condition says, for these taps."""
    shown = {"questions": [_with_words(question, {item["id"] for item in every(questions)}) for question in questions]}
    kinds = {question["id"]: question["kind"] for question in every(questions)}
    taps = _tapped(kinds, posted, tap)
    answers = _answers(kinds, taps)
    steps = walk(shown, answers, Prepared(variables=dict(variables), chosen=[id] if id in question_ids(shown) else []))
    cards = [asked(step, answers.get(step.key)) for step in steps]
    return Preview(first=cards[0] if cards else None, rest=cards[1:], taps=taps)


def _with_words(question: Item, ids: set[str]) -> Item:
    """What repeats somebody's words stands with three dots: nobody has said any yet."""
    # Words are left out of a question that is only begun, and a scale's ends where they are 0.
    new = {"lowest": 0, "highest": 0, **copy.copy(question)}

    def dots(text: str) -> str:
        return PIPED.sub(lambda found: "…" if found[1] in ids or found[1] == "item" else found[0], text)

    new["text"] = dots(question["text"]) or "…"
    if "wordings" in question:
        new["wordings"] = {name: dots(text) for name, text in question["wordings"].items()}
    if "repeat" in question:
        del new["repeat"]
    if "questions" in question:
        new["questions"] = [_with_words(below, ids) for below in question["questions"]]
    return new


def _tapped(kinds: Mapping[str, str], posted: Sequence[str], tap: str) -> list[str]:
    """The taps after one more: again takes it off, another answer replaces it unless several may stand."""
    taps = [one for one in dict.fromkeys(posted) if _question(one) in kinds][:MOST_TAPS]
    if _question(tap) not in kinds:
        return taps
    if tap in taps:
        return [one for one in taps if one != tap]
    if kinds[_question(tap)] not in SEVERAL:
        taps = [one for one in taps if _question(one) != _question(tap)]
    return [*taps, tap]


def _answers(kinds: Mapping[str, str], taps: Sequence[str]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for tap in taps:
        id, code = _question(tap), tap.rpartition("=")[2]
        if kinds[id] in SEVERAL:
            answers.setdefault(id, []).append(code)
        else:
            answers[id] = int(code) if kinds[id] in ("scale", "number") and re.fullmatch(r"-?\d{1,9}", code) else code
    return answers


def _question(tap: str) -> str:
    return tap.rpartition("=")[0].partition("@")[0]
