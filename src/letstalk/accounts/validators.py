"""Checks on plain values that accounts and people share: an email, a zone, a language."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from email_validator import EmailNotValidError, validate_email

from letstalk.kit import clock

INVISIBLE = dict.fromkeys([0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def without_invisible(text: str) -> str:
    """The text without the marks for writing direction and zero width that come along when something is copied."""
    return text.translate(INVISIBLE)


def clean_email(text: str) -> str:
    """An email address written in one way, so that it is found again. Nothing is asked of the network.

    Raises ValidationError. Letters outside ASCII before the @ are refused, since mail servers still do (RFC 6531).
    """
    plain = without_invisible(text).strip()
    try:
        return validate_email(plain, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError:
        raise ValidationError(
            _("This does not look like an email address. It should look like name@example.org."), code="email"
        ) from None


def clean_zone(text: str) -> str:
    """The name of a time zone as IANA writes it ("Europe/Berlin"). Raises ValidationError."""
    zone = text.strip()
    if not clock.is_zone(zone):
        raise ValidationError(_("Choose a time zone from the list, such as America/Chicago."), code="zone")
    return zone


def clean_language(text: str) -> str:
    """One of the languages this installation speaks, or nothing for no choice. Raises ValidationError."""
    language = text.strip()
    if language and language not in dict(settings.LANGUAGES):
        raise ValidationError(_("Choose a language from the list."), code="language")
    return language
