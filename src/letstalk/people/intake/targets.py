"""What a column of a file may mean here."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class Target(models.TextChoices):
    """Where the cells of a column go. What has no place here is left out unless somebody makes it a note or a tag."""

    LEAVE = "", _("Leave this out")
    FULL = "full", _("Whole name")
    FIRST = "first", _("First name")
    MIDDLE = "middle", _("Middle name")
    LAST = "last", _("Last name")
    SUFFIX = "suffix", _("Suffix of the name (Jr., III)")
    NICKNAME = "nickname", _("Nickname, where there is no other name")
    EMAIL = "email", _("Email")
    PHONE = "phone", _("Phone")
    ADDRESS = "address", _("Whole address")
    STREET = "street", _("Street and number")
    CITY = "city", _("City")
    REGION = "region", _("State or province")
    ZIP = "zip", _("ZIP or postal code")
    COUNTRY = "country", _("Country")
    PRONOUNS = "pronouns", _("Pronouns")
    LANGUAGE = "language", _("Language")
    TAGS = "tags", _("Tags, as issues they care about")
    NOTE = "note", _("A note only you can read")
    NUMBER = "number", _("Their number in the other system")
    SINCE = "since", _("Member since (date)")
    EMAIL_YES = "email_yes", _("Whether they agreed to news by email")
    EMAIL_YES_ON = "email_yes_on", _("Day on which they agreed to news by email")
    TEXT_YES = "text_yes", _("Whether they agreed to texts")
    NO_CALLS = "no_calls", _("Do not call")
    NO_CONTACT = "no_contact", _("Never contact at all")


DATES = (Target.SINCE, Target.EMAIL_YES_ON)
# Several columns may mean these; of the others the last one chosen would hide the first.
MANY = (Target.EMAIL, Target.PHONE, Target.TAGS, Target.NOTE, Target.STREET, Target.LEAVE, Target.NO_CALLS)


@dataclass(frozen=True)
class OwnColumn:
    """A chapter's own field as something a column may mean. kind: of words.FieldKind; choices: names by id."""

    id: UUID
    name: str
    kind: str
    choices: Mapping[str, str]

    @property
    def target(self) -> str:
        """What stands for it beside the codes above."""
        return f"field:{self.id.hex}"
