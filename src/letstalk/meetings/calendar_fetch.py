"""Reading an address that somebody typed, without being led where we must not go or kept for ever. No tables.

Every name is looked up once and exactly the address that was checked is connected to, at the first address and after
every redirect, so that no answer of a name server can change in between.
"""

import http.client
import socket
import ssl
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from letstalk.meetings.words import CalendarProblem

MOST_BYTES = 20 * 1024 * 1024
LONGEST_SECONDS = 20.0
MOST_REDIRECTS = 5
CHUNK = 64 * 1024
REDIRECTS = {301, 302, 303, 307, 308}
WEB_PORTS = {"http": 80, "https": 443}
FIRST_FREE_PORT = 1024
# Addresses of the new kind that carry one of the old kind inside (RFC 6052).
NAT64 = IPv6Network("64:ff9b::/96")


class CannotRead(Exception):
    """Why nothing was read: a code of CalendarProblem, whose label is a sentence."""

    def __init__(self, problem: CalendarProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True)
class Question:
    """What is asked of a server. The password is shown to the very server it was given for and to no other.

    domain: or to one in the same domain, over https, where the server itself leads on to it.
    """

    url: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    username: str = ""
    password: str = field(default="", repr=False)
    domain: str = ""


@dataclass(frozen=True)
class Said:
    """url: where it was said in the end."""

    kind: str
    content: bytes
    url: str = ""


class Internet:
    """Names and connections as they are; tests put a stand-in for both here, and nothing else is different."""

    def addresses(self, host: str, port: int) -> list[str]:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(row[4][0]) for row in found))

    def connect(self, address: str, port: int, *, seconds: float) -> socket.socket:
        return socket.create_connection((address, port), timeout=seconds)

    def secure(self, plain: socket.socket, host: str) -> socket.socket:
        safe = ssl.create_default_context()
        return safe.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)


def is_public(address: str) -> bool:
    """Whether an address belongs to the internet at large and to nobody's own network."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    inside = _carried(ip) if isinstance(ip, IPv6Address) else None
    if inside is not None:
        return is_public(str(inside))
    is_odd = ip.is_multicast or ip.is_reserved or ip.is_unspecified or getattr(ip, "is_site_local", False)
    return ip.is_global and not is_odd


def _carried(ip: IPv6Address) -> IPv4Address | None:
    if ip in NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def fetch(question: Question, *, internet: Internet, deadline: float | None = None) -> Said:
    """The answer, however many redirects away, within the limits of size and time. Raises CannotRead.

    deadline: by the monotonic clock, where several questions share the time of one.
    """
    deadline = time.monotonic() + LONGEST_SECONDS if deadline is None else deadline
    for _turn in range(MOST_REDIRECTS + 1):
        answer = _ask(question, internet=internet, deadline=deadline)
        if isinstance(answer, Said):
            return replace(answer, url=question.url)
        question = _led_on(question, answer)
    raise CannotRead(CalendarProblem.REDIRECTS)


def _led_on(question: Question, location: str) -> Question:
    to = urljoin(question.url, location)
    before, after = urlsplit(question.url), urlsplit(to)
    if before.scheme == "https" and after.scheme != "https":
        raise CannotRead(CalendarProblem.NOT_SAFE)
    is_same_server = (before.scheme, before.netloc) == (after.scheme, after.netloc)
    if is_same_server or may_see_password(to, domain=question.domain):
        return replace(question, url=to)
    return replace(question, url=to, username="", password="")


def domain_of(host: str) -> str:
    """What a server's siblings share with it: example.org of dav.example.org, but never a whole org or co.uk."""
    labels = host.lower().rstrip(".").split(".")
    parent = labels[1:]
    is_everybodys = len(parent) < 2 or (len(parent) == 2 and len(parent[1]) == 2 and len(parent[0]) <= 3)
    return ".".join(labels if is_everybodys or labels[-1].isdigit() or ":" in host else parent)


def may_see_password(url: str, *, domain: str) -> bool:
    """Whether an address is a safe one of that domain."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower().rstrip(".")
    return bool(domain) and parts.scheme == "https" and (host == domain or host.endswith(f".{domain}"))


def _ask(question: Question, *, internet: Internet, deadline: float) -> Said | str:
    """What was said, or where we are sent instead."""
    parts, host, port = _where(question.url)
    address = _checked(host, port, internet)
    with _watched(deadline) as watch:
        try:
            watch.held = internet.connect(address, port, seconds=max(deadline - time.monotonic(), 0.1))
            if parts.scheme == "https":
                watch.held = internet.secure(watch.held, host)
            connection = http.client.HTTPConnection(host, port)
            connection.sock = watch.held
            connection.request(question.method, _path(parts), body=question.body or None, headers=_headers(question))
            return _heard(connection.getresponse(), deadline)
        except ssl.SSLError as error:
            raise CannotRead(CalendarProblem.TOO_SLOW if watch.is_over else CalendarProblem.NOT_SAFE) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            is_slow = watch.is_over or isinstance(error, TimeoutError)
            raise CannotRead(CalendarProblem.TOO_SLOW if is_slow else CalendarProblem.UNREACHABLE) from error


def _where(url: str) -> tuple[SplitResult, str, int]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or WEB_PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise CannotRead(CalendarProblem.UNREACHABLE) from None
    if not host:
        raise CannotRead(CalendarProblem.UNREACHABLE)
    if port < FIRST_FREE_PORT and port not in WEB_PORTS.values():
        raise CannotRead(CalendarProblem.INNER)
    return parts, host, port


def _checked(host: str, port: int, internet: Internet) -> str:
    """The one address to connect to. Where any of a name's addresses is an inner one, none is used."""
    try:
        found = internet.addresses(host, port)
    except (OSError, UnicodeError):
        raise CannotRead(CalendarProblem.UNREACHABLE) from None
    if not all(is_public(address) for address in found):
        raise CannotRead(CalendarProblem.INNER)
    if not found:
        raise CannotRead(CalendarProblem.UNREACHABLE)
    return next((address for address in found if ":" not in address), found[0])


def _path(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return f"{path}?{quote(parts.query, safe='/%:@!$&()*+,;=?~-._')}" if parts.query else path


def _headers(question: Question) -> dict[str, str]:
    headers = {
        "Accept": "text/calendar, application/xml;q=0.9",
        "Accept-Encoding": "identity",
        "Connection": "close",
        "User-Agent": "LetsTalk",
        **question.headers,
    }
    if question.username:
        token = b64encode(f"{question.username}:{question.password}".encode()).decode()
        headers["Authorization"] = f"Basic {token}"
    return headers


def _heard(response: http.client.HTTPResponse, deadline: float) -> Said | str:
    if response.status in REDIRECTS and response.getheader("Location"):
        return str(response.getheader("Location"))
    if response.status not in {200, 207}:
        raise CannotRead(_what_it_means(response.status))
    if int(response.getheader("Content-Length") or 0) > MOST_BYTES:
        raise CannotRead(CalendarProblem.TOO_LARGE)
    return Said((response.getheader("Content-Type") or "").lower(), b"".join(_pieces(response, deadline)))


def _pieces(response: http.client.HTTPResponse, deadline: float) -> Iterator[bytes]:
    size = 0
    while piece := response.read1(CHUNK):
        size += len(piece)
        if size > MOST_BYTES:
            raise CannotRead(CalendarProblem.TOO_LARGE)
        if time.monotonic() > deadline:
            raise CannotRead(CalendarProblem.TOO_SLOW)
        yield piece
    if time.monotonic() > deadline or response.length:
        # Cut off in the middle: half a calendar would call its owner free.
        raise CannotRead(CalendarProblem.TOO_SLOW if time.monotonic() > deadline else CalendarProblem.UNREACHABLE)


def _what_it_means(status: int) -> CalendarProblem:
    if status in {401, 407}:
        return CalendarProblem.SIGN_IN
    if status in {404, 410}:
        return CalendarProblem.GONE
    return CalendarProblem.UNREACHABLE if status >= 500 else CalendarProblem.REFUSED


class _Watch:
    """The connection in use, which is cut when time is up: a server may send one byte every few seconds for ever."""

    def __init__(self) -> None:
        self.held: socket.socket | None = None
        self.is_over = False

    def cut(self) -> None:
        self.is_over = True
        with suppress(OSError):
            if self.held is not None:
                self.held.shutdown(socket.SHUT_RDWR)


@contextmanager
def _watched(deadline: float) -> Iterator[_Watch]:
    watch = _Watch()
    timer = threading.Timer(max(deadline - time.monotonic(), 0.0), watch.cut)
    timer.daemon = True
    timer.start()
    try:
        yield watch
    finally:
        timer.cancel()
        if watch.held is not None:
            watch.held.close()
