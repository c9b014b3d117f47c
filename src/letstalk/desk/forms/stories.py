"""A story of one's own, and what a chapter says about its strategy."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from letstalk.campaigns.models import Story
from letstalk.campaigns.validators import LONGEST_OF_STORY, LONGEST_STRATEGY, StoryWords, tags_in
from letstalk.campaigns.words import VALUES, StrategyPart
from letstalk.desk.seen import version


class StoryForm(forms.Form):
    """A story with what it is about; the verb says what is missing. `seen` is the story as the page showed it."""

    title = forms.CharField(
        label=_("What do you call it?"),
        help_text=_("A name only you will read."),
        error_messages={"required": _("Give it a name you will know it by: “The night the bus stopped running”.")},
        max_length=LONGEST_OF_STORY["title"],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    words = forms.CharField(
        label=_("The story"),
        help_text=_(
            "What you faced, what you chose, what came of it. Two minutes when you tell it; catchwords will do."
        ),
        required=False,
        max_length=LONGEST_OF_STORY["words"],
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    bridge = forms.CharField(
        label=_("The bridge"),
        help_text=_("What would change about this if we won? It leads from your story to what we do."),
        required=False,
        max_length=LONGEST_OF_STORY["bridge"],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    issues = forms.MultipleChoiceField(
        label=_("Issues it touches"),
        help_text=_("By these it is suggested when you prepare."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    more_issues = forms.CharField(
        label=_("Other issues"),
        help_text=_("With commas between them."),
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    values = forms.MultipleChoiceField(
        label=_("What it shows you hold dear"), required=False, widget=forms.CheckboxSelectMultiple
    )
    more_values = forms.CharField(
        label=_("Other values"),
        help_text=_("With commas between them."),
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, issues: Iterable[str], story: Story | None = None) -> None:
        super().__init__(data, initial=_shown(story) if story else None, label_suffix="")
        for name, offered in (("issues", issues), ("values", [str(value) for value in VALUES])):
            own = getattr(story, name) if story else []
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = [(word, word) for word in dict.fromkeys([*own, *offered])]

    @property
    def story(self) -> StoryWords:
        told = self.cleaned_data
        return StoryWords(
            title=told["title"],
            words=told["words"],
            bridge=told["bridge"],
            issues=(*told["issues"], *tags_in(told["more_issues"])),
            values=(*told["values"], *tags_in(told["more_values"])),
        )

    def is_about_another(self, story: Story) -> bool:
        """The story was changed since the page was opened, and says something else than what was typed."""
        return self.cleaned_data["seen"] != _version(story) and self.story.stripped() != _words_of(story)

    def show_anew(self, story: Story) -> None:
        """The page shows the story as it is now, so a second sending is about that; what was typed stays."""
        assert isinstance(self.data, MultiValueDict)
        typed = MultiValueDict({name: self.data.getlist(name) for name in self.data})
        typed["seen"] = _version(story)
        self.data = typed


def _version(story: Story) -> str:
    """The same as long as the story is as it was."""
    return version(story.changed_at.isoformat())


def _words_of(story: Story) -> StoryWords:
    return StoryWords(story.title, story.words, story.bridge, tuple(story.issues), tuple(story.values))


def _shown(story: Story) -> dict[str, Any]:
    return {
        "title": story.title,
        "words": story.words,
        "bridge": story.bridge,
        "issues": story.issues,
        "values": story.values,
        "seen": _version(story),
    }


class StrategyForm(forms.Form):
    """The four cards as one form; an empty one leaves the word to the node above. `seen` is what the page showed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, own: dict[StrategyPart, str], above: dict[StrategyPart, str]) -> None:
        super().__init__(data, initial=_as_typed(own), label_suffix="")
        for part in StrategyPart:
            self.fields[part.value] = forms.CharField(
                label=part.label,
                help_text=HINTS[part],
                required=False,
                max_length=LONGEST_STRATEGY,
                widget=forms.Textarea(attrs={"rows": 3, "placeholder": above.get(part, "")}),
            )

    @property
    def parts(self) -> list[BoundField]:
        return [self[part.value] for part in StrategyPart]

    @property
    def typed(self) -> dict[StrategyPart, str]:
        return {part: self.cleaned_data[part.value] for part in StrategyPart}


def _as_typed(own: dict[StrategyPart, str]) -> dict[str, str]:
    return {part.value: words for part, words in own.items()} | {"seen": version(*own.values())}


HINTS = {
    StrategyPart.VISION: _("Where is all of this going? Two sentences that you could say aloud."),
    StrategyPart.NATIONAL: _("What does the whole organization do about it, and why that?"),
    StrategyPart.LOCAL: _("What does your chapter do about it now?"),
    StrategyPart.BOTH: _("What does it change for the two people who talk?"),
}
