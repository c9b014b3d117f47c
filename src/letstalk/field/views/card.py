"""During a one-on-one: a card to glance at. No keyboard, and nothing that is tapped is kept anywhere."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from letstalk.field.cards import Card, answers_of, cards_of, section_names, tapped
from letstalk.field.frame import for_its_organizer, show
from letstalk.followups.queries import chosen_asks
from letstalk.kit import clock
from letstalk.meetings.domain.schedule import standing_slot
from letstalk.meetings.models import Meeting

MOST_PROMISES = 12
ALL = "all"


@require_http_methods(["GET", "POST"])
@for_its_organizer
def card(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The taps come along in the form's body: an address is remembered by browsers and logs, a body is not."""
    taps = tapped(meeting, request.POST.getlist("taps"), request.POST.get("tap", ""))
    cards = cards_of(meeting, answers_of(meeting, taps))
    wanted = request.POST.get("go") or request.POST.get("card") or request.GET.get("q", "")
    now = cards[min(max(_number(wanted), 1), len(cards)) - 1]
    slot = standing_slot(meeting)
    names = section_names(meeting)
    context = {
        "meeting": meeting,
        "person": meeting.person,
        "cards": cards,
        "card": now,
        "is_all": wanted == ALL,
        "rest": now.asked[1:],
        "before": now.number - 1,
        "after": now.number + 1 if now.number < len(cards) else 0,
        "taps": taps,
        "promises": _promises(request),
        "asks": chosen_asks(meeting) if now.is_last else [],
        "names": names,
        "step": now.section + 1 if names and wanted != ALL else 0,
        "sections": _by_section(cards, names),
        "slot": slot,
        "today": clock.local_day(clock.now(), meeting.chapter.zone),
    }
    return show(request, "field/card/page.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1


def _promises(request: HttpRequest) -> int:
    """How many were counted; one more with each tap on its button."""
    counted = _number(request.POST["promises"]) if request.POST.get("promises", "") else 0
    counted += 1 if "one_more" in request.POST else 0
    return min(counted, MOST_PROMISES)


def _by_section(cards: list[Card], names: list[str]) -> list[tuple[str, list[Card]]]:
    if not names:
        return [("", cards)]
    return [(name, [one for one in cards if one.section == place]) for place, name in enumerate(names)]
