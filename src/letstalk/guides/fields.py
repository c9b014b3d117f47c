"""A guide's questions as fields to fill in: asked as the guide goes, every kind in its own way (R-026, R-071).

The walker decides what is asked, here and in the browser (field/static/field/report.js), so that a branch opens, an
item is gone through and a word is piped as on the cards. What is typed is read by one field for each kind, whichever
way it comes: from the page of a debrief, from a phone later, from paper, or from somebody who answers by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import quote, unquote

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from letstalk.guides.cards import MOST_DIGITS
from letstalk.guides.models import GuideVersion
from letstalk.guides.validators import LONGEST_ANSWER
from letstalk.guides.walk import EITHER_OR, UNSAID, YES_NO, Prepared, Step, as_plain, walk, words_of
from letstalk.guides.words import Said
from letstalk.kit.inputs import Day, Hour, Words, one_of

START = "heard-"
LONGEST_PLACE = 500
# What an answer is where it has several parts; the parts of a date that is agreed.
PARTS = ("on", "at", "place")
DEPENDS_ON = ("when", "repeat", "compares", "consent")


@dataclass(frozen=True)
class FieldRow:
    """One question as it is asked now, with its fields; something only said has none."""

    step: Step
    fields: list[BoundField]


class FieldQuestions:
    """The questions asked for what was answered so far. `data` is what a form holds under `heard-…`, None for none.

    everything: before anything is answered, all questions there are, for a sheet that is printed.
    """

    def __init__(
        self, version: GuideVersion, prepared: Prepared, data: Any = None, *, everything: bool = False
    ) -> None:
        self.version, self.prepared = version, prepared
        unsaid = replace(prepared, variables={**prepared.variables, "item": UNSAID})
        self.every_step = walk(_without_conditions(version.body), {}, unsaid)
        self._by_id = {step.id: step for step in self.every_step}
        self.given = self._given(data) if data else {}
        is_all = everything and not self.given
        self.steps = self.every_step if is_all else walk(version.body, self.given, prepared)

    @cached_property
    def has_branches(self) -> bool:
        """Whether what is asked depends on what was answered before."""
        return any(_depends(step.question) for step in self.every_step)

    @property
    def for_browser(self) -> dict[str, Any]:
        """What field/static/field/report.js walks by. Plain values only."""
        return {"guide": self.version.body, "prepared": as_plain(self.prepared)}

    def fields(self) -> dict[str, forms.Field]:
        """All fields asked now, by name and in order."""
        return {name: field for step in self.steps for name, field in fields_of(step).items()}

    def rows(self, form: forms.Form) -> list[FieldRow]:
        return [FieldRow(step, [form[name] for name in fields_of(step)]) for step in self.steps]

    def every_row(self) -> list[FieldRow]:
        """Each question once and empty: what a page draws the next ones from."""
        empty = forms.Form(label_suffix="")
        empty.fields = {name: field for step in self.every_step for name, field in fields_of(step).items()}
        return [FieldRow(step, [empty[name] for name in fields_of(step)]) for step in self.every_step]

    def answers(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """What the cleaned fields say, by the key of the walk's step; what was left empty is left out."""
        found: dict[str, Any] = {}
        for step in self.steps:
            answer = _answer(step, {name: cleaned.get(name) for name in fields_of(step)})
            if answer not in (None, "", [], {}):
                found[step.key] = words_of(step.question, answer) if step.question.get("collects") else answer
        return found

    def _given(self, data: Any) -> dict[str, Any]:
        """Everything the form holds, asked or not: the walker passes over what it does not reach."""
        found: dict[str, Any] = {}
        for key in dict.fromkeys(_key_of(name) for name in data if name.startswith(START)):
            step = self._by_id.get(key.partition("@")[0])
            if step is not None:
                own = fields_of(step._replace(key=key))
                found[key] = _answer(step, {name: _readable(field, data, name) for name, field in own.items()})
        return found


def fields_of(step: Step) -> dict[str, forms.Field]:
    """The fields of one question, by name; none for something only said."""
    name, label, hint = name_of(step.key), step.text, step.tone
    if step.kind == "schedule":
        parts = (Day(label=label), Hour(label=_("Time")), Words(label=_("Where?"), most=LONGEST_PLACE))
        return {f"{name}|{part}": field for part, field in zip(PARTS, parts, strict=True)}
    field = _field(step, label, hint)
    return {name: field} if field is not None else {}


def name_of(key: str) -> str:
    """The name of a field: the key of its step, an item written as browsers write it in addresses."""
    id, at, item = key.partition("@")
    return START + id + at + quote(item, safe="!~*'()")


def _key_of(name: str) -> str:
    id, at, item = name.removeprefix(START).partition("|")[0].partition("@")
    return id + at + unquote(item)


def _field(step: Step, label: str, hint: str) -> forms.Field | None:
    if step.kind == "open":
        return Words(label=label, hint=hint, rows=2, most=LONGEST_ANSWER)
    if step.kind == "number" or (step.kind == "scale" and len(_digits(step)) > MOST_DIGITS):
        digits = _digits(step)
        most, least = (digits[-1], digits[0]) if step.kind == "scale" else (None, None)
        return forms.IntegerField(label=label, help_text=hint, required=False, min_value=least, max_value=most)
    if step.kind == "day":
        return Day(label=label, help_text=hint)
    choices = list(_choices(step))
    if step.kind in ("multi", "options"):
        return forms.MultipleChoiceField(
            label=label, help_text=hint, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )
    return one_of(label, choices, hint=hint) if choices else None


def _choices(step: Step) -> Iterator[tuple[str, str]]:
    """What can be tapped. That it was not asked is said by leaving it empty."""
    yield from ((option.id, option.text) for option in step.options)
    codes = {"yes_no": YES_NO, "either_or": EITHER_OR}.get(step.kind, ())
    yield from ((code, str(Said(code).label)) for code in codes if code != Said.DID_NOT_ASK)
    if step.kind == "scale":
        said = dict(step.labels)
        for digit in map(str, _digits(step)):
            yield digit, f"{digit} · {said[digit]}" if digit in said else digit


def _digits(step: Step) -> range:
    # A pack leaves out a zero, so that the lowest step of most scales is not written.
    return range(step.question.get("lowest", 0), step.question.get("highest", 0) + 1)


def _answer(step: Step, cleaned: Mapping[str, Any]) -> Any:
    """The cleaned values of one question as the walker takes an answer."""
    values = list(cleaned.values())
    if step.kind == "schedule":
        on, at, place = values
        return (
            {"on": on.isoformat() if on else "", "at": f"{at:%H:%M}" if at else "", "place": place or ""}
            if on
            else None
        )
    value = values[0] if values else None
    if step.kind == "day":
        return value.isoformat() if value else None
    if step.kind in ("scale", "number"):
        return int(value) if value not in (None, "") else None
    return value or None


def _readable(field: forms.Field, data: Any, name: str) -> Any:
    """The value as the field takes it; what it refuses opens nothing, and is told when the form is checked."""
    try:
        return field.clean(field.widget.value_from_datadict(data, {}, name))
    except ValidationError:
        return None


def _depends(question: Mapping[str, Any]) -> bool:
    return any(name in question for name in DEPENDS_ON) or "{" in question["text"]


def _without_conditions(body: Mapping[str, Any]) -> dict[str, Any]:
    """The same questions, each asked whatever was said before; words still to be said stand as dots."""

    def freed(question: Mapping[str, Any]) -> dict[str, Any]:
        own = {name: value for name, value in question.items() if name not in ("when", "repeat")}
        return own | {"even_without_words": True, "questions": [freed(one) for one in question.get("questions", ())]}

    return {"questions": [freed(question) for question in body["questions"]]}
