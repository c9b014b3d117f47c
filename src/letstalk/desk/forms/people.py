"""Looking for people, and adding one or several."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from letstalk.desk.offered import Choices, part_said
from letstalk.kit.requests import uuids_in
from letstalk.people.filters import CLAUSES, EVERYBODY, TITLES, Filter, Named, read_filter
from letstalk.people.models import Chapter
from letstalk.people.queries.searching import LONGEST_SEARCH
from letstalk.people.validators import clean_email, clean_name, clean_phone


@dataclass(frozen=True)
class Looking:
    """What an address of the list of people asks for. Of a broken one the rest is asked, rather than an error shown.

    is_choosing: the parts to choose from are shown, which takes several times as long as the list.
    """

    text: str = ""
    wanted: Filter = EVERYBODY
    after: UUID | None = None
    is_choosing: bool = False

    @property
    def asked(self) -> dict[str, str]:
        """The same as it stands in the address, without the page."""
        return ({"q": self.text} if self.text else {}) | self.wanted.clauses


def looking(told: QueryDict) -> Looking:
    wanted, _unknown = read_filter({name: told.get(name, "") for name in CLAUSES})
    [after, *_none] = [*uuids_in(told.get("after", "")), None]
    return Looking(
        text=told.get("q", "").strip()[:LONGEST_SEARCH], wanted=wanted, after=after, is_choosing="choose" in told
    )


class FilterForm(forms.Form):
    """The parts of the sentence, each a choice; what is chosen and is there no more stays to be seen and left out."""

    def __init__(self, wanted: Filter, *, offered: Mapping[str, Choices], named: Named) -> None:
        super().__init__(initial=wanted.clauses, label_suffix="", auto_id="by_%s")
        anything = pgettext("no choice made in a filter", "any")
        for name in CLAUSES:
            chosen, known = wanted.clauses.get(name, ""), dict(offered[name])
            gone = [(chosen, part_said(name, wanted, named))] if chosen and chosen not in known else []
            if known or gone:
                choices = [("", anything), *offered[name], *gone]
                self.fields[name] = forms.ChoiceField(label=TITLES[name], required=False, choices=choices)


class ChapterForm(forms.Form):
    """Which chapter a new person belongs to; asked only of an organizer of several."""

    def __init__(self, *args: Any, chapters: QuerySet[Chapter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chapters = list(chapters.order_by("path"))
        if len(self.chapters) > 1:
            self.fields["chapter"] = forms.ModelChoiceField(
                label=_("Chapter"), queryset=chapters.order_by("path"), empty_label=None
            )

    @property
    def chosen(self) -> Chapter:
        return self.cleaned_data["chapter"] if "chapter" in self.fields else self.chapters[0]


class AddPersonForm(ChapterForm):
    """One person: a name, and what else is known."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("As they say it. A first name is enough."),
        max_length=400,
        error_messages={"required": _("Write a name; a first name is enough.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=60,
        help_text=_("With the country code, if it is not a local number."),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off", "dir": "ltr"}),
    )
    email = forms.CharField(
        label=_("Email"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"type": "email", "inputmode": "email", "autocomplete": "off", "dir": "ltr"}),
    )
    is_shared = forms.BooleanField(
        label=_("They share it"),
        help_text=_("A couple or a household can use one email or phone together."),
        required=False,
    )
    pronouns = forms.CharField(label=_("Pronouns"), required=False, max_length=60)
    # The ids of those shown as perhaps the same person, sent by the button that says they are not.
    other_than = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)

    field_order = ["name", "phone", "email", "is_shared", "pronouns", "chapter"]

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        return clean_email(email) if email else ""

    def clean(self) -> dict[str, Any]:
        """The phone last: how a local number is read depends on the chapter."""
        found = super().clean() or self.cleaned_data
        if found.get("phone") and (len(self.chapters) == 1 or "chapter" in found):
            try:
                found["phone"] = clean_phone(found["phone"], self.chosen.region)
            except forms.ValidationError as wrong:
                self.add_error("phone", wrong)
        return found


class AddSeveralForm(ChapterForm):
    """Several people, one a line, as they come from a sheet or a list."""

    lines = forms.CharField(
        label=_("One person a line"),
        help_text=_("Name, phone and email in any order, with commas or tabs between them. A name alone is fine."),
        strip=False,
        max_length=200_000,
        error_messages={"required": _("Write or paste at least one name.")},
        widget=forms.Textarea(attrs={"rows": 10, "autocomplete": "off", "spellcheck": "false"}),
    )

    field_order = ["chapter", "lines"]
