"""Mail services reached by their own API over HTTPS, for hosts that may open no connection to a mail server.

django-anymail writes the requests. Imported only where such a service is set up: its libraries are heavy.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import requests
from anymail.exceptions import (
    AnymailAPIError,
    AnymailConfigurationError,
    AnymailError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
)
from django.core.mail import EmailMessage
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NameResolutionError, NewConnectionError

from letstalk.outbox.channels.email.letters import headers_of
from letstalk.outbox.channels.email.meanwhile import Meanwhile, nothing
from letstalk.outbox.channels.outcomes import NobodyKnows, NotNow, RouteDown, TurnedDown, Undelivered
from letstalk.outbox.models import Message
from letstalk.outbox.queries import RouteNow
from letstalk.outbox.validators import Attachment, MailService
from letstalk.outbox.words import Problem

TIMEOUT_SECONDS = 30
NO_RIGHT = {401, 403}
TOO_MANY = 429
UNAVAILABLE = 503
TAKEN = {"sent", "queued"}
TURNED_DOWN = {"invalid", "rejected", "failed"}
NEVER_CONNECTED = (NewConnectionError, NameResolutionError, ConnectTimeoutError)


@dataclass(frozen=True)
class Parcel:
    """A message as the service's library wants it."""

    name: str
    mail: EmailMessage


def pack(message: Message, route: RouteNow) -> Parcel:
    """The same headers, words and files as in a letter; a calendar goes along as a file that says what it is for."""
    headers = headers_of(message, route)
    written = ("Subject", "From", "To", "Reply-To")
    mail = EmailMessage(
        subject=headers["Subject"],
        body=message.body,
        from_email=headers["From"],
        to=[headers["To"]],
        reply_to=[headers["Reply-To"]] if "Reply-To" in headers else None,
        headers={name: value for name, value in headers.items() if name not in written},
    )
    for one in message.attachments or ():
        attachment = Attachment(**one)
        mail.attach(attachment.name, attachment.text, attachment.mime)
    return Parcel(name=str(message.pk), mail=mail)


class Service:
    """A post that hands each message to the service in one request, which is never tried again by itself."""

    def __init__(self, service: MailService) -> None:
        self.service = service
        self.backend: Any = None

    def reach(self) -> None:
        """Whether the service is there shows with the first message: it has no greeting."""
        if self.backend is None:
            backends = import_module(f"anymail.backends.{self.service.name}")
            try:
                self.backend = backends.EmailBackend(timeout=TIMEOUT_SECONDS, **self.service.options)
                self.backend.open()
            except AnymailConfigurationError:
                raise RouteDown(Problem.SIGN_IN_REFUSED) from None

    def hand_over(self, letter: Parcel, *, meanwhile: Meanwhile = nothing) -> None:
        try:
            self.backend.send_messages([letter.mail])
        except (AnymailError, requests.RequestException) as error:
            raise what_became(error) from None
        check_taken(letter.mail)

    def leave(self) -> None:
        if self.backend is not None:
            self.backend.close()


def check_taken(mail: EmailMessage) -> None:
    """An answer without an error may still say that it was not taken, or nothing that can be understood."""
    said = getattr(mail, "anymail_status", None)  # the library leaves it on the message
    statuses = set(said.status or ()) if said else set()
    if statuses & TURNED_DOWN:
        raise TurnedDown(Problem.RECIPIENT_REFUSED)
    if not statuses or statuses - TAKEN:
        raise NobodyKnows(Problem.CONNECTION_LOST)


def what_became(error: Exception) -> Undelivered:
    """Sort what the library raised. Only an answer that says no, or a line that was never there, is certain."""
    status = getattr(error, "status_code", None)
    if isinstance(error, AnymailRecipientsRefused):
        return TurnedDown(Problem.RECIPIENT_REFUSED, reply=status)
    if isinstance(error, AnymailInvalidAddress):
        return TurnedDown(Problem.ADDRESS_UNUSABLE)
    if status is not None:
        return what_was_answered(status)
    if isinstance(error, AnymailAPIError):
        return what_broke(error.__cause__)
    # What the service cannot carry is found out before anything is sent.
    return TurnedDown(Problem.MESSAGE_REFUSED)


def what_was_answered(status: int) -> Undelivered:
    if status in NO_RIGHT:
        return RouteDown(Problem.SIGN_IN_REFUSED, reply=status)
    if status in {TOO_MANY, UNAVAILABLE}:
        return NotNow(Problem.TRY_LATER, reply=status)
    if 400 <= status < 500:
        return TurnedDown(Problem.MESSAGE_REFUSED, reply=status)
    # A yes nobody can read, or a fault of the service's own: it may have kept the message all the same.
    return NobodyKnows(Problem.CONNECTION_LOST, reply=status)


def what_broke(cause: BaseException | None) -> Undelivered:
    if isinstance(cause, requests.exceptions.SSLError):
        return RouteDown(Problem.NOT_SAFE)
    reason = cause.args[0] if cause is not None and cause.args else None
    if isinstance(reason, MaxRetryError):
        reason = reason.reason
    if isinstance(reason, NEVER_CONNECTED) or isinstance(cause, requests.exceptions.ConnectTimeout):
        return RouteDown(Problem.UNREACHABLE)
    return NobodyKnows(Problem.CONNECTION_LOST)
