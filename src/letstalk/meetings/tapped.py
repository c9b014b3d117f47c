"""What was tapped on the cards of a one-on-one and may be kept: the question allows it, and the person said yes to it.

A tap opens a branch and is gone with the page (R-071), unless the recording policy of its question lets it be kept
(R-068) and two things stand: their yes to notes and, for what is about politics, their yes to keeping views.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from letstalk.guides.cards import words_of_code
from letstalk.guides.queries import answers_of, every_question, variables_of
from letstalk.guides.taps import answers_of as answers_tapped
from letstalk.guides.taps import keepable, taps_of
from letstalk.guides.walk import fill
from letstalk.guides.words import Sensitivity
from letstalk.meetings.models import Meeting
from letstalk.people.models import Person
from letstalk.people.queries import has_agreed
from letstalk.people.words import Purpose


@dataclass(frozen=True)
class TapSaid:
    """One tap as a person reads it."""

    tap: str
    question: str
    answer: str


def sensitivities_agreed(person: Person) -> set[str]:
    """How careful a question may be for a tap on it to be kept; nothing without their yes to notes."""
    if not has_agreed(person, Purpose.KEEP_NOTES):
        return set()
    views = {str(Sensitivity.POLITICAL)} if has_agreed(person, Purpose.KEEP_VIEWS) else set()
    return {str(Sensitivity.ORDINARY), str(Sensitivity.PERSONAL), str(Sensitivity.SENSITIVE), *views}


def keepable_of(meeting: Meeting) -> list[str]:
    """The ids of the questions of this one-on-one of which a tap may be kept now."""
    if meeting.guide_version is None:
        return []
    agreed = sensitivities_agreed(meeting.person)
    return keepable(meeting.guide_version.body["questions"], agreed) if agreed else []


def tapped_of(meeting: Meeting) -> dict[str, Any]:
    """What was tapped and is kept, by the key of its question, in the order of the guide.

    Where their yes does not stand any more nothing is shown, even before it is erased.
    """
    if meeting.sheet is None:
        return {}
    allowed = keepable_of(meeting)
    return in_order(meeting, {key: value for key, value in answers_of(meeting.sheet).items() if key in allowed})


def in_order(meeting: Meeting, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The same answers in the order of the guide, those of unknown questions left out."""
    return {key: answers[key] for key in _questions(meeting) if key in answers}


def answers_in(meeting: Meeting, taps: Sequence[str]) -> dict[str, Any]:
    """Taps as they were sent, as answers in the order of the guide; what nobody could have tapped is left out."""
    questions = _questions(meeting)
    kinds = {id: question["kind"] for id, question in questions.items()}
    return in_order(meeting, answers_tapped(kinds, list(dict.fromkeys(taps))))


def said_of(meeting: Meeting, answers: Mapping[str, Any]) -> list[TapSaid]:
    """Question and answer of each tap in words."""
    questions = _questions(meeting)
    variables = variables_of(meeting.guide_version) if meeting.guide_version else {}
    return [
        TapSaid(
            tap, fill(questions[key]["text"], variables)[0], fill(words_of_code(questions[key], code), variables)[0]
        )
        for tap in taps_of(in_order(meeting, answers))
        for key, _equals, code in [tap.rpartition("=")]
    ]


def without(answers: Mapping[str, Any], taps: Collection[str]) -> dict[str, Any]:
    """The answers less these taps."""
    left: dict[str, Any] = {}
    for key, answer in answers.items():
        rest = [one for one in (answer if isinstance(answer, list) else [answer]) if f"{key}={one}" not in taps]
        if rest:
            left[key] = rest if isinstance(answer, list) else rest[0]
    return left


def _questions(meeting: Meeting) -> dict[str, Mapping[str, Any]]:
    body = meeting.guide_version.body if meeting.guide_version else {"questions": []}
    return {question["id"]: question for question, _depth in every_question(body)}
