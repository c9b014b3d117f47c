"""Checks on plain values about people, used alike by models, forms and lists that were pasted in."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult

from letstalk.accounts.validators import clean_email, clean_zone, without_invisible
from letstalk.kit.unwritten import found_in
from letstalk.people.words import AGES, AMOUNTS, FREE_CODES, NO, YES, FieldKind, Motive, SaidKind, WayKind

__all__ = [
    "clean_address",
    "clean_chapter_name",
    "clean_email",
    "clean_field_name",
    "clean_field_value",
    "clean_name",
    "clean_phone",
    "clean_region",
    "clean_said",
    "clean_tag",
    "clean_way",
    "clean_why",
    "clean_wishes",
    "clean_word",
    "clean_zone",
    "without_invisible",
]

LONGEST_NAME = 200
LONGEST_TAG = 60
LONGEST_WORD = 40
LONGEST_FIELD_NAME = 60
LONGEST_VALUE = 200
SHORTEST_WHY, LONGEST_WHY = 4, 200
LONGEST_ADDRESS = 500
# Breaks and controls have no place in a name; the joiners inside emoji and Persian or Hindi names (Cf) do.
NOT_IN_A_LINE = {"Cc", "Cs", "Zl", "Zp"}


def one_line(text: str) -> str:
    """The text on one line with single spaces, without controls and without marks for writing direction."""
    shown = (" " if unicodedata.category(sign) in NOT_IN_A_LINE else sign for sign in without_invisible(text))
    return " ".join(unicodedata.normalize("NFC", "".join(shown)).split())


def clean_name(text: str) -> str:
    """A person's name as they write it: one word is enough, in any script. Raises ValidationError."""
    name = one_line(text)
    if not any(unicodedata.category(sign)[0] in "LNS" for sign in name):
        raise ValidationError(_("Write a name; a first name is enough."), code="name")
    if len(name) > LONGEST_NAME:
        raise ValidationError(
            _("This name is longer than we can keep (%(most)d letters). How do they write it when space is short?")
            % {"most": LONGEST_NAME},
            code="name",
        )
    return name


def clean_chapter_name(text: str) -> str:
    """What a chapter is called. Raises ValidationError."""
    name = one_line(text)
    if not name or len(name) > LONGEST_NAME:
        raise ValidationError(_("Give the chapter a name of at most 200 letters."), code="name")
    return name


def clean_word(text: str) -> str:
    """What a group calls itself ("huddle", "circle"); nothing means "chapter" (R-012). Raises ValidationError."""
    word = one_line(text)
    if len(word) > LONGEST_WORD:
        raise ValidationError(_("Use one short word, such as “huddle” or “circle”."), code="word")
    return word


def clean_region(text: str) -> str:
    """Two letters of a country, by which phone numbers without + are read. Raises ValidationError."""
    region = text.strip().upper()
    if region not in phonenumbers.SUPPORTED_REGIONS:
        raise ValidationError(_("Choose a country from the list."), code="region")
    return region


def clean_phone(text: str, region: str) -> str:
    """A phone number in the one international form (E.164). Raises ValidationError.

    Whether a number is in use cannot be known, so it is enough that one of that length can exist in its country.
    """
    number = _parsed(without_invisible(text).strip(), region)
    if number.extension:
        raise ValidationError(
            _("Leave the extension out here, and keep it in a note: it cannot be dialled or texted."), code="phone"
        )
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        raise ValidationError(_not_a_phone(), code="phone")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _parsed(text: str, region: str) -> PhoneNumber:
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException:
        raise ValidationError(_not_a_phone(), code="phone") from None


def _not_a_phone() -> str:
    return _("This does not look like a phone number. With + and the country code it always works, as in +12025550143.")


def clean_address(text: str) -> str:
    """A postal address, its lines kept. Raises ValidationError."""
    lines = [one_line(line) for line in text.splitlines()]
    address = "\n".join(line for line in lines if line)
    if not address or len(address) > LONGEST_ADDRESS:
        raise ValidationError(_("Write an address of at most 500 letters."), code="address")
    return address


def clean_tag(text: str) -> str:
    """A word a chapter uses for an issue, a skill or a need. Raises ValidationError."""
    tag = one_line(text).lstrip("#").strip()
    if not tag or len(tag) > LONGEST_TAG:
        raise ValidationError(_("Use a word or two, at most 60 letters."), code="tag")
    return tag


def clean_field_name(text: str) -> str:
    """What a chapter's own field, or one of its choices, is called; never what is not written down (h.3).

    Raises ValidationError.
    """
    name = one_line(text)
    if not any(unicodedata.category(sign)[0] in "LN" for sign in name) or len(name) > LONGEST_FIELD_NAME:
        raise ValidationError(_("Use a word or a few, at most 60 letters."), code="field")
    _refuse_the_unwritten(name)
    return name


def clean_why(text: str) -> str:
    """What a field is for, as the person reads it. Raises ValidationError."""
    why = one_line(text)
    if not SHORTEST_WHY <= len(why) <= LONGEST_WHY:
        raise ValidationError(
            _("Say in a sentence what it is for, in at most 200 letters. They read it on their own page."), code="why"
        )
    return why


def _refuse_the_unwritten(name: str) -> None:
    found = found_in(name)
    if found is not None:
        raise ValidationError(
            _("This is never written down here: %(kind)s. %(instead)s")
            % {"kind": found.kind, "instead": found.instead},
            code="unwritten",
        )


def clean_field_value(kind: str, text: str, *, choices: Mapping[str, str]) -> str:
    """What somebody said for a field, in its one form: a choice's id, "yes" or "no", digits, YYYY-MM-DD, or words.

    choices: the name of each choice by its id. Nothing stays nothing. Raises ValidationError.
    """
    said = one_line(text)
    return _CLEANED[FieldKind(kind)](said, choices) if said else ""


def _clean_words(said: str, _choices: Mapping[str, str]) -> str:
    if len(said) > LONGEST_VALUE:
        raise ValidationError(_("Say it in at most 200 letters."), code="field_value")
    return said


def _clean_yes_no(said: str, _choices: Mapping[str, str]) -> str:
    low = said.casefold()
    if low in {*YES_SAID, str(_("yes")).casefold()}:
        return YES
    if low in {*NO_SAID, str(_("no")).casefold()}:
        return NO
    raise ValidationError(_("Say yes or no."), code="field_value")


def _clean_number(said: str, _choices: Mapping[str, str]) -> str:
    """Digits of any script; a comma before three of them could part thousands, so it is asked about."""
    number = "".join(str(unicodedata.digit(sign, sign)) for sign in said if not sign.isspace())
    if not NUMBER.fullmatch(number):
        raise ValidationError(
            _("Write a number in digits, such as 12 or 1.5, and 1000 without a comma."), code="field_value"
        )
    whole, _point, part = number.replace(",", ".").partition(".")
    part = part.rstrip("0")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    digits = digits.lstrip("0") or "0"
    found = f"{digits}.{part}" if part else digits
    return found if found == "0" else sign + found


def _clean_date(said: str, _choices: Mapping[str, str]) -> str:
    try:
        return date.fromisoformat(said).isoformat()
    except ValueError:
        raise ValidationError(_("Write the day as year, month and day: 2026-03-12."), code="field_value") from None


def _clean_choice(said: str, choices: Mapping[str, str]) -> str:
    """By its id, or by its name as it stands in a file."""
    if said in choices:
        return said
    wanted = said.casefold()
    for id, name in choices.items():
        if name.casefold() == wanted:
            return id
    raise ValidationError(_("Choose from: %(choices)s.") % {"choices": ", ".join(choices.values())}, code="field_value")


def clean_way(kind: str, value: str, region: str) -> str:
    """One way to reach a person, written in one way. Raises ValidationError."""
    if kind == WayKind.EMAIL:
        return clean_email(value)
    if kind == WayKind.PHONE:
        return clean_phone(value, region)
    return clean_address(value)


def clean_said(kind: str, said: str) -> str:
    """One thing somebody said of themselves: a code of its kind, a word or two for a wish. Raises ValidationError."""
    if kind == SaidKind.WISH:
        return clean_tag(said)
    is_language = kind == SaidKind.LANGUAGE and LANGUAGE_CODE.fullmatch(said)
    if not is_language and said not in CODES_SAID.get(SaidKind(kind), frozenset()):
        raise ValidationError(_("Choose from what is offered here."), code="said")
    return said


def clean_wishes(text: str) -> list[str]:
    """What they would like to learn, a word or two each with commas between. Raises ValidationError."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    if len(words) > MOST_WISHES:
        raise ValidationError(_("The few that matter most are enough."))
    return [clean_said(SaidKind.WISH, word) for word in words]


MOST_WISHES = 8
CODES_SAID = {
    SaidKind.MOTIVE: frozenset(Motive.values),
    SaidKind.TIME: frozenset(FREE_CODES),
    SaidKind.AMOUNT: frozenset(AMOUNTS),
    SaidKind.AGE: frozenset(AGES),
}
LANGUAGE_CODE = re.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
YES_SAID = frozenset({YES, "y", "true", "1", "x"})
NO_SAID = frozenset({NO, "n", "false", "0"})
NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6}|,[0-9]{1,2}|,[0-9]{4,6})?")
_CLEANED = {
    FieldKind.WORDS: _clean_words,
    FieldKind.YES_NO: _clean_yes_no,
    FieldKind.NUMBER: _clean_number,
    FieldKind.DATE: _clean_date,
    FieldKind.CHOICE: _clean_choice,
}
