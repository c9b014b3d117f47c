"""An ask of the menu: its words, its days, and whom it suits, in a minute or in full."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.campaigns.models import Ask
from letstalk.campaigns.validators import LONGEST, WORDS_OF_SUITS, AskSuits, AskWords, When
from letstalk.campaigns.words import Access, Again, Company, NextStep, Risk, SetUpKind
from letstalk.desk.forms.people import ChapterForm
from letstalk.kit import clock
from letstalk.kit.languages import LANGUAGES, language_name
from letstalk.people.words import LADDER, Motive

FULLY = 100
CHILD_CARE = [("", _("Not said")), ("yes", _("There is child care")), ("no", _("There is none"))]
CARE = {"yes": True, "no": False}
PLAIN_OF_SUITS = ("minutes", "company", "urgency", "rung", "child_care", "least_age")
TICKED_OF_SUITS = ("languages", "access", "before", "set_up")
# The parts of the form that are folded away, and what is in each.
FOLDED = {
    "days": ("again", "until", "more", "places"),
    "more": ("what", "how_to", "set_up"),
    "suits": (*WORDS_OF_SUITS, "motives", "minutes", "company", "urgency", "rung", "risk"),
    "takes_part": ("child_care", "access", "languages", "least_age", "before"),
}
URGENCY = [("", _("Not said")), (30, _("It would be good to have")), (60, _("We need it")), (100, _("It is urgent"))]


def _some_words(label: Any, hint: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, help_text=hint, required=False, max_length=800, widget=widget)


def _ticked(label: Any, hint: Any, choices: Any = ()) -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, help_text=hint, choices=choices, required=False, widget=widget)


def _number(label: Any, hint: Any, invalid: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=False,
        error_messages={"invalid": invalid},
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 1}),
    )


class AskForm(ChapterForm):
    """An ask in a minute: only its title has to be there. The verb says what is wrong with the rest.

    `seen` is the ask as it was shown, when one is changed.
    """

    title = forms.CharField(
        label=_("What will you ask for?"),
        help_text=_("In a few words, as in “Come to the tenants’ meeting”."),
        max_length=LONGEST["title"],
        error_messages={"required": _("Name what you will ask for: “Come to the tenants’ meeting”.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    on = forms.DateField(
        label=_("Day"), required=False, error_messages={"invalid": _("Choose a day, such as 2026-03-14.")}
    )
    time = forms.TimeField(
        label=_("Time"), required=False, error_messages={"invalid": _("Choose a time, such as 18:00.")}
    )
    again = forms.ChoiceField(label=_("Does it come back?"), choices=Again.choices, required=False)
    until = forms.DateField(
        label=_("Until which day"),
        help_text=_("Empty: until you take it off the menu."),
        required=False,
        error_messages={"invalid": _("Choose a day, such as 2026-03-14.")},
    )
    more = forms.CharField(
        label=_("More days"),
        help_text=_("One a line, such as 2026-03-14 18:00."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr"}),
    )
    places = _number(
        _("For how many is there room, each time?"),
        _("Empty when as many as like can come. Once it is full it is not suggested any more."),
        _("Write a number, such as 12."),
    )
    place = forms.CharField(
        label=_("Where"),
        required=False,
        max_length=LONGEST["place"],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    what = forms.CharField(
        label=_("What it is"),
        required=False,
        max_length=LONGEST["what"],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    why = forms.CharField(
        label=_("Why it matters"),
        required=False,
        max_length=LONGEST["why"],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    goal = forms.CharField(
        label=_("Goal"),
        help_text=_("How will you both know that it was done?"),
        required=False,
        max_length=LONGEST["goal"],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    how_to = forms.CharField(
        label=_("How to go about it"),
        required=False,
        max_length=LONGEST["how_to"],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    risk = forms.ChoiceField(
        label=_("What it may cost them"),
        help_text=_("What could get someone arrested, or known to their employer, is never suggested by itself."),
        choices=Risk.choices,
        required=False,
    )
    minutes = _number(_("How long it takes, in minutes"), "", _("Write a number of minutes, such as 90."))
    company = forms.ChoiceField(label=_("Who is there with them"), choices=Company.choices, required=False)
    urgency = forms.TypedChoiceField(
        label=_("How much it is needed now"), choices=URGENCY, coerce=int, empty_value=None, required=False
    )
    issues = _some_words(_("Issues it is about"), _("Such as housing, schools. Commas between them."))
    uses = _some_words(_("Skills it uses"), _("Such as cooking, Spanish."))
    teaches = _some_words(_("Skills it teaches"), _("Such as speaking in public."))
    solves = _some_words(_("What is seen to"), _("Such as child care, a ride, an interpreter."))

    motives = _ticked(_("What it serves"), _("What someone may look for in it."), Motive.choices)
    rung = forms.TypedChoiceField(
        label=_("Where it leads"),
        help_text=_("Where someone stands on the ladder who has done it."),
        choices=[("", _("Not said")), *((place, stage.label) for place, stage in enumerate(LADDER, 1))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    child_care = forms.TypedChoiceField(
        label=_("Child care"), choices=CHILD_CARE, coerce=CARE.get, empty_value=None, required=False
    )
    access = _ticked(_("Access"), _("What there is, so that nobody is shut out."), Access.choices)
    languages = _ticked(_("Languages"), _("Those it is held in, or interpreted into."))
    least_age = _number(_("From which age on"), _("Empty when anyone can come."), _("Write a number, such as 16."))
    before = _ticked(_("What comes first"), _("What someone has to have done before this."))
    set_up = _ticked(
        _("What it usually takes"), _("It is proposed once someone says yes, so that they succeed."), SetUpKind.choices
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ["title", "on", "time", "place", "what", "why", "goal", "how_to", "chapter"]

    def __init__(self, *args: Any, others: Sequence[tuple[str, str]] = (), ask: Ask | None = None, **kwargs: Any):
        if ask is not None:
            kwargs["initial"] = shown_of(ask) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.ask = ask
        self._choices("before", others)
        spoken = {*LANGUAGES, *(ask.languages if ask else ())}
        self._choices("languages", [(code, language_name(code)) for code in sorted(spoken, key=language_name)])
        urgency = ask.urgency if ask else None
        if urgency is not None and urgency not in dict(URGENCY):
            self._choices("urgency", [*URGENCY, (urgency, _("%(number)d of 100") % {"number": urgency})])

    def _choices(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def clean_more(self) -> tuple[When, ...]:
        """Each line a day, and an hour where it has one."""
        lines = [line.strip() for line in self.cleaned_data["more"].splitlines() if line.strip()]
        return tuple(_when(line) for line in lines)

    @property
    def words(self) -> AskWords:
        read = {name: self.cleaned_data[name] for name in (*LONGEST, "on", "time", "again", "until", "more", "places")}
        return AskWords(**read, suits=self._suits, step=NextStep(self.ask.step) if self.ask else NextStep.OTHER)

    @property
    def is_shown(self) -> dict[str, bool]:
        """Of each part that is folded away, whether something in it was said or is wrong."""
        return {part: any(map(self._says_something, names)) for part, names in FOLDED.items()}

    def _says_something(self, name: str) -> bool:
        return bool(self[name].errors or self[name].value() not in (None, "", [], (), {}, Risk.NONE))

    @property
    def _suits(self) -> AskSuits:
        given = self.cleaned_data
        read: dict[str, Any] = {name: given[name] for name in PLAIN_OF_SUITS}
        read |= {name: tuple(given[name]) for name in TICKED_OF_SUITS}
        read |= {name: tuple(filter(None, map(str.strip, given[name].split(",")))) for name in WORDS_OF_SUITS}
        served = self.ask.motives if self.ask else {}
        motives = {code: served.get(code, FULLY) for code in given["motives"]}
        return AskSuits(risk=given["risk"] or Risk.NONE, motives=motives, **read)


def _when(line: str) -> When:
    day, _between, hour = line.partition(" ")
    try:
        return date.fromisoformat(day), time.fromisoformat(hour.strip()) if hour.strip() else None
    except ValueError:
        message = _("“%(line)s” is not a day. Write it as 2026-03-14, or 2026-03-14 18:00.") % {"line": line[:40]}
        raise forms.ValidationError(message, code="more") from None


def shown_of(ask: Ask) -> dict[str, Any]:
    """An ask as its form shows it."""
    coming = list(ask.dates.coming(clock.now()))
    room = (coming or list(ask.dates.order_by("over_at")))[-1:]
    further = [one.local(ask.chapter.zone) for one in coming[1:]] if not ask.again else []
    shown: dict[str, Any] = {name: getattr(ask, name) for name in (*LONGEST, *PLAIN_OF_SUITS, *TICKED_OF_SUITS)}
    shown |= {name: ", ".join(getattr(ask, name)) for name in WORDS_OF_SUITS}
    return shown | {
        "on": ask.on,
        "time": ask.at,
        "again": ask.again,
        "until": ask.until,
        "more": "\n".join(f"{on} {hour:%H:%M}" if hour else f"{on}" for on, hour in further),
        "places": room[0].capacity if room else None,
        "child_care": "" if ask.child_care is None else "yes" if ask.child_care else "no",
        "motives": list(ask.motives),
        "risk": ask.risk,
    }
