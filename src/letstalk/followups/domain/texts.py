"""Texts that leave through the gateway: whether they may, at which hour, and in which words."""

from datetime import datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from letstalk.kit import clock
from letstalk.outbox.gateways import current_gateway
from letstalk.outbox.models import RELEASE_LASTS
from letstalk.outbox.queries import current_route
from letstalk.outbox.words import Channel
from letstalk.people.models import Person
from letstalk.people.queries import may_reach, zone_of
from letstalk.people.queries.reaching import TEXTS_FROM
from letstalk.people.words import Purpose


def open_channels() -> list[str]:
    """By which ways anything can leave now; what is meant for another waits."""
    ways = {Channel.EMAIL: current_route, Channel.TEXT: current_gateway}
    return [channel for channel, way in ways.items() if way() is not None]


def may_text_reminders(person: Person, *, at: datetime) -> bool:
    """They said yes to reminders by text, there is a number, and a gateway that texts it (b.6)."""
    reach = may_reach(person, Purpose.REMINDERS, Channel.TEXT, at=at, at_any_hour=True)
    return reach.may and current_gateway() is not None


def last_moment(channel: str, at: datetime) -> datetime:
    """What is released now may leave until then, and at that hour it must still be allowed."""
    return at + RELEASE_LASTS if channel == Channel.TEXT else at


def next_morning(person: Person, *, at: datetime) -> datetime:
    """The next time the hours for texts begin where the person is."""
    zone = zone_of(person)
    here = clock.local(at, zone)
    day = here.date() + timedelta(days=here.time() >= TEXTS_FROM)
    return clock.instant_or_nearest(day, TEXTS_FROM, zone)


def as_text(body: str, person: Person) -> str:
    """The same words on fewer lines, and how to have no more of them."""
    with translation.override(person.language or person.chapter.language):
        stop = _("Answer STOP for no more texts.")
    lines = [line for line in body.splitlines() if line.strip()]
    return "\n".join([*lines, stop])
