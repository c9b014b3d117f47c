"""Gentle hints after something was agreed: said once, blocking nothing."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from letstalk.meetings.models import Meeting
from letstalk.meetings.places import is_first_between


def hint_at_home(request: HttpRequest, meeting: Meeting, where: str) -> None:
    """For a first one-on-one, somewhere neither of the two lives is better for both (section f)."""
    if sounds_like_home(where) and is_first_between(meeting.relationship):
        messages.warning(
            request,
            _("For a first time, somewhere neither of you lives is easier for both. That is only a hint."),
        )


def sounds_like_home(where: str) -> bool:
    """Whether the words say that it is at somebody's; other words for it go unnoticed, and that does no harm."""
    signs = pgettext(
        "how people write that they meet at somebody’s home, with commas between",
        "at home, my home, your home, their home, her home, his home, my place, your place, their place, her place, "
        "his place, my house, their house, her house, his house, my flat, their flat, her flat, his flat, "
        "my apartment, their apartment, her apartment, his apartment",
    )
    said = f" {' '.join(where.casefold().replace('’', chr(39)).split())} "
    return any(f" {sign.strip().casefold()} " in said for sign in signs.split(",") if sign.strip())
