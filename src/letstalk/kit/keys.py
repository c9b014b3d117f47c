"""The keys of one installation: made once on the first start, kept as files only their owner can read."""

import base64
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

FIELD_KEY_BYTES = 32
OWNER_ONLY = 0o600


class KeysMissing(Exception):
    """A database is there but the keys it was sealed with are not."""


@dataclass(frozen=True)
class Keyring:
    """The secrets of one installation.

    field: key id (1 to 255) to 32-byte AES key; the highest id seals, all of them open.
    lookup: the key of the keyed hashes by which an email or phone is found again.
    django: Django's own secret.
    """

    field: dict[int, bytes]
    lookup: bytes
    django: str

    @property
    def sealing_id(self) -> int:
        return max(self.field)


def make_keys(folder: Path) -> None:
    """Make the keys that are not there yet; existing ones are never touched."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    _write_once(folder / "field-1.key", base64.b64encode(secrets.token_bytes(FIELD_KEY_BYTES)))
    _write_once(folder / "lookup.key", base64.b64encode(secrets.token_bytes(FIELD_KEY_BYTES)))
    _write_once(folder / "django.key", base64.b64encode(secrets.token_bytes(48)))


def keys_are_made(folder: Path) -> bool:
    return all((folder / name).exists() for name in ("field-1.key", "lookup.key", "django.key"))


def load_keys(folder: Path) -> Keyring:
    """Read the keyring from `folder`. Raises KeysMissing with a sentence that says what to do."""
    if not keys_are_made(folder):
        raise KeysMissing(
            f"The keys in {folder} are missing. They were made on the first start and nothing can be read without "
            "them: put them back from your backup. For a new installation, start with `letstalk serve`."
        )
    field = {int(path.stem.removeprefix("field-")): _read(path) for path in sorted(folder.glob("field-*.key"))}
    return Keyring(field=field, lookup=_read(folder / "lookup.key"), django=(folder / "django.key").read_text().strip())


def _read(path: Path) -> bytes:
    return base64.b64decode(path.read_bytes())


def _write_once(path: Path, content: bytes) -> None:
    # Linked into place whole: two processes starting together agree on one key, and a crash leaves no half key.
    if path.exists():
        return
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
