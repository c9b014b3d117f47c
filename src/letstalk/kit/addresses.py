"""Addresses of pages with ids in them: Django looks each shape up once, and from then on only the ids are put in.

A page holds dozens of links. `address` stands for `django.urls.reverse`; the tag `url` of every template uses it
(`letstalk.kit.templatetags.addresses`).
"""

from functools import lru_cache
from itertools import chain, zip_longest
from typing import Any
from uuid import UUID

from django.urls import get_script_prefix, get_urlconf, reverse

# Stand in an address where ids will; nobody has them.
BLANKS = tuple(UUID(int=number) for number in range(1, 4))


def address(name: str, *parts: Any) -> str:
    """The address of the page of this name. Raises django.urls.NoReverseMatch when there is none."""
    if len(parts) <= len(BLANKS) and all(type(part) is UUID for part in parts):
        pieces = _pieces(name, len(parts), get_script_prefix(), get_urlconf())
        return "".join(chain.from_iterable(zip_longest(pieces, map(str, parts), fillvalue="")))
    return reverse(name, args=parts)


@lru_cache(maxsize=1000)
def _pieces(name: str, ids: int, prefix: str, urlconf: str | None) -> tuple[str, ...]:
    """What stands before, between and after the ids. The prefix and the list of addresses are those in force."""
    path = reverse(name, args=BLANKS[:ids])
    for blank in BLANKS[:ids]:
        path = path.replace(str(blank), "\n")
    return tuple(path.split("\n"))
