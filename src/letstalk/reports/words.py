"""The codes of this room and how they are said."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Spotted(models.TextChoices):
    """What a piece of a report looks like, though it should not leave (R-096)."""

    NAME = "name", _("the name of someone you know")
    PHONE = "phone", _("a phone number")
    EMAIL = "email", _("an email address")
    ADDRESS = "address", _("a postal address")
