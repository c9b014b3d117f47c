"""Letting somebody do something in a chapter by their email, with an account of their own if they have none."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from letstalk.accounts.backend import email_key
from letstalk.accounts.domain.links import make_sign_in_link
from letstalk.accounts.domain.users import make_user
from letstalk.accounts.models import User
from letstalk.people.access import chapters_administered
from letstalk.people.domain.organization import give_role
from letstalk.people.models import Chapter, Role


@dataclass(frozen=True)
class LetIn:
    """The role, and the secret part of a one-time sign-in link for somebody who never signed in; else nothing."""

    role: Role
    token: str


def let_in(*, email: str, name: str = "", chapter: Chapter, kind: str, by: User, at: datetime) -> LetIn:
    """Give a role to whoever signs in with this email, making their account when there is none yet.

    Somebody new gets in by a link, good once and for half an hour; asked again before they did, there is a new one.
    Raises ValidationError for an email that will not do, and EmailTaken when another made the account this moment.
    """
    with transaction.atomic():
        user = account_of(email) or make_user(email=email, password=None, name=name, zone="", at=at)
        role = give_role(user=user, chapter=chapter, kind=kind, by=by, at=at)
        token = make_sign_in_link(email=email, at=at) if _has_still_to_enter(user, by=by) else ""
    return LetIn(role=role, token=token)


def account_of(email: str) -> User | None:
    """Whoever signs in with this email, if anybody does."""
    return User.objects.filter(email_key=email_key(email), is_active=True).first()


def never_entered(user: User) -> bool:
    """Nobody has been in this account yet: it has no password, and its link was not used."""
    return user.last_login is None and not user.has_usable_password()


def _has_still_to_enter(user: User, *, by: User) -> bool:
    """Whether a link for this account gives nothing away: never used, and no role outside what `by` administers."""
    if not never_entered(user):
        return False
    elsewhere = Role.objects.filter(user=user, until__isnull=True).exclude(chapter__in=chapters_administered(by))
    return not elsewhere.exists()
