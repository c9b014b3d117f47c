"""Asks from a calendar of local actions: read, looked at, and only then put on the menu (R-042)."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from letstalk.desk.forms.ask_calendar import AskCalendarForm, TakeInForm
from letstalk.desk.frame import for_leads, show
from letstalk.desk.menu import first_led
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.meetings.calendar_events import Announced
from letstalk.people.access import chapters_led
from letstalk.people.models import Chapter
from letstalk.stewardship.domain.action_calendar import (
    Proposed,
    as_looked_at,
    looked_at,
    proposals,
    read_address,
    read_text,
    take_in,
)


@require_http_methods(["GET", "POST"])
@for_leads
def asks_from_calendar(request: HttpRequest) -> HttpResponse:
    """Hand a calendar in to look at what it holds; nothing changes yet."""
    led = chapters_led(request.user)
    if request.method == "GET":
        return _show_form(request, AskCalendarForm(chapters=led, initial={"chapter": first_led(request.user)}))
    form = AskCalendarForm(request.POST, request.FILES, chapters=led)
    if not form.is_valid():
        return _show_form(request, form, status=422)
    chapter, text, at = form.chosen, form.text, clock.now()
    try:
        if text is None:
            events = read_address(form.cleaned_data["address"], chapter=chapter, at=at)
        else:
            events = read_text(text, chapter=chapter, at=at)
    except Refused as refused:
        add_refusal(form, refused)
        return _show_form(request, form, status=422)
    return _show_preview(request, events, chapter)


@require_POST
@for_leads
def take_in_calendar(request: HttpRequest) -> HttpResponse:
    """Put what was ticked on the menu; what was read before follows what the calendar says now."""
    form = TakeInForm(request.POST, chapters=chapters_led(request.user))
    if not form.is_valid():
        return redirect("desk:asks_from_calendar")
    try:
        events = as_looked_at(form.cleaned_data["looked_at"])
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:asks_from_calendar")
    chosen = set(request.POST.getlist("take"))
    done = take_in(events, chosen=chosen, chapter=form.chosen, by=request.user, at=clock.now())
    said = ngettext("One ask follows the calendar now.", "%(number)d asks follow the calendar now.", len(done))
    messages.success(request, said % {"number": len(done)} if done else _("Nothing was chosen, nothing changed."))
    return redirect("desk:campaign")


def _show_form(request: HttpRequest, form: AskCalendarForm, status: int = 200) -> HttpResponse:
    return show(request, "desk/campaign/calendar.html", "campaign", {"form": form}, status=status)


def _show_preview(request: HttpRequest, events: Sequence[Announced], chapter: Chapter) -> HttpResponse:
    at = clock.now()
    found = proposals(events, chapter=chapter, at=at)
    shown = {"looked_at": looked_at(events), "chapter": chapter}
    context = {
        "form": TakeInForm(chapters=chapters_led(request.user), initial=shown),
        "chapter": chapter,
        "proposals": [one for one in found if one.kind != Proposed.SAME],
        "same": [one for one in found if one.kind == Proposed.SAME],
        "today": clock.local_day(at, chapter.zone),
    }
    return show(request, "desk/campaign/calendar_preview.html", "campaign", context)
