"""A start with the wrong keys ends in a sentence, before anything is sealed with them."""

import secrets
from dataclasses import replace

import pytest

from letstalk.kit.models import KeyProof
from letstalk.ops.ground import CannotStart
from letstalk.ops.proof import prove_keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def keyring(settings):
    """Change the keys of this installation: `keyring(field=...)`."""

    def change(**keys):
        settings.LETSTALK_KEYS = replace(settings.LETSTALK_KEYS, **keys)

    return change


def test_the_first_start_leaves_a_proof_and_the_second_accepts_it():
    prove_keys()
    prove_keys()

    assert list(KeyProof.objects.values_list("key_id", flat=True)) == [1]


def test_another_field_key_is_refused(keyring):
    prove_keys()
    keyring(field={1: secrets.token_bytes(32)})

    with pytest.raises(CannotStart, match=r"field-1\.key is not the one this database was sealed with"):
        prove_keys()


def test_another_look_up_key_is_refused(keyring):
    prove_keys()
    keyring(lookup=secrets.token_bytes(32))

    with pytest.raises(CannotStart, match=r"lookup\.key is not the one this database was made with"):
        prove_keys()


def test_a_new_key_is_added_beside_the_old_one(keyring, settings):
    prove_keys()
    keyring(field=settings.LETSTALK_KEYS.field | {2: secrets.token_bytes(32)})

    prove_keys()

    assert list(KeyProof.objects.order_by("key_id").values_list("key_id", flat=True)) == [1, 2]


def test_an_old_key_may_not_be_taken_away(keyring):
    prove_keys()
    keyring(field={2: secrets.token_bytes(32)})

    with pytest.raises(CannotStart, match=r"field-1\.key is missing, and this database needs it"):
        prove_keys()

    assert list(KeyProof.objects.values_list("key_id", flat=True)) == [1]
