"""Planning a one-on-one, agreeing on a time, and logging a talk that was not planned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from letstalk.commitments.models import Commitment
from letstalk.desk.forms.where import USUAL_MINUTES, WhereForm, set_choices
from letstalk.guides.models import AgendaTemplate
from letstalk.guides.queries import is_of_the_past
from letstalk.guides.words import MeetingKind
from letstalk.kit import clock, days
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import NothingWritten
from letstalk.meetings.domain.arrange import Appointment
from letstalk.meetings.domain.time_held import CameUp
from letstalk.meetings.models import Slot
from letstalk.meetings.validators import MINUTES_OF_KIND, check_slot
from letstalk.meetings.words import PROPOSED, Mode, Purpose, Use

LENGTHS = ("30", "40", "45")
REASON_LENGTH = 1000


class SlotForm(WhereForm):
    """When and where, as both agreed (I-3). Face to face unless there is a reason (R-019, R-020)."""

    on = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        error_messages={"invalid": gettext_lazy("Choose a day, such as 2026-03-14.")},
    )
    at = forms.TimeField(
        label=gettext_lazy("Time"),
        required=False,
        error_messages={"invalid": gettext_lazy("Choose a time, such as 18:00.")},
    )

    knowing = forms.BooleanField(
        label=gettext_lazy("I know what is in my calendar then, and I can make it"), required=False
    )

    asks_knowing = False  # until something turns out to be in their own calendar then
    must_have_time = True
    field_order: Sequence[str] = ["on", "at", "minutes", "place", "place_words", "mode", "mode_reason"]

    def __init__(self, data: Any = None, *, zone: str, today: date, slot: Slot | None = None, **more: Any) -> None:
        initial = more.pop("initial", None) or _as_agreed(slot, zone)
        super().__init__(data, agreed=slot.place if slot else None, initial=initial, **more)
        self.zone, self.today = zone, today
        # What stands for an agreed time is never changed by itself.
        if slot is None:
            self.initial["place"] = self.proposed_place
        else:
            self.proposed_place = ""

    @contextmanager
    def asking_once_more(self) -> Iterator[None]:
        """What is in their own calendar then is told first; they may know better and go on."""
        try:
            yield
        except CameUp:
            self.asks_knowing = True
            raise

    @property
    def days(self) -> list[tuple[str, str]]:
        return days.day_choices(self.today, first=1)

    @property
    def hours(self) -> list[tuple[str, str]]:
        return days.hour_choices()

    @property
    def lengths(self) -> list[tuple[str, str]]:
        return [(length, _("%(minutes)s min") % {"minutes": length}) for length in LENGTHS]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if (self.must_have_time or self.has_time) and not self.errors:
            try:
                slot = self.appointment()
                check_slot(
                    when=slot.when,
                    minutes=slot.minutes,
                    mode=slot.mode,
                    mode_reason=slot.mode_reason,
                    has_place=self.where().has_place,
                )
            except NothingWritten as nothing:
                add_refusal(self, nothing)
        return found

    @property
    def has_time(self) -> bool:
        """Whether a day, a time or a place was said at all; a place that was only proposed says nothing yet."""
        said = self.cleaned_data
        has_place = said.get("place") not in (None, "", self.proposed_place)
        return has_place or any(said.get(name) for name in ("on", "at", "place_words"))

    def appointment(self) -> Appointment:
        said, where = self.cleaned_data, self.where()
        on, at = said.get("on"), said.get("at")
        return Appointment(
            when=clock.LocalTime(on, at, self.zone) if on and at else None,
            minutes=self.minutes_said,
            mode=where.mode,
            mode_reason=where.mode_reason,
            place_words=where.place_words,
            place=where.place,
            minds_calendar=not said.get("knowing"),
        )


class MoveSlotForm(SlotForm):
    """A time agreed anew on the page of a one-on-one; `seen` is the state it was chosen in."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class PlanForm(SlotForm):
    """Kind, what it is for, and when and where if that is known already. All but the kind can wait."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of one-on-one?"), choices=MeetingKind.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("What is this for?"),
        help_text=gettext_lazy("One line turns a chat into a one-on-one, and you can tell them. Only you can read it."),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    agenda = forms.ChoiceField(
        label=gettext_lazy("Agenda"),
        help_text=gettext_lazy("A guide, no script. It is copied, so that you can change it for this one-on-one."),
        required=False,
    )
    use = forms.ChoiceField(label=gettext_lazy("In the life of the group"), required=False)
    purpose = forms.ChoiceField(label=gettext_lazy("Purpose"), required=False)
    looks_back_on = forms.ChoiceField(label=gettext_lazy("The commitment you look back on"), required=False)

    must_have_time = False
    field_order = ["kind", "reason", "on", "at", "minutes", "place", "place_words", "mode", "mode_reason"]

    def __init__(
        self,
        data: Any = None,
        *,
        commitments: list[Commitment],
        agendas: list[AgendaTemplate],
        kind: str,
        agenda: AgendaTemplate | None = None,
        **more: Any,
    ) -> None:
        """`agenda` is the one chosen before this page was opened; its kind comes along."""
        shown = {"kind": agenda.meeting_kind if agenda else kind, "agenda": str(agenda.pk) if agenda else ""}
        minutes = MINUTES_OF_KIND.get(str(shown["kind"]), USUAL_MINUTES)
        super().__init__(data, initial={**shown, "minutes": minutes, "mode": Mode.IN_PERSON}, **more)
        self.agendas = {str(row.pk): row for row in agendas}
        as_usual = [("", _("As usual for this kind"))]
        self._choose("use", [*as_usual, *Use.choices])
        self._choose("purpose", [*as_usual, *Purpose.choices])
        self._choose("looks_back_on", [("", "—"), *((str(row.pk), row.what) for row in commitments)])
        self._choose("agenda", [("", _("As usual for this kind")), *_by_kind(agendas, self.today)])
        self.has_commitments = bool(commitments)

    @property
    def chosen_agenda(self) -> AgendaTemplate | None:
        """The one chosen by hand; None for the usual one."""
        return self.agendas.get(self.cleaned_data.get("agenda", ""))

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        chosen = self.agendas.get(found.get("agenda", ""))
        if chosen is not None and found.get("kind") and chosen.meeting_kind != found["kind"]:
            kind = MeetingKind(chosen.meeting_kind).label
            self.add_error("agenda", _("This agenda is for “%(kind)s”: choose that kind, too.") % {"kind": kind})
        return found

    def _choose(self, name: str, choices: list[Any]) -> None:
        set_choices(self.fields[name], choices)

    @property
    def proposed(self) -> list[tuple[str, str, str]]:
        """Kind, and the use and purpose it proposes (R-011, R-014), in words."""
        return [
            (str(MeetingKind(kind).label), str(use.label), str(purpose.label))
            for kind, (use, purpose) in PROPOSED.items()
        ]


def _by_kind(agendas: list[AgendaTemplate], today: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """The agendas one can choose from, under their kinds; what has expired says so (R-069)."""
    groups: list[tuple[str, list[tuple[str, str]]]] = []
    for kind in MeetingKind:
        rows = [(str(row.pk), _said(row, today)) for row in agendas if row.meeting_kind == kind]
        if rows:
            groups.append((str(kind.label), rows))
    return groups


def _said(row: AgendaTemplate, today: date) -> str:
    words = _("%(name)s (%(minutes)s min)") % {"name": row.name, "minutes": row.minutes}
    return _("%(agenda)s – its dates have passed") % {"agenda": words} if is_of_the_past(row, today) else words


class TalkForm(forms.Form):
    """A talk that was not planned (R-015): when, how long, how."""

    on = forms.DateField(label=gettext_lazy("Day"))
    at = forms.TimeField(label=gettext_lazy("Time, roughly"))
    minutes = forms.IntegerField(
        label=gettext_lazy("How many minutes"),
        required=False,
        min_value=1,
        max_value=600,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("How you talked"), choices=Mode.choices, initial=Mode.IN_PERSON, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("What was it about?"),
        help_text=gettext_lazy("Only you can read it."),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, zone: str, now: datetime) -> None:
        here = clock.local(now, zone)
        super().__init__(data, label_suffix="", initial={"on": here.date(), "at": f"{here:%H}:00"})
        self.zone, self.now = zone, now

    @property
    def days(self) -> list[tuple[str, str]]:
        today = clock.local_day(self.now, self.zone)
        return [(day.isoformat(), days.day_said(day, today)) for day in (today, today - timedelta(days=1))]

    @property
    def began_at(self) -> datetime:
        return clock.instant_or_nearest(self.cleaned_data["on"], self.cleaned_data["at"], self.zone)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("on") and found.get("at") and self.began_at > self.now:
            self.add_error("on", _("This is still to come. Plan a one-on-one instead."))
        return found


def _as_agreed(slot: Slot | None, zone: str) -> dict[str, Any]:
    if slot is None:
        return {"minutes": USUAL_MINUTES, "mode": Mode.IN_PERSON}
    here = clock.local(slot.starts_at, zone)
    return {
        "on": here.date(),
        "at": f"{here:%H:%M}",
        "minutes": slot.minutes,
        "place": str(slot.place_id or ""),
        "place_words": slot.place_words,
        "mode": slot.mode,
        "mode_reason": slot.mode_reason,
    }
