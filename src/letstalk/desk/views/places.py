"""Places to meet in: the list of a chapter, one of them, and how it was after a one-on-one there (R-019)."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from letstalk.desk.forms.places import PlaceForm, RateForm, seen_of
from letstalk.desk.frame import for_organizers, for_people_workers, show
from letstalk.desk.seen import show_anew
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.meetings.access import own_meeting_or_404
from letstalk.meetings.domain import places as keeping
from letstalk.meetings.models import Place
from letstalk.meetings.places import Rated, chapters_keeping, kept_place_or_404, places_of, ratings_of
from letstalk.people.access import home_chapter

HERE = "chapter"
MAP = "https://www.openstreetmap.org/search?query="


@require_GET
@for_people_workers
def places(request: HttpRequest) -> HttpResponse:
    """All places one has to do with, each with what is known and how it was found to be."""
    rows = list(places_of(request.user))
    rated = ratings_of(place.pk for place in rows)
    kept = {chapter.pk for chapter in chapters_keeping(request.user)}
    lines = [
        {"place": place, "rated": rated.get(place.pk, Rated()), "is_kept": place.chapter_id in kept} for place in rows
    ]
    context = {"lines": lines, "has_chapters": len({place.chapter_id for place in rows}) > 1, "may_add": bool(kept)}
    return show(request, "desk/places/list.html", HERE, context)


@require_http_methods(["GET", "POST"])
@for_people_workers
def add_place(request: HttpRequest) -> HttpResponse:
    chapters = list(chapters_keeping(request.user))
    if not chapters:
        raise Http404
    form = PlaceForm(request.POST or None, chapters=chapters, home=home_chapter(request.user))
    if request.method == "GET":
        return _show(request, form)
    if form.is_valid():
        try:
            keeping.add_place(
                chapter=form.chapter_chosen, place=form.place, id=entry_id(request), by=request.user, at=clock.now()
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("It is in the list, for everyone who organizes there."))
            return redirect("desk:places")
    return _show(request, form, status=422)


@require_http_methods(["GET", "POST"])
@for_people_workers
def place(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """One place, to say more about it."""
    found = kept_place_or_404(request.user, place_id)
    form = PlaceForm(request.POST or None, chapters=[found.chapter], place=found)
    if request.method == "GET":
        return _show(request, form, found)
    if not form.is_valid():
        return _show(request, form, found, status=422)
    if form.is_about_another(found):
        show_anew(form, seen_of(found))
        form.add_error(None, _("This was changed meanwhile by somebody else. What you typed is below; save it again."))
        return _show(request, form, found, status=422)
    try:
        keeping.change_place(place=found, words=form.place, by=request.user, at=clock.now())
    except Refused as refused:
        add_refusal(form, refused)
        return _show(request, form, kept_place_or_404(request.user, place_id), status=422)
    messages.success(request, _("Saved."))
    return redirect("desk:places")


@require_http_methods(["GET", "POST"])
@for_people_workers
def retire_place(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Take it off the list, after one question; what was agreed for it stays."""
    found = kept_place_or_404(request.user, place_id)
    if request.method == "GET":
        return show(request, "desk/places/retire.html", HERE, {"place": found})
    keeping.retire_place(place=found, by=request.user, at=clock.now())
    messages.success(request, _("It is not offered any more."))
    return redirect("desk:places")


@require_POST
@for_organizers
def rate_place(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Quiet, private, safe? One tap when all of it was."""
    meeting = own_meeting_or_404(request.user, meeting_id)
    form = RateForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        keeping.rate_place(meeting=meeting, by=request.user, at=clock.now(), **form.said)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Noted for whoever meets there next."))
    return redirect(meeting.desk_url)


def _show(request: HttpRequest, form: PlaceForm, found: Place | None = None, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "place": found}
    if found is not None:
        context |= {"map": MAP + quote(found.address or found.name), "rated": ratings_of([found.pk]).get(found.pk)}
    return show(request, "desk/places/edit.html", HERE, context, status=status)
