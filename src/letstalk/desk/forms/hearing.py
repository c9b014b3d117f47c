"""Reporting back: the questions of the chapter's own form, or what a draft holds to be changed."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letstalk.guides.models import GuideVersion
from letstalk.guides.queries import every_question, said, variables_of
from letstalk.guides.validators import LONGEST_ANSWER
from letstalk.guides.walk import fill, recording_policy
from letstalk.guides.words import GuideKind, Said
from letstalk.reports.models import Report
from letstalk.reports.queries import is_about_issues, themes_of

BETWEEN_ISSUES = re.compile(r"[,;\n]")
LONGEST_ISSUES = 2_000
YES_OR_NO = [(Said.YES, Said.YES.label), (Said.NO, Said.NO.label)]


class ReportForm(forms.Form):
    """One field for each question whose answer may be kept, under the question's id; `issues` for what is counted.

    A report drawn from a debrief answers questions of a conversation: only those it has are offered, to be changed or
    left out. `seen` is what the page showed.
    """

    issues = forms.CharField(
        label=_("Which issues did you hear?"),
        help_text=_("A word or two for each, with commas between them."),
        required=False,
        max_length=LONGEST_ISSUES,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        version: GuideVersion,
        answers: Mapping[str, Any] | None = None,
        report: Report | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        answers = answers or {}
        shown = {"issues": ", ".join(themes_of(report))} if report else {}
        super().__init__(data, initial=shown | (initial or {}))
        self.version = version
        self.as_it_is: dict[str, Any] = {}
        for key, question in _questions(version, answers):
            self._add(key, question, answers.get(key))

    def _add(self, key: str, question: Mapping[str, Any], answer: Any) -> None:
        text = fill(question["text"], variables_of(self.version))[0]
        if is_about_issues(question):
            self.fields["issues"].label = text
        elif question["kind"] == "yes_no":
            self.fields[key] = forms.ChoiceField(
                label=text, choices=YES_OR_NO, required=False, initial=answer, widget=forms.RadioSelect
            )
        elif isinstance(answer, str | None) and question["kind"] == "open":
            self.fields[key] = forms.CharField(
                label=text,
                help_text=fill(question.get("tone", ""), variables_of(self.version))[0],
                required=False,
                initial=answer,
                max_length=LONGEST_ANSWER,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        elif answer is not None:
            # A tapped or listed answer is not typed anew, only kept or left out.
            self.as_it_is[key] = answer
            self.fields[key] = forms.BooleanField(
                label=said(question, answer), help_text=text, required=False, initial=True
            )

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in ("issues", "seen")]

    @property
    def answers(self) -> dict[str, Any]:
        """By the key of the question; what was emptied is left out."""
        told = {bound.name: self.cleaned_data[bound.name] for bound in self.questions}
        return {key: self.as_it_is.get(key, value) for key, value in told.items() if value}

    @property
    def named_issues(self) -> list[str]:
        parts = BETWEEN_ISSUES.split(self.cleaned_data["issues"])
        return [part.strip() for part in parts if part.strip()]


def _questions(version: GuideVersion, answers: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """All of a report form; of a conversation only what was answered, item by item where it went through several."""
    is_form = version.guide.kind == GuideKind.REPORT
    for question, _depth in every_question(version.body):
        if recording_policy(question) == "never":
            continue
        keys = [key for key in answers if key.partition("@")[0] == question["id"]]
        for key in keys or ([question["id"]] if is_form else []):
            yield key, question
