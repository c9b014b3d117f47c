"""What a person can change on their own page."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from letstalk.commitments.models import Commitment
from letstalk.commitments.validators import WORDS_LENGTH, Terms, check_terms
from letstalk.kit import days
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import NothingWritten
from letstalk.people.domain.correcting import newest_way
from letstalk.people.models import Relationship
from letstalk.people.queries.fields import asked_in, own_values
from letstalk.people.queries.lists import mention_scope
from letstalk.people.validators import clean_name, clean_way
from letstalk.people.words import Answer, Level, Platform, WayKind


class MoveForm(forms.Form):
    """Another day for what they said they would do; the rest stays as it was agreed."""

    on = forms.DateField(label=_("Date"), error_messages={"required": _("Choose a day that suits you.")})
    time = forms.TimeField(label=_("Time"), required=False)

    def __init__(self, data: Any = None, *, commitment: Commitment, today: date) -> None:
        at = commitment.at
        super().__init__(
            data,
            label_suffix="",
            initial={"on": commitment.on, "time": f"{at:%H:%M}" if at else None},
            auto_id=f"id_{commitment.pk}_%s",
        )
        self.commitment, self.today = commitment, today

    @property
    def days(self) -> list[tuple[str, str]]:
        return days.day_choices(self.today, first=1)

    @property
    def hours(self) -> list[tuple[str, str]]:
        return days.hour_choices(f"{self.commitment.at:%H:%M}" if self.commitment.at else "")

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on < self.today:
            raise forms.ValidationError(_("This day is over. Choose one that is still to come."))
        return on

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("on"):
            try:
                check_terms(self.terms(), zone=self.commitment.zone)
            except NothingWritten as nothing:
                add_refusal(self, nothing)
        return found

    def terms(self) -> Terms:
        row = self.commitment
        return Terms(
            what=row.what,
            goal=row.goal,
            on=self.cleaned_data["on"],
            time=self.cleaned_data.get("time"),
            place=row.place,
        )

    @property
    def is_as_it_was(self) -> bool:
        return (self.cleaned_data["on"], self.cleaned_data.get("time")) == (self.commitment.on, self.commitment.at)


class HelpForm(forms.Form):
    words = forms.CharField(
        label=_("What would help?"),
        help_text=_("A ride, child care, a friend at the door, or just a call. You need not say."),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, commitment: Commitment) -> None:
        super().__init__(data, label_suffix="", auto_id=f"id_{commitment.pk}_%s")


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The six digits from your email"),
        max_length=20,
        error_messages={"required": _("Type the six digits from the email.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class CorrectForm(forms.Form):
    """What they are called and how they are reached, put right at once; anything else is told to the organizer."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, error_messages={"required": _("Write a name; a first name is enough.")}
    )
    pronouns = forms.CharField(label=_("Your pronouns"), required=False, max_length=40)
    email = forms.CharField(
        label=_("Your email"), required=False, max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    phone = forms.CharField(
        label=_("Your phone"), required=False, max_length=40, widget=forms.TextInput(attrs={"autocomplete": "tel"})
    )
    words = forms.CharField(
        label=_("Is anything else wrong, and how is it right?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, relationship: Relationship) -> None:
        person = relationship.person
        ways = {kind: newest_way(relationship, kind) for kind in (WayKind.EMAIL, WayKind.PHONE)}
        email, phone = (way.value if way else "" for way in ways.values())
        shown = {"name": person.name, "pronouns": person.pronouns, "email": email, "phone": phone}
        super().__init__(data, label_suffix="", initial=shown)
        self.region = relationship.chapter.region
        chapter = relationship.chapter
        self.asked = [one for one in asked_in(chapter, own_values(chapter, person.pk)) if one.text]
        for one in self.asked:
            self.fields[one.key] = one.as_row(hint=one.field.why)
            self.initial[one.key] = one.text

    @property
    def own_rows(self) -> list[forms.BoundField]:
        """What is kept for the chapter's own fields; what is not kept is not asked for here."""
        return [self[one.key] for one in self.asked]

    @property
    def right(self) -> dict[str, Any]:
        """What the verb takes."""
        rest = {name: value for name, value in self.cleaned_data.items() if not name.startswith("field_")}
        return rest | {"fields": {one.field.pk: self.cleaned_data[one.key] for one in self.asked}}

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_email(self) -> str:
        return self._way(WayKind.EMAIL, "email")

    def clean_phone(self) -> str:
        return self._way(WayKind.PHONE, "phone")

    def _way(self, kind: WayKind, field: str) -> str:
        value: str = self.cleaned_data[field]
        return clean_way(kind, value, self.region) if value.strip() else ""


class ConsentForm(forms.Form):
    """One tap on one question of the ledger; of a mention, where and how far are chosen first (R-049)."""

    purpose = forms.CharField(max_length=20)
    scope = forms.CharField(max_length=60, required=False)
    platform = forms.ChoiceField(choices=Platform.choices, required=False)
    level = forms.ChoiceField(choices=Level.choices, required=False)
    answer = forms.ChoiceField(choices=[(Answer.GRANTED, ""), (Answer.WITHDRAWN, "")])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("platform") and found.get("level"):
            found["scope"] = mention_scope(found["platform"], found["level"])
        return found


class ShownForm(forms.Form):
    """Where they may be shown online, and how much of them: a yes to one is no yes to another (R-049)."""

    platform = forms.ChoiceField(label=pgettext_lazy("on which website", "Where"), choices=Platform.choices)
    level = forms.ChoiceField(label=_("What of me"), choices=Level.choices)

    def __init__(self) -> None:
        super().__init__(label_suffix="")


class LanguageForm(forms.Form):
    """The language they would like to be written to in."""

    language = forms.ChoiceField(label=_("Write to me in"))

    def __init__(self, data: Any = None, *, now: str = "") -> None:
        super().__init__(data, label_suffix="", initial={"language": now})
        choice = self.fields["language"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(code, own_name(code)) for code, _name in settings.LANGUAGES]


def own_name(code: str) -> str:
    """What a language calls itself."""
    return str(get_language_info(code)["name_local"])
