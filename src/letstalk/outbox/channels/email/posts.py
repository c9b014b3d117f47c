"""Where letters are handed over: a mail server, over one connection for many, or a folder."""

import os
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.core.mail.backends.smtp import EmailBackend

from letstalk.outbox.channels.email.letters import Letter
from letstalk.outbox.channels.email.meanwhile import Meanwhile, nothing
from letstalk.outbox.channels.outcomes import NobodyKnows, NotNow, RouteDown, TurnedDown, Undelivered
from letstalk.outbox.queries import RouteNow
from letstalk.outbox.validators import MailService, SmtpServer
from letstalk.outbox.words import Problem

# One answer may take this long. The four of one delivery together stay below the time after which it counts as lost.
TIMEOUT_SECONDS = 30
OWNER_ONLY = 0o600
# Said to the sender's name or the lack of one, these are about our sign-in: 530, 534, 535, 538 (RFC 4954, 6).
SIGN_IN_REPLIES = {530, 534, 535, 538}
TOO_LARGE = 552
GO_AHEAD = 354


class Post(Protocol):
    """What letters are handed to."""

    def reach(self) -> None:
        """Make sure that a letter could be handed over. Raises RouteDown."""

    def hand_over(self, letter: Any, *, meanwhile: Meanwhile = nothing) -> None:
        """Deliver one letter; `meanwhile` may be called while the other side thinks. Raises what `outcomes` names."""

    def leave(self) -> None:
        """Say goodbye; never fails, since what was handed over is handed over."""


@contextmanager
def opened(route: RouteNow) -> Iterator[Post]:
    """The post of a route, left again whatever happens; nothing is asked of the network before `reach`."""
    post: Post
    if route.folder is not None:
        post = Folder(route.folder)
    elif route.service is not None:
        post = service_post(route.service)
    else:
        assert route.server is not None
        post = Server(route.server)
    try:
        yield post
    finally:
        post.leave()


def service_post(service: MailService) -> Post:
    from letstalk.outbox.channels.email.services import Service

    return Service(service)


class Folder:
    """Each letter becomes an .eml file that only its owner can read, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def reach(self) -> None:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            raise RouteDown(Problem.FOLDER_UNWRITABLE) from None

    def hand_over(self, letter: Letter, *, meanwhile: Meanwhile = nothing) -> None:
        draft = self.folder / f".{letter.name}.draft"
        try:
            draft.unlink(missing_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
                file.write(letter.content)
            draft.rename(self.folder / f"{letter.name}.eml")
        except OSError:
            raise RouteDown(Problem.FOLDER_UNWRITABLE) from None

    def leave(self) -> None:
        """Nothing is held open."""


class Server:
    """A mail server, reached by Django's backend with our route; the connection serves many letters."""

    def __init__(self, server: SmtpServer) -> None:
        self.backend = Backend(
            host=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.start_tls,
            use_ssl=server.implicit_tls,
            timeout=TIMEOUT_SECONDS,
        )

    def reach(self) -> None:
        if self.backend.connection is not None and self.backend.connection.sock is None:
            self.leave()  # It was lost with an earlier letter.
        try:
            self.backend.open()
        except (smtplib.SMTPException, OSError) as error:
            raise RouteDown(why_not_reached(error), reply=getattr(error, "smtp_code", None)) from None

    def hand_over(self, letter: Letter, *, meanwhile: Meanwhile = nothing) -> None:
        connection = self.backend.connection
        assert isinstance(connection, Plain)
        connection.words_left, connection.meanwhile = False, meanwhile
        try:
            connection.sendmail(letter.sender, [letter.recipient], letter.content)
        except (smtplib.SMTPException, OSError) as error:
            raise what_became(error, words_left=connection.words_left) from None

    def leave(self) -> None:
        try:
            self.backend.close()
        except (smtplib.SMTPException, OSError):
            self.backend.connection = None


class Plain(smtplib.SMTP):
    """Remembers whether words left: before the first nothing can have been delivered, after it nobody can know."""

    words_left = False
    meanwhile: Meanwhile = staticmethod(nothing)

    def mail(self, sender: str, options: Sequence[str] = ()) -> tuple[int, bytes]:
        """MAIL for an address that was checked when it was given; smtplib would take every one of them apart again."""
        self.putcmd("mail", " ".join([f"FROM:<{sender}>", *(options if self.does_esmtp else ())]))
        return self.getreply()

    def rcpt(self, recip: str, options: Sequence[str] = ()) -> tuple[int, bytes]:
        """RCPT, likewise."""
        self.putcmd("rcpt", " ".join([f"TO:<{recip}>", *(options if self.does_esmtp else ())]))
        return self.getreply()

    def data(self, msg: Any) -> tuple[int, bytes]:
        """DATA as smtplib does it (RFC 5321, 4.1.1.4), only that something is done while the server thinks."""
        self.putcmd("data")
        code, reply = self.getreply()
        if code != GO_AHEAD:
            raise smtplib.SMTPDataError(code, reply)
        self.words_left = True
        self.send(dots_doubled(msg) + b".\r\n")
        self.meanwhile()
        return self.getreply()


def dots_doubled(content: bytes) -> bytes:
    """Whole lines, none of which can be taken for the end of the letter (RFC 5321, 4.5.2)."""
    doubled = content.replace(b"\r\n.", b"\r\n..")
    if doubled.startswith(b"."):
        doubled = b"." + doubled
    return doubled if doubled.endswith(b"\r\n") else doubled + b"\r\n"


class Safe(Plain, smtplib.SMTP_SSL):
    """The same, safe from its first byte; a plain one is made safe by STARTTLS when there is a password."""


class Backend(EmailBackend):
    """Django's, with connections that tell when words left."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return Safe if self.use_ssl else Plain


def why_not_reached(error: Exception) -> Problem:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Problem.SIGN_IN_REFUSED
    # A server without STARTTLS or AUTH is refused too: the password would travel in the open.
    if isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError):
        return Problem.NOT_SAFE
    return Problem.UNREACHABLE


def what_became(error: Exception, *, words_left: bool) -> Undelivered:
    """Sort what smtplib raised: a definite no, not now, the route's fault, or nobody knows."""
    reply, refused = reply_to(error)
    if reply is None or not 400 <= reply < 600:
        return NobodyKnows(Problem.CONNECTION_LOST) if words_left else NotNow(Problem.TRY_LATER)
    if reply < 500:
        return NotNow(Problem.TRY_LATER, reply=reply)
    if refused is Problem.SENDER_REFUSED and reply != TOO_LARGE:
        # Every message comes from the same sender, so this is not about this one.
        return RouteDown(Problem.SIGN_IN_REFUSED if reply in SIGN_IN_REPLIES else refused, reply=reply)
    return TurnedDown(Problem.MESSAGE_REFUSED if refused is Problem.SENDER_REFUSED else refused, reply=reply)


def reply_to(error: Exception) -> tuple[int | None, Problem]:
    """The number the server gave, if it gave one, and what it was said to."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))[0], Problem.RECIPIENT_REFUSED
    if isinstance(error, smtplib.SMTPSenderRefused):
        return error.smtp_code, Problem.SENDER_REFUSED
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code, Problem.MESSAGE_REFUSED
    return None, Problem.CONNECTION_LOST
