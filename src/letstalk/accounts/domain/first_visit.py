"""The code that shows, on the first visit from elsewhere, that the visitor can read this machine's console."""

import os
import secrets
from ipaddress import ip_address
from pathlib import Path

from django.http import HttpRequest
from django.http.request import split_domain_port

OWNER_ONLY = 0o600
FILE = "first-visit.code"
# No letter or digit that is taken for another when it is read from a console and typed on a phone.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 8
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]"}


def ensure_code(*, data: Path) -> str:
    """The code of this installation, made once and kept beside the keys, so that all worker processes know the same."""
    folder = data / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / FILE
    if not path.exists():
        _write_once(path, "".join(secrets.choice(ALPHABET) for _place in range(LENGTH)))
    return path.read_text().strip()


def needs_code(request: HttpRequest) -> bool:
    """True unless the visitor sits at this very machine: a loopback peer, a local Host, and no proxy in between."""
    return not (_peer_is_local(request) and _host_is_local(request) and not _was_forwarded(request))


def is_right(code: str, *, data: Path) -> bool:
    """Whether this is the code, however it was spaced or capitalised. False once it is spent."""
    try:
        right = (data / "keys" / FILE).read_text().strip()
    except FileNotFoundError:
        return False
    typed = "".join(sign for sign in code.upper() if sign.isalnum())
    return secrets.compare_digest(typed.encode(), right.encode())


def spend(data: Path) -> None:
    """Remove the code: there is an organization now."""
    (data / "keys" / FILE).unlink(missing_ok=True)


def _peer_is_local(request: HttpRequest) -> bool:
    try:
        peer = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    inner = getattr(peer, "ipv4_mapped", None)
    return (inner or peer).is_loopback


def _host_is_local(request: HttpRequest) -> bool:
    return split_domain_port(request.META.get("HTTP_HOST", ""))[0] in LOCAL_HOSTS


def _was_forwarded(request: HttpRequest) -> bool:
    return any(name == "HTTP_FORWARDED" or name.startswith("HTTP_X_FORWARDED_") for name in request.META)


def _write_once(path: Path, text: str) -> None:
    # Linked into place whole: of two processes that start together one wins, and neither reads half a code.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
