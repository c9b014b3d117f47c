"""A draft as the list its editor shows: each question or part, what can be done to it, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from letstalk.guides.checking import Checked, Mistake
from letstalk.guides.conditions import sentence
from letstalk.guides.rearranging import SECTION, WAYS, Item, can_move, every, place_of
from letstalk.guides.walk import fill
from letstalk.guides.words import QuestionKind, Recording


@dataclass(frozen=True)
class Way:
    """One button that moves something: `code` is what it sends, `takes_focus` when it was pressed last."""

    code: str
    words: str
    is_possible: bool
    takes_focus: bool


@dataclass(frozen=True)
class Row:
    """One line of the list. depth, position and among count from 1, as they are read aloud."""

    id: str
    title: str
    depth: int
    position: int
    among: int
    ways: list[Way]
    notes: list[str]
    chips: list[str] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    is_chosen: bool = False


def question_rows(
    questions: Sequence[Item], checked: Checked, *, variables: Mapping[str, str], at: str, way: str
) -> list[Row]:
    """The questions in order, each before its branches."""
    by_id = {question["id"]: question for question in every(questions)}
    return [
        _row(
            questions,
            question,
            name="id",
            title=fill(question["text"], variables)[0],
            notes=[words for words in (_kind(question), _condition(question, by_id, variables)) if words],
            chips=list(_chips(question)),
            mistakes=checked.of(question["id"]),
            at=at,
            way=way,
        )
        for question in every(questions)
    ]


def section_rows(sections: Sequence[Item], mistakes: Sequence[Mistake], *, at: str, way: str) -> list[Row]:
    """The parts of an agenda in order, with their minutes."""
    return [
        _row(
            sections,
            section,
            name=SECTION,
            title=section["name"],
            notes=[
                _("%(minutes)s min") % {"minutes": section.get("minutes", 0)},
                *section.get("points", [])[:1],
            ],
            chips=[],
            mistakes=[mistake for mistake in mistakes if mistake.question == section["key"]],
            at=at,
            way=way,
        )
        for section in sections
    ]


def _row(
    items: Sequence[Item],
    item: Item,
    *,
    name: str,
    title: str,
    notes: list[str],
    chips: list[str],
    mistakes: list[Mistake],
    at: str,
    way: str,
) -> Row:
    place = place_of(items, item[name], name=name)
    assert place is not None
    possible = {code: can_move(items, item[name], code, name=name) for code in WAYS}
    pressed = _focused(possible, way) if item[name] == at else ""
    words = {
        "up": pgettext("button of an editor", "Up"),
        "down": pgettext("button of an editor", "Down"),
        "in": pgettext("button of an editor", "Below the one before"),
        "out": pgettext("button of an editor", "Out one level"),
    }
    offered = ("up", "down", "in", "out") if name != SECTION else ("up", "down")
    return Row(
        id=item[name],
        title=title,
        depth=place.depth,
        position=place.position + 1,
        among=place.among,
        ways=[Way(code, words[code], possible[code], code == pressed) for code in offered],
        notes=notes,
        chips=chips,
        mistakes=mistakes,
        is_chosen=item[name] == at,
    )


def _focused(possible: Mapping[str, bool], way: str) -> str:
    """The button pressed last keeps the focus; at the end of its way, the next one that can be pressed."""
    if way not in possible or possible[way]:
        return way if way in possible else ""
    return next((code for code, is_possible in possible.items() if is_possible), "")


def _kind(question: Mapping[str, Any]) -> str:
    kind = question["kind"]
    return str(QuestionKind(kind).label) if kind in QuestionKind.values else kind


def _condition(question: Mapping[str, Any], by_id: Mapping[str, Any], variables: Mapping[str, str]) -> str:
    if not question.get("when"):
        return ""
    words = fill(sentence(question["when"], by_id), variables)[0]
    return _("only when %(condition)s") % {"condition": words}


def _chips(question: Mapping[str, Any]) -> Iterator[str]:
    recording = question.get("recording", Recording.NEVER)
    if recording != Recording.NEVER and recording in Recording.values:
        yield _("kept: %(what)s") % {"what": str(Recording(recording).label).lower()}
    if question.get("propose"):
        yield _("proposed")
    if question.get("only_with_trust"):
        yield _("only with trust")
    if question.get("about_2016"):
        yield _("speaks of 2016")
