"""Checks on plain values of a one-on-one, the same at every entrance."""

from django.utils.translation import gettext as _

from letstalk.guides.words import MeetingKind
from letstalk.kit import clock
from letstalk.kit.refusal import NothingWritten
from letstalk.meetings.words import Mode

USUAL_MINUTES = (30, 45)
# Where the method says how long a kind of one-on-one is.
MINUTES_OF_KIND: dict[str, int] = {MeetingKind.HANDOVER: 20}
LONGEST_MINUTES = 240
LONGEST_DELAY = 120


def check_slot(*, when: clock.LocalTime | None, minutes: int, mode: Mode, mode_reason: str, has_place: bool) -> None:
    """I-3: a date, a time, a length and a place or channel. Raises NothingWritten with a sentence per field."""
    errors: dict[str, str] = {}
    if when is None:
        errors["on"] = _("Choose a day and a time you both agreed on.")
    elif not clock.is_zone(when.zone):
        errors["zone"] = _("This time zone is not known. Choose one from the list.")
    else:
        try:
            clock.instant(when.on, when.at, when.zone)
        except clock.NoSuchTime:
            errors["at"] = _("The clock is put forward over this time on that day. Choose an hour later.")
    if not 5 <= minutes <= LONGEST_MINUTES:
        errors["minutes"] = _("A one-on-one takes between 5 minutes and 4 hours. 30 to 45 minutes is usual.")
    if mode == Mode.IN_PERSON and not has_place:
        errors["place_words"] = _("Say where you will meet, even roughly: “library, by the door”.")
    if mode != Mode.IN_PERSON and not mode_reason.strip():
        errors["mode_reason"] = _("Say in a few words why not face to face: distance, safety, illness, access.")
    if errors:
        raise NothingWritten(errors)


def is_usual_length(minutes: int, kind: str = "") -> bool:
    """R-021: inside 30 to 45 minutes; a hand-over is 20 (d.9). Outside is warned about, never blocked."""
    return USUAL_MINUTES[0] <= minutes <= USUAL_MINUTES[1] or minutes == MINUTES_OF_KIND.get(kind)


def is_kind(code: str) -> bool:
    return code in MeetingKind.values
