"""Rewriting a page of *How a one-on-one works*."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PageForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)
    text = forms.CharField(
        label=_("Text"),
        help_text=_(
            "A line that begins with ## is a heading, one with - an item of a list; *stars* make words stand out."
        ),
        max_length=10_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24}),
    )
