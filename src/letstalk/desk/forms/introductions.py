"""Bringing two people together: whom, what each is told of the other, and what they said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.followups.domain.introductions import ABOUT_LENGTH, SideWish
from letstalk.people.models import Relationship, Way

HOWS = [("one-on-one", _("In a one-on-one")), ("call", _("On the phone")), ("message", _("In a message"))]


class IntroduceForm(forms.Form):
    first = forms.ChoiceField(label=_("Who?"), error_messages={"required": _("Choose somebody.")})
    second = forms.ChoiceField(label=_("And who else?"), error_messages={"required": _("Choose somebody.")})
    about_second = forms.CharField(
        label=_("What will you tell the first of the second, without a name?"),
        help_text=_("As in “somebody who lost their night bus, too”."),
        error_messages={"required": _("Say in a few words whom they would meet, without a name.")},
        max_length=ABOUT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    about_first = forms.CharField(
        label=_("And the second of the first?"),
        error_messages={"required": _("Say in a few words whom they would meet, without a name.")},
        max_length=ABOUT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, people: Iterable[Relationship], first: str = "") -> None:
        self.people = {str(one.pk): one for one in people}
        chosen = next((key for key, one in self.people.items() if str(one.person_id) == first), "")
        super().__init__(data, label_suffix="", initial={"first": chosen})
        choices = [("", _("Choose…")), *((key, one.person.name) for key, one in self.people.items())]
        for name in ("first", "second"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    @property
    def wishes(self) -> tuple[SideWish, SideWish]:
        said = self.cleaned_data
        return (
            SideWish(self.people[said["first"]], said["about_second"]),
            SideWish(self.people[said["second"]], said["about_first"]),
        )


class SaidYesForm(forms.Form):
    """What somebody told their organizer: yes, reached in this way, said so in that."""

    way = forms.ChoiceField(
        label=_("How would they like to be reached?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the way they said.")},
    )
    how = forms.ChoiceField(
        label=_("How did they tell you?"),
        choices=HOWS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how they told you.")},
    )

    def __init__(self, data: Any = None, *, ways: Iterable[Way]) -> None:
        super().__init__(data, label_suffix="")
        field = self.fields["way"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(way.kind, f"{way.get_kind_display()}: {way.value}") for way in ways]
