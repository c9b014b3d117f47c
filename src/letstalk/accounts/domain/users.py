"""Making those who sign in, and their passwords."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from letstalk.accounts.backend import email_key
from letstalk.accounts.models import User
from letstalk.accounts.validators import clean_email, clean_language, clean_zone
from letstalk.journal.models import record
from letstalk.kit.refusal import NothingWritten, Refused


class EmailTaken(Refused):
    """Somebody signs in with this email already."""


def make_user(
    *, email: str, password: str | None, name: str = "", at: datetime, zone: str = "", language: str = ""
) -> User:
    """Make an account that can sign in; without a password it gets in by a one-time link only.

    Raises EmailTaken, and ValidationError for an email, zone, language or password that will not do.
    """
    user = User(
        email=clean_email(email),
        name=" ".join(name.split())[:200],
        zone=clean_zone(zone) if zone else "",
        language=clean_language(language),
        joined_at=at,
    )
    user.email_key = email_key(user.email)
    if password is not None:
        validate_password(password, user)
    user.set_password(password)
    return _insert(user, at=at)


def _insert(user: User, *, at: datetime) -> User:
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            record("accounts.user_made", about=user, by=None, at=at)
    except IntegrityError:
        if not User.objects.filter(email_key=user.email_key).exists():
            raise
        raise EmailTaken(_("Someone already signs in with this email. Is it you?"), field="email") from None
    return user


def set_password(*, user: User, password: str, by: Any = None, at: datetime) -> User:
    """Change a password, which ends every other session of this user. Raises ValidationError when it is too weak."""
    validate_password(password, user)
    user.set_password(password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        record("accounts.password_set", about=user, by=by, at=at)
    return user


def change_user(*, user: User, name: str, zone: str, language: str, at: datetime) -> User:
    """Set a user's own name, zone and language. Raises ValidationError."""
    user.name = " ".join(name.split())[:200]
    user.zone = clean_zone(zone) if zone else ""
    user.language = clean_language(language)
    with transaction.atomic():
        user.save(update_fields=["name", "zone", "language"])
        record("accounts.user_changed", about=user, by=user, at=at)
    return user


def set_own_day(
    *, user: User, digest_hour: int | None, away_from: date | None, away_until: date | None, at: datetime
) -> User:
    """When their day is told to them by email, and when they are away. Raises NothingWritten beside the field."""
    if (away_from is None) != (away_until is None):
        field = "away_until" if away_until is None else "away_from"
        raise NothingWritten({field: _("Say the first day and the last one.")})
    if away_from is not None and away_until is not None and away_until < away_from:
        raise NothingWritten({"away_until": _("The last day comes before the first.")})
    user.digest_hour, user.away_from, user.away_until = digest_hour, away_from, away_until
    with transaction.atomic():
        user.save(update_fields=["digest_hour", "away_from", "away_until"])
        record("accounts.own_day_set", about=user, by=user, at=at, hour=digest_hour)
    return user
