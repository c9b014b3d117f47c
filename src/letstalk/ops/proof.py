"""Proves at every start that the keys are those the database was sealed with, before anything new is sealed."""

from django.conf import settings
from django.db import transaction

from letstalk.kit.lookup import lookup_key
from letstalk.kit.models import KeyProof
from letstalk.kit.sealed import CannotOpen
from letstalk.ops.ground import CannotStart


def prove_keys() -> None:
    """Open the proof of every key that ever sealed here, and leave one for the key that seals now.

    Raises CannotStart when a key is missing or another one, so that no row is ever sealed that its neighbours' keys
    cannot open, and no person is missed by a look-up under another key.
    """
    for proof in KeyProof.objects.order_by("key_id"):
        check(proof)
    sealing_id = settings.LETSTALK_KEYS.sealing_id
    with transaction.atomic():
        KeyProof.objects.get_or_create(key_id=sealing_id, defaults={"phrase": phrase()})


def check(proof: KeyProof) -> None:
    key_file = settings.LETSTALK_DATA / "keys" / f"field-{proof.key_id}.key"
    if proof.key_id not in settings.LETSTALK_KEYS.field:
        raise CannotStart(f"The key {key_file} is missing, and this database needs it: put it back from your backup.")
    try:
        opened = proof.phrase
    except CannotOpen:
        raise CannotStart(
            f"The key {key_file} is not the one this database was sealed with: put the right one back from your backup."
        ) from None
    if opened != phrase():
        raise CannotStart(
            f"The key {settings.LETSTALK_DATA / 'keys' / 'lookup.key'} is not the one this database was made with: "
            "put the right one back from your backup."
        )


def phrase() -> str:
    """Sealed with the field key and made with the look-up key, so that one row proves both."""
    return lookup_key("proof", "a conversation is where it begins")
