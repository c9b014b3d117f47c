"""The ten minutes before: one page, readable in a minute, and what to carry chosen on it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from letstalk.campaigns.queries import asks_for
from letstalk.commitments.domain.choosing import carry_asks
from letstalk.field.frame import for_its_organizer, show
from letstalk.field.menu import weighed
from letstalk.field.preparing import TEMPLATE, prepare_context, wordings_form
from letstalk.field.questions import carried, moved
from letstalk.followups.queries import chosen_asks
from letstalk.kit import clock
from letstalk.kit.refusal import Refused
from letstalk.meetings.domain.prepare import choose_questions, choose_wordings
from letstalk.meetings.models import Meeting


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
        _carry(request, meeting, at=at)
        return "asks"
    if request.POST.get("do") == "wordings":
        form = wordings_form(meeting, request.POST)
        if form is not None and form.is_valid():
            choose_wordings(wanted=form.wanted(), **who)
        return "wordings"
    choose_questions(questions=_questions(request, carried(meeting)), **who)
    return "questions"


def _carry(request: HttpRequest, meeting: Meeting, *, at: datetime) -> None:
    """The asks, and with them the questions that would decide between them (R-029, R-066)."""
    before = chosen_asks(meeting)
    menu = [*before, *(ask for ask in asks_for(meeting.chapter, at) if ask not in before)]
    # Of the menu or carried already: the menu may have changed since. They stay in the order they were shown in.
    known = {str(ask.pk): ask for ask in menu}
    ticked = dict.fromkeys(id for id in request.POST.getlist("asks") if id in known)
    also = [id for id in request.POST.getlist("also") if id not in carried(meeting)]
    who: dict[str, Any] = {"meeting": meeting, "by": request.user, "at": at}
    with transaction.atomic():
        carry_asks(
            asks=[known[id] for id in ticked],
            fits=weighed(meeting, menu, at=at),
            why=request.POST.get("why", ""),
            **who,
        )
        if also:
            choose_questions(questions=[*carried(meeting), *also], **who)


def _questions(request: HttpRequest, now: list[str]) -> list[str]:
    """Those ticked: first the ones carried already, in their order, then the new ones as they stand in the guide."""
    if "earlier" in request.POST:
        return moved(now, request.POST["earlier"], by=-1)
    if "later" in request.POST:
        return moved(now, request.POST["later"], by=1)
    ticked = request.POST.getlist("questions")
    return [id for id in now if id in ticked] + [id for id in ticked if id not in now]


def _show(
    request: HttpRequest,
    meeting: Meeting,
    *,
    at: datetime,
    trouble: str = "",
    open_part: str = "",
    status: int = 200,
) -> HttpResponse:
    said = {"trouble": trouble, "open_part": open_part}
    return show(request, TEMPLATE, prepare_context(meeting, at=at) | said, status=status)
