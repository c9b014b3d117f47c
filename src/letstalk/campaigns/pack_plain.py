"""Frozen values as plain dicts and lists, in one order and without what goes without saying."""

from collections.abc import Collection, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from typing import Any


def fields_of(value: Any, instead: Mapping[str, Any], leave_out: Collection[str] = ()) -> dict[str, Any]:
    """The fields in their order, those at their usual value left out; ``instead`` replaces some that are not empty."""
    given: dict[str, Any] = {}
    for one in fields(value):
        here = getattr(value, one.name)
        if one.name in leave_out or here == _usual(one):
            continue
        given[one.name] = instead[one.name] if one.name in instead else as_plain(here)
    return given


def as_plain(value: Any) -> Any:
    """One value and all it holds as dicts, lists, texts, numbers and yes/no; days as texts.

    Names stand in their order, digits by size: PostgreSQL does not keep the order they were written in.
    """
    if is_dataclass(value):
        return fields_of(value, {})
    if isinstance(value, tuple):
        return [as_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {name: as_plain(value[name]) for name in sorted(value, key=_by_size)}
    return value.isoformat() if isinstance(value, date) else value


def _by_size(name: str) -> tuple[int, str]:
    return (int(name) if name.isdecimal() else -1, name)


def _usual(one: Field[Any]) -> Any:
    return one.default_factory() if one.default_factory is not MISSING else one.default
