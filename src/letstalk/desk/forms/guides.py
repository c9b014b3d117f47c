"""A question guide and its questions, as an editor types them; what the form does not know of a question stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from letstalk.campaigns.words import NextStep
from letstalk.desk.forms.people import ChapterForm
from letstalk.desk.forms.writing import ask_field, last_day, lines_of, one_line, put, several_lines
from letstalk.guides.conditions import (
    ALL,
    ANY,
    MOST_LINES,
    Line,
    Lines,
    as_lines,
    choices_after,
    from_lines,
    from_value,
    said_of,
    short,
)
from letstalk.guides.rearranging import Item
from letstalk.guides.validators import LONGEST_NAME
from letstalk.guides.words import QuestionKind, Recording, Sensitivity, Tells

LONGEST_QUESTION = 600
LONGEST_OPTION = 200
LONGEST_HINTS = 4_000
LONGEST_LABEL = 120
MOST_OPTIONS = 40
MOST_WORDINGS = 20
MOST_LABELS = 21
SPARE_OPTIONS = 2
SPARE_WORDINGS = 1
CONDITION_LINES = 3
WITH_OPTIONS = ("either_or", "choice", "multi", "options")
NAME_OF_A_WORDING = re.compile(r"[a-z][a-z0-9_-]{0,29}(\.[a-z][a-z0-9_-]{0,29}){0,3}")
LABEL_LINE = re.compile(r"(-?\d{1,4})\s*[=:]\s*(.+)")
NO_NAME = gettext_lazy("Give the guide a name.")


# A wording's parts: its fields, where a question holds them, and how many lines they get.
WORDED: tuple[tuple[str, Any, str, int], ...] = (
    ("text", gettext_lazy("In these words"), "wordings", 2),
    ("tone", gettext_lazy("Tone and timing, in these words"), "tone_wordings", 2),
    ("why", gettext_lazy("Why we ask, in these words"), "why_wordings", 2),
)


class NewGuideForm(ChapterForm):
    """A guide of one's own begins with its name."""

    title = one_line(gettext_lazy("What is it called?"), most=LONGEST_NAME, missing=NO_NAME)

    field_order = ["title", "chapter"]


class AboutGuideForm(forms.Form):
    """What stands above the questions. `seen` is what was shown."""

    title = one_line(gettext_lazy("Name"), most=LONGEST_NAME, missing=NO_NAME)
    current_until = last_day(
        gettext_lazy("After this day it says that its questions speak of the past. Empty for no such day.")
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


def _tick(label: Any, hint: Any = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=hint, required=False)


def _select(label: Any, hint: Any = "", choices: Iterable[Any] = ()) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, help_text=hint, choices=list(choices), required=False)


class QuestionForm(forms.Form):
    """One question with everything a pack can say of it. Only its words have to be there.

    question: as it stands, {} for a new one. earlier: those before it, which alone it may look at. `seen` is what was
    shown; `fixed_kind` once it was published, for answers to it are read by its kind (R-085).
    """

    text = forms.CharField(
        label=gettext_lazy("What you ask"),
        max_length=LONGEST_QUESTION,
        error_messages={"required": gettext_lazy("Write the question, as you would say it.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("How it is answered"),
        choices=QuestionKind.choices,
        initial=QuestionKind.OPEN,
        widget=forms.RadioSelect,
    )
    collects = _select(
        gettext_lazy("What you take down"),
        choices=[
            ("", gettext_lazy("What they tell")),
            ("words", gettext_lazy("Single words")),
            ("items", gettext_lazy("A list, one by one")),
        ],
    )
    lowest = forms.IntegerField(label=gettext_lazy("From"), required=False, min_value=-1000, max_value=1000)
    highest = forms.IntegerField(label=gettext_lazy("To"), required=False, min_value=-1000, max_value=1000)
    labels = several_lines(
        gettext_lazy("Words beside the numbers"),
        gettext_lazy("One a line: 1 = strongest. Say the word, never only the number."),
        rows=3,
        most=MOST_LABELS * (LONGEST_LABEL + 10),
    )
    compares = _select(
        gettext_lazy("Asked a second time after"),
        gettext_lazy("The card then shows how the answer has changed."),
    )
    rates = _select(
        gettext_lazy("What it rates"),
        choices=[
            ("", "—"),
            ("person", gettext_lazy("A person")),
            ("thing", gettext_lazy("A thing, such as a building")),
        ],
    )
    better = _select(
        gettext_lazy("The good end"),
        choices=[("", "—"), ("high", gettext_lazy("The high number")), ("low", gettext_lazy("The low number"))],
    )
    joined = forms.ChoiceField(
        label=gettext_lazy("If there are several lines"),
        choices=[(ALL, gettext_lazy("All of them have to be so")), (ANY, gettext_lazy("One of them is enough"))],
        required=False,
    )
    keep_when = _tick(gettext_lazy("Keep this condition"))
    tone = several_lines(
        gettext_lazy("Tone and timing"),
        gettext_lazy("A note for the organizer: how to ask, and what to avoid."),
        most=LONGEST_QUESTION,
    )
    why_we_ask = several_lines(
        gettext_lazy("Why we ask"), gettext_lazy("A line that can be read out to the person."), most=LONGEST_QUESTION
    )
    say = several_lines(gettext_lazy("Rather say"), gettext_lazy("One a line."), most=LONGEST_HINTS)
    do_not_say = several_lines(gettext_lazy("Rather not say"), gettext_lazy("One a line."), most=LONGEST_HINTS)
    recording = forms.ChoiceField(
        label=gettext_lazy("What may be kept of the answer"),
        choices=Recording.choices,
        initial=Recording.NEVER,
        widget=forms.RadioSelect,
    )
    sensitivity = forms.ChoiceField(
        label=gettext_lazy("How careful to be"),
        choices=Sensitivity.choices,
        initial=Sensitivity.ORDINARY,
        widget=forms.RadioSelect,
    )
    tells = forms.MultipleChoiceField(
        label=gettext_lazy("What it may tell of them"),
        help_text=gettext_lazy("It is proposed where that could change which ask fits."),
        choices=Tells.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    consent = _select(
        gettext_lazy("Only with a yes to"),
        gettext_lazy("For what is about a third person: until that question was answered yes, nothing is kept."),
    )
    only_with_trust = _tick(gettext_lazy("Only if trust is there"), gettext_lazy("It is never proposed as an opening."))
    about_2016 = _tick(gettext_lazy("Speaks of 2016"), gettext_lazy("It says so, and is never proposed."))
    propose = _tick(
        gettext_lazy("Among the handful to carry"), gettext_lazy("Proposed when someone prepares. Outermost ones only.")
    )
    talk = _tick(gettext_lazy("Talk should follow"))
    even_without_words = _tick(
        gettext_lazy("Ask it also while there are no words to repeat"), gettext_lazy("They then stand as “…”.")
    )
    repeat_over = _select(
        gettext_lazy("Asked about each item of"),
        gettext_lazy("The wording called “each” is used then; {item} in it is that item."),
    )
    repeat_default = forms.ChoiceField(
        label=gettext_lazy("How often"),
        choices=[
            ("once", gettext_lazy("Once for all, unless the organizer chooses otherwise")),
            ("each", gettext_lazy("For each, unless the organizer chooses otherwise")),
        ],
        required=False,
    )
    leads_to = _select(
        gettext_lazy("What a yes sets in motion"),
        choices=[
            ("", gettext_lazy("Nothing")),
            ("meeting", gettext_lazy("The next one-on-one")),
            ("introduction", gettext_lazy("An introduction, once both agree")),
        ],
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        question: Mapping[str, Any],
        earlier: Sequence[Item],
        fixed_kind: bool,
        asks: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(data, initial=_shown(question))
        self.question, self.earlier, self.asks = dict(question), list(earlier), asks
        self.has_fixed_kind = fixed_kind and bool(question)
        self.lines = as_lines(question.get("when"))
        if self.has_fixed_kind:
            self.fields["kind"].disabled = True
        self._choose_among_earlier()
        self._add_condition_lines()
        self._add_options()
        self._add_wordings()

    # --- fields that depend on the question and on those before it ---

    def _choose_among_earlier(self) -> None:
        self._offer("compares", self._earlier_of("scale", "number"))
        self._offer("consent", self._earlier_of("yes_no"))
        items = [one for one in self.earlier if one.get("collects") == "items"]
        self._offer("repeat_over", [(one["id"], short(one["text"])) for one in items])

    def _earlier_of(self, *kinds: str) -> list[tuple[str, str]]:
        return [(one["id"], short(one["text"])) for one in self.earlier if one["kind"] in kinds]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """The choices, and what stands now even where it cannot be chosen any more: the check says so."""
        now = str(self.initial.get(name) or "")
        known = {value for value, _said in choices}
        gone = [(now, _("a question that is not here any more"))] if now and now not in known else []
        self._field(name).choices = [("", _("None")), *choices, *gone]

    def _field(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field

    def _add_condition_lines(self) -> None:
        groups = choices_after(self.earlier)
        offered = {value for _group, choices in groups for value, _said in choices}
        by_id = {one["id"]: one for one in self.earlier}
        lines = self.lines.lines if self.lines else ()
        for number in range(min(max(CONDITION_LINES, len(lines)), MOST_LINES)):
            line = lines[number] if number < len(lines) else None
            extra: list[Any] = []
            if line is not None and line.value not in offered:
                about = by_id.get(line.test.get("question", ""))
                words = said_of(line.test, about) if about else _("as it stands now")
                extra = [(line.value, words)]
            self.fields[f"when_{number}"] = forms.ChoiceField(
                label=_("Only when") if number == 0 else _("and when, or when"),
                choices=[("", _("Always") if number == 0 else "—"), *extra, *groups],
                required=False,
                initial=line.value if line else "",
            )
            self.fields[f"when_not_{number}"] = forms.BooleanField(
                label=_("that is not so"), required=False, initial=bool(line and line.is_not)
            )
        self.initial["joined"] = self.lines.joined if self.lines else ALL
        self.initial["keep_when"] = self.lines is None

    def _rows(self, name: str, standing: int, spare: int, most: int) -> range:
        if not self.is_bound:
            return range(min(standing + spare, most))
        sent = [key for key in self.data if re.fullmatch(rf"{name}_\d{{1,2}}", key)]
        return range(min(max(len(sent), standing), most))

    def _add_options(self) -> None:
        options = self.question.get("options", ())
        for number in self._rows("option_text", len(options), max(SPARE_OPTIONS, 3 - len(options)), MOST_OPTIONS):
            option = options[number] if number < len(options) else {}
            self.fields[f"option_id_{number}"] = forms.CharField(
                required=False, max_length=64, initial=option.get("id", ""), widget=forms.HiddenInput
            )
            self.fields[f"option_text_{number}"] = forms.CharField(
                label=_("Answer %(number)s") % {"number": number + 1},
                required=False,
                max_length=LONGEST_OPTION,
                initial=option.get("text", ""),
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
            steps = [("", _("Nothing")), *NextStep.choices]
            action = option.get("action", "")
            if action and action not in NextStep.values:
                steps.append((action, action))
            self.fields[f"option_action_{number}"] = forms.ChoiceField(
                label=_("What choosing it asks for"), choices=steps, required=False, initial=action
            )
            if self.asks or option.get("ask"):
                label = _("Which ask of the campaign")
                self.fields[f"option_ask_{number}"] = ask_field(label, self.asks, option.get("ask", ""))

    def _add_wordings(self) -> None:
        names = _names_of_wordings(self.question)
        for number in self._rows("wording_text", len(names), SPARE_WORDINGS, MOST_WORDINGS):
            name = names[number] if number < len(names) else ""
            self.fields[f"wording_name_{number}"] = one_line(
                _("Name of this wording"), _("plain, neutral, es, each …"), most=120, autocapitalize="none"
            )
            for part, label, holds, rows in WORDED:
                self.fields[f"wording_{part}_{number}"] = several_lines(label, rows=rows, most=LONGEST_QUESTION)
                self.initial[f"wording_{part}_{number}"] = self.question.get(holds, {}).get(name, "")
            self.fields[f"wording_options_{number}"] = several_lines(
                _("Its answers"),
                _("One a line, in the order above. A line left empty stays as written."),
                rows=3,
                most=MOST_OPTIONS * (LONGEST_OPTION + 2),
            )
            said = [option.get("wordings", {}).get(name, "") for option in self.question.get("options", ())]
            self.initial[f"wording_name_{number}"] = name
            self.initial[f"wording_options_{number}"] = "\n".join(said).rstrip("\n")

    # --- for the template ---

    @property
    def option_rows(self) -> list[tuple[Any, ...]]:
        asks = ["option_ask"] if self.asks or "option_ask_0" in self.fields else []
        return self._bound_rows("option_id", "option_text", "option_action", *asks)

    @property
    def wording_rows(self) -> list[tuple[Any, ...]]:
        return self._bound_rows("wording_name", "wording_text", "wording_tone", "wording_why", "wording_options")

    @property
    def has_wordings(self) -> bool:
        return any(bound.value() or bound.errors for row in self.wording_rows for bound in row)

    @property
    def condition_rows(self) -> list[tuple[Any, Any]]:
        return self._bound_rows("when", "when_not")

    @property
    def has_more_conditions(self) -> bool:
        """Whether more than the first line says something."""
        return any(when.value() or when.errors for when, _is_not in self.condition_rows[1:])

    def _bound_rows(self, *names: str) -> list[tuple[Any, ...]]:
        numbers = [number for number in range(MOST_OPTIONS) if f"{names[0]}_{number}" in self.fields]
        return [
            tuple(self[f"{name}_{number}"] for name in names if f"{name}_{number}" in self.fields) for number in numbers
        ]

    @property
    def kind_words(self) -> str:
        return str(QuestionKind(self.question["kind"]).label) if self.has_fixed_kind else ""

    # --- reading it ---

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        for number in range(MOST_WORDINGS):
            name = found.get(f"wording_name_{number}", "")
            said = [found.get(f"wording_{part}_{number}") for part in (*(part for part, *_rest in WORDED), "options")]
            if any(said) and not NAME_OF_A_WORDING.fullmatch(name):
                self.add_error(f"wording_name_{number}", _("Name it in small letters, such as plain or es."))
            if len(self._said_of_options(number)) > len(self._option_numbers()):
                self.add_error(f"wording_options_{number}", _("There are more lines here than answers above."))
        wrong = [line for line in lines_of(found.get("labels", "")) if not LABEL_LINE.fullmatch(line)]
        if wrong:
            self.add_error("labels", _("Write each as “1 = strongest”: look at “%(line)s”.") % {"line": wrong[0]})
        return found

    def place_mistakes(self, mistakes: Iterable[Any]) -> None:
        """Put what the check found beside the field it is about."""
        fields = {"when": "when_0", "repeat": "repeat_over", "options": "option_text_0", "wordings": "wording_text_0"}
        fields |= {"tone_wordings": "wording_tone_0", "why_wordings": "wording_why_0"}
        for mistake in mistakes:
            name = fields.get(mistake.field, mistake.field)
            self.add_error(name if name in self.fields else None, mistake.sentence)

    def changed(self) -> Item:
        """The question as typed, on top of what it held. Also of a form that is not valid, for the preview."""
        told = self.cleaned_data
        kind = told.get("kind") or self.question.get("kind", "open")
        new = {"id": self.question.get("id", ""), **self.question, "kind": kind}
        new["text"] = told.get("text") or self.data.get("text", "").strip()
        for name in ("tone", "why_we_ask", "consent"):
            put(new, name, told.get(name))
        for name in ("talk", "only_with_trust", "about_2016", "propose", "even_without_words"):
            put(new, name, told.get(name))
        for name in ("say", "do_not_say"):
            put(new, name, lines_of(told.get(name, "")))
        put(new, "tells", list(told.get("tells", ())))
        put(new, "recording", told.get("recording"), usual=Recording.NEVER)
        put(new, "sensitivity", told.get("sensitivity"), usual=Sensitivity.ORDINARY)
        for part, _label, holds, _lines in WORDED:
            put(new, holds, self._wordings(part))
        put(new, "options", self._options() if kind in WITH_OPTIONS else [])
        put(new, "collects", told.get("collects") if kind == "open" else "")
        put(new, "leads_to", told.get("leads_to") if kind in ("yes_no", "schedule") else "")
        self._put_scale(new, kind)
        self._put_repeat(new)
        self._put_condition(new)
        return new

    def _put_scale(self, new: Item, kind: str) -> None:
        told, is_scale = self.cleaned_data, kind == "scale"
        for name in ("lowest", "highest"):
            put(new, name, told.get(name) if is_scale else None)
        found = (LABEL_LINE.fullmatch(line) for line in lines_of(told.get("labels", "")))
        put(new, "labels", {one[1]: one[2].strip() for one in found if one} if is_scale else {})
        for name in ("rates", "better"):
            put(new, name, told.get(name) if is_scale else "")
        compared = told.get("compares") if kind in ("scale", "number") else ""
        put(new, "compares", {"with": compared} if compared else None)

    def _put_repeat(self, new: Item) -> None:
        over = self.cleaned_data.get("repeat_over")
        often = self.cleaned_data.get("repeat_default") or "once"
        repeat = {"over": over} | ({"default": often} if often != "once" else {})
        put(new, "repeat", repeat if over else None)

    def _put_condition(self, new: Item) -> None:
        told = self.cleaned_data
        if self.lines is None and told.get("keep_when"):
            return
        lines = [
            Line(test, is_not=bool(told.get(f"when_not_{number}")))
            for number in range(MOST_LINES)
            if (test := from_value(told.get(f"when_{number}") or ""))
        ]
        when = from_lines(Lines(told.get("joined") or ALL, tuple(lines)))
        if when != new.get("when"):
            new.pop("implied", None)
        put(new, "when", when)

    def _wordings(self, part: str) -> dict[str, str]:
        told = self.cleaned_data
        rows = [(told.get(f"wording_name_{at}"), told.get(f"wording_{part}_{at}")) for at in range(MOST_WORDINGS)]
        return {name: text for name, text in rows if name and text}

    def _said_of_options(self, number: int) -> list[str]:
        """The answers of one wording, by the row of their option; empty where they stay as written."""
        return [line.strip() for line in self.cleaned_data.get(f"wording_options_{number}", "").splitlines()]

    def _option_numbers(self) -> list[int]:
        return [number for number in range(MOST_OPTIONS) if f"option_text_{number}" in self.fields]

    def _wordings_of_option(self, number: int) -> dict[str, str]:
        names = [self.cleaned_data.get(f"wording_name_{at}") for at in range(MOST_WORDINGS)]
        said = [self._said_of_options(at)[number : number + 1] for at in range(MOST_WORDINGS)]
        return {name: words[0] for name, words in zip(names, said, strict=True) if name and words and words[0]}

    def _options(self) -> list[Item]:
        """Those with words; an option keeps its id when it is reworded, and a new one gets one never used here."""
        told = self.cleaned_data
        before = {option["id"]: option for option in self.question.get("options", ())}
        taken = set(before)
        options: list[Item] = []
        for number in range(MOST_OPTIONS):
            text = told.get(f"option_text_{number}")
            if not text:
                continue
            id = told.get(f"option_id_{number}") or _free_id(taken)
            taken.add(id)
            option = {**before.get(id, {"id": id}), "text": text}
            put(option, "action", told.get(f"option_action_{number}"))
            if f"option_ask_{number}" in self.fields:
                put(option, "ask", told.get(f"option_ask_{number}"))
            put(option, "wordings", self._wordings_of_option(number))
            options.append(option)
        return options


def _shown(question: Mapping[str, Any]) -> dict[str, Any]:
    usual = {"kind": "open", "recording": Recording.NEVER, "sensitivity": Sensitivity.ORDINARY}
    if question.get("kind") == "scale":
        usual["lowest"] = "0"
    repeat = question.get("repeat") or {}
    return {
        **usual,
        **{name: value for name, value in question.items() if name in QuestionForm.base_fields},
        "tells": list(question.get("tells", ())),
        "say": "\n".join(question.get("say", ())),
        "do_not_say": "\n".join(question.get("do_not_say", ())),
        "labels": "\n".join(f"{number} = {words}" for number, words in question.get("labels", {}).items()),
        "compares": (question.get("compares") or {}).get("with", ""),
        "repeat_over": repeat.get("over", ""),
        "repeat_default": repeat.get("default", "once"),
    }


def _names_of_wordings(question: Mapping[str, Any]) -> list[str]:
    """Of the question itself, its hints and its options, each once."""
    held = [question.get(holds, {}) for _part, _label, holds, _lines in WORDED]
    held += [option.get("wordings", {}) for option in question.get("options", ())]
    return list(dict.fromkeys(name for names in held for name in names))


def _free_id(taken: set[str]) -> str:
    return next(f"o{number}" for number in range(1, MOST_OPTIONS * 3) if f"o{number}" not in taken)
