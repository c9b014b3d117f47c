"""Thank-yous on paper: which of them, in which words, and on what they are printed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.followups.domain.messages import has_gap
from letstalk.followups.letters import PaperThanks


class CardForm(forms.Form):
    """One of them; only the chosen ones have to be right."""

    chosen = forms.BooleanField(label=_("Print this one"), required=False)
    words = forms.CharField(
        label=_("What you want to say"), required=False, max_length=3_000, widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(self, data: Any = None, *, thanks: PaperThanks, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, prefix=thanks.item.pk.hex, initial=initial)
        self.thanks = thanks

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        words = typed.get("words", "").strip()
        if typed.get("chosen") and not words:
            self.add_error("words", _("Write a line or two first."))
        elif typed.get("chosen") and has_gap(self.thanks.item, words):
            self.add_error("words", _("Say what it was that stayed with you, or take that line out."))
        return typed


class PrintForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Print as"),
        choices=[("card", _("Cards, four to a sheet")), ("letter", _("Letters, a sheet each"))],
        initial="card",
        widget=forms.RadioSelect,
    )
    paper = forms.ChoiceField(label=_("Paper"), choices=[("a4", _("A4")), ("letter", _("Letter"))])
    large = forms.BooleanField(label=_("In large type"), required=False)
