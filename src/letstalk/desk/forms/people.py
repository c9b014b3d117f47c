"""Looking for people, and adding one or several."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from letstalk.people.models import Chapter
from letstalk.people.validators import clean_email, clean_name, clean_phone
from letstalk.people.words import Stage

# After how many weeks without a word one may look for somebody.
WEEKS = (2, 4, 8, 12)


# Monday is 1.
ISO_WEEKDAYS = range(1, 8)


class FindForm(forms.Form):
    """What is looked for. A broken address shows the whole list rather than an error."""

    q = forms.CharField(required=False, max_length=200)
    stage = forms.ChoiceField(required=False, choices=[("", ""), *Stage.choices])
    tag = forms.UUIDField(required=False)
    weeks = forms.TypedChoiceField(required=False, coerce=int, choices=[("", ""), *((n, n) for n in WEEKS)])
    free = forms.TypedChoiceField(required=False, coerce=int, choices=[(day, day) for day in ISO_WEEKDAYS])
    after = forms.UUIDField(required=False)

    @property
    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        return {name: self.cleaned_data.get(name) or None for name in self.fields}


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
