"""The server's half of a phone's lock: what is on a phone opens only while its owner is signed in there."""

from letstalk.accounts.models import User
from letstalk.kit.lookup import lookup_key


def lock_of(user: User) -> str:
    """32 hex digits, the same each time; they open nothing on the server.

    The key on a phone is wrapped in them, so that whoever is signed out there, or is somebody else, holds a box without
    its key (docs/offline.md).
    """
    return lookup_key("phone-lock", str(user.pk))
