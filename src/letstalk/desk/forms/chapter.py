"""What a chapter is called and where it is, who may do what in it, and its rhythm."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from letstalk.desk.forms.settings import zone_choices
from letstalk.followups import timings
from letstalk.followups.domain.rhythm import MOST_DAYS, STAGES_WITH_RHYTHM
from letstalk.people.models import Chapter
from letstalk.people.validators import clean_chapter_name, clean_email, clean_region, clean_word
from letstalk.people.words import RoleKind, Stage

IN_HOURS = (timings.THANK_YOU,)
HOURS_A_DAY = 24


def places(*also: str) -> list[tuple[str, str]]:
    """Every zone with a place in its name, and those in use without one."""
    return [*((zone, zone) for zone in also if "/" not in zone), *zone_choices()[1:]]


class NamedForm(forms.Form):
    """What a group is called, and what it calls itself."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        error_messages={"required": _("Give the chapter a name of at most 200 letters.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    word = forms.CharField(
        label=_("What you call it"),
        help_text=_("A huddle, a circle, a hub, a committee. Empty for “chapter”."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    zone = forms.ChoiceField(label=_("Time zone"), help_text=_("Day and hour of all that is agreed here."))

    def __init__(self, *args: Any, chapter: Chapter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["zone"]).choices = places(chapter.zone)

    def clean_name(self) -> str:
        return clean_chapter_name(self.cleaned_data["name"])

    def clean_word(self) -> str:
        return clean_word(self.cleaned_data["word"])


class ChapterSettingsForm(NamedForm):
    """All of a chapter's settings. `seen` is what the page showed when it was opened."""

    region = forms.CharField(
        label=_("Country for phone numbers"),
        help_text=_("Two letters, as in US, MX or DE. Numbers written without + are read as from there."),
        max_length=2,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["language"]).choices = settings.LANGUAGES

    def clean_region(self) -> str:
        return clean_region(self.cleaned_data["region"])


class RoleForm(forms.Form):
    """Somebody's email and what they may do here."""

    email = forms.CharField(
        label=_("Email"),
        help_text=_("They sign in with it. Who has no account yet gets one."),
        max_length=254,
        error_messages={"required": _("Write the email they sign in with.")},
        widget=forms.TextInput(attrs={"type": "email", "inputmode": "email", "autocomplete": "off", "dir": "ltr"}),
    )
    name = forms.CharField(
        label=_("Name"),
        help_text=_("For someone new; they can change it."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("What may they do?"),
        choices=[
            (RoleKind.ORGANIZER, _("Organizer: holds one-on-ones, and sees their own people")),
            (RoleKind.LEAD, _("Lead: sees the people of this chapter and below, and sets asks and timings")),
            (RoleKind.ADMINISTRATOR, _("Administrator: chapters, roles and settings; sees nobody’s people")),
        ],
        initial=RoleKind.ORGANIZER,
        widget=forms.RadioSelect,
    )

    def clean_email(self) -> str:
        return clean_email(self.cleaned_data["email"])


class RhythmForm(forms.Form):
    """One field for each step of the follow-up set and each stage with a rhythm; `seen` is what was shown."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, hours: dict[str, int], every_days: dict[str, int]) -> None:
        super().__init__(data)
        self.hours, self.every_days = hours, every_days
        for step, after in hours.items():
            hint = _("Hours after it; usually {}.") if step in IN_HOURS else _("Days after it; usually {}.")
            usual = format_lazy(hint, _shown(step, timings.SET_STEPS[step]))
            self.fields[step] = _number(timings.STEP_NAMES[step], usual, shown=_shown(step, after))
        for stage, days in every_days.items():
            usual = format_lazy(_("Days from one talk to the next; usually {}."), timings.CADENCE_DAYS[stage] or days)
            self.fields[stage] = _number(Stage(stage).label, usual, shown=days)

    @property
    def steps(self) -> list[forms.BoundField]:
        return [self[step] for step in self.hours]

    @property
    def stages(self) -> list[forms.BoundField]:
        return [self[stage] for stage in self.every_days]

    @property
    def hours_chosen(self) -> dict[str, int]:
        """In hours; a step that was left as it was shown keeps its hours, though days show them rounded."""
        chosen = {}
        for step, after in self.hours.items():
            told = self.cleaned_data[step]
            if told != _shown(step, after):
                chosen[step] = told if step in IN_HOURS else told * HOURS_A_DAY
        return chosen

    @property
    def days_chosen(self) -> dict[str, int]:
        return {stage: self.cleaned_data[stage] for stage in self.every_days}


def _shown(step: str, hours: int) -> int:
    return hours if step in IN_HOURS else max(round(hours / HOURS_A_DAY), 1)


def _number(label: Any, hint: Any, *, shown: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        initial=shown,
        min_value=1,
        max_value=MOST_DAYS,
        help_text=hint,
        error_messages={
            "required": _("Write a number."),
            "invalid": _("Write a whole number."),
            "min_value": _("At least 1."),
            "max_value": _("That is longer than two years."),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


def rhythm_of(chapter: Chapter) -> tuple[dict[str, int], dict[str, int]]:
    """Hours by step and days by stage, as they stand in a chapter."""
    days = timings.cadence_days([chapter.pk])
    every = {str(stage): days[chapter.pk, stage] or 0 for stage in STAGES_WITH_RHYTHM}
    return timings.hours_after(chapter), every
