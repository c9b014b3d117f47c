"""The ten minutes before: one page, readable in a minute, and what to carry chosen on it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from letstalk.campaigns.models import Ask
from letstalk.campaigns.queries import asks_for
from letstalk.field.frame import for_its_organizer, show, viewer_zone
from letstalk.field.questions import carried, carried_lines, groups, is_of_the_past, moved
from letstalk.field.safety import safety_link, safety_words
from letstalk.followups.queries import chosen_asks, prepare_page
from letstalk.kit import clock
from letstalk.kit.refusal import Refused
from letstalk.meetings.domain.prepare import choose_asks, choose_questions
from letstalk.meetings.models import Meeting, Slot

SOON_MINUTES = 90


@require_http_methods(["GET", "POST"])
@for_its_organizer
def prepare(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    at = clock.now()
    if request.method == "GET":
        return _show(request, meeting, at=at)
    try:
        part = _choose(request, meeting, at=at)
    except Refused as refused:
        return _show(request, meeting, at=at, trouble=str(refused), open_part="asks", status=422)
    return redirect(f"{reverse('field:prepare', args=[meeting.pk])}#{part}")


def _choose(request: HttpRequest, meeting: Meeting, *, at: datetime) -> str:
    """Keep what was chosen; which part of the page to come back to."""
    who: dict[str, Any] = {"meeting": meeting, "by": request.user, "at": at}
    if request.POST.get("do") == "asks":
        choose_asks(asks=_asks(request, meeting, at=at), **who)
        return "asks"
    choose_questions(questions=_questions(request, carried(meeting)), **who)
    return "questions"


def _questions(request: HttpRequest, now: list[str]) -> list[str]:
    """Those ticked: first the ones carried already, in their order, then the new ones as they stand in the guide."""
    if "earlier" in request.POST:
        return moved(now, request.POST["earlier"], by=-1)
    if "later" in request.POST:
        return moved(now, request.POST["later"], by=1)
    ticked = request.POST.getlist("questions")
    return [id for id in now if id in ticked] + [id for id in ticked if id not in now]


def _asks(request: HttpRequest, meeting: Meeting, *, at: datetime) -> list[Ask]:
    """Those ticked, of the menu or carried already: the menu may have changed since."""
    ticked = request.POST.getlist("asks")
    before = chosen_asks(meeting)
    menu = [ask for ask in asks_for(meeting.chapter, at) if ask not in before]
    return [ask for ask in [*before, *menu] if str(ask.pk) in ticked]


def _show(
    request: HttpRequest,
    meeting: Meeting,
    *,
    at: datetime,
    trouble: str = "",
    open_part: str = "",
    status: int = 200,
) -> HttpResponse:
    page = prepare_page(meeting, at=at)
    zone = meeting.chapter.zone
    today = clock.local_day(at, zone)
    menu = list(asks_for(meeting.chapter, at))
    words = safety_words(page.slot, meeting.person) if page.slot else ""
    context = {
        "page": page,
        "meeting": meeting,
        "person": meeting.person,
        "heading": _heading(meeting, page.slot, at=at),
        "lines": carried_lines(meeting),
        "chosen": set(carried(meeting)),
        "is_proposed": not meeting.questions,
        "groups": groups(meeting),
        "is_of_the_past": is_of_the_past(meeting, today),
        "menu": [*page.asks, *(ask for ask in menu if ask not in page.asks)],
        "carried_asks": {ask.pk for ask in page.asks},
        "safety_words": words,
        "safety_link": safety_link(words) if words else "",
        "today": today,
        "zone": zone,
        "viewer_zone": viewer_zone(request, zone),
        "trouble": trouble,
        "open_part": open_part,
    }
    return show(request, "field/prepare/page.html", context, status=status)


def _heading(meeting: Meeting, slot: Slot | None, *, at: datetime) -> str:
    """In ten minutes, or some day: the page itself says when."""
    name = meeting.person.first_name
    minutes = round((slot.starts_at - at).total_seconds() / 60) if slot else -1
    if 0 < minutes <= SOON_MINUTES:
        return _("In %(minutes)d minutes: %(name)s") % {"minutes": minutes, "name": name}
    return _("Prepare: %(name)s") % {"name": name}
