"""Checks on the plain values of an ask, the same at every entrance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from django.utils.translation import gettext as _

from letstalk.campaigns.words import NextStep
from letstalk.kit import clock
from letstalk.kit.refusal import NothingWritten

LONGEST = {"title": 120, "what": 300, "why": 300, "goal": 200, "place": 200, "how_to": 2000}


@dataclass(frozen=True)
class AskWords:
    """An ask as it was typed. A hard ask names an activity, a day and a time (R-042); all but the title may be open."""

    title: str
    what: str = ""
    why: str = ""
    goal: str = ""
    place: str = ""
    how_to: str = ""
    on: date | None = None
    time: time | None = None
    step: NextStep = NextStep.OTHER

    def stripped(self) -> AskWords:
        texts = {field: getattr(self, field).strip() for field in LONGEST}
        return AskWords(**texts, on=self.on, time=self.time, step=self.step)


def check_ask(words: AskWords, *, today: date, zone: str) -> None:
    """Raises NothingWritten with a sentence per field."""
    errors: dict[str, str] = {}
    if not words.title.strip():
        errors["title"] = _("Name what you will ask for: “Come to the tenants’ meeting”.")
    for field, most in LONGEST.items():
        if len(getattr(words, field)) > most:
            errors[field] = _("Keep this under %(length)d characters.") % {"length": most}
    errors |= _check_day(words, today=today, zone=zone)
    if errors:
        raise NothingWritten(errors)


def _check_day(words: AskWords, *, today: date, zone: str) -> dict[str, str]:
    if words.on is None:
        return {"on": _("There is a time but no day. On which day?")} if words.time is not None else {}
    if words.on < today:
        return {"on": _("This day has passed. Choose today or a later one.")}
    if words.time is not None:
        try:
            clock.instant(words.on, words.time, zone)
        except clock.NoSuchTime:
            return {"time": _("The clock is put forward over this time on that day. Choose an hour later.")}
    return {}
