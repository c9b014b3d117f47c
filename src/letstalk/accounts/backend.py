"""Sign-in by email and password, found by the keyed hash since the email itself is sealed."""

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.db.models import QuerySet
from django.http import HttpRequest

from letstalk.accounts.models import User
from letstalk.kit.lookup import lookup_key
from letstalk.kit.statements import worked_out_once


def email_key(email: str) -> str:
    return lookup_key("email", email.strip().casefold())


class EmailBackend(BaseBackend):
    def authenticate(self, request: HttpRequest | None, email: str = "", password: str = "", **_: Any) -> User | None:
        user = User.objects.filter(email_key=email_key(email), is_active=True).first()
        if user is None:
            User().set_password(password)  # the same work for an unknown email, so that time tells nothing
            return None
        return user if user.check_password(password) else None

    def get_user(self, user_id: Any) -> User | None:
        return next(iter(_active(id=user_id)), None)


@worked_out_once
def _active(*, id: UUID) -> QuerySet[User]:
    return User.objects.filter(pk=id, is_active=True)
