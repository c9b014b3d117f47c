"""A place to meet in, and how it was found to be (R-019)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from letstalk.desk.seen import version
from letstalk.meetings.domain.places import PlaceWords
from letstalk.meetings.models import Place
from letstalk.people.models import Chapter

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

YES, NO, NOT_KNOWN = "yes", "no", ""
KNOWN = [
    (YES, pgettext_lazy("about a place", "Yes")),
    (NO, pgettext_lazy("about a place", "No")),
    (NOT_KNOWN, pgettext_lazy("about a place", "Don’t know")),
]
SAID = {YES: True, NO: False, NOT_KNOWN: None}
WORDS = ("name", "address", "area", "transit", "cost", "hours")
FLAGS = ("is_quiet", "is_private", "is_public", "is_step_free", "has_toilets")


def _words(label: StrOrPromise, hint: StrOrPromise = "", *, most: int) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, help_text=hint, required=False, max_length=most, widget=widget)


def _known(label: StrOrPromise, hint: StrOrPromise = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, help_text=hint, choices=KNOWN, required=False, initial=NOT_KNOWN, widget=forms.RadioSelect
    )


class PlaceForm(forms.Form):
    """Its name is enough to begin with. `seen` is the place as the page showed it."""

    name = forms.CharField(
        label=_("What is it called?"),
        help_text=_("As you would tell someone: “Eastside Library, corner table”."),
        error_messages={"required": _("Say what it is called, as you would tell someone: “Eastside Library”.")},
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_quiet = _known(_("Quiet enough to listen?"))
    is_private = _known(_("Private enough to talk?"), _("Nobody at the next table can follow."))
    is_public = _known(_("Public enough to be safe?"), _("Other people are about, and either of you can leave."))
    is_step_free = _known(_("Step-free?"), _("From the street to the seat, and to the toilet."))
    has_toilets = _known(_("Toilets?"))
    address = _words(_("Address"), most=300)
    area = _words(_("Part of town"), _("By this it is offered for people who live near."), most=80)
    transit = _words(_("Bus and train"), _("“Bus 12 to Mill Street, 3 minutes on foot”."), most=200)
    cost = _words(_("Cost"), _("“Free”, or “coffee about 3”. Nobody should have to buy something."), most=80)
    hours = _words(_("Open"), _("“Mon to Sat 9 to 18”."), most=200)
    chapter = forms.ChoiceField(label=_("For whom?"), required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, chapters: list[Chapter], home: Chapter | None = None, place: Place | None = None
    ) -> None:
        super().__init__(data, initial=_shown(place) if place else None, label_suffix="")
        self.chapters = {str(chapter.pk): chapter for chapter in chapters}
        if place is not None or len(chapters) < 2:
            del self.fields["chapter"]
        else:
            choice = self.fields["chapter"]
            assert isinstance(choice, forms.ChoiceField)
            choice.choices = [(key, chapter.name) for key, chapter in self.chapters.items()]
            choice.initial = home.pk if home else None

    @property
    def flags(self) -> list[forms.BoundField]:
        return [self[name] for name in FLAGS]

    @property
    def chapter_chosen(self) -> Chapter:
        return self.chapters.get(self.cleaned_data.get("chapter", "")) or next(iter(self.chapters.values()))

    @property
    def place(self) -> PlaceWords:
        said = self.cleaned_data
        words: dict[str, Any] = {name: said[name] for name in WORDS}
        return PlaceWords(**words | {name: SAID[said[name]] for name in FLAGS})

    def is_about_another(self, place: Place) -> bool:
        """Somebody changed the place since the page was opened, and into something else than what was typed."""
        is_same = all(getattr(place, name) == value for name, value in self.place.stripped().items())
        return self.cleaned_data["seen"] != seen_of(place) and not is_same


def seen_of(place: Place) -> str:
    return version(*(getattr(place, name) for name in (*WORDS, *FLAGS)))


def _shown(place: Place) -> dict[str, Any]:
    code = {said: code for code, said in SAID.items()}
    words = {name: getattr(place, name) for name in WORDS}
    return words | {name: code[getattr(place, name)] for name in FLAGS} | {"seen": seen_of(place)}


class RateForm(forms.Form):
    """How it was to talk there: what is left out says nothing. `all` is the one tap for "good in every way"."""

    was_quiet = _known(_("Quiet?"))
    was_private = _known(_("Private?"))
    was_safe = _known(_("Safe?"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="", auto_id="id_rate_%s")

    @property
    def said(self) -> dict[str, bool | None]:
        if "good" in self.data:
            return {"was_quiet": True, "was_private": True, "was_safe": True}
        return {name: SAID[self.cleaned_data[name]] for name in ("was_quiet", "was_private", "was_safe")}
