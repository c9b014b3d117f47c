"""Small questions about a request that every door asks."""

import uuid
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def entry_id(request: HttpRequest) -> uuid.UUID:
    """The id the form was born with, under which its row is made: a form sent twice makes one thing.

    A missing or broken one becomes a fresh id: the form still works, only without that protection.
    """
    try:
        return uuid.UUID(request.POST.get("entry", ""))
    except ValueError:
        return uuid.uuid4()


def peer(request: HttpRequest) -> str:
    """The visitor's address, by which tries are counted.

    Behind the TLS of a proxy on this machine everybody would look the same, so there the last address the proxy added
    is believed (docs/operate.md sets it over whatever a visitor sends).
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    return forwarded if forwarded and settings.SECURE_PROXY_SSL_HEADER and _is_loopback(direct) else direct


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def uuids_in(text: str) -> list[uuid.UUID]:
    """The ids in a line with commas between them; what is no id is passed over."""
    found = []
    for word in text.split(","):
        try:
            found.append(uuid.UUID(word.strip()))
        except ValueError:
            continue
    return found
