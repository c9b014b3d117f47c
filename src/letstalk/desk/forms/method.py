"""Rewriting a page of *How a one-on-one works*."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PageForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120, error_messages={"required": _("Give the page a title.")})
    text = forms.CharField(
        label=_("Text"),
        help_text=_(
            "A line that begins with ## is a heading, one with - an item of a list; *stars* make words stand out."
        ),
        max_length=10_000,
        error_messages={"required": _("Write something, or bring back the page from before.")},
        widget=forms.Textarea(attrs={"rows": 24}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput())

    def clean_text(self) -> str:
        """With the line ends the page is kept in; a browser sends others."""
        return self.cleaned_data["text"].replace("\r\n", "\n")
