"""A chosen question with everything its answers would open, laid out beforehand.

So the card needs neither the server nor a store to follow an answer: nothing that is tapped leaves the page (R-071).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from letstalk.guides.models import GuideVersion
from letstalk.guides.queries import variables_of
from letstalk.guides.walk import Prepared, Step, answers_offered, walk
from letstalk.guides.words import Said

SOMETHING = "…"
WAYS_OUT = {Said.PARTLY, Said.BOTH, Said.NOT_SURE, Said.DID_NOT_ASK, Said.RATHER_NOT_SAY}


@dataclass(frozen=True)
class Opening:
    """One answer that can be tapped and the questions it opens. is_way_out: a quieter choice than yes and no."""

    code: str
    words: str
    is_way_out: bool
    opens: tuple["Branch", ...]


@dataclass(frozen=True)
class Branch:
    """A question as it is asked, what follows whatever is said, and what each answer opens."""

    key: str
    kind: str
    text: str
    tone: str
    why_we_ask: str
    missing: tuple[str, ...]
    always: tuple["Branch", ...]
    openings: tuple[Opening, ...]

    @property
    def plain_openings(self) -> list[Opening]:
        return [one for one in self.openings if not one.is_way_out]

    @property
    def ways_out(self) -> list[Opening]:
        return [one for one in self.openings if one.is_way_out]


def cards_of(version: GuideVersion, chosen: list[str]) -> list[Branch]:
    """The chosen questions in their order, each with its branches (R-066, R-072 to R-082)."""
    prepared = Prepared(variables=variables_of(version), chosen=chosen)
    roots = [step for step in walk(version.body, {}, prepared) if step.depth == 1]
    return [_branch(version.body, prepared, step, {}) for step in roots]


def _branch(body: Mapping[str, Any], prepared: Prepared, step: Step, answers: dict[str, Any]) -> Branch:
    always = _below(body, prepared, step, answers)
    known = {branch.key for branch in always}
    openings = []
    for code, words, answer in _answers(step):
        opened = _below(body, prepared, step, answers | {step.key: answer})
        opens = tuple(branch for branch in opened if branch.key not in known)
        openings.append(Opening(code=code, words=words, is_way_out=code in WAYS_OUT, opens=opens))
    if step.kind not in ("yes_no", "either_or"):
        openings = [one for one in openings if one.opens]
    return Branch(
        key=step.key,
        kind=step.kind,
        text=step.text,
        tone=step.question.get("tone", ""),
        why_we_ask=step.question.get("why_we_ask", ""),
        missing=step.missing,
        always=always,
        openings=tuple(openings),
    )


def _answers(step: Step) -> list[tuple[str, str, Any]]:
    """(code, words, answer) of everything that can be said by a tap; free words stand for themselves."""
    codes = answers_offered(step.question)
    if not codes:
        return [("said", "", SOMETHING)]
    texts = {choice.id: choice.text for choice in step.options}
    several = step.kind in ("multi", "options")
    return [(code, texts.get(code) or str(Said(code).label), [code] if several else code) for code in codes]


def _below(body: Mapping[str, Any], prepared: Prepared, step: Step, answers: dict[str, Any]) -> tuple[Branch, ...]:
    """The questions right below this one that these answers show, with their own branches."""
    steps = walk(body, answers, prepared)
    place = next((number for number, one in enumerate(steps) if one.key == step.key), None)
    if place is None:
        return ()
    found = []
    for one in steps[place + 1 :]:
        if one.depth <= step.depth:
            break
        if one.depth == step.depth + 1:
            found.append(_branch(body, prepared, one, answers))
    return tuple(found)
