"""What an organizer writes down about one person, and about the two of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from letstalk.desk.agreements import choices_for
from letstalk.followups.words import Channel, ContactKind
from letstalk.people.models import Chapter
from letstalk.people.queries.fields import Asked
from letstalk.people.validators import clean_email, clean_name, clean_phone, clean_tag
from letstalk.people.words import STAGE_EXPLAINED, Answer, Stage, TagKind

LINE = 500
CHANNELS_TO_LOG = [Channel.CALL, Channel.TEXT, Channel.MET, Channel.EMAIL, Channel.VIDEO, Channel.LETTER]
IN_TOUCH = [
    (Channel.CALL.value, pgettext_lazy("I called them", "Called")),
    (Channel.TEXT.value, pgettext_lazy("I texted them", "Texted")),
    (Channel.MET.value, pgettext_lazy("I met them", "Met")),
    (Channel.EMAIL.value, pgettext_lazy("I wrote them", "Wrote an email")),
    (Channel.VIDEO.value, pgettext_lazy("I saw them", "Saw by video")),
    (Channel.LETTER.value, pgettext_lazy("on paper", "Wrote a note")),
]
# A one-on-one has a page of its own to be logged on.
KINDS_TO_LOG = [ContactKind.NON_ASK, ContactKind.THANKS, ContactKind.ASK, ContactKind.REMINDER]
HOW_HEARD = [
    ("in person", _("Face to face")),
    ("call", _("On the phone")),
    ("text", _("In a text")),
    ("email", _("In an email")),
    ("letter", _("On paper")),
]


class EditPersonForm(forms.Form):
    """What they are called, and one more way to reach them. `seen` is what the page showed when it was opened."""

    name = forms.CharField(
        label=_("Name"),
        max_length=400,
        error_messages={"required": _("Write a name; a first name is enough.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    pronouns = forms.CharField(label=_("Pronouns"), required=False, max_length=60)
    phone = forms.CharField(
        label=_("Another phone"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off", "dir": "ltr"}),
    )
    email = forms.CharField(
        label=_("Another email"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"type": "email", "inputmode": "email", "autocomplete": "off", "dir": "ltr"}),
    )
    is_shared = forms.BooleanField(
        label=_("They share it"),
        help_text=_("A couple or a household can use one email or phone together."),
        required=False,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, region: str, asked: Sequence[Asked] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region, self.asked = region, asked
        for one in asked:
            self.fields[one.key] = one.as_row(hint=one.field.why)
            self.initial[one.key] = one.text

    @property
    def own_rows(self) -> list[forms.BoundField]:
        """The chapter's own fields."""
        return [self[one.key] for one in self.asked]

    @property
    def own_values(self) -> dict[UUID, str]:
        return {one.field.pk: self.cleaned_data[one.key] for one in self.asked}

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        return clean_phone(phone, self.region) if phone else ""

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        return clean_email(email) if email else ""


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"),
        error_messages={"required": _("There is nothing written yet.")},
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ContactForm(forms.Form):
    """That the two were in touch: how, what for, and when if not just now."""

    channel = forms.ChoiceField(label=_("How"), choices=[(one.value, one.label) for one in CHANNELS_TO_LOG])
    kind = forms.ChoiceField(label=_("What for"), choices=[(one.value, one.label) for one in KINDS_TO_LOG])
    on = forms.DateField(label=_("When"), required=False)
    words = forms.CharField(
        label=_("What you want to remember"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    next_time = forms.CharField(
        label=_("What to ask about next time"),
        help_text=_("Something small: the choir, the move, the exam. Nothing they would not tell a neighbour."),
        required=False,
        max_length=LINE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        on = self.cleaned_data["on"] or self.today
        if on > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return on


class PromiseForm(forms.Form):
    words = forms.CharField(
        label=_("What did you promise?"),
        error_messages={"required": _("Say in a few words what you promised.")},
        max_length=LINE * 2,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    due_on = forms.DateField(
        label=_("Until when?"), required=False, help_text=_("Without a day it is due within a week.")
    )


class FollowUpForm(forms.Form):
    words = forms.CharField(
        label=_("What do you want to do?"),
        error_messages={"required": _("Say in a few words what you want to do.")},
        max_length=LINE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    on = forms.DateField(label=_("When?"), error_messages={"required": _("Choose a day.")})


class TagForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it is"), choices=TagKind.choices, initial=TagKind.ISSUE)
    name = forms.CharField(
        label=_("In their words"),
        help_text=_("A word or two. For what makes it easy, write the need (“ground floor”), never why."),
        max_length=60,
        error_messages={"required": _("Use a word or two, at most 60 letters.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        return clean_tag(self.cleaned_data["name"])


class ConsentForm(forms.Form):
    """What somebody answered, how, and in which words they were asked (b.6)."""

    about = forms.ChoiceField(label=_("What did you ask about?"))
    answer = forms.ChoiceField(
        label=_("What did they say?"),
        choices=[(Answer.GRANTED, _("Yes")), (Answer.REFUSED, _("No")), (Answer.WITHDRAWN, _("They took it back"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they said.")},
    )
    how = forms.ChoiceField(label=_("How did you hear it?"), choices=HOW_HEARD)
    words = forms.CharField(
        label=_("The words you used"),
        help_text=_("As you asked it, so that both of you can look it up."),
        max_length=1_000,
        error_messages={"required": _("Write down in which words you asked.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, chapter: Chapter) -> None:
        super().__init__(data)
        about = self.fields["about"]
        assert isinstance(about, forms.ChoiceField)
        about.choices = choices_for(chapter)

    @property
    def purpose_and_scope(self) -> tuple[str, str]:
        purpose, _between, scope = self.cleaned_data["about"].partition(":")
        return purpose, scope


class StopForm(forms.Form):
    """They do not want to be contacted any more, or do again by their own word."""

    how = forms.ChoiceField(label=_("How did you hear it?"), choices=HOW_HEARD)
    words = forms.CharField(
        label=_("What they said"), required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 2})
    )


class StageForm(forms.Form):
    stage = forms.ChoiceField(
        label=_("Where they stand"),
        choices=[(stage.value, format_lazy("{}: {}", stage.label, STAGE_EXPLAINED[stage])) for stage in Stage],
        widget=forms.RadioSelect,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
