"""Answers tapped on a card, as a page sends them: "key=code" each; and which of them may be kept at all (R-068, R-071).

Whatever may not be kept lives in the page and nowhere else. The browser's twin is field/static/field/cards.js.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from letstalk.guides.rearranging import Item, every
from letstalk.guides.walk import Step, answers_offered, recording_policy

MOST_TAPS = 60
SEVERAL = ("multi", "options")
NUMBERS = ("scale", "number")
TAPPED = ("yes_no", "either_or", "choice", "multi", "options", "scale")
# What a tap stands for where only words would do: that something was said. The words stay in the room.
SAID = "…"
KEPT, WILL_BE, NOT_KEPT = "kept", "will", "not"
# Taps that lead on and tell nothing; they are never kept.
TELLS_NOTHING = (SAID, "did_not_ask", "rather_not_say")


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


def keepable(questions: Sequence[Item], sensitivities: Collection[str]) -> list[str]:
    """The ids of the questions of which a tap may be kept, where the person agreed to so much.

    The recording policy allows it (R-068): under *yes or no*, only of such a question. One that hangs on a third
    person's consent is kept only where that consent is itself kept, for it has to stand beside it.
    """
    found: list[str] = []
    for question in every(questions):
        policy = recording_policy(question)
        allows = policy != "never" and (policy != "yes_no" or question["kind"] == "yes_no")
        agreed = question.get("sensitivity", "ordinary") in sensitivities
        consent = question.get("consent")
        if allows and agreed and question["kind"] in TAPPED and (consent is None or consent in found):
            found.append(question["id"])
    return found


def kept_of(steps: Iterable[Step], answers: Mapping[str, Any], keepable: Collection[str]) -> dict[str, Any]:
    """The part of the taps that is kept: of questions asked now, and only what tells something."""
    found = {step.key: telling(answers.get(step.key)) for step in steps if _may_keep(step, keepable)}
    return {key: answer for key, answer in found.items() if answer not in (None, [])}


def keeping_of(step: Step, answer: Any, keepable: Collection[str]) -> str:
    """How a card says it: kept, will be kept once tapped, or not; nothing at all where nothing could be."""
    if not keepable:
        return ""
    if not _may_keep(step, keepable):
        return NOT_KEPT
    return WILL_BE if telling(answer) in (None, []) else KEPT


def taps_of(answers: Mapping[str, Any]) -> list[str]:
    """The answers as taps again, one for each of several."""
    return [
        f"{key}={one}" for key, answer in answers.items() for one in (answer if isinstance(answer, list) else [answer])
    ]


def is_offered(question: Mapping[str, Any], answer: Any) -> bool:
    """Whether such an answer could be tapped at all."""
    if question["kind"] == "scale":
        return isinstance(answer, int) and question.get("lowest", 0) <= answer <= question.get("highest", 0)
    given = answer if isinstance(answer, list) else [answer]
    return {*given} <= {*answers_offered(question)} - {*TELLS_NOTHING}


def _may_keep(step: Step, keepable: Collection[str]) -> bool:
    return step.item is None and step.is_agreed and step.id in keepable


def telling(answer: Any) -> Any:
    """The answer without what only leads on; None or an empty list where nothing is left."""
    if isinstance(answer, list):
        return [one for one in answer if one not in TELLS_NOTHING]
    return None if answer in TELLS_NOTHING else answer
