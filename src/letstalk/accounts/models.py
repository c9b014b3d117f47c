"""Those who sign in, and what guards the sign-in."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from letstalk.kit.rows import Row
from letstalk.kit.sealed import SealedText


class User(AbstractBaseUser, Row):
    """An organizer, lead or administrator. The email is sealed; sign-in finds it by its keyed hash."""

    email = SealedText()
    email_key = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=16, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    USERNAME_FIELD = "email_key"
    objects = BaseUserManager["User"]()

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name.split() else ""


class SignInLink(Row):
    """A one-time link for someone locked out; used or 30 minutes old, it opens nothing."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Attempt(models.Model):
    """One try at something that must not be guessed: a password, a code. Counted, then forgotten after a day."""

    kind = models.CharField(max_length=32)
    key = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "key", "at"])]
