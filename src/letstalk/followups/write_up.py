"""What the ninety seconds after a one-on-one need to know: the asks carried, and what was answered already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from letstalk.campaigns.models import Ask
from letstalk.campaigns.queries import asks_for
from letstalk.followups.queries import chosen_asks
from letstalk.guides.models import GuideVersion
from letstalk.guides.queries import report_guide_version
from letstalk.meetings.models import Held, Meeting, Slot
from letstalk.people.models import Consent, Tag
from letstalk.people.queries import ways_of
from letstalk.people.words import NO_ANSWERS, Answer, Purpose, TagKind, WayKind

NEWS_LIST = "news"
ISSUES_OFFERED = 12

# What the close asks for, one tap each, and the way on file without which it makes no sense to ask (b.6).
QUESTIONS: tuple[tuple[Purpose, str, WayKind | None], ...] = (
    (Purpose.REMINDERS, "email", WayKind.EMAIL),
    (Purpose.REMINDERS, "text", WayKind.PHONE),
    (Purpose.KEEP_NOTES, "", None),
    (Purpose.LIST, NEWS_LIST, None),
)


@dataclass(frozen=True)
class WriteUp:
    """The facts of the page. `to_ask` holds (purpose, scope) of what the person has not said yes to yet."""

    meeting: Meeting
    slot: Slot | None
    held: Held | None
    asks: list[Ask]
    menu: list[Ask]
    report: GuideVersion | None
    issues: list[str]
    to_ask: list[tuple[Purpose, str]]
    refuses_notes: bool


def write_up_page(meeting: Meeting, *, at: datetime) -> WriteUp:
    """Everything the page needs, in a fixed number of queries."""
    carried = chosen_asks(meeting)
    others = [ask for ask in asks_for(meeting.chapter, at) if ask not in carried]
    answers = _answers(meeting)
    words = Tag.objects.filter(chapter=meeting.chapter, kind=TagKind.ISSUE).order_by("name", "pk")
    return WriteUp(
        meeting=meeting,
        slot=Slot.objects.standing().select_related("place").filter(meeting=meeting).first(),
        held=Held.objects.standing().filter(meeting=meeting).first(),
        asks=carried,
        menu=others,
        report=report_guide_version(meeting.chapter),
        issues=list(words.values_list("name", flat=True)[:ISSUES_OFFERED]),
        to_ask=_to_ask(meeting, answers),
        refuses_notes=answers.get((Purpose.KEEP_NOTES, "")) in NO_ANSWERS,
    )


def _answers(meeting: Meeting) -> dict[tuple[str, str], str]:
    standing = Consent.objects.filter(person=meeting.person_id, superseded_at__isnull=True)
    return {(purpose, scope): answer for purpose, scope, answer in standing.values_list("purpose", "scope", "answer")}


def _to_ask(meeting: Meeting, answers: dict[tuple[str, str], str]) -> list[tuple[Purpose, str]]:
    on_file = set(ways_of(meeting.person).values_list("kind", flat=True))
    return [
        (purpose, scope)
        for purpose, scope, way in QUESTIONS
        if answers.get((purpose, scope)) != Answer.GRANTED and (way is None or way in on_file)
    ]
