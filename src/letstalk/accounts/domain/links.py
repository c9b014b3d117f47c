"""One-time links for someone who is locked out."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from letstalk.accounts.backend import email_key
from letstalk.accounts.models import SignInLink, User
from letstalk.journal.models import record
from letstalk.kit.lookup import token_hash
from letstalk.kit.refusal import Refused

GOOD_FOR = timedelta(minutes=30)
TOKEN_BYTES = 16


class UnknownEmail(Refused):
    """Nobody signs in with this email."""


class LinkSpent(Refused):
    """The link was used, is too old, or never was one."""


def make_sign_in_link(*, email: str, at: datetime) -> str:
    """The secret part of a link that signs its owner in once, within half an hour; only its hash is kept.

    Raises UnknownEmail, so it belongs on a console, not on a page.
    """
    user = User.objects.filter(email_key=email_key(email), is_active=True).first()
    if user is None:
        raise UnknownEmail(_("Nobody signs in with that email here."))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        link = SignInLink.objects.create(user=user, token_hash=token_hash(token), made_at=at)
        record("accounts.sign_in_link_made", about=link, by=None, at=at, user=user.pk)
    return token


def use_sign_in_link(*, token: str, at: datetime) -> User:
    """The user the link is for, once. Raises LinkSpent."""
    with transaction.atomic():
        fresh = SignInLink.objects.filter(
            token_hash=token_hash(token), used_at__isnull=True, made_at__gt=at - GOOD_FOR, user__is_active=True
        )
        link = fresh.select_related("user").first()
        # By the row alone: with a join PostgreSQL would not look at it again after waiting for another hand.
        if link is None or SignInLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=at) != 1:
            raise LinkSpent(_("This link was used already or is too old. Ask for a new one."))
        record("accounts.sign_in_link_used", about=link, by=link.user, at=at)
    return link.user
