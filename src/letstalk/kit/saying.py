"""Sentences of modules that know no Django: English as they are, and in the reader's language where one is known.

A saying is a text, so that a shell prints it and a test compares it; it also remembers its pattern and its blanks, so
that a page can say it anew. `_` marks it for `make messages`, as gettext's own name does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Saying(str):
    """A sentence in English. Its blanks may be sayings themselves."""

    pattern: str
    blanks: dict[str, Any]
    is_capital: bool

    def __new__(cls, pattern: str, blanks: dict[str, Any], *, is_capital: bool = False) -> Saying:
        said = super().__new__(cls, _filled(pattern, blanks, is_capital=is_capital))
        said.pattern, said.blanks, said.is_capital = pattern, blanks, is_capital
        return said

    def __getnewargs_ex__(self) -> tuple[tuple[str, dict[str, Any]], dict[str, bool]]:
        """So that a copy says the same."""
        return (self.pattern, self.blanks), {"is_capital": self.is_capital}

    def capital(self) -> Saying:
        """The same, as a sentence begins."""
        return Saying(self.pattern, self.blanks, is_capital=True)


def _(pattern: str, **blanks: Any) -> Saying:
    """A sentence whose blanks stand as %(name)s."""
    return Saying(pattern, blanks)


def translated(text: str, gettext: Callable[[str], str]) -> str:
    """The same in the language that `gettext` speaks; what is no saying stays as it is."""
    if not isinstance(text, Saying):
        return text
    blanks = {name: translated(value, gettext) for name, value in text.blanks.items()}
    return _filled(gettext(text.pattern), blanks, is_capital=text.is_capital)


def _filled(pattern: str, blanks: dict[str, Any], *, is_capital: bool) -> str:
    said = pattern % blanks if blanks else pattern
    return said[:1].upper() + said[1:] if is_capital else said
