"""The message to a buddy before one leaves: time and place only, sent by hand, kept nowhere (section f)."""

from datetime import timedelta

from django.utils.translation import gettext as _

from letstalk.kit import days
from letstalk.kit.days import sms_link
from letstalk.meetings.models import Slot
from letstalk.people.models import Person

CALL_ME_AFTER = timedelta(minutes=30)


def safety_words(slot: Slot, person: Person) -> str:
    """When, where and until when; never who. A place that holds their name is left for the organizer to describe."""
    times = {
        "begin": days.time_said(slot.starts_at, slot.zone),
        "end": days.time_said(slot.ends_at, slot.zone),
        "late": days.time_said(slot.ends_at + CALL_ME_AFTER, slot.zone),
        "place": slot.where,
    }
    sentences = [
        _("I have a meeting from %(begin)s to %(end)s: %(place)s.")
        if slot.where and not _names(slot.where, person)
        else _("I have a meeting from %(begin)s to %(end)s."),
        _("I’ll write when I’m out. Nothing by %(late)s? Call me."),
    ]
    return " ".join(sentence % times for sentence in sentences)


def safety_link(words: str) -> str:
    """Opens one's own messages without a number: the buddy is chosen there."""
    return sms_link("", words)


def _names(where: str, person: Person) -> bool:
    return any(part.casefold() in where.casefold() for part in person.name.split() if len(part) > 1)
