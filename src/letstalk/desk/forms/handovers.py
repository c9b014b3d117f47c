"""Going on with another organizer: to whom and why, what the person said and how, and which notes go along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from letstalk.accounts.models import User
from letstalk.followups.domain.handovers import WORDS_LENGTH, Said
from letstalk.followups.words import SaidHow
from letstalk.guides.words import MeetingKind
from letstalk.kit import clock
from letstalk.meetings.models import Held, Meeting
from letstalk.people.models import Note, Relationship


class ProposeForm(forms.Form):
    """Whose, where there is more than one organizer, and to whom."""

    whose = forms.ChoiceField(label=_("Who is in touch with them now?"))
    to = forms.ChoiceField(
        label=_("Who could follow?"),
        help_text=_("Nobody is asked before the person agreed to be named."),
        error_messages={"required": _("Choose somebody.")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Who follows reads it. Write what the person would be glad to hear, too."),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, relationships: Sequence[Relationship], organizers: Iterable[User]) -> None:
        super().__init__(data, label_suffix="")
        self.relationships = {str(one.pk): one for one in relationships}
        self.organizers = {str(user.pk): user for user in organizers}
        _choose(self.fields["whose"], [(key, str(one.organizer)) for key, one in self.relationships.items()])
        _choose(self.fields["to"], [("", "—"), *((key, str(user)) for key, user in self.organizers.items())])
        if len(self.relationships) == 1:
            self.fields["whose"].required = False
            self.fields["whose"].widget = forms.HiddenInput()

    @property
    def relationship(self) -> Relationship:
        return self.relationships.get(self.cleaned_data["whose"]) or next(iter(self.relationships.values()))

    @property
    def follower(self) -> User:
        return self.organizers[self.cleaned_data["to"]]


class SeveralForm(forms.Form):
    """Several people of one organizer, proposed to one who could follow; nobody is ticked by itself."""

    people = forms.MultipleChoiceField(
        label=_("Who?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick somebody.")},
    )
    to = forms.ChoiceField(label=_("Who could follow?"), error_messages={"required": _("Choose somebody.")})
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Who follows reads it with each of them. Write what they would be glad to hear, too."),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, relationships: Sequence[Relationship], organizers: Iterable[User]) -> None:
        super().__init__(data, label_suffix="")
        self.relationships = {str(one.pk): one for one in relationships}
        self.organizers = {str(user.pk): user for user in organizers}
        _choose(self.fields["people"], [(key, one.person.name) for key, one in self.relationships.items()])
        _choose(self.fields["to"], [("", "—"), *((key, str(user)) for key, user in self.organizers.items())])

    @property
    def chosen(self) -> list[Relationship]:
        return [self.relationships[key] for key in self.cleaned_data["people"]]

    @property
    def follower(self) -> User:
        return self.organizers[self.cleaned_data["to"]]


class SaidForm(forms.Form):
    """How somebody said something, and when."""

    how = forms.ChoiceField(
        label=_("How did they say so?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how they told you.")},
    )
    said_on = forms.DateField(label=_("When?"), error_messages={"required": _("Say on which day.")})

    def __init__(self, data: Any = None, *, hows: Sequence[SaidHow], today: date, **more: Any) -> None:
        first = str(hows[0]) if len(hows) == 1 else None
        super().__init__(data, label_suffix="", initial={"said_on": today, "how": first}, **more)
        _choose(self.fields["how"], [(str(how), how.label) for how in hows])

    @property
    def said(self) -> Said:
        return Said(SaidHow(self.cleaned_data["how"]), self.cleaned_data["said_on"])


class MetForm(SaidForm):
    """That the three met, and in which one-on-one, if it was one."""

    meeting = forms.ChoiceField(label=_("In which one-on-one?"), required=False)

    field_order = ["meeting", "said_on", "how"]

    def __init__(self, data: Any = None, *, held: Iterable[Held], zone: str, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["how"].label = _("How did you meet?")
        self.held = {str(one.meeting_id): one.meeting for one in held}
        days = {str(one.meeting_id): date_format(clock.local_day(one.began_at, zone), "j F Y") for one in held}
        _choose(self.fields["meeting"], [("", _("None that is written down")), *days.items()])
        planned_for_it = [key for key, one in self.held.items() if one.kind == MeetingKind.HANDOVER]
        self.initial["meeting"] = next(iter(planned_for_it), "")

    @property
    def met_in(self) -> Meeting | None:
        return self.held.get(self.cleaned_data["meeting"])


class ChosenNotesForm(SaidForm):
    """Note by note what goes along; nothing is ticked by itself."""

    notes = forms.MultipleChoiceField(label=_("Which go along?"), required=False, widget=forms.CheckboxSelectMultiple)

    field_order = ["notes", "how", "said_on"]

    def __init__(self, data: Any = None, *, notes: Iterable[Note], chosen: Iterable[Any], **more: Any) -> None:
        super().__init__(data, **more)
        self.own = {str(note.pk): note for note in notes}
        _choose(self.fields["notes"], [(key, note.text) for key, note in self.own.items()])
        self.initial["notes"] = [str(key) for key in chosen]

    @property
    def chosen(self) -> list[Any]:
        return [self.own[key].pk for key in self.cleaned_data["notes"]]


class DeclineForm(forms.Form):
    """A kind no."""

    words = forms.CharField(
        label=_("A word with it"),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _choose(field: forms.Field, choices: list[Any]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
