"""How a question will look on the card while it is being written: the same drawing, and taps that open branches."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from letstalk.guides.cards import Asked, asked
from letstalk.guides.checking import PIPED
from letstalk.guides.rearranging import Item, every
from letstalk.guides.taps import answers_of, kinds_of, tapped
from letstalk.guides.walk import Prepared, question_ids, walk


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
    kinds = kinds_of(questions)
    taps = tapped(kinds, posted, tap)
    answers = answers_of(kinds, taps)
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
