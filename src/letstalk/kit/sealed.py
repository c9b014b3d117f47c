"""Fields whose words are unreadable in the database, its backups and its logs: AES-256-GCM, bound to their row."""

import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from letstalk.kit.keys import Keyring

NONCE_BYTES = 12


class CannotOpen(Exception):
    """The sealed value was moved from another row, altered, or sealed with a key that is not here."""


def seal(text: str, *, about: str, keys: Keyring | None = None) -> bytes:
    """One byte of key id, twelve of nonce, then the ciphertext with its tag. Nothing typed stays nothing: b"".

    keys: those of another installation, if not this one's.
    """
    if not text:
        return b""
    keyring = keys or settings.LETSTALK_KEYS
    nonce = secrets.token_bytes(NONCE_BYTES)
    cipher = AESGCM(keyring.field[keyring.sealing_id])
    return bytes([keyring.sealing_id]) + nonce + cipher.encrypt(nonce, text.encode(), about.encode())


def unseal(token: bytes, *, about: str) -> str:
    """The words again. Raises CannotOpen when `about` (table.column|row) is not where they were sealed."""
    if not token:
        return ""
    key = settings.LETSTALK_KEYS.field.get(token[0])
    if key is None:
        raise CannotOpen(f"Sealed with key {token[0]}, which is not among the keys of this installation.")
    nonce, body = token[1 : 1 + NONCE_BYTES], token[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, about.encode()).decode()
    except InvalidTag:
        raise CannotOpen(f"The sealed value of {about} does not belong there.") from None


class SealedBytes(bytes):
    """A value as the database holds it, not opened yet."""

    def __repr__(self) -> str:
        return f"<sealed, {len(self)} bytes>"


class SealedAttribute(DeferredAttribute):
    """Opens a sealed value when it is first read, since only then the row's id is known for certain."""

    field: "SealedText"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if isinstance(value, SealedBytes):
            value = self.field.opened(value, instance)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedText(models.Field):
    """Text sealed to its row. It can be asked only whether it is empty (`field=b""`), never searched or sorted.

    The row needs its primary key before it is saved, so models with sealed fields have a UUID made in Python.
    """

    descriptor_class = SealedAttribute
    description = "Sealed text"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", "")
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def get_internal_type(self) -> str:
        return "BinaryField"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return SealedBytes(value) if value is not None else None

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, SealedBytes):
            return value
        return SealedBytes(seal(self.as_text(value), about=self.about(model_instance)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, SealedBytes):
            return connection.Database.Binary(value)
        if value in (b"", "", None):
            return connection.Database.Binary(b"")
        raise TypeError(f"{self.name} is sealed to its row: write it with save(), and never look it up by its words.")

    def about(self, instance: Any) -> str:
        return f"{instance._meta.db_table}.{self.column}|{instance.pk}"

    def opened(self, value: SealedBytes, instance: Any) -> Any:
        return self.as_value(unseal(value, about=self.about(instance)))

    def as_text(self, value: Any) -> str:
        return value or ""

    def as_value(self, text: str) -> Any:
        return text

    def value_to_string(self, obj: Any) -> str:
        return self.as_text(getattr(obj, self.attname))


class SealedJSON(SealedText):
    """A JSON value sealed to its row; nothing stored reads as None."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", None)
        super().__init__(*args, **kwargs)

    def as_text(self, value: Any) -> str:
        return "" if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def as_value(self, text: str) -> Any:
        return json.loads(text) if text else None
