"""Checks on the plain values of commitments and promises, the same at every entrance."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from letstalk.kit import clock
from letstalk.kit.refusal import NothingWritten

WORDS_LENGTH = 500
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Terms:
    """What was agreed. Everything but `what` may be open (R-016, R-017).

    on, time: local to the relationship's chapter. goal: how both will know (R-018). if_then: C-4.
    """

    what: str
    goal: str = ""
    on: datetime.date | None = None
    time: datetime.time | None = None
    place: str = ""
    if_then: str = ""

    def stripped(self) -> "Terms":
        return Terms(self.what.strip(), self.goal.strip(), self.on, self.time, self.place.strip(), self.if_then.strip())


def check_terms(terms: Terms, *, zone: str) -> None:
    """Raises NothingWritten with a sentence per field. An open detail is no error: it is asked for later (R-017)."""
    errors: dict[str, str] = {}
    if not terms.what.strip():
        errors["what"] = _("Say in their words what they will do.")
    for field in ("what", "goal", "place", "if_then"):
        if len(getattr(terms, field)) > WORDS_LENGTH:
            errors[field] = _("Keep this under %(length)d characters.") % {"length": WORDS_LENGTH}
    if terms.time is not None and terms.on is None:
        errors["on"] = _("There is a time but no day. On which day?")
    if terms.on is not None and terms.time is not None:
        try:
            clock.instant(terms.on, terms.time, zone)
        except clock.NoSuchTime:
            errors["time"] = _("The clock is put forward over this time on that day. Choose an hour later.")
    if errors:
        raise NothingWritten(errors)


def check_count(number: int, *, field: str, least: int) -> None:
    """A count of things people do; raises NothingWritten beside the field."""
    if not least <= number <= MOST_COUNTED:
        raise NothingWritten({field: _("Choose a number between %(least)d and 10,000.") % {"least": least}})


def check_promise(words: str) -> None:
    if not words.strip():
        raise NothingWritten({"words": _("Say in a few words what you promised.")})
    if len(words) > WORDS_LENGTH:
        raise NothingWritten({"words": _("Keep this under %(length)d characters.") % {"length": WORDS_LENGTH}})
