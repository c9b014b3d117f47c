"""The six digits that go to a person's own email before their page shows or changes more (b.6)."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from letstalk.kit.refusal import Refused
from letstalk.outbox.domain import messages as outbox
from letstalk.outbox.models import Message
from letstalk.outbox.queries import current_route
from letstalk.outbox.words import Channel
from letstalk.people.domain.codes import GOOD_FOR, make_code
from letstalk.people.models import ContactCode, SupporterLink
from letstalk.people.queries import best_way
from letstalk.people.words import WayKind

CODE = "people.code"


class NoWayForCode(Refused):
    """There is no email on file, or no mail can leave: it is done together with the organizer."""


def can_send_code(link: SupporterLink) -> bool:
    """Whether a code would reach the person."""
    return current_route() is not None and best_way(link.relationship.person, WayKind.EMAIL) is not None


def send_code(*, link: SupporterLink, at: datetime) -> Message:
    """Make six new digits and let them go to the email on file at once; a code that waits is of no use.

    The person asks for it themselves, so it needs no entry in the consent ledger. Call it outside of a transaction.
    Raises NoWayForCode, TooManyCodes.
    """
    relationship = link.relationship
    way = best_way(relationship.person, WayKind.EMAIL)
    if way is None or current_route() is None:
        raise NoWayForCode(
            _("No code can be sent to you. Ask %(organizer)s to show you, or to change it together with you.")
            % {"organizer": relationship.organizer.first_name or relationship.organizer.name}
        )
    code = make_code(link=link, at=at)
    with transaction.atomic():
        message = outbox.plan(
            kind=CODE,
            about=ContactCode.objects.get(link=link).pk,
            recipient=relationship.person_id,
            # Nobody's message: its words are the person's alone, so no list of an organizer shows it.
            by=None,
            chapter_id=relationship.chapter_id,
            channel=Channel.EMAIL,
            due_at=at,
            useless_after=at + GOOD_FOR,
            at=at,
        )
        with translation.override(relationship.person.language or relationship.chapter.language):
            outbox.release(message, address=way.value, subject=_("Your code"), body=_words(code), at=at)
    return message


def _words(code: str) -> str:
    return _(
        "%(code)s\n\nThese six digits are good for ten minutes, on the page you asked for them. "
        "If you did not ask, leave them be: without them nothing happens."
    ) % {"code": code}
