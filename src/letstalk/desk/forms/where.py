"""How long and where, for every form by which a one-on-one is agreed or offered (R-019, R-020, R-021)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from letstalk.meetings.domain.schedule import Where
from letstalk.meetings.models import Place
from letstalk.meetings.places import Offered
from letstalk.meetings.words import Mode

USUAL_MINUTES = 45
PLACE_LENGTH = 300


class WhereForm(forms.Form):
    """Face to face in a quiet place unless there is a reason; a place of the list, or in words."""

    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"),
        help_text=gettext_lazy("30 to 45 is usual: long enough to listen, short enough to say yes to."),
        initial=USUAL_MINUTES,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 5, "max": 240}),
    )
    place = forms.ChoiceField(label=gettext_lazy("A place you know"), required=False)
    place_words = forms.CharField(
        label=gettext_lazy("Where"),
        help_text=gettext_lazy("Quiet enough to talk, public enough to be safe, near them."),
        required=False,
        max_length=PLACE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("How you meet"),
        choices=Mode.choices,
        initial=Mode.IN_PERSON,
        required=False,
        widget=forms.RadioSelect,
    )
    mode_reason = forms.CharField(
        label=gettext_lazy("If not face to face, why?"),
        help_text=gettext_lazy("Distance, safety, illness, access. It counts no less."),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, places: Sequence[Offered] = (), agreed: Place | None = None, **more: Any):
        """agreed: the place of the standing time, which may have been retired since; what was agreed stays there."""
        super().__init__(data, label_suffix="", **more)
        self.places = {str(one.place.pk): one.place for one in places}
        known = [(str(one.place.pk), said_of(one)) for one in places]
        if agreed is not None and str(agreed.pk) not in self.places:
            self.places[str(agreed.pk)] = agreed
            known.append((str(agreed.pk), agreed.name))
        set_choices(self.fields["place"], [("", _("Somewhere else, said below")), *known])
        proposed = proposed_of(places)
        self.proposed_place = str(proposed.pk) if proposed else ""
        if known:
            self.fields["place_words"].label = gettext_lazy("Where exactly, or where else")

    @property
    def has_places(self) -> bool:
        return bool(self.places)

    @property
    def minutes_said(self) -> int:
        minutes: int = self.cleaned_data.get("minutes") or USUAL_MINUTES
        return minutes

    def where(self) -> Where:
        """By phone or video there is no place."""
        said = self.cleaned_data
        mode = Mode(said.get("mode") or Mode.IN_PERSON)
        place = self.places.get(said.get("place", "")) if mode == Mode.IN_PERSON else None
        return Where(mode, said.get("mode_reason", ""), place, said.get("place_words", ""))


def set_choices(field: forms.Field, choices: list[Any]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def proposed_of(places: Sequence[Offered]) -> Place | None:
    """Where they met before, or else what is near them (R-019)."""
    return next((one.place for one in places if one.met_before or one.is_near), None)


def said_of(one: Offered) -> str:
    """Its name, and what speaks for or against it here (R-019)."""
    place = one.place
    why = [
        (one.met_before, _("you met here before")),
        (one.rated.is_doubtful, _("not everyone found it good to talk")),
        (one.is_near, _("near them")),
        (place.is_quiet, _("quiet")),
        (place.is_private, _("private enough to talk")),
        (place.is_public, _("public enough to be safe")),
        (place.is_step_free, _("step-free")),
    ]
    said = [words for is_so, words in why if is_so]
    return _("%(place)s – %(why)s") % {"place": place.name, "why": _(", ").join(said)} if said else place.name
