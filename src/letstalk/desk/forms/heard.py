"""What a lead writes back to those who were asked, and a line an organizer brings for the wall."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.desk.forms.lists import InChapterForm
from letstalk.desk.seen import version
from letstalk.people.models import Chapter, Person
from letstalk.reports.domain import back, wall
from letstalk.reports.models import HeardPage


class HeardForm(InChapterForm):
    """The words, the days of the one-on-ones they are about, and whether everybody may read them."""

    words = forms.CharField(
        label=_("What did we hear, and what do we do about it?"),
        help_text=_("A few sentences, as you would say them. About the community: no names, no quotes without a yes."),
        max_length=back.LONGEST,
        error_messages={"required": _("Say in a few sentences what you heard.")},
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
    )
    since_on = forms.DateField(
        label=_("One-on-ones from"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    until_on = forms.DateField(
        label=_("to"),
        help_text=_("Whoever you talked with in these days reads it on their own page."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    is_public = forms.BooleanField(label=_("Put it on the action’s page as well, for everybody"), required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, chapters: list[Chapter], page: HeardPage | None = None, initial: Any = None
    ) -> None:
        if page is not None:
            initial = {name: getattr(page, name) for name in ("words", "since_on", "until_on", "is_public")}
            initial["seen"] = seen_of(page)
        super().__init__(data, chapters=chapters, initial=initial)

    @property
    def said(self) -> back.HeardWords:
        given = self.cleaned_data
        return back.HeardWords(given["words"], given["since_on"], given["until_on"], given["is_public"])


def seen_of(page: HeardPage) -> str:
    return version(page.words, page.since_on, page.until_on, page.is_public, page.is_out)


class BringLineForm(forms.Form):
    """Whose words, the words, and whether the first name stands beside them."""

    person = forms.ChoiceField(label=_("Who said it?"))
    words = forms.CharField(
        label=_("The line, in their words"),
        help_text=_("As they want it to be read. It names nobody."),
        max_length=wall.LONGEST,
        error_messages={"required": _("Write the line.")},
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    is_named = forms.BooleanField(label=_("With their first name beside it"), required=False)

    def __init__(self, data: Any = None, *, people: list[Person]) -> None:
        super().__init__(data, label_suffix="")
        self.people = {str(person.pk): person for person in people}
        choice = self.fields["person"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(key, person.name) for key, person in self.people.items()]

    @property
    def person_chosen(self) -> Person:
        return self.people[self.cleaned_data["person"]]
