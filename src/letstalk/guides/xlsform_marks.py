"""What our own columns say in a form, looked at before it is believed: anyone can write into a workbook."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from letstalk.guides.relevants import is_condition
from letstalk.guides.xlsform_out import AS_WRITTEN, MORE
from letstalk.guides.xlsform_rows import LETSTALK, Line

RECORDING = ("never", "theme", "own_words", "yes_no")
SENSITIVITY = ("ordinary", "personal", "sensitive", "political")
KINDS_OF = {
    "begin_group": ("group", "schedule", "below", "facts"),
    "select_one": ("yes_no", "either_or", "choice", "scale", "fact"),
    "select_multiple": ("multi", "options"),
    "text": ("open", "part"),
    "integer": ("number",),
    "date": ("day", "part"),
    "time": ("part",),
    "note": ("note",),
    "range": ("scale",),
    "calculate": ("variable",),
}
MOST_OF_A_LIST = 40

_DIGIT = re.compile(r"-?\d{1,4}")


@dataclass(frozen=True)
class Marks:
    """Our columns in one row. ``wrong`` names what was written there and cannot be meant."""

    kind: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    wordings: Mapping[str, str] = field(default_factory=dict)
    when: Mapping[str, Any] | None = None
    as_written: Mapping[str, str] = field(default_factory=dict)
    wrong: tuple[str, ...] = ()


def marks_of(line: Line, kind: str) -> Marks:
    """What our columns say in a row of this type; nothing where they are not there."""
    more = parsed(line.cell(MORE))
    told: dict[str, Any] = {name: line.cell(LETSTALK + name) for name in ("recording", "sensitivity")}
    told = {name: value for name, value in told.items() if value} | more
    fit = {name: value for name, value in told.items() if name in _SHAPES and _SHAPES[name](value)}
    ours = line.cell(LETSTALK + "kind")
    is_known = ours in KINDS_OF.get(kind.split(" ")[0], ())
    wrong = [name for name in told if name not in fit] + ([] if is_known or not ours else ["kind"])
    return Marks(
        kind=ours if is_known else "",
        fields={name: value for name, value in fit.items() if name not in ("when", "wordings", AS_WRITTEN)},
        wordings=fit.get("wordings", {}),
        when=fit.get("when"),
        as_written=fit.get(AS_WRITTEN, {}),
        wrong=tuple(wrong),
    )


def settings_marks(line: Line) -> dict[str, Any]:
    """What our columns say of the whole guide."""
    told = parsed(line.cell(MORE))
    texts = ("language", "current_until", "credit", "licence")
    fit = {name: told[name] for name in texts if _is_text(told.get(name))}
    return fit | ({"partisan": True} if told.get("partisan") is True else {})


def parsed(cell: str) -> dict[str, Any]:
    """A group out of a cell that holds JSON; an empty one where it does not."""
    try:
        found = json.loads(cell or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _is_flag(value: object) -> bool:
    return value is True


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and len(value) <= MOST_OF_A_LIST and all(_is_text(one) for one in value)


def _is_group_of_texts(value: object) -> bool:
    return isinstance(value, dict) and all(_is_text(one) for one in value.values())


def _are_labels(value: object) -> bool:
    return isinstance(value, dict) and _is_group_of_texts(value) and all(_DIGIT.fullmatch(digit) for digit in value)


def _has(*names: str) -> Callable[[object], bool]:
    def test(value: object) -> bool:
        return isinstance(value, dict) and set(value) <= set(names) and names[0] in value and _is_group_of_texts(value)

    return test


_SHAPES: Mapping[str, Callable[[object], bool]] = {
    "recording": lambda value: value in RECORDING,
    "sensitivity": lambda value: value in SENSITIVITY,
    "when": is_condition,
    "wordings": _is_group_of_texts,
    AS_WRITTEN: _is_group_of_texts,
    "labels": _are_labels,
    "repeat": _has("over", "default"),
    "compares": _has("with"),
    "say": _are_texts,
    "do_not_say": _are_texts,
    "tells": _are_texts,
    **dict.fromkeys(("collects", "leads_to", "consent", "rates", "better"), _is_text),
    **dict.fromkeys(
        ("talk", "implied", "only_with_trust", "about_2016", "propose", "even_without_words"),
        _is_flag,
    ),
}
