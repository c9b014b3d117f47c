"""During a one-on-one: a card to glance at. No keyboard, and a tap is kept only where it may be (R-068, R-071)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from letstalk.field.carding import TEMPLATE, card_context, cards_context
from letstalk.field.cards import Card, answers_tapped, cards_of, kept_among, section_names, taps_after
from letstalk.field.frame import for_its_organizer, show
from letstalk.guides.taps import taps_of
from letstalk.kit import clock
from letstalk.kit.refusal import Refused
from letstalk.meetings.domain.tapped import decide_taps
from letstalk.meetings.models import Meeting
from letstalk.meetings.tapped import tapped_of

MOST_PROMISES = 12
ALL = "all"


@require_http_methods(["GET", "POST"])
@for_its_organizer
def card(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The taps come along in the form's body: an address is remembered by browsers and logs, a body is not.

    Where scripts run, field/card.js walks by itself, and a tap leaves the phone only where it may be kept.
    """
    posted = request.POST.getlist("taps") if request.method == "POST" else taps_of(tapped_of(meeting))
    taps = taps_after(meeting, posted, request.POST.get("tap", ""))
    if "tap" in request.POST:
        _keep(request, meeting, shown=[*posted, *taps], taps=taps)
    cards = cards_of(meeting, answers_tapped(meeting, taps))
    wanted = request.POST.get("go") or request.POST.get("card") or request.GET.get("q", "")
    now = cards[min(max(_number(wanted), 1), len(cards)) - 1]
    names = section_names(meeting)
    is_all = wanted == ALL
    context = cards_context(meeting, at=clock.now()) | card_context(
        meeting, cards, now, taps=taps, promises=_promises(request)
    )
    mine = {
        "is_all": is_all,
        "sections": _by_section(cards, names),
        "step": context["step"] if names and not is_all else 0,
    }
    return show(request, TEMPLATE, context | mine)


def _keep(request: HttpRequest, meeting: Meeting, *, shown: list[str], taps: list[str]) -> None:
    """What of it may be kept is, for the debrief to decide about; the rest came along and goes with the page."""
    kept = kept_among(meeting, answers_tapped(meeting, taps))
    try:
        decide_taps(meeting=meeting, shown=shown, kept=kept, by=request.user, at=clock.now())
    except Refused as refused:
        messages.warning(request, str(refused))


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
