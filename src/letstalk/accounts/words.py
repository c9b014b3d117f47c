"""The codes of this room: what is counted so that it cannot be guessed."""

from django.db import models


class AttemptKind(models.TextChoices):
    SIGN_IN_EMAIL = "sign_in.email"
    SIGN_IN_PEER = "sign_in.peer"
    FIRST_VISIT = "first_visit"
