"""Agendas as an editor types them: copied from another or begun anew, and their parts one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from letstalk.desk.forms.people import ChapterForm
from letstalk.desk.forms.writing import ask_field, last_day, lines_of, one_line, put, several_lines
from letstalk.guides.checking import Mistake
from letstalk.guides.conditions import ALL, Line, Lines, as_lines, choices_after, from_lines, from_value, short
from letstalk.guides.models import Guide
from letstalk.guides.rearranging import Item
from letstalk.guides.validators import LONGEST_NAME, LONGEST_POINT, LONGEST_SUCCESS, MOST_POINTS
from letstalk.guides.words import MeetingKind, SuccessRule

LONGEST_SECTION_NAME = 120
LONGEST_LIST = MOST_POINTS * (LONGEST_POINT + 2)
MOST_MINUTES = 240
MOST_SIGNS = 8
MOST_ASKS = 4
MOST_HINTS = 10
LONGEST_SIGN = {"seen": 200, "do": 300}
AS_IT_STANDS = "keep"
ONE_A_LINE = gettext_lazy("One a line.")
NO_NAME = gettext_lazy("Give the agenda a name.")


class CopyForm(ChapterForm):
    """A copy for one's own chapter, with or without the questions it draws on."""

    name = one_line(gettext_lazy("What will you call it?"), most=LONGEST_NAME, missing=NO_NAME)
    with_questions = forms.BooleanField(
        label=gettext_lazy("Copy its questions, too"),
        help_text=gettext_lazy("So that you can reword, reorder and add to them. Otherwise it keeps drawing on these."),
        required=False,
    )

    field_order = ["name", "with_questions", "chapter"]


class NewAgendaForm(ChapterForm):
    """A type of one-on-one of one's own (R-033)."""

    name = one_line(
        gettext_lazy("What is this type of one-on-one called?"),
        gettext_lazy("As you say it: “Tenants’ visit”."),
        most=LONGEST_NAME,
        missing=NO_NAME,
    )
    meeting_kind = forms.ChoiceField(
        label=gettext_lazy("Which kind is it nearest to?"), choices=MeetingKind.choices, widget=forms.RadioSelect
    )

    field_order = ["name", "meeting_kind", "chapter"]


class AboutAgendaForm(forms.Form):
    """What stands above the parts. `seen` is what was shown."""

    name = one_line(gettext_lazy("Name"), most=LONGEST_NAME, missing=NO_NAME)
    meeting_kind = forms.ChoiceField(label=gettext_lazy("Kind of one-on-one"), choices=MeetingKind.choices)
    guide = forms.ChoiceField(
        label=gettext_lazy("Questions it draws on"),
        help_text=gettext_lazy("Some one-on-ones need none."),
        required=False,
    )
    success_rule = forms.ChoiceField(
        label=gettext_lazy("When does it count as successful?"), choices=SuccessRule.choices, widget=forms.RadioSelect
    )
    success_words = several_lines(gettext_lazy("In your words"), most=LONGEST_SUCCESS)
    current_until = last_day(gettext_lazy("After this day it says that its dates have passed. Empty for no such day."))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, guides: Sequence[Guide], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["guide"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("None")), *((str(guide.pk), guide.title) for guide in guides)]


def _minutes(label: Any, hint: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=0,
        max_value=MOST_MINUTES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 0, "max": MOST_MINUTES}),
        **more,
    )


class SectionForm(forms.Form):
    """One part of an agenda. section: as it stands, {} for a new one; what the form does not know of it stays."""

    name = one_line(gettext_lazy("Name"), most=LONGEST_SECTION_NAME, missing=gettext_lazy("Give this part a name."))
    minutes = _minutes(
        gettext_lazy("Minutes"),
        gettext_lazy("A hint, no more."),
        error_messages={"required": gettext_lazy("About how many minutes? 0 is fine.")},
    )
    points = several_lines(gettext_lazy("Points"), ONE_A_LINE, rows=5, most=LONGEST_LIST)
    say = several_lines(gettext_lazy("Rather say"), ONE_A_LINE, most=LONGEST_LIST)
    do_not_say = several_lines(gettext_lazy("Rather not say"), ONE_A_LINE, most=LONGEST_LIST)
    duties = several_lines(
        gettext_lazy("To be done beforehand"),
        gettext_lazy("One a line. It stands on the page of the ten minutes before."),
        most=LONGEST_LIST,
    )
    at_least = _minutes(
        gettext_lazy("Never shorter than"),
        gettext_lazy("In minutes, when the one-on-one is shorter than planned."),
        required=False,
    )
    when = forms.ChoiceField(label=gettext_lazy("Only when"), required=False)
    when_not = forms.BooleanField(label=gettext_lazy("that is not so"), required=False)
    questions = forms.MultipleChoiceField(
        label=gettext_lazy("Questions asked in this part"), required=False, widget=forms.CheckboxSelectMultiple
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    texts = ("points", "say", "do_not_say", "duties")

    def __init__(
        self,
        data: Any = None,
        *,
        section: Mapping[str, Any],
        questions: Sequence[Item],
        asks: Sequence[tuple[str, str]] = (),
    ) -> None:
        shown = {name: "\n".join(section.get(name, ())) for name in self.texts}
        super().__init__(
            data,
            initial={
                **shown,
                "name": section.get("name", ""),
                "minutes": section.get("minutes", 5),
                "questions": section.get("questions", []),
                "at_least": section.get("at_least"),
            },
        )
        self.section = dict(section)
        self.lines = as_lines(section.get("when"))
        self._choose_when()
        self._add_signs()
        self._add_asks(asks)
        field = self.fields["questions"]
        assert isinstance(field, forms.MultipleChoiceField)
        # Branches come along with the question above them, so only those chosen already are shown.
        chosen = section.get("questions", ())
        offered = [one for one in questions if one["depth"] == 1 or one["id"] in chosen]
        field.choices = [(one["id"], short(one["text"])) for one in offered]
        if not questions:
            del self.fields["questions"]

    def _choose_when(self) -> None:
        """What is known beforehand, line by line; a deeper condition stays as it is."""
        field = self.fields["when"]
        assert isinstance(field, forms.ChoiceField)
        line = self.lines.lines[0] if self.lines and len(self.lines.lines) == 1 else None
        choices = choices_after(())
        known = {value for _group, tests in choices for value, _said in tests}
        now = [] if line is None or line.value in known else [(line.value, _("as it stands now"))]
        deeper = [] if line or not self.section.get("when") else [(AS_IT_STANDS, _("as it stands now"))]
        field.choices = [("", _("Always")), *deeper, *now, *choices]
        self.initial["when"] = line.value if line else (AS_IT_STANDS if deeper else "")
        self.initial["when_not"] = bool(line and line.is_not)

    def _add_signs(self) -> None:
        signs = self.section.get("exit_signs", ())
        for number in range(min(max(len(signs) + 1, 2), MOST_SIGNS)):
            sign = signs[number] if number < len(signs) else {}
            for name, label in (("seen", _("A sign that they want to go")), ("do", _("What you do then"))):
                self.fields[f"sign_{name}_{number}"] = forms.CharField(
                    label=label,
                    required=False,
                    max_length=LONGEST_SIGN[name],
                    initial=sign.get(name, ""),
                    widget=forms.TextInput(attrs={"autocomplete": "off"}),
                )

    def _add_asks(self, asks: Sequence[tuple[str, str]]) -> None:
        """Up to four of the campaign's, in order (R-029); none where it has none."""
        named = self.section.get("asks", [])
        for number in range(MOST_ASKS if asks or named else 0):
            label = _("After a no") if number else _("What you ask for first")
            self.fields[f"ask_{number}"] = ask_field(label, asks, named[number] if number < len(named) else "")

    @property
    def ask_rows(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("ask_")]

    @property
    def sign_rows(self) -> list[tuple[Any, Any]]:
        numbers = [number for number in range(MOST_SIGNS) if f"sign_seen_{number}" in self.fields]
        return [(self[f"sign_seen_{number}"], self[f"sign_do_{number}"]) for number in numbers]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if (found.get("at_least") or 0) > (found.get("minutes") or 0):
            self.add_error("at_least", _("It cannot keep more minutes than it has."))
        for number in range(MOST_SIGNS):
            if bool(found.get(f"sign_seen_{number}")) != bool(found.get(f"sign_do_{number}")):
                missing = "do" if found.get(f"sign_seen_{number}") else "seen"
                self.add_error(f"sign_{missing}_{number}", _("A sign and what you do then go together."))
        for name in self.texts:
            lines = lines_of(found.get(name, ""))
            most = MOST_POINTS if name == "points" else MOST_HINTS
            if len(lines) > most:
                self.add_error(name, _("At most %(most)d lines.") % {"most": most})
            elif any(len(line) > LONGEST_POINT for line in lines):
                self.add_error(name, _("Keep each line under %(length)d characters.") % {"length": LONGEST_POINT})
        return found

    def place_mistakes(self, mistakes: Iterable[Mistake]) -> None:
        """Put what the check found beside the field it is about."""
        for mistake in mistakes:
            name = {"exit_signs": "sign_seen_0", "asks": "ask_0"}.get(mistake.field, mistake.field)
            if not self.has_error(name):
                self.add_error(name if name in self.fields else None, mistake.sentence)

    def changed(self) -> Item:
        """The part as typed, on top of what it held. Also of a form that is not valid, for the preview."""
        told = self.cleaned_data
        new = {**self.section, "name": told.get("name") or self.data.get("name", "").strip()}
        new["minutes"] = told["minutes"] if told.get("minutes") is not None else self.section.get("minutes", 0)
        new["points"] = lines_of(told.get("points", ""))
        for name in ("say", "do_not_say", "duties"):
            put(new, name, lines_of(told.get(name, "")))
        put(new, "at_least", told.get("at_least"))
        signs = [(told.get(f"sign_seen_{number}"), told.get(f"sign_do_{number}")) for number in range(MOST_SIGNS)]
        put(new, "exit_signs", [{"seen": seen, "do": do} for seen, do in signs if seen and do])
        if told.get("when") != AS_IT_STANDS:
            test = from_value(told.get("when") or "")
            lines = (Line(test, is_not=bool(told.get("when_not"))),) if test else ()
            put(new, "when", from_lines(Lines(ALL, lines)))
        if "ask_0" in self.fields:
            named = [told.get(f"ask_{number}") for number in range(MOST_ASKS)]
            put(new, "asks", list(dict.fromkeys(key for key in named if key)))
        if "questions" in self.fields:
            chosen = told.get("questions", [])
            before = self.section.get("questions", [])
            new["questions"] = [*(id for id in before if id in chosen), *(id for id in chosen if id not in before)]
        return new
