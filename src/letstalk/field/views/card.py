"""During the one-on-one: a card to glance at. No keyboard, and nothing tapped is kept but the count of promises."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from letstalk.campaigns.models import Ask
from letstalk.field.frame import for_its_organizer, show
from letstalk.followups.queries import chosen_asks
from letstalk.guides.cards import Branch, cards_of
from letstalk.guides.queries import proposed_questions
from letstalk.kit import clock
from letstalk.meetings.domain.schedule import standing_slot
from letstalk.meetings.models import Meeting

MOST_PROMISES = 99
USUAL_LENGTH = timedelta(minutes=45)


@dataclass(frozen=True)
class Card:
    """One screen: a section of the agenda with its points, or one question of it, or the asks at the end."""

    section: dict
    place: int
    question: Branch | None = None
    asks: tuple[Ask, ...] = ()


@require_GET
@for_its_organizer
def card(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    cards = cards_for(meeting)
    at = _number(request, "card", most=max(len(cards), 1), least=1)
    slot = standing_slot(meeting)
    now = clock.now()
    ends_at = slot.ends_at if slot and slot.starts_at <= now <= slot.ends_at else now + USUAL_LENGTH
    context = {
        "meeting": meeting,
        "person": meeting.person,
        "cards": cards,
        "card": cards[at - 1] if cards else None,
        "number": at,
        "before": at - 1,
        "after": at + 1 if at < len(cards) else None,
        "promises": _number(request, "promises", most=MOST_PROMISES, least=0),
        "shows_all": request.GET.get("card") == "all",
        "section_names": [section["name"] for section in sections_of(meeting)],
        "ends_at": ends_at,
        "zone": meeting.chapter.zone,
        "back_url": reverse("field:prepare", args=[meeting.pk]),
    }
    return show(request, "field/card/page.html", context)


def cards_for(meeting: Meeting) -> list[Card]:
    """The agenda as screens: the section that carries questions is one screen a question, the last holds the asks."""
    sections = sections_of(meeting)
    version = meeting.guide_version
    chosen = meeting.questions or (proposed_questions(version) if version else [])
    questions = cards_of(version, chosen) if version else []
    asks = tuple(chosen_asks(meeting))
    carrier = next((n for n, section in enumerate(sections) if section.get("questions")), 0)
    cards: list[Card] = []
    for number, section in enumerate(sections):
        is_last = number == len(sections) - 1
        if number == carrier and questions:
            cards += [Card(section, number + 1, question=question) for question in questions]
        else:
            cards.append(Card(section, number + 1, asks=asks if is_last else ()))
    return cards


def sections_of(meeting: Meeting) -> list[dict]:
    """The meeting's own agenda; one that has none is a talk with an end (R-034)."""
    return meeting.agenda or [
        {"key": "talk", "name": _("Talk"), "points": [], "questions": ["any"]},
        {"key": "ask", "name": _("Ask"), "points": []},
    ]


def _number(request: HttpRequest, name: str, *, most: int, least: int) -> int:
    text = request.GET.get(name, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else least
    return min(max(number, least), most)
