"""The gateway for texts is chosen, tried and turned off by an administrator; each choice is a row."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.journal.models import record
from letstalk.outbox.domain.routes import StaysInFolder
from letstalk.outbox.gateways import TextGateway
from letstalk.outbox.models import Gateway, Route
from letstalk.outbox.words import RouteKind


def set_gateway(gateway: TextGateway, *, by: Any, at: datetime) -> Gateway:
    """Let texts leave by this service from now on. Raises StaysInFolder in a demo."""
    if Route.objects.filter(kind=RouteKind.FOLDER).exists():
        raise StaysInFolder(_("This is a demo: it texts nobody."))
    return _set(gateway.url, gateway.sender, by=by, at=at)


def turn_off(*, by: Any, at: datetime) -> Gateway:
    """No texts leave any more, and none that come in are believed. The token is forgotten."""
    with transaction.atomic():
        for before in Gateway.objects.exclude(url=b""):
            before.url = ""
            before.save(update_fields=["url"])
        return _set("", "", by=by, at=at)


def _set(url: str, sender: str, *, by: Any, at: datetime) -> Gateway:
    with transaction.atomic():
        row = Gateway.objects.create(url=url, sender=sender, set_at=at, set_by=getattr(by, "pk", None))
        record("outbox.gateway_set", about=row, by=by, at=at, is_on=bool(url))
    return row
