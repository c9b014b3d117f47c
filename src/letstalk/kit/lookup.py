"""Keyed hashes by which a sealed email, phone or token can be found again without being readable."""

import hmac

from django.conf import settings

LOOKUP_HEX = 32


def lookup_key(kind: str, value: str) -> str:
    """32 hex digits for a normalised value; the kind ("email", "phone") keeps equal strings of two kinds apart."""
    text = f"{kind}\0{value}".encode()
    return hmac.digest(settings.LETSTALK_KEYS.lookup, text, "sha256").hex()[:LOOKUP_HEX]


def token_hash(token: str) -> str:
    """What is kept of a secret link or code: enough to recognise it, nothing to rebuild it from."""
    return lookup_key("token", token)
