"""The ninety seconds after a one-on-one: taps first, words second, and nothing that must be filled in (I-8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from letstalk.campaigns.models import Ask
from letstalk.campaigns.validators import When
from letstalk.campaigns.words import NextStep, SetUpKind
from letstalk.commitments.domain.asking import asks_too_much
from letstalk.commitments.models import is_agreed
from letstalk.commitments.validators import Terms, check_promise, check_terms
from letstalk.commitments.words import Answer, Detail
from letstalk.field.forms.inputs import Words
from letstalk.field.forms.reporting import questions_for
from letstalk.followups.domain.debrief import (
    AskEntry,
    ConsentEntry,
    DebriefEntry,
    HeardEntry,
    HeldEntry,
    NextEntry,
    PromiseEntry,
    TappedEntry,
)
from letstalk.followups.write_up import WriteUp, as_shown
from letstalk.guides.fields import FieldQuestions, FieldRow
from letstalk.guides.queries import agenda_for
from letstalk.guides.words import MeetingKind
from letstalk.kit import clock, days
from letstalk.kit.inputs import Day, Hour, one_of
from letstalk.kit.refusal import NothingWritten
from letstalk.meetings.tapped import answers_in, said_of
from letstalk.meetings.validators import check_slot
from letstalk.meetings.words import Circle, Mode, Spoke
from letstalk.people.validators import CODES_SAID, clean_tag, clean_wishes
from letstalk.people.words import (
    AMOUNTS,
    FREE_CODES,
    NEWS,
    Motive,
    PartOfDay,
    Purpose,
    SaidKind,
    said_in_words,
    week_of,
)
from letstalk.people.words import Answer as ConsentAnswer

OTHER = "other"
ALL_ASKED = "all_asked"
LINES_OF_PROMISES = 3
MOST_LINES = 12
USUAL_MINUTES = 45
DAYS_OFFERED = 7
NOTES = ("note", "read_back", "common_ground", "wants_from_us")
# What they said of themselves: the few things that come up in a talk; the rest is asked on their page.
SAID = {
    "said_motive": SaidKind.MOTIVE,
    "said_wish": SaidKind.WISH,
    "said_time": SaidKind.TIME,
    "said_amount": SaidKind.AMOUNT,
}
YES_OR_NO = [
    (ConsentAnswer.GRANTED, pgettext_lazy("answer of a person", "Yes")),
    (ConsentAnswer.REFUSED, pgettext_lazy("answer of a person", "No")),
]
# Asked aloud in these words, and kept in the ledger with the answer (b.6).
CONSENT_WORDS = {
    (Purpose.REMINDERS, "email"): gettext_lazy("May I remind you of what we agreed, by email?"),
    (Purpose.REMINDERS, "text"): gettext_lazy("May I remind you of what we agreed, by text?"),
    (Purpose.CALENDAR_DETAILS, ""): gettext_lazy("May what I send for your calendar say whom you meet?"),
    (Purpose.KEEP_NOTES, ""): gettext_lazy("May I keep a few notes, for myself alone?"),
    (Purpose.LIST, NEWS): gettext_lazy("May we send you news and information?"),
}


def _needs_first(usual: Sequence[str]) -> list[tuple[str, Any]]:
    """What may be needed, with what this ask usually takes in front (R-028)."""
    return sorted(SetUpKind.choices, key=lambda choice: choice[0] not in usual)


@dataclass(frozen=True)
class AskRow:
    """One ask of the form: what was asked, and its fields by their short names."""

    prefix: str
    ask: Ask | None
    fields: Mapping[str, BoundField]
    days: list[tuple[str, str]]
    hours: list[tuple[str, str]]

    @property
    def is_news(self) -> bool:
        return self.ask is not None and self.ask.step == NextStep.NEWS

    @property
    def has_errors(self) -> bool:
        return any(bound.errors for bound in self.fields.values())

    @property
    def missing(self) -> list[Detail]:
        """Of date, time and goal, those the row does not show yet."""
        values = {Detail.DATE: "on", Detail.TIME: "time", Detail.GOAL: "goal"}
        return [detail for detail, name in values.items() if not self.fields[name].value()]


@dataclass(frozen=True)
class PromiseRow:
    words: BoundField
    due_on: BoundField


class DebriefForm(forms.Form):
    """All of a debrief as one form; `entry()` is what the verb takes.

    The rows for asks, promises and questions come from the page's facts, so that the form that comes back is read by
    the same rows as the one that went out. on_paper: as a sheet asks it.
    """

    def __init__(
        self, data: Any = None, *, page: WriteUp, at: datetime, promises: int = 0, on_paper: bool = False
    ) -> None:
        super().__init__(data, label_suffix="")
        self.page, self.at = _as_it_was(page, self.data), at
        page = self.page
        self.zone = page.meeting.chapter.zone
        self.today = clock.local_day(at, self.zone)
        self.lines_counted = min(max(promises, 0), MOST_LINES)
        self._add_held()
        for prefix, ask in self._asks():
            self._add_ask(prefix, ask)
        if not on_paper:
            self._add_asked_too_much()
        for line in range(self.promise_lines):
            self._add_promise(line)
        self._add_next()
        for purpose, scope in page.to_ask:
            self.fields[consent_name(purpose, scope)] = one_of(asked_in(page.lists, purpose, scope), YES_OR_NO)
        self._add_would_meet()
        if not on_paper and not page.refuses_notes:
            self._add_said()
        if not on_paper:
            self._add_for_oneself()
        self._add_tapped()
        self.reporting = self._add_heard(on_paper=on_paper)

    # --- the fields ---

    def _add_held(self) -> None:
        if self.page.held is not None:
            return
        slot = self.page.slot
        began = clock.local(slot.starts_at, slot.zone) if slot else clock.local(self.at, self.zone)
        self.fields["was_cut_short"] = forms.BooleanField(label=_("It was cut short"), required=False)
        self.fields["mode"] = forms.ChoiceField(
            label=_("How you met"), choices=Mode.choices, initial=slot.mode if slot else Mode.IN_PERSON, required=False
        )
        self.fields["began_on"] = Day(label=_("Day"), initial=began.date())
        self.fields["began_at"] = Hour(label=_("Time"), initial=f"{began:%H:%M}")
        self.fields["minutes"] = forms.IntegerField(
            label=_("How many minutes it took"), required=False, min_value=1, max_value=600
        )

    def _asks(self) -> Iterator[tuple[str, Ask | None]]:
        yield from ((f"ask{place}", ask) for place, ask in enumerate(self.page.asks))
        yield "more", None

    def _add_asked_too_much(self) -> None:
        """Shown only once it is needed: what really happened is written down all the same (R-003)."""
        self.fields[ALL_ASKED] = forms.BooleanField(label=_("There were more than two"), required=False)

    def _add_ask(self, prefix: str, ask: Ask | None) -> None:
        fields: dict[str, forms.Field] = {}
        if ask is None:
            menu = [(str(one.pk), one.title) for one in self.page.menu]
            fields["which"] = forms.ChoiceField(
                label=_("What did you ask for?"),
                choices=[("", "—"), *menu, (OTHER, _("Something else"))],
                required=False,
            )
            fields["words"] = Words(label=_("In your own words, if it was something else"))
        fields["answer"] = one_of(_("What did they say?"), Answer.choices)
        fields["what"] = Words(label=_("What will they do?"), initial=(ask.what or ask.title) if ask else "")
        on, hour = next(iter(self._coming(ask)), (None, None))
        fields["on"] = Day(label=_("Date"), initial=on)
        fields["time"] = Hour(label=_("Time"), initial=f"{hour:%H:%M}" if hour else None)
        fields["goal"] = Words(label=_("Goal: how will you both know?"), initial=ask.goal if ask else "")
        fields["place"] = Words(label=_("Where?"), initial=ask.place if ask else "")
        fields["if_then"] = Words(label=_("If it is …, then they will …"))
        fields["needs"] = forms.MultipleChoiceField(
            label=_("What would make it easy for them?"),
            choices=_needs_first(ask.set_up if ask else []),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        fields["arranged"] = Words(
            label=_("How it is arranged"),
            hint=_("It stands in what they are sent. Left empty, it becomes a promise of yours."),
        )
        fields["revisit_on"] = Day(label=_("When may you ask again?"))
        self.fields.update({f"{prefix}-{name}": field for name, field in fields.items()})

    def _coming(self, ask: Ask | None) -> list[When]:
        """The days it takes place and has room for one more: what was asked for is picked from these (R-042)."""
        return self.page.coming.get(ask.pk, []) if ask else []

    @property
    def promise_lines(self) -> int:
        """One line for each promise counted during the talk, and a few more. A form that comes back keeps its own."""
        posted = [name for name in self.data if name.startswith("promise") and name.endswith("-words")]
        return min(max(len(posted), self.lines_counted + LINES_OF_PROMISES), MOST_LINES + LINES_OF_PROMISES)

    def _add_promise(self, line: int) -> None:
        self.fields[f"promise{line}-words"] = Words(label=_("What you promised"))
        self.fields[f"promise{line}-due_on"] = Day(label=_("By when"))

    def _add_next(self) -> None:
        kinds = [(kind.value, kind.label) for kind in MeetingKind]
        self.fields["next_on"] = Day(label=_("Date"))
        self.fields["next_at"] = Hour(label=_("Time"))
        self.fields["next_place"] = Words(label=_("Where?"))
        self.fields["next_minutes"] = forms.IntegerField(
            label=_("Minutes"), required=False, min_value=5, max_value=240, initial=USUAL_MINUTES
        )
        self.fields["next_kind"] = forms.ChoiceField(
            label=_("What kind"), choices=kinds, initial=MeetingKind.MAINTENANCE, required=False
        )
        self.fields["next_mode"] = forms.ChoiceField(
            label=_("How you meet"), choices=Mode.choices, initial=Mode.IN_PERSON, required=False
        )
        self.fields["next_mode_reason"] = Words(label=_("Why not face to face?"))

    def _add_would_meet(self) -> None:
        self.fields["would_meet_others"] = forms.BooleanField(
            label=_("They would like to meet others"),
            help_text=_("It stands among your follow-ups. Both are asked before you bring anybody together."),
            required=False,
        )

    def _add_said(self) -> None:
        """What an ask is weighed by, added to what is known of them already (section g)."""
        self.fields["said_motive"] = _ticks(SaidKind.MOTIVE.label, Motive.choices)
        self.fields["said_wish"] = Words(
            label=SaidKind.WISH.label, most=500, hint=_("A word or two each, with commas between them.")
        )
        free = [(code, said_in_words(SaidKind.TIME, code)) for code in FREE_CODES]
        self.fields["said_time"] = _ticks(SaidKind.TIME.label, free)
        self.fields["said_amount"] = forms.ChoiceField(
            label=SaidKind.AMOUNT.label, choices=[("", _("Not said")), *AMOUNTS.items()], required=False
        )

    def _add_for_oneself(self) -> None:
        """An organizer's own view of it; neither is needed (M25, M22)."""
        self.fields["spoke"] = one_of(_("Who spoke more?"), Spoke.choices)
        self.fields["circle"] = one_of(_("Are they from outside the circle you usually talk with?"), Circle.choices)

    def _add_tapped(self) -> None:
        """What was tapped in the room, ticked: that of the server and that of the phone this form comes from."""
        meeting = self.page.meeting
        self.shown_taps = said_of(meeting, answers_in(meeting, _all(self.data, "tapped_shown")))
        here = {said.tap: said for said in (*self.page.tapped, *self.shown_taps)}
        self.fields["tapped"] = forms.MultipleChoiceField(
            label=_("Tapped in the room"),
            choices=[(tap, f"{said.question} {said.answer}") for tap, said in here.items()],
            initial=list(here),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.tapped_rows = list(here.values())

    def _add_heard(self, *, on_paper: bool) -> FieldQuestions | None:
        if not self.page.refuses_notes:
            self.fields["note"] = Words(label=_("What did you hear?"), rows=4, most=10_000)
            self.fields["read_back"] = Words(label=_("Read back to them, in their words"), rows=2, most=2000)
            self.fields["common_ground"] = Words(label=_("What the two of you have in common"), rows=2, most=2000)
            self.fields["wants_from_us"] = Words(label=_("What they need or want from us"), rows=2, most=2000)
        self.fields["issues"] = forms.MultipleChoiceField(
            label=_("Issues that touch them"),
            choices=[(name, name) for name in self.page.issues],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["more_issues"] = Words(label=_("Others, in their words"), hint=_("With commas between them."))
        if self.page.report is None:
            return None
        reporting = questions_for(self.page.meeting, self.page.report, self.data, on_paper=on_paper)
        self.fields.update(reporting.fields())
        return reporting

    @property
    def shown(self) -> str:
        """What this form was made from; it comes back with the form, which counts its asks and is read by the same."""
        report = [f"report:{self.page.report.pk}"] if self.page.report else []
        return " ".join([*(f"ask:{ask.pk}" for ask in self.page.asks), *report])

    # --- the rows, as the page shows them ---

    @cached_property
    def ask_rows(self) -> list[AskRow]:
        """Those carried into the room."""
        return [self._row(prefix, ask) for prefix, ask in self._asks() if ask is not None]

    @cached_property
    def another_ask(self) -> AskRow:
        return self._row("more", None)

    def _row(self, prefix: str, ask: Ask | None) -> AskRow:
        start = f"{prefix}-"
        bound = {name.removeprefix(start): self[name] for name in self.fields if name.startswith(start)}
        coming = self._coming(ask)[:DAYS_OFFERED]
        own = list(dict.fromkeys((on.isoformat(), days.day_said(on, self.today)) for on, _hour in coming))
        return AskRow(
            prefix=prefix,
            ask=ask,
            fields=bound,
            days=own or days.day_choices(self.today, first=1),
            hours=days.hour_choices(*(f"{hour:%H:%M}" for _on, hour in coming if hour)),
        )

    @property
    def promise_rows(self) -> list[PromiseRow]:
        """As many as were counted, one at least."""
        return self._promise_rows(range(max(self.lines_counted, 1)))

    @property
    def more_promise_rows(self) -> list[PromiseRow]:
        return self._promise_rows(range(max(self.lines_counted, 1), self.promise_lines))

    def _promise_rows(self, lines: range) -> list[PromiseRow]:
        return [PromiseRow(self[f"promise{line}-words"], self[f"promise{line}-due_on"]) for line in lines]

    @property
    def has_more_promises(self) -> bool:
        return any(row.words.value() or row.words.errors or row.due_on.errors for row in self.more_promise_rows)

    @property
    def consent_rows(self) -> list[BoundField]:
        """The questions of the close, without those for news where they go with its ask."""
        with_ask = self.news_rows
        asked = [self[consent_name(purpose, scope)] for purpose, scope in self.page.to_ask]
        return [question for question in asked if question.name not in {one.name for one in with_ask}]

    @cached_property
    def news_rows(self) -> list[BoundField]:
        """What a yes to news is a yes to: news of the chapter, and each of its lists by name (step e, R-093)."""
        if not any(row.is_news for row in self.ask_rows):
            return []
        return [self[consent_name(purpose, scope)] for purpose, scope in self.page.to_ask if purpose == Purpose.LIST]

    @property
    def said_rows(self) -> list[BoundField]:
        """What they said of themselves; nothing where they want no notes kept (I-9)."""
        return [self[name] for name in SAID if name in self.fields]

    @property
    def said_week(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        return week_of(self["said_time"].value() or ())

    @property
    def parts_of_day(self) -> list[str]:
        return [str(part.label) for part in PartOfDay]

    @property
    def report_rows(self) -> list[FieldRow]:
        return self.reporting.rows(self) if self.reporting is not None else []

    @property
    def has_report(self) -> bool:
        """Whether anything is said for the report yet, or is wrong there."""
        fields = [bound for row in self.report_rows for bound in row.fields]
        return self.is_bound and any(bound.value() or bound.errors for bound in fields)

    @property
    def days_ahead(self) -> list[tuple[str, str]]:
        return days.day_choices(self.today, first=1)

    @property
    def promise_days(self) -> list[tuple[str, str]]:
        """Tomorrow and the days after; without a choice it is a week, or before what it enables (P-1)."""
        return days.day_choices(self.today, first=1, count=4)

    @property
    def next_days(self) -> list[tuple[str, str]]:
        ahead = [self.today + timedelta(days=count) for count in (1, 2, 3, 5, 7, 14, 21, 28)]
        return [(day.isoformat(), days.day_said(day, self.today)) for day in ahead]

    @property
    def hours(self) -> list[tuple[str, str]]:
        return days.hour_choices()

    @property
    def places(self) -> list[tuple[str, str]]:
        """Where they met this time, to meet there again."""
        where = self.page.slot.where if self.page.slot else ""
        return [(where, where)] if where else []

    # --- what was typed ---

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for row in (*self.ask_rows, self.another_ask):
            self._check_ask(row)
        self._check_asked_too_much()
        for line in range(self.promise_lines):
            self._check_promise(line)
        self._check_next()
        self._check_notes()
        self._check_nothing_is_lost()
        return found

    def _check_ask(self, row: AskRow) -> None:
        answer = self._said(row.prefix, "answer")
        if row.ask is None and answer and answer != Answer.NOT_ASKED and not self._named(row.prefix):
            self.add_error(f"{row.prefix}-which", _("Say what you asked for."))
        if answer and is_agreed(Answer(answer)):
            self._refused_by(lambda: check_terms(self._terms(row), zone=self.zone), prefix=f"{row.prefix}-")

    def _check_asked_too_much(self) -> None:
        """Said once, kindly; a sheet of paper was filled in already and is taken as it is."""
        answers = [self._said(row.prefix, "answer") or "" for row in (*self.ask_rows, self.another_ask)]
        if ALL_ASKED in self.fields and asks_too_much(answers) and not self.cleaned_data.get(ALL_ASKED):
            sentence = _(
                "That would be more than two asks in one talk. Two are enough; what is left can wait for another time."
            )
            self.add_error(ALL_ASKED, sentence)

    def _check_promise(self, line: int) -> None:
        words, due_on = self._said(f"promise{line}", "words"), self._said(f"promise{line}", "due_on")
        if words or due_on:
            self._refused_by(lambda: check_promise(words or ""), prefix=f"promise{line}-")

    def _check_next(self) -> None:
        if not self._means_next():
            return
        self._refused_by(
            lambda: check_slot(
                when=self._next_when(),
                minutes=self.cleaned_data.get("next_minutes") or USUAL_MINUTES,
                mode=Mode(self.cleaned_data.get("next_mode") or Mode.IN_PERSON),
                mode_reason=self.cleaned_data.get("next_mode_reason", ""),
                has_place=bool(self.cleaned_data.get("next_place", "").strip()),
            ),
            prefix="next_",
            renamed={"place_words": "place"},
        )

    def _check_notes(self) -> None:
        if self.cleaned_data.get(consent_name(Purpose.KEEP_NOTES, "")) != ConsentAnswer.REFUSED:
            return
        for name in NOTES:
            if self.cleaned_data.get(name):
                self.add_error(name, _("They said no to notes. Please take these words out again."))
        for name in (*SAID, "tapped"):
            if self.cleaned_data.get(name):
                self.add_error(name, _("They said no to notes. Please take these away, too."))

    def _check_nothing_is_lost(self) -> None:
        """Words for fields that are not there any more: they asked meanwhile that no notes be kept (I-9)."""
        lost = [self.data[name].strip() for name in NOTES if name not in self.fields and name in self.data]
        lost += [one.strip() for name in SAID if name not in self.fields for one in _said_once(self.data, name)]
        words = " · ".join(one for one in lost if one)
        if words:
            sentence = _(
                "They asked meanwhile that no notes be kept, so these words cannot be: “%(words)s”. The rest can."
            )
            self.add_error(None, sentence % {"words": words})

    def _refused_by(self, check: Any, *, prefix: str, renamed: Mapping[str, str] | None = None) -> None:
        try:
            check()
        except NothingWritten as nothing:
            for field, sentence in nothing.errors.items():
                name = prefix + (renamed or {}).get(field, field)
                if not self.has_error(name):
                    self.add_error(name if name in self.fields else None, sentence)

    def _said(self, prefix: str, name: str) -> Any:
        return self.cleaned_data.get(f"{prefix}-{name}")

    def _named(self, prefix: str) -> bool:
        which = self._said(prefix, "which")
        return bool(which and which != OTHER) or bool(self._said(prefix, "words"))

    def _means_next(self) -> bool:
        return bool(self.cleaned_data.get("next_on") or self.cleaned_data.get("next_at"))

    def _next_when(self) -> clock.LocalTime | None:
        on, at = self.cleaned_data.get("next_on"), self.cleaned_data.get("next_at")
        return clock.LocalTime(on, at, self.zone) if on and at else None

    # --- what the verb takes ---

    def entry(self, *, id: Any) -> DebriefEntry:
        """The valid form as one entry."""
        said = self.cleaned_data
        return DebriefEntry(
            id=id,
            held=self._held(),
            asks=tuple(self._ask_entries()),
            promises=tuple(self._promise_entries()),
            next=self._next(),
            consents=tuple(self._consents()),
            heard=self._heard(),
            tapped=self._tapped(),
            issues=tuple(self._issues()),
            said=self._said_of_themselves(),
            note=said.get("note", ""),
            read_back=said.get("read_back", ""),
            common_ground=said.get("common_ground", ""),
            wants_from_us=said.get("wants_from_us", ""),
            spoke=said.get("spoke", ""),
            circle=said.get("circle", ""),
            would_meet_others=said.get("would_meet_others", False),
        )

    def lines(self) -> list[tuple[str, str]]:
        """What the valid form says, as a person reads it: label and words."""
        found: list[tuple[str, str]] = []
        for row in (*self.ask_rows, self.another_ask):
            found += self._lines_of(row)
        rest = [name for name in self.fields if not name.startswith(("ask", "more-"))]
        means_next = self._means_next()
        rest = [name for name in rest if name not in ("tapped", ALL_ASKED)]
        found += [(row.question, row.answer) for row in self.tapped_rows if row.tap in self.cleaned_data["tapped"]]
        for name in rest:
            said = _said(self.fields[name], self.cleaned_data.get(name))
            if said and (means_next or not name.startswith("next_")):
                found.append((str(self.fields[name].label), said))
        return found

    def _lines_of(self, row: AskRow) -> Iterator[tuple[str, str]]:
        """The answer under the name of its ask, and the terms where something was agreed."""
        if not self._said(row.prefix, "answer"):
            return
        ask = self._ask_of(row)
        yield (
            (ask.title if ask else self._said(row.prefix, "words") or ""),
            _said(self.fields[f"{row.prefix}-answer"], self._said(row.prefix, "answer")),
        )
        for name, bound in row.fields.items():
            said = _said(bound.field, self._said(row.prefix, name))
            if said and name not in ("answer", "which", "words"):
                yield str(bound.field.label), said

    def _held(self) -> HeldEntry | None:
        if self.page.held is not None:
            return None
        said, slot = self.cleaned_data, self.page.slot
        zone = slot.zone if slot else self.zone
        on, at = said.get("began_on"), said.get("began_at")
        began_at = clock.instant_or_nearest(on, at, zone) if on and at else (slot.starts_at if slot else self.at)
        return HeldEntry(
            began_at=began_at,
            minutes=said.get("minutes"),
            mode=Mode(said.get("mode") or Mode.IN_PERSON),
            was_cut_short=said.get("was_cut_short", False),
        )

    def _ask_entries(self) -> Iterator[AskEntry]:
        for row in (*self.ask_rows, self.another_ask):
            answer = self._said(row.prefix, "answer")
            if answer:
                agreed = is_agreed(Answer(answer))
                yield AskEntry(
                    answer=Answer(answer),
                    ask=self._ask_of(row),
                    words=self._said(row.prefix, "words") or "",
                    revisit_on=self._said(row.prefix, "revisit_on"),
                    terms=self._terms(row) if agreed else None,
                    needs=self._needs(row) if agreed else (),
                    arranged=(self._said(row.prefix, "arranged") or "") if agreed else "",
                )

    def _needs(self, row: AskRow) -> tuple[SetUpKind, ...]:
        return tuple(SetUpKind(need) for need in self._said(row.prefix, "needs") or ())

    def _ask_of(self, row: AskRow) -> Ask | None:
        which = self._said(row.prefix, "which")
        return row.ask or next((ask for ask in self.page.menu if str(ask.pk) == which), None)

    def _terms(self, row: AskRow) -> Terms:
        ask = self._ask_of(row)
        usual = self._said(row.prefix, "words") or (ask.title if ask else "")
        return Terms(
            what=self._said(row.prefix, "what") or usual,
            goal=self._said(row.prefix, "goal") or "",
            on=self._said(row.prefix, "on"),
            time=self._said(row.prefix, "time"),
            place=self._said(row.prefix, "place") or "",
            if_then=self._said(row.prefix, "if_then") or "",
        )

    def _promise_entries(self) -> Iterator[PromiseEntry]:
        for line in range(self.promise_lines):
            words = self._said(f"promise{line}", "words")
            if words:
                yield PromiseEntry(words=words, due_on=self._said(f"promise{line}", "due_on"))

    def _next(self) -> NextEntry | None:
        when = self._next_when()
        if when is None:
            return None
        said = self.cleaned_data
        kind = MeetingKind(said.get("next_kind") or MeetingKind.MAINTENANCE)
        return NextEntry(
            when=when,
            minutes=said.get("next_minutes") or USUAL_MINUTES,
            kind=kind,
            place_words=said.get("next_place", ""),
            mode=Mode(said.get("next_mode") or Mode.IN_PERSON),
            mode_reason=said.get("next_mode_reason", ""),
            template=agenda_for(kind, self.page.meeting.chapter),
        )

    def _consents(self) -> Iterator[ConsentEntry]:
        for purpose, scope in self.page.to_ask:
            answer = self.cleaned_data.get(consent_name(purpose, scope))
            if answer:
                words = asked_in(self.page.lists, purpose, scope)
                yield ConsentEntry(purpose=purpose, scope=scope, answer=ConsentAnswer(answer), words=words)

    def _heard(self) -> HeardEntry | None:
        answers = self.reporting.answers(self.cleaned_data) if self.reporting is not None else {}
        return HeardEntry(version=self.reporting.version, answers=answers) if self.reporting and answers else None

    def _tapped(self) -> TappedEntry | None:
        shown = tuple(said.tap for said in self.shown_taps)
        kept = answers_in(self.page.meeting, self.cleaned_data.get("tapped", []))
        return TappedEntry(shown=shown, kept=kept) if shown else None

    def _said_of_themselves(self) -> dict[SaidKind, list[str]]:
        given = {kind: self.cleaned_data.get(name) for name, kind in SAID.items()}
        given[SaidKind.WISH] = clean_wishes(given[SaidKind.WISH] or "")
        return {kind: said if isinstance(said, list) else [said] for kind, said in given.items() if said}

    def clean_said_wish(self) -> str:
        words: str = self.cleaned_data["said_wish"]
        clean_wishes(words)
        return words

    def _issues(self) -> list[str]:
        typed = self.cleaned_data.get("more_issues", "").split(",")
        return [*self.cleaned_data.get("issues", []), *(clean_tag(word) for word in typed if word.strip(" #"))]

    def clean_more_issues(self) -> str:
        words: str = self.cleaned_data["more_issues"]
        for word in words.split(","):
            if word.strip(" #"):
                clean_tag(word)
        return words


def asked_in(lists: Mapping[str, str], purpose: Purpose, scope: str) -> str:
    """The words a question is asked in, aloud; of a list on a topic with its name among `lists` (b.6, R-058)."""
    if (purpose, scope) in CONSENT_WORDS:
        return str(CONSENT_WORDS[purpose, scope])
    return _("May we send you letters of “%(name)s”?") % {"name": lists.get(scope, scope)}


def consent_name(purpose: Purpose, scope: str) -> str:
    return f"consent-{purpose}-{scope}"


def _as_it_was(page: WriteUp, data: Mapping[str, Any]) -> WriteUp:
    """The page a form that comes back was made from, as far as its hidden line tells; else the page as it is now."""
    shown = [word.partition(":") for word in str(data.get("shown", "")).split()[:MOST_LINES]]
    if not shown:
        return page
    askable = [*CONSENT_WORDS, *((Purpose.LIST, scope) for scope in page.lists)]
    asked_for = [(purpose, scope) for purpose, scope in askable if data.get(consent_name(purpose, scope))]
    try:
        return as_shown(
            page,
            asks=[UUID(id) for kind, _colon, id in shown if kind == "ask"],
            report=next((UUID(id) for kind, _colon, id in shown if kind == "report"), None),
            which=_uuid_or_none(data.get("more-which", "")),
            issues=_all(data, "issues"),
            asked_for=asked_for,
        )
    except ValueError:
        return page


def _all(data: Mapping[str, Any], name: str) -> list[str]:
    return data.getlist(name) if hasattr(data, "getlist") else []


def _ticks(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)


def _said_once(data: Mapping[str, Any], name: str) -> list[str]:
    """What came for a field that is not there, as its words."""
    codes = CODES_SAID.get(SAID[name], frozenset())
    return [said_in_words(SAID[name], one) if one in codes else one for one in _all(data, name)]


def _uuid_or_none(text: str) -> UUID | None:
    return UUID(text) if text and text != OTHER else None


def _said(field: forms.Field, value: Any) -> str:
    """A cleaned value as a person reads it."""
    if isinstance(value, bool):
        return _("Yes") if value else ""
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, time):
        return f"{value:%H:%M}"
    choices: dict[str, str] = {str(code): str(words) for code, words in getattr(field, "choices", ())}
    if isinstance(value, list):
        return ", ".join(choices.get(str(code), str(code)) for code in value)
    return str(choices.get(str(value), value)) if value not in (None, "") else ""
