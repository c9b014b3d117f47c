"""Whether a row is still as the page showed it: a form carries a short version of what its reader saw."""

import hashlib
from typing import Any

from django.forms import BaseForm


def version(*shown: Any) -> str:
    """The same for the same values. It is no secret and says nothing by itself."""
    joined = "\0".join("" if value is None else str(value) for value in shown)
    return hashlib.blake2b(joined.encode(), digest_size=8).hexdigest()


def show_anew(form: BaseForm, now: str) -> None:
    """The page shows the row as it is now, so a second sending is about that; what was typed stays."""
    form.data = {name: form.data.get(name) for name in form.data} | {"seen": now}
