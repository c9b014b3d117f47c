"""The states a message passes through, and the ways it can go out."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    PLANNED = "planned", _("Waiting for its time")
    READY = "ready", _("Ready to go")
    CLAIMED = "claimed", _("Being prepared")
    SENDING = "sending", _("On its way")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not be delivered")
    UNSURE = "unsure", _("May have been sent")
    WITHDRAWN = "withdrawn", _("Taken back")


SETTLED = (State.SENT, State.FAILED, State.UNSURE, State.WITHDRAWN)


class Channel(models.TextChoices):
    EMAIL = "email", _("Email")
    TEXT = "text", _("Text")
    CALL = "call", _("Call")
    LETTER = "letter", _("Letter")


class RouteKind(models.TextChoices):
    SMTP = "smtp", _("A mail server")
    FOLDER = "folder", _("Files in a folder, sent to nobody")
