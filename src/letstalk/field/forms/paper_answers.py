"""The answers of a paper debrief in the order they are asked: the sheet is printed from them and typed in by them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from letstalk.field.forms.debrief import AskRow, DebriefForm, PromiseRow, consent_name
from letstalk.graphics.print_sheets import Kind
from letstalk.people.words import NEWS, Purpose

# The asks carried are A to D; after them each section has a letter that stays the same on every sheet.
ASK_LETTERS = "ABCDEFG"
PROMISES_ON_PAPER = 4
# Without letters and digits that are taken for each other.
STAMP_LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
STAMP_LENGTH = 4


@dataclass(frozen=True)
class PaperAnswer:
    """One answer: its code on the sheet, the field of the debrief it goes into, and how it is given.

    is_several: more than one of its options may be ticked.
    """

    code: str
    field: str
    kind: Kind
    label: str
    options: Sequence[tuple[str, str]] = ()
    lines: int = 1
    is_several: bool = False


@dataclass(frozen=True)
class PaperSection:
    label: str
    answers: Sequence[PaperAnswer]
    hint: str = ""


def sections_on_paper(form: DebriefForm) -> list[PaperSection]:
    """Everything a debrief can hold, in the order of its page: what was said, promised, agreed; then the rest."""
    found = [
        *_asks(form),
        PaperSection(_("Your promises"), _promises(form)),
        PaperSection(_("Next time you meet"), _coded("N", _next(form))),
        PaperSection(
            _("Did they say yes?"),
            _coded("Y", (_of(bound) for bound in _consents(form))),
            hint=_("Only if you asked in these words. Not asked is fine."),
        ),
        PaperSection(_("How it took place"), _coded("H", _held(form))),
        PaperSection(
            _("What did you hear?"), _coded("W", _heard(form)), hint=_("Facts and their words, for you alone.")
        ),
        PaperSection(
            _("For the report"),
            _coded("R", (_of(bound) for row in form.report_rows for bound in row.fields)),
            hint=_("About the community, no names."),
        ),
    ]
    return [section for section in found if section.answers]


def stamp_of(sections: Sequence[PaperSection]) -> str:
    """Four letters that differ as soon as a code would mean something else: a sheet and a page can be held together."""
    said = "\0".join(
        f"{section.label}\0{answer.code}\0{answer.field}" for section in sections for answer in section.answers
    )
    number = int.from_bytes(hashlib.blake2b(said.encode(), digest_size=4).digest(), "big")
    letters = ""
    for _place in range(STAMP_LENGTH):
        number, place = divmod(number, len(STAMP_LETTERS))
        letters += STAMP_LETTERS[place]
    return letters


def _asks(form: DebriefForm) -> Iterator[PaperSection]:
    for letter, row in zip(ASK_LETTERS, form.ask_rows, strict=False):
        assert row.ask is not None
        yield PaperSection(row.ask.title, _coded(letter, _ask(row)))
    yield PaperSection(_("You asked for something else"), _coded("M", _another(form.another_ask)))


def _ask(row: AskRow) -> Iterator[PaperAnswer]:
    for name in ("answer", "what", "on", "time", "goal", "place", "revisit_on"):
        yield _of(row.fields[name])


def _another(row: AskRow) -> Iterator[PaperAnswer]:
    yield replace(_of(row.fields["words"]), label=_("What did you ask for?"))
    yield from _ask(row)


def _promises(form: DebriefForm) -> list[PaperAnswer]:
    rows: list[PromiseRow] = form.promise_rows[:PROMISES_ON_PAPER]
    return _coded("P", (_of(bound) for row in rows for bound in (row.words, row.due_on)))


def _next(form: DebriefForm) -> Iterator[PaperAnswer]:
    yield from (_of(form[name]) for name in ("next_on", "next_at", "next_place"))


def _consents(form: DebriefForm) -> list[BoundField]:
    """News last, as sheets that are printed already have it."""
    rows = [*form.consent_rows, *form.news_rows]
    return sorted(rows, key=lambda question: question.name == consent_name(Purpose.LIST, NEWS))


def _held(form: DebriefForm) -> Iterator[PaperAnswer]:
    if "minutes" in form.fields:
        yield _of(form["minutes"])
        yield PaperAnswer("", "was_cut_short", "choice", str(form.fields["was_cut_short"].label), [("on", _("Yes"))])


def _heard(form: DebriefForm) -> Iterator[PaperAnswer]:
    written = {"note": 6, "read_back": 2, "common_ground": 1, "wants_from_us": 1, "more_issues": 1}
    for name, lines in written.items():
        if name in form.fields:
            label = _("Issues that touch them, with commas") if name == "more_issues" else str(form.fields[name].label)
            yield PaperAnswer("", name, "words", label, lines=lines)


def _of(bound: BoundField) -> PaperAnswer:
    """How an answer to this field of the debrief is given by pen."""
    field: Any = bound.field
    kinds: list[tuple[type[forms.Field], Kind]] = [
        (forms.DateField, "day"),
        (forms.TimeField, "time"),
        (forms.IntegerField, "number"),
        (forms.ChoiceField, "choice"),
    ]
    kind: Kind = next((kind for cls, kind in kinds if isinstance(field, cls)), "words")
    options = [(value, str(words)) for value, words in field.choices if value] if kind == "choice" else []
    if options and all(value.removeprefix("-").isdecimal() for value, _words in options):
        # A step of a rating stands for itself, not for its place in the row.
        return PaperAnswer("", bound.name, "number", f"{bound.label} ({options[0][1]} – {options[-1][1]})")
    lines = 2 if isinstance(field.widget, forms.Textarea) else 1
    is_several = isinstance(field, forms.MultipleChoiceField)
    return PaperAnswer("", bound.name, kind, str(bound.label), options, lines, is_several)


def _coded(letter: str, answers: Any) -> list[PaperAnswer]:
    return [replace(answer, code=f"{letter}{number}") for number, answer in enumerate(answers, start=1)]
