"""Whom to invite next, and why: what is known of somebody's own people goes in, a short list comes out.

Pure: no Django, no database; days are counted from today. Nothing is learned or guessed: a reason is something that
happened, and whoever is held back is held back for a reason that can be said. The time it takes grows with the people.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

SHOWN = 10
# A talk this long ago or less is still fresh in both minds; only a day they named themselves comes sooner.
JUST_MET_DAYS = 10
# A no, or silence, is left alone for so long (the gate of section g; the retention clock of h.2).
AFTER_A_NO_DAYS = 60
AFTER_SILENCE_DAYS = 30
MOST_OPEN_COMMITMENTS = 2
GOOD_FIT = 80
# How much the wait of somebody new may count for.
MOST_WAITING_DAYS = 30


class Reason(StrEnum):
    """Why somebody, in the order of how much it counts."""

    THEIR_DAY = "their_day"
    NEW = "new"
    STEP = "step"
    INTRODUCTION = "introduction"
    COOLING = "cooling"
    FIT = "fit"


class Hold(StrEnum):
    """Why not now, in the order in which it is looked at: their own word before everything."""

    NO_CONTACT = "no_contact"
    LEFT = "left"
    RESTING = "resting"
    OPEN = "open"
    LATER = "later"
    SAID_NO = "said_no"
    NO_ANSWER = "no_answer"
    REPAIR = "repair"
    HANDS_FULL = "hands_full"


POINTS = {
    Reason.THEIR_DAY: 60,
    Reason.NEW: 40,
    Reason.STEP: 40,
    Reason.INTRODUCTION: 30,
    Reason.COOLING: 25,
    Reason.FIT: 10,
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one person, as counts of days; None is "never" or "nobody knows".

    every: the days between contacts that their rhythm asks for. is_invited: they were asked, and have not answered.
    their_day: days until the day they named ("ask me after ..."), 0 or less when it has come. kept_since: they did what
    they had said, and no talk followed. best_fit: the points of the ask that fits best one step up (section g);
    best_ask: what it is called.
    """

    id: object
    known_for: int = 0
    met: int | None = None
    last_contact: int | None = None
    every: int | None = None
    says_no: bool = False
    has_left: bool = False
    is_resting: bool = False
    has_open_talk: bool = False
    is_invited: bool = False
    their_day: int | None = None
    said_no: int | None = None
    no_answer: int | None = None
    late_promises: int = 0
    open_commitments: int = 0
    kept_since: bool = False
    wants_introduction: bool = False
    best_fit: int | None = None
    best_ask: str = ""


class Because(NamedTuple):
    """A reason with its number, of days or of points; about: the ask it speaks of."""

    reason: Reason
    number: int = 0
    about: str = ""


@dataclass(frozen=True, slots=True)
class Suggested:
    """One of the list, with the reasons, the strongest first."""

    id: object
    points: int
    reasons: tuple[Because, ...]


@dataclass(frozen=True)
class Ranking:
    """The list, as long as there is room for; how many more have a reason; and who is held back, and why."""

    suggested: tuple[Suggested, ...]
    more: int
    held: dict[Hold, tuple[object, ...]]


def rank(people: Iterable[Known], *, room: int = SHOWN) -> Ranking:
    """Whom to invite next. room: how many more talks the organizer can carry, and so how many are shown at the most.

    Nobody is suggested for whom there is a `Hold`, nor anybody without a reason: a contact is never suggested merely to
    move a number (L-3).
    """
    held: dict[Hold, list[object]] = {}
    open_to = []
    for person in people:
        hold = hold_of(person)
        if hold is None:
            open_to.append(person)
        else:
            held.setdefault(hold, []).append(person.id)
    found = rank_all(open_to)
    shown = found[: max(min(room, SHOWN), 0)]
    return Ranking(tuple(shown), len(found) - len(shown), {hold: tuple(held[hold]) for hold in Hold if hold in held})


def rank_all(people: Iterable[Known]) -> list[Suggested]:
    """Everybody with a reason and nothing against it, the strongest first."""
    reasoned = [(person, reasons_for(person)) for person in people if hold_of(person) is None]
    found = [Suggested(person.id, _points(person, reasons), reasons) for person, reasons in reasoned if reasons]
    return sorted(found, key=lambda one: -one.points)


def hold_of(person: Known) -> Hold | None:
    """Why this person is not to be invited now; None when nothing speaks against it."""
    if person.says_no:
        return Hold.NO_CONTACT
    if person.has_left:
        return Hold.LEFT
    if person.is_resting:
        return Hold.RESTING
    if person.has_open_talk:
        return Hold.OPEN
    if person.their_day is not None and person.their_day > 0:
        return Hold.LATER
    if _within(person.said_no, AFTER_A_NO_DAYS) and person.their_day is None:
        return Hold.SAID_NO
    if _within(person.no_answer, AFTER_SILENCE_DAYS):
        return Hold.NO_ANSWER
    if person.late_promises:
        return Hold.REPAIR
    return Hold.HANDS_FULL if person.open_commitments >= MOST_OPEN_COMMITMENTS else None


def reasons_for(person: Known) -> tuple[Because, ...]:
    """What speaks for it, the strongest first."""
    found = []
    if person.their_day is not None:
        found.append(Because(Reason.THEIR_DAY, -person.their_day))
    if person.met is None:
        found.append(Because(Reason.NEW, person.known_for))
    if person.met is None or person.met > JUST_MET_DAYS:
        found += _reasons_since(person)
    return tuple(sorted(found, key=lambda because: -POINTS[because.reason]))


def _reasons_since(person: Known) -> list[Because]:
    found = []
    if person.kept_since:
        found.append(Because(Reason.STEP))
    if person.wants_introduction:
        found.append(Because(Reason.INTRODUCTION))
    if person.every is not None and person.last_contact is not None and person.last_contact > person.every * 1.5:
        found.append(Because(Reason.COOLING, person.last_contact))
    if person.best_fit is not None and person.best_fit >= GOOD_FIT:
        found.append(Because(Reason.FIT, person.best_fit, person.best_ask))
    return found


def _points(person: Known, reasons: tuple[Because, ...]) -> int:
    waiting = min(person.known_for, MOST_WAITING_DAYS) // 2 if person.met is None else 0
    return sum(POINTS[because.reason] for because in reasons) + waiting


def _within(days: int | None, most: int) -> bool:
    return days is not None and days < most
