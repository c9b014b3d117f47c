"""The asks of the menu as the desk tells them: the room that is left, what they say of themselves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from letstalk.accounts.models import User
from letstalk.campaigns.models import Ask
from letstalk.campaigns.words import Access, Again, Company, Risk, SetUpKind
from letstalk.commitments.rooms import Room, rooms_of
from letstalk.kit.languages import language_name
from letstalk.people.access import chapters_led, home_chapter
from letstalk.people.models import Chapter
from letstalk.people.words import LADDER, Motive


@dataclass(frozen=True)
class Told:
    """An ask, and how much room is left each time it takes place."""

    ask: Ask
    rooms: Sequence[Room]

    @property
    def again(self) -> str:
        return str(Again(self.ask.again).label) if self.ask.again else ""

    @property
    def further(self) -> int:
        """How many days come after the next one, where they were named."""
        return 0 if self.ask.again else max(len(self.rooms) - 1, 0)

    @property
    def room(self) -> str:
        """How much room there is the next time there is any; empty where as many as like can come."""
        if not self.rooms or any(room.left is None for room in self.rooms):
            return ""
        left = next((room.left for room in self.rooms if room.left), 0)
        return said_room(left)

    @property
    def is_full(self) -> bool:
        return bool(self.rooms) and all(room.left == 0 for room in self.rooms)

    @property
    def is_risky(self) -> bool:
        return self.ask.risk != Risk.NONE

    @cached_property
    def facts(self) -> list[tuple[str, str]]:
        """Whom it suits: what is said of it, each with its name. What nobody said is left out."""
        ask = self.ask
        found: list[tuple[str, Any]] = [
            (_("Issues"), ", ".join(ask.issues)),
            (_("What it serves"), _labels(Motive, ask.motives)),
            (_("Skills it uses"), ", ".join(ask.uses)),
            (_("Skills it teaches"), ", ".join(ask.teaches)),
            (_("Takes"), _minutes(ask.minutes)),
            (_("Who is there"), Company(ask.company).label if ask.company else ""),
            (_("Where it leads"), LADDER[ask.rung - 1].label if ask.rung else ""),
            (_("Child care"), _child_care(ask.child_care)),
            (_("Access"), _labels(Access, ask.access)),
            (_("What is seen to"), ", ".join(ask.solves)),
            (_("Languages"), ", ".join(map(language_name, ask.languages))),
            (_("Age"), _("from %(age)d on") % {"age": ask.least_age} if ask.least_age else ""),
            (_("What it may cost them"), Risk(ask.risk).label if self.is_risky else ""),
            (_("What it usually takes"), _labels(SetUpKind, ask.set_up)),
        ]
        return [(name, str(words)) for name, words in found if words]


def told_of(asks: Iterable[Ask], *, at: datetime) -> list[Told]:
    """Each ask with its rooms, in two more queries for however many."""
    menu = list(asks)
    rooms = rooms_of(menu, at=at)
    return [Told(ask, rooms[ask.pk]) for ask in menu]


def said_room(left: int | None) -> str:
    """How many more can come; empty where as many as like can."""
    if left is None:
        return ""
    return ngettext("one place left", "%(left)d places left", left) % {"left": left} if left else _("full")


def first_led(user: User) -> Chapter:
    """One's own chapter where one leads it, else the uppermost one leads."""
    led = list(chapters_led(user).order_by("path"))
    home = home_chapter(user)
    return home if home in led else led[0]


def _labels(words: Any, codes: Iterable[str] | Mapping[str, int]) -> str:
    return ", ".join(str(words(code).label) for code in codes)


def _child_care(there_is: bool | None) -> str:
    if there_is is None:
        return ""
    return _("There is some") if there_is else _("There is none")


def _minutes(minutes: int | None) -> str:
    return ngettext("one minute", "%(minutes)d minutes", minutes) % {"minutes": minutes} if minutes else ""
