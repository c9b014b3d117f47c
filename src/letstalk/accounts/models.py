"""Those who sign in, and what guards the sign-in."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from letstalk.kit.rows import Row
from letstalk.kit.sealed import SealedText


class User(AbstractBaseUser, Row):
    """An organizer, lead or administrator. The email is sealed; sign-in finds it by its keyed hash.

    digest_hour: when their day is told to them by email, in their own zone; empty for never. away_from, away_until:
    both days included; nothing is told then, and nobody is counted as waiting for them.
    """

    email = SealedText()
    email_key = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=16, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
    digest_hour = models.PositiveSmallIntegerField(null=True)
    away_from = models.DateField(null=True)
    away_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(digest_hour__isnull=True) | Q(digest_hour__lt=24), name="accounts_hour"),
            models.CheckConstraint(
                condition=Q(away_from__isnull=True, away_until__isnull=True) | Q(away_until__gte=F("away_from")),
                name="accounts_away_ends_after",
            ),
        ]

    USERNAME_FIELD = "email_key"
    objects = BaseUserManager["User"]()

    def __str__(self) -> str:
        return self.name or self.email

    def is_away(self, on: date) -> bool:
        """Whether this day is one of those they said they are away."""
        return self.away_from is not None and self.away_until is not None and self.away_from <= on <= self.away_until

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
