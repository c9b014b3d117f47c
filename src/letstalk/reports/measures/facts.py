"""What the measures are counted from: plain facts without a name, each with the day it belongs to."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

# How an agreed time ended. "late": called off less than a day before; "off": called off in good time.
Ending = Literal["", "held", "no_show", "late", "off"]


@dataclass(frozen=True)
class Talk:
    """A one-on-one. tried: the days it was asked for; held_on: the day it took place, on the chapter's calendar.

    agreed_on: the day a time was first agreed. starts_on: the day of the time that stands, or stood last. in_the_room:
    firm by the time it was written up. spoke, circle: as the organizer sees it, "" where nothing was said; who spoke
    more is in their own history alone. firm, done: what became of something agreed to in it. is_open: the next step may
    still come: no answer yet, the time not come, not written up, or what was agreed still ahead.
    """

    person: Hashable
    organizer: Hashable = 0
    kind: str = "introductory"
    is_spontaneous: bool = False
    tried: tuple[date, ...] = ()
    answered: bool = False
    agreed_on: date | None = None
    starts_on: date | None = None
    ending: Ending = ""
    held_on: date | None = None
    minutes: int | None = None
    in_person: bool = True
    is_first: bool = False
    asked: bool = False
    firm: bool = False
    done: bool = False
    successful: bool = False
    in_the_room: bool = False
    thanked_in_time: bool = False
    reported: bool = False
    spoke: str = ""
    circle: str = ""
    is_open: bool = False

    @property
    def invited_on(self) -> date | None:
        """The first day it was asked for; where a time was agreed at once, that day. None: met by chance (R-015)."""
        if self.is_spontaneous:
            return None
        days = [day for day in (*self.tried, self.agreed_on) if day is not None]
        return min(days, default=None)


@dataclass(frozen=True)
class Asked:
    """An ask made. agreed: a yes, firm or not. was_suggested: None where nothing is known of how it stood."""

    person: Hashable
    on: date
    agreed: bool = False
    firm: bool = False
    was_suggested: bool | None = None


@dataclass(frozen=True)
class Agreed:
    """Something a person took on. due_on: its day, of the firm alone. outcome: "" while nobody has told.

    event: what tells one gathering or shift from another; "" for what has no day of its own.
    """

    person: Hashable
    due_on: date | None = None
    reconfirmed: bool = False
    outcome: str = ""
    told_on: date | None = None
    event: str = ""


@dataclass(frozen=True)
class Promised:
    """What an organizer said they would do. outcome: kept, repaired, released; "" while it is open."""

    due_on: date
    outcome: str = ""
    told_on: date | None = None


@dataclass(frozen=True)
class Spoken:
    """A contact that counts for the balance of asks and other contacts: no reminder, no ask in a one-on-one (L-2)."""

    on: date
    is_ask: bool = False


@dataclass(frozen=True)
class Moved:
    """Somebody's stage changed: it rose, or they chose to rest."""

    person: Hashable
    on: date
    rose: bool = False
    rests: bool = False


@dataclass(frozen=True)
class Began:
    """Somebody chose to hold one-on-ones of their own, and when they held the first."""

    person: Hashable
    chose_on: date
    first_own_on: date | None = None


@dataclass(frozen=True)
class Waited:
    """Somebody wrote to their organizer, and after so many hours there was an answer."""

    on: date
    hours: int


@dataclass(frozen=True)
class Standing:
    """How things stand today. spans: active relationships of each organizer; ages: days a record is there unasked."""

    spans: tuple[int, ...] = ()
    inside: int = 0
    with_target: int = 0
    may_be_contacted: int = 0
    people: int = 0
    ages: tuple[int, ...] = ()


@dataclass(frozen=True)
class History:
    """Everything that is counted of one organizer or one chapter, as it was known on a day."""

    today: date
    talks: list[Talk] = field(default_factory=list)
    asks: list[Asked] = field(default_factory=list)
    agreed: list[Agreed] = field(default_factory=list)
    promises: list[Promised] = field(default_factory=list)
    spoken: list[Spoken] = field(default_factory=list)
    moves: list[Moved] = field(default_factory=list)
    began: list[Began] = field(default_factory=list)
    waits: list[Waited] = field(default_factory=list)
    standing: Standing = Standing()
