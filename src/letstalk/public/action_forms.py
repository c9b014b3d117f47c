"""What somebody types to take part: a name, one way to reach them, and what they would like."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from letstalk.campaigns.domain.signing_up import SignUp
from letstalk.people.models import NAME_LENGTH, Chapter
from letstalk.people.queries.lists import has_news
from letstalk.people.validators import clean_name, clean_way
from letstalk.people.words import WayKind

WORDS_LENGTH = 1000
WISHES = [
    ("talk", gettext_lazy("A one-on-one with somebody here")),
    ("team", gettext_lazy("Coming to the next meeting")),
    ("own", gettext_lazy("Holding one-on-ones of my own")),
]


class JoinForm(forms.Form):
    """Signing up. `website` is no question: only what fills in every box it finds fills it in."""

    name = forms.CharField(
        label=gettext_lazy("What shall we call you?"),
        max_length=NAME_LENGTH,
        error_messages={"required": gettext_lazy("A first name is enough.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    way = forms.CharField(
        label=gettext_lazy("Phone or email"),
        help_text=gettext_lazy("One is enough. No email is needed."),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )
    wishes = forms.MultipleChoiceField(
        label=gettext_lazy("What would you like?"),
        choices=WISHES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(
        label=gettext_lazy("Anything we should know?"),
        help_text=gettext_lazy(
            "When it suits you, what matters to you – or where we find you without phone and email."
        ),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    news = forms.BooleanField(
        label=gettext_lazy("Send me news by email. You get one email first, to confirm it."), required=False
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    def __init__(self, data: Any = None, *, chapter: Chapter, wish: str = "") -> None:
        super().__init__(data, label_suffix="", initial={"wishes": [wish] if wish in dict(WISHES) else []})
        self.chapter = chapter
        if not has_news(chapter):
            del self.fields["news"]

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_way(self) -> str:
        way: str = self.cleaned_data["way"].strip()
        if not way:
            return ""
        return clean_way(WayKind.EMAIL if "@" in way else WayKind.PHONE, way, self.chapter.region)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("news") and "way" in found and "@" not in found["way"]:
            raise ValidationError({"way": _("News comes by email: write yours here, or leave the news out.")})
        return found

    @property
    def is_machine(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    def said(self) -> SignUp:
        given = self.cleaned_data
        labels = dict(WISHES)
        return SignUp(
            name=given["name"],
            way=given["way"],
            wishes=tuple(str(labels[wish]) for wish in given["wishes"]),
            words=given["words"],
            news=str(self.fields["news"].label) if given.get("news") else "",
        )
