"""A paper debrief typed in with few strokes: codes in the sheet's order, numbers for choices, digits for days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from letstalk.field.forms.debrief import OTHER, DebriefForm
from letstalk.field.forms.paper_answers import PROMISES_ON_PAPER, PaperAnswer, sections_on_paper, stamp_of
from letstalk.followups.write_up import WriteUp
from letstalk.kit import days

# Where a date on paper begins with the month.
MONTH_FIRST = frozenset({"US", "PH", "PR", "GU"})
# A sheet is typed in days later at most, so a day this far back is one of next year.
LOOKS_BACK = timedelta(days=60)
LONGEST = 10_000
NO_HOUR = 24
_PARTS = re.compile(r"\d+")
_BETWEEN = re.compile(r"[\s,;]+")
_HOUR = re.compile(r"(\d{1,2})(?:[:.h\s]?(\d{2}))?\s*([ap])?\.?m?\.?", re.IGNORECASE)


class NotUnderstood(ValueError):
    """The strokes are no answer; the text says what to type instead."""


@dataclass(frozen=True)
class Typed:
    """A section of the page as its template shows it."""

    label: str
    hint: str
    rows: Sequence[tuple[PaperAnswer, BoundField]]


class PaperForm(forms.Form):
    """One short field for each code of the sheet. `debrief()` is the very form of the debrief, filled in."""

    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, page: WriteUp, at: datetime) -> None:
        shown = data.get("shown", "") if data is not None else ""
        self._page, self._at = page, at
        # Read by what the page was made from, so that a code means what it meant when the page was opened.
        self._blank = self._debrief({"shown": shown} if shown else None)
        super().__init__(data, initial={"shown": self._blank.shown}, label_suffix="")
        self.is_month_first = page.meeting.chapter.region in MONTH_FIRST
        self.on_paper = sections_on_paper(self._blank)
        self.stamp = stamp_of(self.on_paper)
        self.read: dict[str, str | list[str]] = {}
        for answer in self._answers:
            self.fields[answer.code] = _field(answer, hint=self._hint(answer))

    def _hint(self, answer: PaperAnswer) -> str:
        if answer.kind == "choice":
            return _choices_said(answer)
        if answer.kind == "day":
            hint = _("month and day, as in 0314") if self.is_month_first else _("day and month, as in 1403")
        else:
            hint = _("as in 1930") if answer.kind == "time" else ""
        usual = self.stands_already(answer)
        return " · ".join(filter(None, [hint, usual and _("left empty: %(usual)s") % {"usual": usual}]))

    @property
    def _answers(self) -> list[PaperAnswer]:
        return [answer for section in self.on_paper for answer in section.answers]

    @property
    def sections(self) -> list[Typed]:
        return [
            Typed(section.label, section.hint, [(answer, self[answer.code]) for answer in section.answers])
            for section in self.on_paper
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for answer in self._answers:
            typed = found.get(answer.code, "").strip()
            if typed:
                try:
                    self.read[answer.field] = self._read(answer, typed)
                except NotUnderstood as wrong:
                    self.add_error(answer.code, str(wrong))
        self._check_nothing_is_lost()
        return found

    def _check_nothing_is_lost(self) -> None:
        """A sheet has every question of the report; the debrief asks only those that the others lead to."""
        asked = self.debrief().fields
        for answer in self._answers:
            if answer.field in self.read and answer.field not in asked:
                self.add_error(answer.code, _("This is asked only after another answer above. Change that, or this."))

    def _read(self, answer: PaperAnswer, typed: str) -> str | list[str]:
        if answer.is_several:
            return [read_choice(one, answer.options) for one in _BETWEEN.split(typed) if one]
        if answer.kind == "choice":
            return read_choice(typed, answer.options)
        if answer.kind == "day":
            return read_day(typed, today=self._blank.today, is_month_first=self.is_month_first).isoformat()
        if answer.kind == "time":
            return f"{read_hour(typed):%H:%M}"
        return typed

    def debrief(self) -> DebriefForm:
        """The debrief as typed; what stood printed on the sheet, such as an ask's own day, holds where nothing did."""
        usual = {name: self._blank.get_initial_for_field(field, name) for name, field in self._blank.fields.items()}
        data: dict[str, Any] = {
            name: _as_posted(value) for name, value in usual.items() if value not in (None, "", [], False)
        }
        data |= self.read | {"shown": self._blank.shown}
        if self.read.get("more-words"):
            data["more-which"] = OTHER
        return self._debrief(data)

    def _debrief(self, data: Any) -> DebriefForm:
        return DebriefForm(data, page=self._page, at=self._at, promises=PROMISES_ON_PAPER, on_paper=True)

    def stands_already(self, answer: PaperAnswer) -> str:
        """What holds where the answer is left empty, such as an ask's own day; said short, to print beside it."""
        if answer.kind == "number":
            return ""
        usual = self._blank.get_initial_for_field(self._blank.fields[answer.field], answer.field)
        if isinstance(usual, date):
            return days.day_said(usual, self._blank.today)
        return str(usual) if usual and answer.kind in ("time", "words") else ""

    def take_errors(self, debrief: DebriefForm) -> None:
        """Put what the debrief refused beside the codes it came from."""
        codes = {answer.field: answer.code for answer in self._answers} | {"more-which": self._code_of("more-words")}
        for field, errors in debrief.errors.items():
            for sentence in errors:
                self.add_error(codes.get(field) or NON_FIELD_ERRORS, sentence)

    def _code_of(self, field: str) -> str:
        return next((answer.code for answer in self._answers if answer.field == field), "")


def _choices_said(answer: PaperAnswer) -> str:
    """What to type for which box."""
    numbered = " · ".join(f"{number} {words}" for number, (_value, words) in enumerate(answer.options, start=1))
    return _("%(choices)s (several: 1 3)") % {"choices": numbered} if answer.is_several else numbered


def read_choice(typed: str, options: Sequence[tuple[str, str]]) -> str:
    """By its number on the sheet, or by the first letters of its words."""
    if typed.isdecimal() and 1 <= int(typed) <= len(options):
        return options[int(typed) - 1][0]
    meant = [value for value, words in options if words.casefold().startswith(typed.casefold())]
    if len(meant) != 1:
        raise NotUnderstood(_("Type the number of the box: 1 to %(most)d.") % {"most": len(options)})
    return meant[0]


def read_day(typed: str, *, today: date, is_month_first: bool) -> date:
    """Four digits as on the sheet, or with anything between them; with a year where it is not the next such day."""
    parts = [int(part) for part in _split_day(typed)]
    try:
        if len(parts) == 3 and parts[0] > 31:
            return date(*parts)
        if len(parts) in (2, 3):
            first, second = parts[:2]
            month, day = (first, second) if is_month_first else (second, first)
            return _in_year(parts[2], month, day) if len(parts) == 3 else _next_such_day(month, day, today)
    except ValueError:
        pass
    example = _("March 14 is 0314") if is_month_first else _("14 March is 1403")
    raise NotUnderstood(_("Type the day as it stands in its boxes: %(example)s.") % {"example": example})


def _split_day(typed: str) -> list[str]:
    digits = _PARTS.findall(typed)
    if len(digits) == 1 and len(digits[0]) in (4, 8):
        whole = digits[0]
        return [part for part in (whole[:2], whole[2:4], whole[4:]) if part]
    return digits


def _in_year(year: int, month: int, day: int) -> date:
    return date(year + 2000 if year < 100 else year, month, day)


def _next_such_day(month: int, day: int, today: date) -> date:
    for year in range(today.year, today.year + 5):
        # 29 February is in one year out of four.
        if (month, day) == (2, 29) and not _is_leap(year):
            continue
        found = date(year, month, day)
        if found >= today - LOOKS_BACK:
            return found
    raise ValueError


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def read_hour(typed: str) -> time:
    """19, 1930, 730, 7:30, 7pm."""
    plain = typed.strip()
    if plain.isdecimal() and len(plain) == 3:
        plain = f"0{plain}"
    found = _HOUR.fullmatch(plain)
    if found is not None:
        hour, minute = int(found[1]), int(found[2] or 0)
        half = (found[3] or "").lower()
        if half:
            hour = hour % 12 + (12 if half == "p" else 0) if 1 <= hour <= 12 else NO_HOUR
        if hour < NO_HOUR and minute < 60:
            return time(hour, minute)
    raise NotUnderstood(_("Type the time by the day’s 24 hours, such as 1930, or 7:30pm."))


def _field(answer: PaperAnswer, *, hint: str) -> forms.CharField:
    attrs: dict[str, Any] = {"autocomplete": "off", "data-answer": answer.kind, "enterkeyhint": "next"}
    if answer.kind == "choice":
        # Where one stroke says it all, the next answer is gone to by itself.
        attrs["data-most"] = 0 if answer.is_several else len(answer.options)
    if answer.kind != "words":
        attrs["inputmode"] = "numeric"
    widget = forms.Textarea(attrs=attrs | {"rows": 3}) if answer.lines > 1 else forms.TextInput(attrs=attrs)
    label = f"{answer.code} · {answer.label}"
    return forms.CharField(label=label, help_text=hint, required=False, max_length=LONGEST, widget=widget)


def _as_posted(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
