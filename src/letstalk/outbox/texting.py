"""Texts that are ready, sent one by one through the gateway by the same steps as letters; a round is bounded."""

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from letstalk.outbox.channels import gateway as channel
from letstalk.outbox.channels.outcomes import NobodyKnows, NotNow, RouteDown, TurnedDown
from letstalk.outbox.domain import delivery, trouble
from letstalk.outbox.gateways import TextGateway, current_gateway
from letstalk.outbox.models import Message
from letstalk.outbox.queries import standing_trouble
from letstalk.outbox.words import Channel

# Services take about one text a second from an ordinary number, and line up what comes faster.
MOST_AT_ONCE = 20
LONGEST_SECONDS = 10.0


def run(*, at: datetime) -> int:
    """Send what is ready; how many were sent. Nothing is asked of the network while there is no gateway.

    What a crash left half done is put right by the sweep of letters, whose steps these are.
    """
    if not Message.objects.filter(channel=Channel.TEXT).released_lately(at=at).exists():
        return 0
    gateway = current_gateway()
    standing = standing_trouble(gateway, channel=Channel.TEXT) if gateway else None
    if gateway is None or (standing is not None and trouble.rests(standing, at=at)):
        return 0
    return _send(gateway, at=at)


def _send(gateway: TextGateway, *, at: datetime) -> int:
    sent, started = 0, time.monotonic()
    for _number in range(MOST_AT_ONCE):
        now = at + timedelta(seconds=time.monotonic() - started)
        batch = delivery.claim(channel=Channel.TEXT, most=1, at=now)
        if not batch or time.monotonic() - started > LONGEST_SECONDS:
            delivery.hand_back_unbegun(batch)
            break
        if not delivery.start_sending(batch[0], at=now):
            continue
        goes_on, was_sent = _deliver(batch[0], gateway, at=now)
        sent += was_sent
        if not goes_on:
            break
    return sent


def _deliver(message: Message, gateway: TextGateway, *, at: datetime) -> tuple[bool, bool]:
    """Whether the service is still there, and whether it took the text."""
    try:
        channel.deliver(message, gateway, tell=_where_to_tell(message))
    except TurnedDown as no:
        delivery.failed(message, problem=no.code, reply=no.reply, at=at)
    except NotNow as later:
        delivery.put_off(message, problem=later.code, reply=later.reply, at=at)
        return False, False
    except NobodyKnows as lost:
        delivery.unsure(message, problem=lost.code, at=at)
        return False, False
    except RouteDown as down:
        delivery.hand_back(message, problem=down.code)
        trouble.note(gateway, code=down.code, channel=Channel.TEXT, at=at)
        return False, False
    else:
        delivery.sent(message, at=at)
        trouble.end(gateway, at=at)
        return True, True
    return True, False


def _where_to_tell(message: Message) -> str:
    """Only an address that others can reach safely is given away."""
    if not settings.LETSTALK_URL.startswith("https://"):
        return ""
    return settings.LETSTALK_URL.rstrip("/") + reverse("public:text_status", args=[message.pk])
