"""In which words one one-on-one is asked: what its organizer chose, or what is known of the person (R-070, R-077)."""

from collections.abc import Collection
from typing import Any

from letstalk.guides.queries import variables_of
from letstalk.guides.walk import Prepared
from letstalk.guides.wordings import AS_WRITTEN, Offered, Wanted, offered_by
from letstalk.meetings.facts import facts_of
from letstalk.meetings.models import Meeting


def offered_for(meeting: Meeting, *, asked: Collection[str]) -> Offered | None:
    """What there is to choose for the questions carried; None where there is nothing."""
    return (offered_by(meeting.guide_version.body, asked=asked) or None) if meeting.guide_version else None


def language_for(meeting: Meeting) -> str:
    """The language the guide is asked in: the one chosen, the person's, the organizer's; empty for as written."""
    if meeting.guide_version is None:
        return ""
    wanted = Wanted.read(meeting.wordings)
    if wanted.language:
        return "" if wanted.language == AS_WRITTEN else wanted.language
    has = offered_by(meeting.guide_version.body, asked=()).languages
    known = meeting.person.language or meeting.organizer.language
    return known if known in has else ""


def prepared_of(meeting: Meeting) -> Prepared:
    """What is settled before anything is asked: the campaign's words, the facts, and the words to ask in.

    Which questions are carried is for whoever asks (`field.questions.carried`).
    """
    version = meeting.guide_version
    facts: dict[str, Any] = facts_of(meeting)
    wanted = Wanted.read(meeting.wordings)
    return Prepared(
        variables=variables_of(version) if version else {},
        wordings=wanted.picked,
        facts=facts,
        prefer=wanted.prefer(language_for(meeting), facts.get("stage", "")),
    )
