"""Reads about agendas, guides, sheets and the pages on the method."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import nh3
from django.db.models import BooleanField, Case, F, QuerySet, Value, When
from django.db.models.functions import Length
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

from letstalk.campaigns.access import own_and_above
from letstalk.guides.models import AgendaTemplate, GuideVersion, MethodPage, Sheet, SheetAnswer
from letstalk.guides.walk import fill, is_recordable, recording_policy, words_of
from letstalk.guides.words import GuideKind, MeetingKind, Said
from letstalk.people.models import Chapter

PROPOSED = 5
TAPPED = ("yes_no", "either_or")
NEWEST_CAMPAIGN_FIRST = F("campaign__adopted_at").desc(nulls_last=True)
TAGS = {"h1", "h2", "p", "ul", "ol", "li", "em", "strong"}


# --- agendas ---


def agendas_for(chapter: Chapter) -> QuerySet[AgendaTemplate]:
    """What a chapter can choose from: its own, then those of the nodes above; none of a campaign that has ended."""
    rows = AgendaTemplate.objects.filter(
        chapter__in=own_and_above(chapter), retired_at__isnull=True, campaign__ended_at__isnull=True
    )
    is_copy = Case(When(copied_from__isnull=False, then=Value(True)), default=Value(False), output_field=BooleanField())
    nearest = rows.annotate(depth=Length("chapter__path"), is_copy=is_copy)
    return nearest.select_related("guide", "campaign", "copied_from").order_by(
        "-depth", "is_copy", NEWEST_CAMPAIGN_FIRST, "name", "pk"
    )


def agenda_for(kind: MeetingKind | str, chapter: Chapter) -> AgendaTemplate | None:
    """The agenda proposed for a kind of one-on-one (R-033): the chapter's own before one from above; None without any.

    Of one chapter's the original goes before its copies, which are chosen by hand.
    """
    return agendas_for(chapter).filter(meeting_kind=kind).first()


# --- guides ---


def newest_version(chapter: Chapter, kind: GuideKind) -> GuideVersion | None:
    """The newest version of the nearest guide of that kind; None without any."""
    rows = GuideVersion.objects.filter(
        guide__kind=kind, guide__chapter__in=own_and_above(chapter), guide__campaign__ended_at__isnull=True
    )
    nearest = rows.annotate(depth=Length("guide__chapter__path")).select_related("guide__campaign")
    newest = F("guide__campaign__adopted_at").desc(nulls_last=True)
    return nearest.order_by("-depth", newest, "guide__key", "-number").first()


def report_guide_version(chapter: Chapter) -> GuideVersion | None:
    """The form in which this chapter's organizers report back (R-095)."""
    return newest_version(chapter, GuideKind.REPORT)


def has_expired(version: GuideVersion, today: date) -> bool:
    """Its dated questions speak of the past by now: adapt them or leave them out (R-069, R-086)."""
    return version.current_until is not None and version.current_until < today


def every_question(body: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], int]]:
    """Each question with its depth from 1, a sub-question after its parent."""

    def below(questions: list[Mapping[str, Any]], depth: int) -> Iterator[tuple[Mapping[str, Any], int]]:
        for question in questions:
            yield question, depth
            yield from below(question.get("questions", []), depth + 1)

    return below(body["questions"], 1)


def proposed_questions(version: GuideVersion) -> list[str]:
    """About five openers to start the choice from (R-066): those the guide proposes, else its first harmless ones.

    Never one that needs trust first or speaks of 2016; Q1 to Q3, Q5 and Q7 of the guide that ships are among those.
    """
    openers = [question for question in version.body["questions"] if _may_open(question)]
    proposed = [question for question in openers if question.get("propose")]
    harmless = [question for question in openers if is_recordable(question)]
    return [question["id"] for question in (proposed or harmless or openers)[:PROPOSED]]


def _may_open(question: Mapping[str, Any]) -> bool:
    return not question.get("only_with_trust") and not question.get("about_2016")


@dataclass(frozen=True)
class QuestionLine:
    """A question as the prepare page lists it.

    text: with its variables filled in; missing: the names of those without a value. wordings: other ways to say it.
    record: what may be kept of the answer (never, theme, own_words, yes_no).
    """

    id: str
    depth: int
    kind: str
    text: str
    missing: tuple[str, ...]
    wordings: Mapping[str, str]
    is_about_2016: bool
    only_with_trust: bool
    sensitivity: str
    tone: str
    why_we_ask: str
    record: str
    children: tuple["QuestionLine", ...]


def questions_of(version: GuideVersion) -> list[QuestionLine]:
    """The outermost questions of a version with their branches, in the campaign's words."""
    variables = variables_of(version)
    return [_line(question, 1, variables) for question in version.body["questions"]]


def variables_of(version: GuideVersion) -> dict[str, str]:
    """What this guide's open words stand for in the campaign it came with (R-083)."""
    campaign = version.guide.campaign
    return dict(campaign.variables) if campaign else {}


def _line(question: Mapping[str, Any], depth: int, variables: Mapping[str, str]) -> QuestionLine:
    text, missing = fill(question["text"], variables)
    return QuestionLine(
        id=question["id"],
        depth=depth,
        kind=question["kind"],
        text=text,
        missing=missing,
        wordings={name: fill(wording, variables)[0] for name, wording in question.get("wordings", {}).items()},
        is_about_2016=question.get("about_2016", False),
        only_with_trust=question.get("only_with_trust", False),
        sensitivity=question.get("sensitivity", "ordinary"),
        tone=fill(question.get("tone", ""), variables)[0],
        why_we_ask=fill(question.get("why_we_ask", ""), variables)[0],
        record=recording_policy(question),
        children=tuple(_line(below, depth + 1, variables) for below in question.get("questions", [])),
    )


# --- sheets ---


def answers_of(sheet: Sheet) -> dict[str, Any]:
    """What the sheet keeps, by the key of the step it answers: the question's id, or `id@item` (R-078, R-085)."""
    return dict(_keyed(row) for row in SheetAnswer.objects.filter(sheet=sheet).order_by("question", "at", "pk"))


def _keyed(row: SheetAnswer) -> tuple[str, Any]:
    if not row.item:
        return row.question, row.value
    return f"{row.question}@{row.value['item']}", row.value["answer"]


def said(question: Mapping[str, Any], value: Any) -> str:
    """An answer as people read it: a tapped code as its words, a list with commas."""
    if isinstance(value, str) and question["kind"] in TAPPED and value in Said.values:
        return str(Said(value).label)
    return ", ".join(words_of(question, value))


# --- the pages on the method ---


@dataclass(frozen=True)
class Page:
    """One page of *How a one-on-one works* (R-001). `text` is its Markdown, `html` is fit to be shown."""

    slug: str
    title: str
    text: str
    is_edited: bool

    @property
    def html(self) -> SafeString:
        return as_html(self.text)


def method_pages(chapter: Chapter) -> list[Page]:
    """The pages in their order: as shipped, or as the nearest node up the tree rewrote them."""
    rows = MethodPage.objects.filter(chapter__in=own_and_above(chapter)).annotate(depth=Length("chapter__path"))
    edited = {row.slug: Page(row.slug, row.title, row.text, is_edited=True) for row in rows.order_by("depth")}
    return [edited.get(page.slug, page) for page in shipped_pages()]


def method_page(chapter: Chapter, slug: str) -> Page | None:
    """One of them; None for a slug that is no page."""
    return next((page for page in method_pages(chapter) if page.slug == slug), None)


@cache
def shipped_pages() -> tuple[Page, ...]:
    """The pages that come with the software, numbered in their file names."""
    folder = files("letstalk.guides") / "method_pages"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".md"))
    return tuple(_shipped(name, (folder / name).read_text(encoding="utf-8")) for name in names)


def _shipped(name: str, source: str) -> Page:
    heading, _newline, text = source.partition("\n")
    slug = name.removesuffix(".md").partition("-")[2]
    return Page(slug, heading.removeprefix("# ").strip(), text.strip(), is_edited=False)


def as_html(text: str) -> SafeString:
    """Markdown as a few plain tags: a chapter may edit these pages, so no link and no script gets through."""
    return SafeString(nh3.clean(_markdown().render(text), tags=TAGS, attributes={}))


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})
