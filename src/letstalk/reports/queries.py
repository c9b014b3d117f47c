"""Reads about reports: exactly what would leave, what one wrote oneself, and what a chapter hears (R-096, R-097)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from letstalk.accounts.models import User
from letstalk.campaigns.models import Campaign
from letstalk.guides.queries import answers_of, every_question, said, variables_of
from letstalk.guides.walk import UNSAID, fill, recording_policy
from letstalk.kit import clock
from letstalk.meetings.models import Meeting
from letstalk.people.access import people_visible_to, scope_of
from letstalk.people.models import Chapter, Consent, Person, Relationship, folded
from letstalk.people.queries import has_agreed, organization
from letstalk.people.queries.lists import mention_scope
from letstalk.people.queries.reaching import who_agreed
from letstalk.people.words import Answer, Level, Platform, Purpose
from letstalk.reports.access import own_reports_of
from letstalk.reports.models import HeardPage, Report, ReportSent, ReportTheme, ToldBack, WallLine
from letstalk.reports.suppression import ShownCell, Telling, added_up, seen_by, shown_cells, topmost
from letstalk.reports.validators import Span, spot

WALL_SHOWN = 100


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
    """One node of the tree, one campaign, one month that is over; its figures do not change any more."""

    path: str
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

    What is reported to a chapter goes up the tree: it counts for every node above, too. Counted only in fixed cells of
    node, campaign and month, once the month is over; which of them may be shown, `shown_cells` says. Held by one
    organizer, it is shown to that organizer alone. A lead also reads the cells of the nodes below.
    """
    shown = seen_by(user.pk, shown_cells(_tellings(chapter, at=at, campaign=campaign)))
    # A sum that is nothing but its parts says nothing new beside them.
    beyond = [cell for cell in shown if cell.rest]
    parts = beyond if scope_of(user).leads(chapter) else topmost(shown, under=chapter.path)
    total = added_up(shown, under=chapter.path)
    return Hearing(tuple(in_order(total)), tuple(_by_month(parts)), tuple(own_themes(user)))


def in_order(counts: "Counter[str] | dict[str, int]") -> list[ThemeCount]:
    """The most often named first."""
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0].casefold()))
    return [ThemeCount(name, conversations) for name, conversations in ordered]


def _tellings(chapter: Chapter, *, at: datetime, campaign: Campaign | None) -> Iterator[Telling]:
    """Each conversation of the months that are over, at or below this node, with each theme it named."""
    # One zone for all, so that a cell is the same whoever looks at it.
    zone = organization().zone
    this_month = month_begins(at, zone)
    told = ReportTheme.objects.filter(
        report__chapter__path__startswith=chapter.path,
        report__sent__at__lt=this_month,
        report__meeting__isnull=False,
    )
    if campaign is not None:
        told = told.filter(report__campaign=campaign)
    columns = told.annotate(month=TruncMonth("report__sent__at", tzinfo=ZoneInfo(zone))).values_list(
        "report__chapter__path",
        "report__campaign",
        "month",
        "name",
        "counts_as",
        "report",
        "report__meeting__person",
        "report__author",
    )
    written: dict[str, str] = {}
    for path, campaign_id, month, name, counts_as, report, person, author in columns.order_by("name", "pk").iterator():
        word = counts_as or name
        theme = written.setdefault(folded(word), word)
        yield Telling(path, campaign_id, month.date(), theme, report, person, author)


def month_begins(at: datetime, zone: str) -> datetime:
    """The first moment of the month it is: what was sent before it is of a month that is over."""
    return clock.day_bounds(clock.local_day(at, zone).replace(day=1), zone)[0]


def _by_month(shown: Iterable[ShownCell]) -> list[Cell]:
    """The newest month first."""
    found: dict[tuple[date, str, UUID | None], dict[str, int]] = {}
    for cell in shown:
        found.setdefault((cell.month, cell.path, cell.campaign), {})[cell.theme] = cell.conversations
    newest = sorted(found.items(), key=lambda one: (-one[0][0].toordinal(), one[0][1], str(one[0][2])))
    return [Cell(path, campaign, month, tuple(in_order(themes))) for (month, path, campaign), themes in newest]


# --- back to those who were asked ---


@dataclass(frozen=True)
class ToldCount:
    asked: int
    told: int


def told_count(page: HeardPage) -> ToldCount:
    """How many were asked, and how many of them were told."""
    counts = ToldBack.objects.filter(page=page).aggregate(asked=Count("pk"), told=Count("told_at"))
    return ToldCount(counts["asked"], counts["told"])


def asked_of(page: HeardPage, user: User) -> QuerySet[ToldBack]:
    """Of those who were asked the ones this user may see, who is not told yet first."""
    rows = ToldBack.objects.filter(page=page, person__in=people_visible_to(user)).select_related("person")
    return rows.order_by(F("told_at").asc(nulls_first=True), "person__name_folded", "pk")


def looked_over(words: str, *, by: User, region: str) -> Line:
    """A text before it goes out, with what in it might tell who somebody is."""
    return Line("", words, tuple(spot(words, names=names_known_to(by), region=region)))


def public_heard(chapter: Chapter) -> QuerySet[HeardPage]:
    """What this chapter tells everybody it heard."""
    rows = HeardPage.objects.filter(chapter=chapter, is_public=True, published_at__isnull=False)
    return rows.filter(taken_back_at__isnull=True).order_by("-published_at", "pk")


def has_public_words(chapter: Chapter) -> bool:
    """Whether there is anything for everybody to read: what was heard, or a line on the wall."""
    shown = WallLine.objects.filter(chapter=chapter, shown_at__isnull=False, taken_off_at__isnull=True)
    return public_heard(chapter).exists() or shown.exists()


def wall_of(chapter: Chapter) -> list[WallLine]:
    """The lines everybody reads, the newest first: shown by a lead, not taken off, and their yes still stands."""
    shown = WallLine.objects.filter(chapter=chapter, shown_at__isnull=False, taken_off_at__isnull=True)
    return with_standing_yes(shown.order_by("-shown_at", "pk")[:WALL_SHOWN])


def with_standing_yes(lines: Iterable[WallLine]) -> list[WallLine]:
    """Without those whose person took their yes back since; of whoever came without an account their own link tells."""
    lines = list(lines)
    asked: dict[str, list[UUID]] = {}
    for line in lines:
        if line.person_id is not None:
            asked.setdefault(line.consent_words, []).append(line.person_id)
    agreed = {scope: who_agreed(people, Purpose.MENTION, scope) for scope, people in asked.items()}
    return [line for line in lines if line.person_id is None or line.person_id in agreed[line.consent_words]]


def wall_waiting(chapter: Chapter) -> list[WallLine]:
    """The lines a lead has not looked at yet, whose yes still stands, the oldest first."""
    waiting = WallLine.objects.filter(chapter=chapter, shown_at__isnull=True, taken_off_at__isnull=True)
    return with_standing_yes(waiting.order_by("given_at", "pk")[:WALL_SHOWN])


def may_be_quoted_by(user: User) -> list[Person]:
    """Of an organizer's own people those who said yes to being shown on the group's website, at some level (R-049)."""
    levels = [mention_scope(Platform.WEBSITE, level) for level in (Level.ANONYMOUS, Level.FIRST_NAME)]
    said_yes = Consent.objects.filter(
        person=OuterRef("pk"),
        purpose=Purpose.MENTION,
        scope__in=levels,
        answer=Answer.GRANTED,
        superseded_at__isnull=True,
    )
    theirs = Relationship.objects.current().filter(person=OuterRef("pk"), organizer=user)
    people = Person.objects.filter(Exists(theirs), Exists(said_yes), erased_at__isnull=True)
    return list(people.order_by("name_folded", "pk")[:WALL_SHOWN])
