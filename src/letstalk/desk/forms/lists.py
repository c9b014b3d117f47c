"""Lists, spaces and letters as their lead writes them down (R-058, R-059)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.desk.seen import version
from letstalk.people.domain.lists import SHORT, TOPIC, ListWords
from letstalk.people.domain.mailings import LetterWords, words_of
from letstalk.people.models import Chapter, Mailing, MailingList

LONGEST_BODY = 50_000


class InChapterForm(forms.Form):
    """Something that belongs to one chapter; where there are several, its writer chooses."""

    chapter = forms.ChoiceField(label=_("Of which chapter?"), required=False)

    def __init__(self, data: Any = None, *, chapters: list[Chapter], **more: Any) -> None:
        super().__init__(data, label_suffix="", **more)
        self.chapters = {str(chapter.pk): chapter for chapter in chapters}
        if len(chapters) < 2:
            del self.fields["chapter"]
        else:
            choice = self.fields["chapter"]
            assert isinstance(choice, forms.ChoiceField)
            choice.choices = [(key, chapter.name) for key, chapter in self.chapters.items()]

    @property
    def chapter_chosen(self) -> Chapter:
        return self.chapters.get(self.cleaned_data.get("chapter", "")) or next(iter(self.chapters.values()))


class ListForm(InChapterForm):
    """What a list is called, what it is about and whom its letters come from."""

    name = forms.CharField(
        label=_("What is it called?"),
        help_text=_("As people will say yes to it: “Schools in Riverside”."),
        error_messages={"required": _("Give the list a short name, as in “Schools in Riverside”.")},
        max_length=SHORT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    topic = forms.CharField(
        label=_("What do its letters tell?"),
        required=False,
        max_length=TOPIC,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    sender_name = forms.CharField(
        label=_("Whom do its letters come from?"),
        help_text=_("A name people know. Answers come to whoever wrote the letter."),
        error_messages={"required": _("Say whom the letters come from, as people will see it.")},
        max_length=SHORT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_news = forms.BooleanField(
        label=_("It is for those who said yes to news and information"),
        help_text=_("That is asked at the end of a one-on-one. A chapter has one such list."),
        required=False,
    )

    def __init__(self, data: Any = None, *, chapters: list[Chapter], row: MailingList | None = None) -> None:
        shown = {"name": row.name, "topic": row.topic, "sender_name": row.sender_name} if row else None
        super().__init__(data, chapters=chapters, initial=shown)
        if row is not None:
            del self.fields["is_news"]

    @property
    def words(self) -> ListWords:
        said = self.cleaned_data
        return ListWords(said["name"], said["topic"], said["sender_name"])


class SpaceForm(InChapterForm):
    """Where the group talks online."""

    name = forms.CharField(
        label=_("What is it called?"),
        help_text=_("As you would ask somebody: “the Signal group of Riverside”."),
        error_messages={"required": _("Say what it is called, as in “Signal group of Riverside”.")},
        max_length=SHORT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    link = forms.CharField(
        label=_("The link by which one joins"),
        help_text=_("It is told only to those who said yes to it."),
        error_messages={"required": _("A link to it begins with https://")},
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "dir": "ltr"}),
    )


class LetterForm(forms.Form):
    """A letter to a list, finished or not. `seen` is the letter as the page showed it."""

    subject = forms.CharField(
        label=_("Subject"),
        help_text=_("Whoever looks over a shoulder reads it too."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    body = forms.CharField(
        label=_("The letter"),
        help_text=_("Plain text. Why they get it and how to stop it is put below each by itself."),
        required=False,
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, letter: Mailing | None = None) -> None:
        shown = {"subject": letter.subject, "body": letter.body, "seen": seen_of(letter)} if letter else None
        super().__init__(data, label_suffix="", initial=shown)

    @property
    def words(self) -> LetterWords:
        return LetterWords(self.cleaned_data["subject"], self.cleaned_data["body"])

    def is_about_another(self, letter: Mailing) -> bool:
        """Somebody changed the words since the page was opened, and into others than were typed."""
        typed = LetterWords(self.words.subject.strip(), self.words.body.strip())
        return self.cleaned_data["seen"] != seen_of(letter) and typed != words_of(letter)


def seen_of(letter: Mailing) -> str:
    return version(letter.subject, letter.body)
