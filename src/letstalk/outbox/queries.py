"""Reads for other rooms and pages: how mail leaves now, what is due, what waits, what needs a person's word."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from letstalk.kit.lookup import lookup_key
from letstalk.kit.statements import worked_out_once
from letstalk.outbox.models import Message, MessageQuerySet, Route, Suppression, Trouble
from letstalk.outbox.validators import BadAddress, MailService, SmtpServer, clean_address, mail_server
from letstalk.outbox.words import NOT_YET_OUT, Channel, Problem, RouteKind, State


@dataclass(frozen=True)
class RouteNow:
    """How mail leaves at this moment: by `server`, by the API of a `service`, or as files into `folder`."""

    kind: str
    sender: str
    server: SmtpServer | None = None
    service: MailService | None = None
    folder: Path | None = None

    @property
    def key(self) -> str:
        """Equal for equal routes, readable by nobody: trouble with an old route does not hold up a new one."""
        server, service = self.server, self.service
        parts: tuple[object, ...] = ("folder",)
        if server:
            parts = (server.host, server.port, server.user, server.password, server.implicit_tls)
        elif service:
            parts = (service.name, *(part for option in sorted(service.options.items()) for part in option))
        return lookup_key("route", "\0".join(str(part) for part in (self.sender, *parts)))


@dataclass(frozen=True)
class RouteProblem:
    """Why no mail has left since then, for the settings page and Today."""

    code: str
    sentence: str
    since: datetime


def current_route() -> RouteNow | None:
    """A folder beats everything and is never left (a demo writes to nobody); LETSTALK_SMTP_URL beats the settings page.

    None means that no mail is set up: owners leave their messages PLANNED and offer the words to copy.
    Raises BadMailServer when LETSTALK_SMTP_URL names none.
    """
    if _folders():
        return RouteNow(RouteKind.FOLDER, sender=default_sender(None), folder=Path(settings.LETSTALK_DATA, "mail"))
    if settings.LETSTALK_SMTP_URL:
        return _route_by(settings.LETSTALK_SMTP_URL)
    newest = Route.objects.order_by("-set_at", "-pk").first()
    if newest is None:
        return None
    return _route_by(newest.url, sender=newest.sender)


def _route_by(url: str, *, sender: str = "") -> RouteNow:
    found = mail_server(url)
    if isinstance(found, MailService):
        return RouteNow(RouteKind.API, sender=sender or default_sender(None), service=found)
    return RouteNow(RouteKind.SMTP, sender=sender or default_sender(found), server=found)


@worked_out_once
def _folders() -> QuerySet[Route, Any]:
    return Route.objects.filter(kind=RouteKind.FOLDER).order_by("pk").values_list("pk")


def default_sender(server: SmtpServer | None) -> str:
    """Where mail comes from when nobody chose: LETSTALK_MAIL_FROM, the server's user, or an address at our own host."""
    host = urlsplit(settings.LETSTALK_URL).hostname or ""
    for candidate in (settings.LETSTALK_MAIL_FROM, server.user if server else "", f"letstalk@{host}"):
        try:
            return clean_address(candidate)
        except BadAddress:
            continue
    return "letstalk@localhost"


def route_problem() -> RouteProblem | None:
    """What keeps mail from leaving by the current route, in a sentence for who can mend it; None while all is well."""
    route = current_route()
    trouble = standing_trouble(route) if route else None
    if trouble is None:
        return None
    return RouteProblem(code=trouble.code, sentence=problem_sentence(trouble.code), since=trouble.began_at)


class Keyed(Protocol):
    """A way out with a key of its own, by which trouble with it is told from trouble with another."""

    @property
    def key(self) -> str: ...


def standing_trouble(route: Keyed, *, channel: str = Channel.EMAIL) -> Trouble | None:
    return next(iter(_standing(channel=channel, route_key=route.key)), None)


@worked_out_once
def _standing(*, channel: str, route_key: str) -> QuerySet[Trouble]:
    return Trouble.objects.filter(channel=channel, route_key=route_key, ended_at=None).order_by("pk")


def problem_sentence(code: str) -> str:
    """The sentence for `Message.problem`; an owner's own reason for taking a message back has none here."""
    return str(Problem(code).label) if code in Problem.values else ""


def due(kinds_prefix: str, at: datetime) -> MessageQuerySet:
    """What the owning room's sweep should look at now: planned, its time has come, and still of use."""
    planned = Message.objects.waiting().filter(kind__startswith=kinds_prefix, due_at__lte=at)
    return planned.not_useless(at=at).order_by("due_at", "pk")


def waiting_for(by: UUID) -> MessageQuerySet:
    """An organizer's messages that have not gone out yet, the next first."""
    not_settled = Message.objects.filter(by=by, settled_at=None, state__in=[*NOT_YET_OUT, State.SENDING])
    return not_settled.order_by("due_at", "pk")


def needing_a_word(by: UUID) -> MessageQuerySet:
    """An organizer's messages that failed or may have been sent, until they say what to do; the latest first."""
    unanswered = Message.objects.filter(by=by, problem__gt="", answered_at=None)
    return unanswered.filter(state__in=[State.FAILED, State.UNSURE]).order_by("-settled_at", "-pk")


def how_many_need_a_word(by: UUID) -> int:
    return len(_needing_a_word(by=by))


@worked_out_once
def _needing_a_word(*, by: UUID) -> QuerySet[Message, Any]:
    return needing_a_word(by).values_list("pk")


def is_suppressed(channel: str, key: str) -> bool:
    """`key` is `validators.address_key(channel, address)`."""
    return Suppression.objects.filter(channel=channel, address_key=key).exists()
