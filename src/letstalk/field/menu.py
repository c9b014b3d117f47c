"""The menu of asks as the page of the ten minutes before shows it: what to carry, and why (R-029, R-030)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from letstalk.campaigns.models import Ask
from letstalk.commitments.fit import Explained, Factor
from letstalk.commitments.fit_words import (
    QUESTIONS,
    gate_words,
    point_words,
    unknown_words,
)
from letstalk.commitments.fitting import Fits, fits_for
from letstalk.commitments.words import SUGGESTED, Stood
from letstalk.field.questions import carried, every_line
from letstalk.guides.queries import QuestionLine
from letstalk.meetings.models import Meeting

LITTLE_IS_KNOWN = 50
MOST_DECIDING = 3


@dataclass(frozen=True)
class AskLine:
    """One ask: how it stands, what speaks for it and against it, and what is not known."""

    ask: Ask
    stood: Stood
    points: int | None
    confidence: int
    is_carried: bool
    because: str
    against: str
    unknown: str
    held_back: list[str]

    @property
    def is_suggested(self) -> bool:
        return self.stood in SUGGESTED

    @property
    def is_little_known(self) -> bool:
        return self.confidence < LITTLE_IS_KNOWN


@dataclass(frozen=True)
class Deciding:
    """Something not known whose answer could change which ask fits; `line`: the guide's question about it, if any."""

    factor: Factor
    words: str
    line: QuestionLine | None
    is_carried: bool


@dataclass(frozen=True)
class Menu:
    """first: what is suggested or carried. rest: all the others, each with why not."""

    first: list[AskLine]
    rest: list[AskLine]
    deciding: list[Deciding]


def weighed(meeting: Meeting, asks: Iterable[Ask], *, at: datetime) -> Fits:
    """These asks weighed for whom the organizer is about to meet."""
    return fits_for(meeting.person_id, asks, chapter=meeting.chapter, organizer_id=meeting.organizer_id, at=at)


def menu_of(meeting: Meeting, asks: Sequence[Ask], *, chosen: Sequence[Ask], at: datetime) -> Menu:
    """The whole menu, best first among what is suggested or carried."""
    fits = weighed(meeting, asks, at=at)
    lines = [_line(ask, fits, is_carried=ask in chosen) for ask in (fits.asks[one.ask.key] for one in fits.ranked)]
    order = [*SUGGESTED, Stood.OTHER, Stood.FOLDED, Stood.HELD_BACK]
    lines.sort(key=lambda line: order.index(line.stood))
    return Menu(
        first=[line for line in lines if line.is_suggested or line.is_carried],
        rest=[line for line in lines if not line.is_suggested and not line.is_carried],
        deciding=_deciding(meeting, fits),
    )


def _line(ask: Ask, fits: Fits, *, is_carried: bool) -> AskLine:
    one = fits.of(ask)
    told = fits.explained(one) if one else None
    return AskLine(
        ask=ask,
        stood=fits.stood(ask),
        points=one.points if one else None,
        confidence=one.confidence if one else 0,
        is_carried=is_carried,
        because=" · ".join(point_words(point) for point in told.for_it) if told else "",
        against=" · ".join(point_words(point) for point in told.against) if told else "",
        unknown=_biggest_unknown(told),
        held_back=gate_words(one.gates) if one else [],
    )


def _biggest_unknown(told: Explained | None) -> str:
    return unknown_words(told.unknown[0]) if told and told.unknown else ""


def _deciding(meeting: Meeting, fits: Fits) -> list[Deciding]:
    """What to ask about, each with the guide's own question where it has one."""
    lines = every_line(meeting)
    now = set(carried(meeting))
    found = []
    for factor in fits.deciding[:MOST_DECIDING]:
        own = [line for line in lines if factor in line.tells]
        line = next((one for one in own if one.id in now), own[0] if own else None)
        words = line.text if line else str(QUESTIONS[factor])
        found.append(Deciding(factor, words, line, is_carried=line is not None and line.id in now))
    return found
