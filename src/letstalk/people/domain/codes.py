"""Six digits that show that who holds a link also reads the person's mail or phone."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.domain.limits import attempt
from letstalk.journal.models import record
from letstalk.kit.lookup import lookup_key
from letstalk.kit.refusal import Refused
from letstalk.people.models import ContactCode, SupporterLink

DIGITS = 6
GOOD_FOR = timedelta(minutes=10)
MOST_TRIES = 5
MOST_CODES, CODES_WITHIN = 5, timedelta(hours=1)


class TooManyCodes(Refused):
    """Their mailbox should not fill up because somebody else holds the link."""


def make_code(*, link: SupporterLink, at: datetime) -> str:
    """Six new digits for a link, good once and for ten minutes; those before are good no longer.

    Call it outside of a transaction, as `limits.attempt`. Raises TooManyCodes after five within an hour.
    """
    if not attempt("code.made", str(link.pk), at=at, most=MOST_CODES, within=CODES_WITHIN):
        raise TooManyCodes(_("Several codes were sent already. Please wait an hour, or talk with your organizer."))
    code = "".join(secrets.choice("0123456789") for _place in range(DIGITS))
    with transaction.atomic():
        ContactCode.objects.filter(link=link).delete()
        row = ContactCode.objects.create(link=link, code_hash=_hash(link, code), made_at=at)
        record("people.code_made", about=row, by=None, at=at, link=link.pk)
    return code


def check_code(*, link: SupporterLink, code: str, at: datetime) -> bool:
    """True once for the right digits in time. After five tries within ten minutes even they are not taken.

    Call it outside of a transaction, as `limits.attempt`.
    """
    if not attempt("code.tried", str(link.pk), at=at, most=MOST_TRIES, within=GOOD_FOR):
        return False
    digits = "".join(sign for sign in code if sign.isdigit())
    right = ContactCode.objects.filter(
        link=link, code_hash=_hash(link, digits), made_at__gt=at - GOOD_FOR, used_at__isnull=True
    )
    return right.update(used_at=at) == 1


def _hash(link: SupporterLink, code: str) -> str:
    return lookup_key("code", f"{link.pk}:{code}")
