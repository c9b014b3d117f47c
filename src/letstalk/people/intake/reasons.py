"""Why a row of a file does not come in as it stands, or what was done to it: codes, and how they are said."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """What the page and the report say of a row. `%(about)s` is a number of a row or a part of what stands there."""

    EMPTY = "empty", _("This row is empty.")
    NO_NAME = "no_name", _("There is no name; a first name is enough.")
    NAME_LONG = "name_long", _("The name is longer than we can keep.")
    CELL_LONG = "cell_long", _("A cell is longer than any cell about a person could be.")
    TOO_WIDE = "too_wide", _("This row has more cells than the first row: perhaps a comma or a quote too many.")
    QUOTE_OPEN = "quote_open", _("A quotation mark is opened here and never closed.")
    CARD_BROKEN = "card_broken", _("This card cannot be read.")
    SAME_ROW = "same_row", _("The same person as in row %(about)s.")
    SAME_PERSON = "same_person", _("They are here already.")
    LIKE_ROW = "like_row", _("Perhaps the same person as in row %(about)s.")
    LIKE_PERSON = "like_person", _("Perhaps somebody who is here already.")
    SHARES_A_WAY = "shares_a_way", _("Has the email or phone of somebody with another name: kept as shared.")
    TAKEN = "taken", _("Somebody in this chapter whom you do not see has this email or phone. Ask a lead.")
    FORGOTTEN = "forgotten", _("Somebody who asked to be forgotten had this email or phone.")
    CHANGED_SINCE = (
        "changed_since",
        _("This person changed while the file was looked over. Bring the row in once more."),
    )
    EMAIL_LEFT_OUT = "email_left_out", _("An email cannot be read and is left out.")
    PHONE_LEFT_OUT = "phone_left_out", _("A phone number cannot be read and is left out.")
    DATE_LEFT_OUT = "date_left_out", _("A date cannot be read and is left out.")
    FIELD_LEFT_OUT = "field_left_out", _("What stands for one of your own fields does not fit it and is left out.")
    TEXT_LEFT_OUT = "text_left_out", _("A text is too long and is left out.")
    ZIP_MENDED = "zip_mended", _("The ZIP code had lost its leading zero.")
    LETTERS_MENDED = "letters_mended", _("Letters that came in broken were mended.")


def said(code: str, about: str = "") -> str:
    """The sentence of a code, in the reader's language."""
    return str(Reason(code).label) % {"about": about} if code else ""
