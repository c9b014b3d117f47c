"""What came in by self-survey, as a chapter's leads read it: sums per question, from five answers on (R-096)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count

from letstalk.guides.cards import words_of_code
from letstalk.guides.models import GuideVersion
from letstalk.guides.queries import every_question, said, variables_of
from letstalk.guides.taps import TAPPED
from letstalk.guides.walk import UNSAID, fill, question_ids, recording_policy, words_of
from letstalk.guides.words import Recording
from letstalk.kit import clock
from letstalk.people.models import Chapter, folded
from letstalk.people.queries import organization
from letstalk.reports.models import SelfSurvey
from letstalk.reports.suppression import FEWEST_PEOPLE

MONTHS_SHOWN = 12
WORDS_SHOWN = 200


@dataclass(frozen=True)
class AnswerCount:
    """How many gave this answer."""

    words: str
    people: int


@dataclass(frozen=True)
class QuestionHeard:
    """What was answered to one question in one month.

    answered: how many did; None where less a count shown, or all of them, it would leave one to four. counts: the
    answers at least five gave, most often first. words: what was written, in the order of the alphabet.
    """

    text: str
    answered: int | None
    counts: tuple[AnswerCount, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class SurveysHeard:
    """months: those that are over and have enough, the newest first; questions: of the month that is chosen."""

    months: tuple[date, ...]
    month: date | None
    questions: tuple[QuestionHeard, ...]


def surveys_heard(chapter: Chapter, *, at: datetime, month: date | None = None) -> SurveysHeard:
    """What came in at this chapter by itself, of one month that is over; without one the newest (R-096)."""
    months = _months(chapter, at=at)
    chosen = month if month in months else next(iter(months), None)
    if chosen is None:
        return SurveysHeard((), None, ())
    rows = SelfSurvey.objects.filter(chapter=chapter, month=chosen).select_related("version__guide__campaign")
    return SurveysHeard(tuple(months), chosen, tuple(_by_question(rows.order_by("pk"))))


def _months(chapter: Chapter, *, at: datetime) -> list[date]:
    this_month = clock.local_day(at, organization().zone).replace(day=1)
    over = SelfSurvey.objects.filter(chapter=chapter, month__lt=this_month)
    enough = over.values("month").annotate(came=Count("pk")).filter(came__gte=FEWEST_PEOPLE)
    return list(enough.order_by("-month").values_list("month", flat=True)[:MONTHS_SHOWN])


def _by_question(rows: Iterable[SelfSurvey]) -> list[QuestionHeard]:
    """The questions of each guide in its own order, in the words of its newest version that was answered."""
    given: dict[UUID, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    versions: dict[UUID, GuideVersion] = {}
    for row in rows:
        guide = row.version.guide_id
        versions[guide] = max(versions.get(guide, row.version), row.version, key=lambda version: version.number)
        for key, value in row.answers.items():
            given[guide][key].append(value)
    found = []
    for guide, version in sorted(versions.items(), key=lambda one: (one[1].guide.title, str(one[0]))):
        words = dict.fromkeys(question_ids(version.body), UNSAID) | variables_of(version)
        for question, _depth in every_question(version.body):
            heard = heard_of(question, given[guide][question["id"]], words)
            found += [heard] if heard else []
    return found


def heard_of(question: Mapping[str, Any], values: list[Any], words: Mapping[str, str]) -> QuestionHeard | None:
    """One question's answers as they may be shown; None where fewer than five answered it.

    words: what the names in its text stand for. A count is shown from five on, and all that answered only where what
    the counts leave of them is nobody or again five; what was written is listed, or counted where it is a list.
    """
    if len(values) < FEWEST_PEOPLE:
        return None
    text = fill(question["text"], words)[0]
    is_written = question["kind"] not in (*TAPPED, "number", "day")
    if is_written and not (question.get("collects") and recording_policy(question) == Recording.THEME):
        written = sorted((said(question, value) for value in values), key=str.casefold)
        return QuestionHeard(text, len(values), (), tuple(written[:WORDS_SHOWN]))
    counts, covered = _counted(question, values, words)
    beyond = [len(values) - covered, *(len(values) - one.people for one in counts)]
    is_safe = not counts or all(rest == 0 or rest >= FEWEST_PEOPLE for rest in beyond)
    return QuestionHeard(text, len(values) if is_safe else None, tuple(counts), ())


def _counted(question: Mapping[str, Any], values: list[Any], words: Mapping[str, str]) -> tuple[list[AnswerCount], int]:
    """The answers at least five gave, and how many people gave one of them."""
    written: dict[str, str] = {}
    named: list[set[str]] = []
    for value in values:
        told = {folded(one): one for one in _answers(question, value, words)}
        written = told | written
        named.append(set(told))
    counts = Counter(name for names in named for name in names)
    shown = {name: people for name, people in counts.items() if people >= FEWEST_PEOPLE}
    covered = sum(1 for names in named if names & set(shown))
    ordered = sorted(shown.items(), key=lambda one: (-one[1], one[0]))
    return [AnswerCount(written[name], people) for name, people in ordered], covered


def _answers(question: Mapping[str, Any], value: Any, words: Mapping[str, str]) -> list[str]:
    if question["kind"] not in TAPPED:
        return words_of(question, value)
    codes = value if isinstance(value, list) else [value]
    return [fill(words_of_code(question, str(code)), words)[0] for code in codes]
