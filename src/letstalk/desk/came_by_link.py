"""Whoever came in by a one-time link may set a new password without the old one, for as long as a link is good."""

from datetime import datetime

from django.http import HttpRequest

from letstalk.accounts.domain.links import GOOD_FOR

KEY = "came_by_link_at"


def note_link(request: HttpRequest, *, at: datetime) -> None:
    request.session[KEY] = at.isoformat()


def came_by_link(request: HttpRequest, *, at: datetime) -> bool:
    """Whether this session began with a one-time link, and lately: an unlocked phone is not a key for ever."""
    noted = request.session.get(KEY)
    return noted is not None and at - datetime.fromisoformat(noted) < GOOD_FOR


def forget_link(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
