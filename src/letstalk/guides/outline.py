"""A guide as a flat list, and answers as a person or a spreadsheet writes them made fit for the walker."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from letstalk.guides.walk import recording_policy

Question = Mapping[str, Any]

_WHOLE = re.compile(r"[+-]?\d{1,15}(\.0+)?")
_SHOWN_AS_GIVEN = (
    "wordings",
    "options",
    "lowest",
    "highest",
    "labels",
    "collects",
    "repeat",
    "compares",
    "consent",
    "leads_to",
    "tone",
    "tone_wordings",
    "why_we_ask",
    "why_wordings",
    "say",
    "do_not_say",
    "even_without_words",
)


def outline(guide: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each question in the order it stands: id, kind, wording, condition, depth, and what else it has.

    A group is no question: its condition is joined to those of the questions in it, and ``groups`` names it there.
    """
    return _below(guide["questions"], 1, "", [], [])


def fit_answers(guide: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as the walker takes them: true as yes, "7" on a scale as 7, "a b" as two answers."""
    questions = {question["id"]: question for question in _every(guide["questions"])}
    return {key: _fit(questions.get(key.partition("@")[0]), answer) for key, answer in answers.items()}


def unknown_answers(guide: Mapping[str, Any], answers: Mapping[str, Any]) -> list[str]:
    """The keys of answers that belong to no question of this guide."""
    known = {question["id"] for question in _every(guide["questions"])}
    return [key for key in answers if key.partition("@")[0] not in known]


def _below(
    questions: Sequence[Question], depth: int, parent: str, groups: list[str], conditions: list[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    for question in questions:
        own = [question["when"]] if question.get("when") is not None else []
        below: Sequence[Question] = question.get("questions", ())
        if question["kind"] == "group":
            lines += _below(below, depth + 1, parent, [*groups, question["id"]], [*conditions, *own])
            continue
        joined = [*conditions, *own]
        lines.append(
            {
                "id": question["id"],
                "kind": question["kind"],
                "wording": question["text"],
                "condition": {"and": joined} if len(joined) > 1 else joined[0] if joined else None,
                "depth": depth,
                "parent": parent or None,
                "groups": groups,
                "recording": recording_policy(question),
                "sensitivity": question.get("sensitivity", "ordinary"),
            }
            | {name: question[name] for name in _SHOWN_AS_GIVEN if name in question}
        )
        # What stands below is reached through this question, and this one through the groups it is in.
        lines += _below(below, depth + 1, question["id"], groups, [])
    return lines


def _every(questions: Sequence[Question]) -> list[Question]:
    return [one for question in questions for one in (question, *_every(question.get("questions", ())))]


def _fit(question: Question | None, answer: Any) -> Any:
    if question is None:
        return answer
    kind = question["kind"]
    codes = [option["id"] for option in question.get("options", ())]
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if kind in ("scale", "number"):
        return int(float(answer)) if isinstance(answer, str) and _WHOLE.fullmatch(answer.strip()) else answer
    if isinstance(answer, int | float):
        answer = str(int(answer)) if answer == int(answer) else str(answer)
    if kind in ("multi", "options"):
        if isinstance(answer, str) and answer not in codes:
            return [code for code in re.split(r"[\s,;]+", answer) if code]
        return [str(code) for code in answer] if isinstance(answer, list) else answer
    return answer
