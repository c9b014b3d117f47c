"""Which of two or more entries stays, and what of each."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.people.models import Person

# What an entry has one of, and how it is asked for.
QUESTIONS = {
    "name": _("Which name?"),
    "pronouns": _("Which pronouns?"),
    "language": _("Which language?"),
    "zone": _("Which time zone?"),
    "chapter": _("Where is their home?"),
}


class StaysForm(forms.Form):
    """pair: the two entries by their code; likely: others that may be the same person, too."""

    stays = forms.ChoiceField(
        label=_("Which entry stays?"),
        choices=[("one", _("The first")), ("other", _("The second"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which entry goes on.")},
        help_text=_("It gets everything of both, and every link sent out goes on working."),
    )

    def __init__(
        self, data: Any = None, *, pair: Mapping[str, Person] | None = None, likely: list[Person] | None = None
    ) -> None:
        super().__init__(data)
        self.entries = dict(pair or {}) | {str(person.pk): person for person in likely or []}
        if likely:
            self.fields["also"] = forms.MultipleChoiceField(
                label=_("Are these the same person, too?"),
                choices=[(str(person.pk), person.name) for person in likely],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        for name, question in QUESTIONS.items():
            choices = self._choices(name)
            if len(choices) > 1:
                self.fields[name] = forms.ChoiceField(
                    label=question, choices=choices, widget=forms.RadioSelect, required=False
                )

    def _choices(self, name: str) -> list[tuple[str, str]]:
        """Each value once, under the first entry that has it."""
        found: dict[str, str] = {}
        for code, person in self.entries.items():
            value = str(getattr(person, name))
            if value and value not in found.values():
                found[code] = value
        return list(found.items())

    def asked(self) -> list[forms.BoundField]:
        """The questions there are: where all entries say the same, nothing is asked."""
        return [self[name] for name in ("also", *QUESTIONS) if name in self.fields]

    def who_stays(self) -> Person:
        return self.entries[self.cleaned_data["stays"]]

    def who_goes(self) -> list[Person]:
        """The other of the two, and those that were ticked."""
        codes = ["one", "other", *self.cleaned_data.get("also", [])]
        return [self.entries[code] for code in codes if code != self.cleaned_data["stays"]]

    def taken(self) -> dict[str, UUID]:
        """Whose name, home and so on stand, where something was said."""
        said = {name: self.cleaned_data.get(name) for name in QUESTIONS}
        return {name: self.entries[code].pk for name, code in said.items() if code}
