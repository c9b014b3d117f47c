"""How mail leaves this installation: chosen on the settings page, tried with a test, or a folder for the demo."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.journal.models import record
from letstalk.kit.refusal import Refused
from letstalk.outbox.channels import email
from letstalk.outbox.channels.outcomes import RouteDown, Undelivered
from letstalk.outbox.domain import trouble
from letstalk.outbox.models import Message, Route
from letstalk.outbox.queries import current_route, is_suppressed, problem_sentence
from letstalk.outbox.validators import MailService, address_key, clean_address, mail_server
from letstalk.outbox.words import Channel, Problem, RouteKind


class StaysInFolder(Refused):
    """A demo writes to nobody, and is never turned into an installation that does."""


class MailProblem(Refused):
    """The test message did not go out; the sentence says why."""


def set_route(*, url: str, sender: str, by: Any, at: datetime) -> Route:
    """Let mail leave by this server or service. Raises BadMailServer, BadAddress, or StaysInFolder in a demo.

    Without a sender the address is chosen as `queries.default_sender` says. LETSTALK_SMTP_URL, if set, still comes
    first; the page should say so instead of offering the form.
    """
    kind = RouteKind.API if isinstance(mail_server(url), MailService) else RouteKind.SMTP
    sender = clean_address(sender, field="sender") if sender.strip() else ""
    with transaction.atomic():
        if Route.objects.filter(kind=RouteKind.FOLDER).exists():
            raise StaysInFolder(_("This is a demo: its messages end as files in a folder and are sent to nobody."))
        route = Route.objects.create(
            kind=kind, url=url.strip(), sender=sender, set_at=at, set_by=getattr(by, "pk", None)
        )
        record("outbox.route_set", about=route, by=by, at=at, route_kind=route.kind)
    return route


def use_folder(*, at: datetime) -> Route:
    """Let every message end as a file under LETSTALK_DATA/mail, whatever else is or will be set; never left again."""
    with transaction.atomic():
        route = Route.objects.create(kind=RouteKind.FOLDER, set_at=at)
        record("outbox.route_set", about=route, by=None, at=at, route_kind=route.kind)
    return route


def send_test(*, to: str, by: Any, at: datetime) -> None:
    """Send a short message at once by the current route. Raises BadAddress, or MailProblem with what to look at.

    Called outside a transaction, since it waits for the mail server. Consequence: a standing trouble ends or begins.
    """
    to = clean_address(to, field="to")
    route = current_route()
    if route is None:
        raise MailProblem(_("No mail is set up yet, so there is nothing to test."))
    if is_suppressed(Channel.EMAIL, address_key(Channel.EMAIL, to)):
        raise MailProblem(problem_sentence(Problem.SUPPRESSED))
    try:
        email.deliver(_test_message(to=to, by=getattr(by, "pk", None), at=at), route)
    except RouteDown as down:
        trouble.note(route, code=down.code, at=at)
        raise MailProblem(problem_sentence(down.code)) from None
    except Undelivered as undelivered:
        raise MailProblem(problem_sentence(undelivered.code)) from None
    trouble.end(route, at=at)


def _test_message(*, to: str, by: UUID | None, at: datetime) -> Message:
    # Never saved: it is about nobody, and its outcome is told at once.
    return Message(
        kind="outbox.test",
        about=uuid4(),
        recipient=uuid4(),
        by=by,
        address=to,
        sender_name=_("Let's Talk"),
        subject=_("A test message"),
        body=_("If you can read this, mail from Let's Talk reaches you."),
        planned_at=at,
        due_at=at,
        released_at=at,
    )
