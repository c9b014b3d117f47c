"""Signing in with email and password, in a number of tries that makes guessing hopeless."""

from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext as _

from letstalk.accounts.domain.limits import attempt, take_back
from letstalk.accounts.models import User
from letstalk.accounts.words import AttemptKind
from letstalk.journal.models import record
from letstalk.kit.refusal import Refused

WITHIN = timedelta(minutes=15)
MOST_FOR_AN_EMAIL = 10
MOST_FROM_A_PEER = 50


class WrongEmailOrPassword(Refused):
    """No account fits; which of the two is wrong is not said."""


class TooManyTries(Refused):
    """Wrong ten times with this email, or fifty times from this address, within fifteen minutes."""


def check_sign_in(*, request: HttpRequest, email: str, password: str, peer: str, at: datetime) -> User:
    """The user whose email and password these are; only failures count against the limits.

    The door calls `login` with the user. Raises WrongEmailOrPassword, TooManyTries.
    """
    named = email.strip().casefold()
    if not attempt(AttemptKind.SIGN_IN_PEER, peer, at=at, most=MOST_FROM_A_PEER, within=WITHIN):
        raise TooManyTries(_("That was wrong many times. Please wait a quarter of an hour and try again."))
    if not attempt(AttemptKind.SIGN_IN_EMAIL, named, at=at, most=MOST_FOR_AN_EMAIL, within=WITHIN):
        take_back(AttemptKind.SIGN_IN_PEER, peer, at=at)
        raise TooManyTries(_("That was wrong many times. Please wait a quarter of an hour and try again."))
    user = authenticate(request, email=email, password=password)
    if not isinstance(user, User):
        raise WrongEmailOrPassword(_("This email and password do not go together. Please try again."))
    take_back(AttemptKind.SIGN_IN_PEER, peer, at=at)
    take_back(AttemptKind.SIGN_IN_EMAIL, named, at=at)
    record("accounts.signed_in", about=user, by=user, at=at)
    return user
