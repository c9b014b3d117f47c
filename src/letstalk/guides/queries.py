"""Reads about agendas, guides, sheets and the pages on the method."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import nh3
from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Length
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

from letstalk.campaigns.access import own_and_above
from letstalk.campaigns.models import Campaign
from letstalk.guides.models import (
    AgendaTemplate,
    Draft,
    DraftStep,
    Guide,
    GuideVersion,
    MethodPage,
    Sheet,
    SheetAnswer,
)
from letstalk.guides.walk import (
    Prepared,
    fill,
    in_words,
    is_recordable,
    missing_variables,
    question_ids,
    recording_policy,
    words_of,
)
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
        _of_what_goes_on(chapter), chapter__in=own_and_above(chapter), retired_at__isnull=True
    )
    is_own_type = Q(copied_from__isnull=True, campaign__isnull=True)
    nearest = rows.annotate(
        depth=Length("chapter__path"), is_copy=_yes_if(Q(copied_from__isnull=False)), is_own_type=_yes_if(is_own_type)
    )
    return nearest.select_related("guide", "campaign", "copied_from").order_by(
        "-depth", "is_copy", NEWEST_CAMPAIGN_FIRST, "name", "pk"
    )


def agenda_for(kind: MeetingKind | str, chapter: Chapter) -> AgendaTemplate | None:
    """The agenda proposed for a kind of one-on-one (R-033): the chapter's own before one from above; None without any.

    Of one chapter's the original goes before its copies, which are chosen by hand. A type of a chapter's own making
    is proposed only where there is no other of its kind.
    """
    rows = agendas_for(chapter).filter(meeting_kind=kind)
    return rows.order_by(F("is_own_type"), *rows.query.order_by).first()


def _of_what_goes_on(chapter: Chapter, campaign: str = "campaign", copied_from: str = "copied_from") -> Q:
    """Of no campaign, or of one that has not ended. What was adapted stays when the same campaign is taken up anew."""
    anew = Campaign.objects.filter(
        key=OuterRef(f"{campaign}__key"), ended_at__isnull=True, chapter__in=own_and_above(chapter)
    )
    return Q(**{f"{campaign}__ended_at__isnull": True}) | Q(Exists(anew), **{f"{copied_from}__isnull": False})


def _yes_if(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def library_of(chapter: Chapter) -> QuerySet[AgendaTemplate]:
    """The chapter's types of one-on-one with their origin: what it can choose from, and what it retired itself."""
    own_and_retired = Q(chapter=chapter, retired_at__isnull=False)
    rows = AgendaTemplate.objects.filter(
        _of_what_goes_on(chapter), Q(retired_at__isnull=True) | own_and_retired, chapter__in=own_and_above(chapter)
    )
    begun = Draft.objects.filter(template=OuterRef("pk"), ended_at__isnull=True, now__gt=0)
    found = rows.annotate(
        depth=Length("chapter__path"), guide_until=_newest_until("guide"), has_draft=Exists(begun)
    ).select_related("chapter", "campaign", "guide", "copied_from__chapter")
    return found.order_by("-depth", NEWEST_CAMPAIGN_FIRST, "name", "pk")


def guides_of(chapter: Chapter) -> QuerySet[Guide]:
    """The question guides a chapter works with, its own first, and those it retired itself."""
    own_and_retired = Q(chapter=chapter, retired_at__isnull=False)
    rows = Guide.objects.filter(
        _of_what_goes_on(chapter), Q(retired_at__isnull=True) | own_and_retired, chapter__in=own_and_above(chapter)
    )
    begun = Draft.objects.filter(guide=OuterRef("pk"), ended_at__isnull=True, now__gt=0)
    found = rows.annotate(
        depth=Length("chapter__path"), guide_until=_newest_until("pk"), has_draft=Exists(begun)
    ).select_related("chapter", "campaign", "copied_from__chapter")
    return found.order_by("-depth", NEWEST_CAMPAIGN_FIRST, "title", "pk")


def _newest_until(guide: str) -> Subquery:
    newest = GuideVersion.objects.filter(guide=OuterRef(guide)).order_by("-number")
    return Subquery(newest.values("current_until")[:1])


def expired_on(row: AgendaTemplate | Guide) -> date | None:
    """The last day on which an agenda or a guide was current (R-069): its own, its questions', or its campaign's.

    One query where the row was not read by `library_of` or `guides_of`.
    """
    guide = row if isinstance(row, Guide) else row.guide
    if hasattr(row, "guide_until"):
        until = row.guide_until
    else:
        newest = guide.versions.order_by("-number").first() if guide else None
        until = newest.current_until if newest else None
    own = row.current_until if isinstance(row, AgendaTemplate) else None
    days = (own, until, row.campaign.current_until if row.campaign else None)
    return min((day for day in days if day is not None), default=None)


def is_of_the_past(row: AgendaTemplate | Guide, today: date) -> bool:
    """It says so wherever it is offered (R-069): adapt it, or choose another."""
    until = expired_on(row)
    return until is not None and until < today


# --- guides ---


def newest_version(chapter: Chapter, kind: GuideKind) -> GuideVersion | None:
    """The newest version of the nearest guide of that kind; None without any."""
    rows = GuideVersion.objects.filter(
        _of_what_goes_on(chapter, "guide__campaign", "guide__copied_from"),
        guide__kind=kind,
        guide__chapter__in=own_and_above(chapter),
        guide__retired_at__isnull=True,
    )
    nearest = rows.annotate(depth=Length("guide__chapter__path")).select_related("guide__campaign")
    newest = F("guide__campaign__adopted_at").desc(nulls_last=True)
    return nearest.order_by("-depth", newest, "guide__key", "-number").first()


def version_of(agenda: AgendaTemplate | None) -> GuideVersion | None:
    """The newest version of the questions that are asked with this agenda; None without any."""
    if agenda is None or agenda.guide_id is None:
        return None
    rows = GuideVersion.objects.filter(guide_id=agenda.guide_id)
    return rows.select_related("guide__campaign").order_by("-number").first()


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
    openers = [question for question in version.body["questions"] if may_open(question)]
    proposed = [question for question in openers if question.get("propose")]
    harmless = [question for question in openers if is_recordable(question)]
    return [question["id"] for question in (proposed or harmless or openers)[:PROPOSED]]


def may_open(question: Mapping[str, Any]) -> bool:
    """Whether it may be asked without anybody choosing it: it needs no trust first, and does not speak of 2016."""
    return not question.get("only_with_trust") and not question.get("about_2016")


@dataclass(frozen=True)
class QuestionLine:
    """A question as the prepare page lists it.

    text: with its variables filled in; missing: the names of those without a value. wordings: other ways to say it.
    record: what may be kept of the answer (never, theme, own_words, yes_no). tells: what of a person it may tell.
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
    tells: frozenset[str]
    children: tuple["QuestionLine", ...]


def questions_of(version: GuideVersion, prepared: Prepared | None = None) -> list[QuestionLine]:
    """The outermost questions of a version with their branches, in the campaign's words.

    prepared: in which wording, for a one-on-one where that was chosen (R-070); without, as written.
    """
    # Words that somebody will say stand as dots: nobody has said them yet.
    variables = dict.fromkeys(question_ids(version.body), "…") | variables_of(version)
    return [_line(question, 1, variables, prepared or Prepared()) for question in version.body["questions"]]


def variables_of(version: GuideVersion) -> dict[str, str]:
    """What this guide's open words stand for in the campaign it came with (R-083)."""
    campaign = version.guide.campaign
    return dict(campaign.variables) if campaign else {}


def _line(question: Mapping[str, Any], depth: int, variables: Mapping[str, str], prepared: Prepared) -> QuestionLine:
    said, tone, why = in_words(question, prepared)
    text, missing = fill(said, variables)
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
        tone=fill(tone, variables)[0],
        why_we_ask=fill(why, variables)[0],
        record=recording_policy(question),
        tells=frozenset(question.get("tells", ())),
        children=tuple(_line(below, depth + 1, variables, prepared) for below in question.get("questions", [])),
    )


# --- drafts ---


@dataclass(frozen=True)
class Standing:
    """An agenda or a guide as its editor finds it: the draft where one is open, or else what is published.

    seen: short, and another one as soon as anything changed. undoes, redoes: the steps that can be taken back or again.
    """

    body: Mapping[str, Any]
    seen: str
    draft: Draft | None = None
    undoes: DraftStep | None = None
    redoes: DraftStep | None = None

    @property
    def is_changed(self) -> bool:
        """Whether there is something to publish."""
        return self.undoes is not None


def open_draft(subject: Guide | AgendaTemplate) -> Draft | None:
    """The draft somebody began and neither published nor set aside."""
    about = {"guide": subject.pk} if isinstance(subject, Guide) else {"template": subject.pk}
    return Draft.objects.filter(ended_at__isnull=True, **about).first()


def standing_of(subject: Guide | AgendaTemplate, *, draft: Draft | None = None) -> Standing:
    """What the editor shows now. Costs the same however many steps were taken."""
    draft = draft or open_draft(subject)
    if draft is None:
        body = published_body(subject)
        return Standing(body, _digest(body))
    draft.refresh_from_db(fields=["now"])
    stands = draft.steps.filter(number=draft.now).first()
    body = stands.body if stands else published_body(subject)
    redoes = draft.steps.filter(follows=draft.now).order_by("-number").first()
    return Standing(body, f"{draft.pk.hex}.{draft.now}", draft, stands, redoes)


def published_body(subject: Guide | AgendaTemplate) -> dict[str, Any]:
    """What a draft begins with: the newest version of a guide, or the agenda as one-on-ones copy it."""
    if isinstance(subject, Guide):
        version = subject.versions.order_by("-number").first()
        body = dict(version.body) if version else {"questions": []}
        until = version.current_until if version else None
        return body | {"title": subject.title, "current_until": until.isoformat() if until else ""}
    return {
        "name": subject.name,
        "meeting_kind": subject.meeting_kind,
        "guide": str(subject.guide_id or ""),
        "success_rule": subject.success_rule,
        "success_words": subject.success_words,
        "current_until": subject.current_until.isoformat() if subject.current_until else "",
        "sections": subject.sections,
    }


def words_known(guide: Guide) -> set[str]:
    """The names a guide's texts may hold in braces: the campaign's words, and those its versions speak of already."""
    campaign = guide.campaign
    newest = guide.versions.order_by("-number").first()
    return {*(campaign.variables if campaign else ()), *(missing_variables(newest.body, {}) if newest else ())}


def published_ids(guide: Guide) -> set[str]:
    """The ids of every question that was ever published: answers may hang on them (R-085)."""
    return {id for version in guide.versions.all() for id in question_ids(version.body)}


def new_question_id(guide: Guide, body: Mapping[str, Any]) -> str:
    """An id no question of this guide ever had, taken-out ones and those of its draft included (R-085)."""
    bodies = [version.body for version in guide.versions.all()]
    steps = DraftStep.objects.filter(draft__guide=guide, draft__ended_at__isnull=True)
    ever = {id for one in (*bodies, body, *(step.body for step in steps)) for id in question_ids(one)}
    letter = "R" if guide.kind == GuideKind.REPORT else "Q"
    taken = [int(found[1]) for id in ever if (found := re.match(rf"{letter}(\d{{1,6}})", id))]
    return f"{letter}{max(taken, default=0) + 1}"


def _digest(body: Mapping[str, Any]) -> str:
    return hashlib.blake2b(json.dumps(body, sort_keys=True).encode(), digest_size=8).hexdigest()


# --- sheets ---


def answers_of(sheet: Sheet) -> dict[str, Any]:
    """What the sheet keeps, by the key of the step it answers: the question's id, or `id@item` (R-078, R-085)."""
    return dict(keyed(row) for row in SheetAnswer.objects.filter(sheet=sheet).order_by("question", "at", "pk"))


def keyed(row: SheetAnswer) -> tuple[str, Any]:
    """An answer under the key of its step."""
    if not row.item:
        return row.question, row.value
    return f"{row.question}@{row.value['item']}", row.value["answer"]


def said(question: Mapping[str, Any], value: Any) -> str:
    """An answer as people read it: a tapped code as its words, a list or a day with its time and place with commas."""
    if isinstance(value, Mapping):
        return ", ".join(str(value[part]) for part in ("on", "at", "place") if value.get(part))
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
