"""Reads about reports: exactly what would leave, what one wrote oneself, and what a chapter hears (R-096, R-097)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from letstalk.accounts.models import User
from letstalk.campaigns.models import Campaign
from letstalk.guides.queries import answers_of, every_question, said, variables_of
from letstalk.guides.walk import UNSAID, fill, recording_policy
from letstalk.kit import clock
from letstalk.meetings.models import Meeting
from letstalk.people.access import scope_of
from letstalk.people.models import Chapter, Person, Relationship
from letstalk.people.queries import has_agreed, organization
from letstalk.people.words import Purpose
from letstalk.reports.access import own_reports_of
from letstalk.reports.models import Report, ReportSent, ReportTheme
from letstalk.reports.validators import Span, spot

FEWEST_PEOPLE = 5
FEWEST_ORGANIZERS = 2


# --- what would leave ---


@dataclass(frozen=True)
class Line:
    """An answer of the report as people read it, and what in it might tell who was talked with."""

    question: str
    words: str
    warnings: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Preview:
    """issues and leaves are exactly what is sent; stays is the author's own copy and is read by nobody else."""

    issues: tuple[Line, ...]
    leaves: tuple[Line, ...]
    stays: tuple[Line, ...]

    @property
    def warnings(self) -> tuple[Span, ...]:
        return tuple(span for line in (*self.issues, *self.leaves) for span in line.warnings)


def preview(report: Report) -> Preview:
    """Exactly what leaves (R-098): the issues, and the answers kept as a theme.

    Answers in own words are quotes, so they stay, unless the person of this one-on-one agreed to anonymous use (R-096).
    Nothing is changed because it looks like a name, phone, email or address; it is pointed out (a.4, check 8).
    """
    names = names_known_to(report.author)
    region = report.chapter.region

    def line(question: str, words: str) -> Line:
        return Line(question, words, tuple(spot(words, names=names, region=region)))

    may_quote = _may_quote(report)
    leaves: list[Line] = []
    stays: list[Line] = []
    for question, words, policy in _answers(report):
        (stays if policy == "own_words" and not may_quote else leaves).append(line(question, words))
    issues = tuple(line("", name) for name in themes_of(report))
    return Preview(issues, tuple(leaves), tuple(stays))


def themes_of(report: Report) -> list[str]:
    return list(ReportTheme.objects.filter(report=report).order_by("name").values_list("name", flat=True))


def names_known_to(author: User) -> list[str]:
    """The names of everyone this organizer has or had to do with."""
    theirs = Exists(Relationship.objects.filter(person=OuterRef("pk"), organizer=author))
    rows = Person.objects.filter(Q(theirs) | Q(added_by=author), erased_at__isnull=True)
    return list(rows.values_list("name", flat=True))


def _may_quote(report: Report) -> bool:
    return report.meeting is not None and has_agreed(report.meeting.person, Purpose.ANONYMOUS_REPORTS)


def _answers(report: Report) -> Iterable[tuple[str, str, str]]:
    """Question, answer and recording policy, in the order of the form; the lists of issues stand by themselves."""
    version = report.sheet.version
    answers = answers_of(report.sheet)
    questions = [question for question, _depth in every_question(version.body)]
    # A question may repeat what was answered before it; what nobody said stands as dots.
    piped = {question["id"]: said(question, answers.get(question["id"])) or UNSAID for question in questions}
    variables = piped | variables_of(version)
    for question in questions:
        for key in answers:
            id, _at, item = key.partition("@")
            words = said(question, answers[key]) if id == question["id"] else ""
            if words and not is_about_issues(question):
                yield fill(question["text"], variables | {"item": item})[0], words, recording_policy(question)


def is_about_issues(question: Mapping[str, Any]) -> bool:
    """Whether this is the form's list of issues ("Which issues did you hear?"), whose items become themes."""
    return question.get("collects") == "items" and recording_policy(question) == "theme"


# --- one's own ---


def own_reports(user: User) -> QuerySet[Report]:
    """What this organizer wrote, drafts first, then the newest; each with `is_sent`."""
    rows = own_reports_of(user).annotate(is_sent=Exists(ReportSent.objects.filter(report=OuterRef("pk"))))
    return (
        rows.select_related("sent", "campaign", "chapter")
        .prefetch_related("themes")
        .order_by("is_sent", "-made_at", "pk")
    )


def was_reported(meeting: Meeting) -> bool:
    """Whether the report drawn from this one-on-one was sent: then it stays as it was sent."""
    return ReportSent.objects.filter(report__meeting=meeting).exists()


def own_themes(user: User) -> list["ThemeCount"]:
    """The issues of one's own reports, however few: what one heard is one's own to read."""
    rows = ReportTheme.objects.filter(report__author=user).values("name").annotate(conversations=Count("report"))
    return in_order({row["name"]: row["conversations"] for row in rows})


# --- what a chapter hears ---


@dataclass(frozen=True)
class ThemeCount:
    name: str
    conversations: int


@dataclass(frozen=True)
class Cell:
    """One chapter, one campaign, one month that is over; its figures do not change any more."""

    chapter_id: UUID
    campaign_id: UUID | None
    month: date
    themes: tuple[ThemeCount, ...]


@dataclass(frozen=True)
class Hearing:
    """themes: what may be shown, added up; cells: where it comes from; own: what the reader heard themselves."""

    themes: tuple[ThemeCount, ...]
    cells: tuple[Cell, ...]
    own: tuple[ThemeCount, ...]


def what_we_hear(chapter: Chapter, user: User, *, at: datetime, campaign: Campaign | None = None) -> Hearing:
    """The issues that at least five conversations with five people name, held by at least two organizers (R-096).

    Counted only in fixed cells of chapter, campaign and month, once the month is over, so that no two readings can be
    subtracted from each other to find one conversation. Held by one organizer, it is shown to that organizer alone.
    A lead reads the chapters below as well; totals add up what is shown, and nothing else.
    """
    cells = _cells(_nodes(chapter, user), user, at=at, campaign=campaign)
    total: Counter[str] = Counter()
    for cell in cells:
        total.update({theme.name: theme.conversations for theme in cell.themes})
    return Hearing(themes=tuple(in_order(total)), cells=tuple(cells), own=tuple(own_themes(user)))


def in_order(counts: "Counter[str] | dict[str, int]") -> list[ThemeCount]:
    """The most often named first."""
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0].casefold()))
    return [ThemeCount(name, conversations) for name, conversations in ordered]


def _nodes(chapter: Chapter, user: User) -> QuerySet[Chapter]:
    if scope_of(user).leads(chapter):
        return Chapter.objects.at_or_below(chapter)
    return Chapter.objects.filter(pk=chapter.pk)


def _cells(nodes: QuerySet[Chapter], user: User, *, at: datetime, campaign: Campaign | None) -> list[Cell]:
    # One zone for all, so that a cell is the same whoever looks at it.
    zone = organization().zone
    this_month = clock.day_bounds(clock.local_day(at, zone).replace(day=1), zone)[0]
    told = ReportTheme.objects.filter(
        report__chapter__in=nodes, report__sent__at__lt=this_month, report__meeting__isnull=False
    )
    if campaign is not None:
        told = told.filter(report__campaign=campaign)
    people = Count("report__meeting__person", distinct=True)
    rows = (
        told.annotate(month=TruncMonth("report__sent__at", tzinfo=ZoneInfo(zone)))
        .values("report__chapter", "report__campaign", "month", "name")
        .annotate(
            people=people,
            organizers=Count("report__author", distinct=True),
            own=Count("report", filter=Q(report__author=user)),
        )
        .filter(people__gte=FEWEST_PEOPLE)
        .filter(Q(organizers__gte=FEWEST_ORGANIZERS) | Q(own__gt=0))
        .order_by("-month", "report__chapter", "report__campaign", "name")
    )
    found: dict[tuple[UUID, UUID | None, date], dict[str, int]] = {}
    for row in rows:
        key = (row["report__chapter"], row["report__campaign"], row["month"].date())
        found.setdefault(key, {})[row["name"]] = row["people"]
    return [
        Cell(chapter_id, campaign_id, month, tuple(in_order(themes)))
        for (chapter_id, campaign_id, month), themes in found.items()
    ]
