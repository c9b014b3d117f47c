"""The conversation as a row of cards: the agenda's sections, with the chosen questions in theirs (R-034, R-066)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from letstalk.field.questions import carried
from letstalk.guides.cards import Asked, asked
from letstalk.guides.taps import answers_of, keeping_of, kept_of, kinds_of, tapped
from letstalk.guides.walk import Prepared, Step, walk
from letstalk.meetings import course
from letstalk.meetings.models import Meeting
from letstalk.meetings.tapped import keepable_of
from letstalk.meetings.wordings import prepared_of


@dataclass(frozen=True)
class Card:
    """One card: a section's points, or one question with what its answers opened. `is_last`: the ask and the close."""

    number: int
    section: int
    title: str
    points: Sequence[str]
    asked: list[Asked]
    is_last: bool

    @property
    def is_question(self) -> bool:
        return bool(self.asked)


def cards_of(meeting: Meeting, answers: Mapping[str, Any]) -> list[Card]:
    """All cards in order, for the answers tapped so far. field/static/field/cards.js is the twin on the phone."""
    found = _asked_by_root(meeting, answers)
    sections = sections_of(meeting)
    homes = _homes(sections, list(found))
    cards: list[Card] = []
    for place, section in enumerate(sections):
        is_last = place == len(sections) - 1
        for root in homes[place]:
            cards.append(_card(cards, place, found[root][0].text, [], found[root]))
        if is_last or not homes[place]:
            cards.append(_card(cards, place, section["name"], section.get("points", []), [], is_last=is_last))
    return cards


def sections_of(meeting: Meeting) -> list[dict[str, Any]]:
    """The agenda's sections that hold here; without an agenda there is one, named like the kind of one-on-one."""
    return course.sections_of(meeting) or [{"name": meeting.get_kind_display(), "points": []}]


def section_names(meeting: Meeting) -> list[str]:
    return [section["name"] for section in sections_of(meeting)] if meeting.agenda else []


def _card(
    cards: list[Card], section: int, title: str, points: Sequence[str], asked: list[Asked], *, is_last: bool = False
) -> Card:
    return Card(len(cards) + 1, section, title, points, asked, is_last)


def _homes(sections: Sequence[Mapping[str, Any]], roots: list[str]) -> dict[int, list[str]]:
    """The place of the section each question is asked in: its own, or else the first that has questions at all."""
    has_any = [place for place, section in enumerate(sections) if section.get("questions")]
    usual = has_any[0] if has_any else 0
    homes: dict[int, list[str]] = {place: [] for place in range(len(sections))}
    for root in roots:
        own = [place for place in has_any if root in sections[place]["questions"]]
        homes[own[0] if own else usual].append(root)
    return homes


def prepared_for(meeting: Meeting) -> Prepared:
    """What is settled before anything is asked: the chosen questions, the words to ask in, the facts (R-066, R-070)."""
    return replace(prepared_of(meeting), chosen=carried(meeting))


def _asked_by_root(meeting: Meeting, answers: Mapping[str, Any]) -> dict[str, list[Asked]]:
    """Each carried question with its open branches, under its id and in the order carried."""
    found: dict[str, list[Asked]] = {}
    keepable = keepable_of(meeting)
    for step in _steps(meeting, answers):
        keeping = keeping_of(step, answers.get(step.key), keepable)
        found.setdefault(step.root, []).append(asked(step, answers.get(step.key), keeping=keeping))
    return found


def _steps(meeting: Meeting, answers: Mapping[str, Any]) -> list[Step]:
    version = meeting.guide_version
    return walk(version.body, answers, prepared_for(meeting)) if version else []


def kept_among(meeting: Meeting, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What of these answers may be kept: the question allows it, was asked, and the person agreed (R-068)."""
    keepable = keepable_of(meeting)
    return kept_of(_steps(meeting, answers), answers, keepable) if keepable else {}


def taps_after(meeting: Meeting, posted: Sequence[str], tap: str) -> list[str]:
    """The taps so far after one more, of the questions this guide has."""
    return tapped(_kinds(meeting), posted, tap)


def answers_tapped(meeting: Meeting, taps: Sequence[str]) -> dict[str, Any]:
    """The taps as the walker takes them."""
    return answers_of(_kinds(meeting), taps)


def _kinds(meeting: Meeting) -> dict[str, str]:
    return kinds_of(meeting.guide_version.body["questions"]) if meeting.guide_version else {}
