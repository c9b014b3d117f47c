"""What the ninety seconds after a one-on-one need to know: the asks carried, and what was answered already."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from letstalk.campaigns.access import own_and_above
from letstalk.campaigns.models import Ask
from letstalk.campaigns.queries import asks_for
from letstalk.campaigns.validators import When
from letstalk.campaigns.words import NextStep
from letstalk.commitments.rooms import with_room
from letstalk.followups.queries import chosen_asks
from letstalk.guides.models import GuideVersion
from letstalk.guides.queries import report_guide_version
from letstalk.guides.words import GuideKind, MeetingKind
from letstalk.meetings.models import Held, Meeting, Slot
from letstalk.meetings.tapped import TapSaid, keepable_of, said_of, tapped_of
from letstalk.people.models import Consent, Tag
from letstalk.people.queries import ways_of
from letstalk.people.queries.lists import lists_of
from letstalk.people.words import NEWS, NO_ANSWERS, Answer, Purpose, TagKind, WayKind

ISSUES_OFFERED = 12

# What the close asks for, one tap each, and the way on file without which it makes no sense to ask (b.6).
QUESTIONS: tuple[tuple[Purpose, str, WayKind | None], ...] = (
    (Purpose.REMINDERS, "email", WayKind.EMAIL),
    (Purpose.REMINDERS, "text", WayKind.PHONE),
    (Purpose.CALENDAR_DETAILS, "", WayKind.EMAIL),
    (Purpose.KEEP_NOTES, "", None),
    (Purpose.LIST, NEWS, None),
)


@dataclass(frozen=True)
class WriteUp:
    """The facts of the page. `to_ask` holds (purpose, scope) of what the person has not said yes to yet.

    lists: the chapter's lists on a topic, scope to name; they are offered after a first conversation (R-058).
    """

    meeting: Meeting
    slot: Slot | None
    held: Held | None
    asks: list[Ask]
    menu: list[Ask]
    coming: dict[UUID, list[When]]
    report: GuideVersion | None
    issues: list[str]
    to_ask: list[tuple[Purpose, str]]
    lists: dict[str, str]
    refuses_notes: bool
    tapped: list[TapSaid]
    may_keep_taps: bool


def write_up_page(meeting: Meeting, *, at: datetime) -> WriteUp:
    """Everything the page needs, in a fixed number of queries."""
    carried = chosen_asks(meeting)
    others = [ask for ask in asks_for(meeting.chapter, at) if ask not in carried]
    answers, lists = _answers(meeting), lists_to_offer(meeting, carried)
    words = Tag.objects.offered().filter(chapter=meeting.chapter, kind=TagKind.ISSUE).order_by("name", "pk")
    return WriteUp(
        meeting=meeting,
        slot=Slot.objects.standing().select_related("place").filter(meeting=meeting).first(),
        held=Held.objects.standing().filter(meeting=meeting).first(),
        asks=carried,
        menu=others,
        coming=with_room(carried, zone=meeting.chapter.zone, at=at),
        report=report_guide_version(meeting.chapter),
        issues=list(words.values_list("name", flat=True)[:ISSUES_OFFERED]),
        to_ask=_to_ask(meeting, answers, lists),
        lists=lists,
        refuses_notes=answers.get((Purpose.KEEP_NOTES, "")) in NO_ANSWERS,
        tapped=said_of(meeting, tapped_of(meeting)),
        may_keep_taps=bool(keepable_of(meeting)),
    )


def as_shown(
    page: WriteUp,
    *,
    asks: list[UUID],
    report: UUID | None,
    which: UUID | None = None,
    issues: Collection[str] = (),
    asked_for: Collection[tuple[str, str]] = (),
) -> WriteUp:
    """The page as a form was made from it, however long ago: a phone may send what it showed days before.

    The asks come in the order shown, since the form counts them; retired ones too. Left as it is now where something
    shown cannot be found from this chapter.
    """
    chapters = own_and_above(page.meeting.chapter)
    wanted = {*asks, *([which] if which else [])}
    found = {ask.pk: ask for ask in Ask.objects.filter(pk__in=wanted, chapter__in=chapters)}
    if not wanted <= set(found):
        return page
    also = [found[which]] if which else []
    carried = [found[pk] for pk in asks]
    known = [(purpose, scope) for purpose, scope, _way in QUESTIONS] + [(Purpose.LIST, scope) for scope in page.lists]
    questions = [*page.to_ask, *((p, s) for p, s in known if (p, s) in asked_for and (p, s) not in page.to_ask)]
    return replace(
        page,
        asks=carried,
        menu=[ask for ask in dict.fromkeys([*page.menu, *page.asks, *also]) if ask not in carried],
        report=_report_shown(page, report),
        issues=list(dict.fromkeys([*page.issues, *issues])),
        to_ask=questions,
    )


def _report_shown(page: WriteUp, report: UUID | None) -> GuideVersion | None:
    if report is None or (page.report is not None and page.report.pk == report):
        return page.report
    rows = GuideVersion.objects.filter(
        guide__kind=GuideKind.REPORT, guide__chapter__in=own_and_above(page.meeting.chapter)
    )
    return rows.select_related("guide__campaign").filter(pk=report).first() or page.report


def _answers(meeting: Meeting) -> dict[tuple[str, str], str]:
    standing = Consent.objects.filter(person=meeting.person_id, superseded_at__isnull=True)
    return {(purpose, scope): answer for purpose, scope, answer in standing.values_list("purpose", "scope", "answer")}


def consents_to_ask(meeting: Meeting) -> tuple[list[tuple[Purpose, str]], dict[str, str]]:
    """What the close asks for, and the lists among it by their scopes, as `WriteUp` has them."""
    lists = lists_to_offer(meeting)
    return _to_ask(meeting, _answers(meeting), lists), lists


def lists_to_offer(meeting: Meeting, carried: Collection[Ask] = ()) -> dict[str, str]:
    """What to offer after a first conversation, and wherever news are asked for, which is a yes to something (R-093).

    Else they are asked for on the person's page.
    """
    if meeting.kind != MeetingKind.INTRODUCTORY and not any(ask.step == NextStep.NEWS for ask in carried):
        return {}
    return {one.scope: one.name for one in lists_of([meeting.chapter]) if one.scope != NEWS}


def _to_ask(meeting: Meeting, answers: dict[tuple[str, str], str], lists: dict[str, str]) -> list[tuple[Purpose, str]]:
    on_file = set(ways_of(meeting.person).values_list("kind", flat=True))
    questions = [*QUESTIONS, *((Purpose.LIST, scope, WayKind.EMAIL) for scope in lists)]
    return [
        (purpose, scope)
        for purpose, scope, way in questions
        if answers.get((purpose, scope)) != Answer.GRANTED and (way is None or way in on_file)
    ]
