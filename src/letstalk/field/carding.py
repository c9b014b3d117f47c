"""All that the cards of a one-on-one show, worked out once: for the screen, and for a phone that draws them itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from letstalk.commitments.domain.asking import MOST_IN_THE_ROOM
from letstalk.field.cards import Card, prepared_for, section_names, sections_of
from letstalk.field.forms.debrief import asked_in
from letstalk.followups.queries import chosen_asks
from letstalk.followups.write_up import consents_to_ask
from letstalk.guides.cards import words_of_taps
from letstalk.guides.taps import taps_of
from letstalk.guides.walk import as_plain
from letstalk.kit import clock, days
from letstalk.meetings.course import is_of_the_past
from letstalk.meetings.domain.schedule import standing_slot
from letstalk.meetings.models import Meeting
from letstalk.meetings.tapped import keepable_of, tapped_of

TEMPLATE = "field/card/page.html"


def cards_context(meeting: Meeting, *, at: datetime) -> dict[str, Any]:
    """What the template needs besides the one card that is shown now."""
    today = clock.local_day(at, meeting.chapter.zone)
    slot = standing_slot(meeting)
    to_ask, lists = consents_to_ask(meeting)
    return {
        "meeting": meeting,
        "person": meeting.person,
        "organizer": meeting.organizer,
        "asks": chosen_asks(meeting),
        "most_asks": MOST_IN_THE_ROOM,
        "names": section_names(meeting),
        "agenda": sections_of(meeting),
        "slot": slot,
        "today": today,
        "may_i": [asked_in(lists, purpose, scope) for purpose, scope in to_ask],
        "days_ahead": days.day_choices(today, first=1),
        "hours": days.hour_choices(),
        "is_of_the_past": is_of_the_past(meeting, today),
        "for_phone": data_for_phone(meeting),
    }


def data_for_phone(meeting: Meeting) -> dict[str, Any]:
    """What field/static/field/card.js walks by: the guide, what is settled, the sections. Plain values only."""
    version = meeting.guide_version
    return {
        "guide": version.body if version else {"questions": []},
        "prepared": as_plain(prepared_for(meeting)),
        "sections": [
            {"name": section["name"], "questions": section.get("questions", [])} for section in sections_of(meeting)
        ],
        "words": words_of_taps(),
        "keepable": keepable_of(meeting),
        "kept": taps_of(tapped_of(meeting)),
    }


def card_context(
    meeting: Meeting, cards: list[Card], now: Card, *, taps: Sequence[str] = (), promises: int = 0
) -> dict[str, Any]:
    """The one card that is shown."""
    return {
        "cards": cards,
        "card": now,
        "section": sections_of(meeting)[now.section],
        "rest": now.asked[1:],
        "before": now.number - 1,
        "after": now.number + 1 if now.number < len(cards) else 0,
        "taps": taps,
        "promises": promises,
        "step": now.section + 1,
    }
