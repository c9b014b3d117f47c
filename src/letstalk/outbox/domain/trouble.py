"""When mail cannot leave at all: noted for people to see, tried again after a pause that grows, and ended."""

from datetime import datetime, timedelta

from letstalk.outbox.models import CLOCKS_DIFFER, Trouble
from letstalk.outbox.queries import Keyed, standing_trouble
from letstalk.outbox.words import Channel, Problem

FIRST_PAUSE = timedelta(seconds=30)
# A wrong password tried every few seconds locks the mailbox of whoever owns it.
FIRST_PAUSE_AFTER_REFUSED_SIGN_IN = timedelta(minutes=5)
REFUSED_SIGN_INS = {Problem.SIGN_IN_REFUSED, Problem.GATEWAY_SIGN_IN}
LONGEST_PAUSE = timedelta(minutes=15)


def note(route: Keyed, *, code: str, channel: str = Channel.EMAIL, at: datetime) -> None:
    """One more time that mail, or a text, could not leave by this route."""
    trouble = standing_trouble(route, channel=channel)
    if trouble is None:
        _begin(route, code=code, channel=channel, at=at)
        return
    trouble.code, trouble.tried_at, trouble.tries = code, at, trouble.tries + 1
    trouble.save(update_fields=["code", "tried_at", "tries"])


def _begin(route: Keyed, *, code: str, channel: str, at: datetime) -> None:
    # Two workers may find out at once; one row is enough.
    Trouble.objects.bulk_create(
        [Trouble(channel=channel, route_key=route.key, code=code, began_at=at, tried_at=at)], ignore_conflicts=True
    )


def end(route: Keyed, *, at: datetime) -> None:
    """A server took mail, or gave a proper answer about it."""
    Trouble.objects.filter(route_key=route.key, ended_at=None).update(ended_at=at)


def rests(trouble: Trouble, *, at: datetime) -> bool:
    """Whether the route is left alone for now. A try that lies ahead was made before the clock went back."""
    return trouble.tried_at <= at + CLOCKS_DIFFER and at < trouble.tried_at + pause(trouble)


def pause(trouble: Trouble) -> timedelta:
    first = FIRST_PAUSE_AFTER_REFUSED_SIGN_IN if trouble.code in REFUSED_SIGN_INS else FIRST_PAUSE
    return min(first * 2 ** min(trouble.tries - 1, 10), LONGEST_PAUSE)
