"""The issues a report names, in the chapter's own words; the only part that is ever counted (R-095, R-097)."""

from collections.abc import Iterable, Mapping
from typing import Any

from letstalk.guides.queries import every_question
from letstalk.guides.walk import words_of
from letstalk.people.models import Chapter, Tag, folded
from letstalk.people.validators import one_line
from letstalk.people.words import TagKind
from letstalk.reports.models import Report, ReportTheme
from letstalk.reports.queries import is_about_issues

LONGEST = 60
MOST = 20


def name_themes(report: Report, *, issues: Iterable[str], answers: Mapping[str, Any]) -> list[ReportTheme]:
    """Set the report's themes: the issues named for it, and those in its answers. Callers hold a transaction."""
    body = report.sheet.version.body
    names = in_chapters_words([*issues, *issues_answered(body, answers)], report.chapter)
    ReportTheme.objects.filter(report=report).delete()
    return ReportTheme.objects.bulk_create(ReportTheme(report=report, name=name) for name in names[:MOST])


def issues_answered(body: Mapping[str, Any], answers: Mapping[str, Any]) -> list[str]:
    """The items of the form's lists that may be kept as themes ("Which issues did you hear?")."""
    return [
        word
        for question, _depth in every_question(body)
        if is_about_issues(question)
        for word in words_of(question, answers.get(question["id"]))
    ]


def in_chapters_words(names: Iterable[str], chapter: Chapter) -> list[str]:
    """Each issue once, as the chapter writes it: "rents" and "Rents" are one (folded for case and accents)."""
    written = _written_before(chapter)
    found: dict[str, str] = {}
    for name in names:
        cleaned = one_line(name).lstrip("#").strip()[:LONGEST].strip()
        if cleaned:
            found.setdefault(folded(cleaned), written.get(folded(cleaned), cleaned))
    return list(found.values())


def _written_before(chapter: Chapter) -> dict[str, str]:
    told = ReportTheme.objects.filter(report__chapter=chapter).order_by("name").values_list("name", flat=True)
    tags = Tag.objects.filter(chapter=chapter, kind=TagKind.ISSUE).order_by("name").values_list("name", flat=True)
    # A tag is the chapter's agreed word, so it wins over what a report once said.
    return {folded(name): name for name in [*told.distinct(), *tags]}
