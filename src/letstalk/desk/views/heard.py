"""Back to those who were asked: what we heard, who was told, and the wall of lines given (R-049, R-097)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from letstalk.desk import saying
from letstalk.desk.forms.heard import BringLineForm, HeardForm, seen_of
from letstalk.desk.frame import for_leads, for_people_workers, show
from letstalk.desk.seen import show_anew
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.people.access import chapters_led, home_chapter, scope_of
from letstalk.people.models import Chapter
from letstalk.reports.access import (
    heard_page_led_or_404,
    heard_page_or_404,
    told_or_404,
    wall_line_led_or_404,
)
from letstalk.reports.domain import back, wall
from letstalk.reports.models import HeardPage
from letstalk.reports.queries import (
    asked_of,
    looked_over,
    may_be_quoted_by,
    told_count,
    wall_of,
    wall_waiting,
    what_we_hear,
)

HERE = "hearing"
USUAL_DAYS = timedelta(days=30)
ASKED_SHOWN = 200


@require_http_methods(["GET", "POST"])
@for_leads
def write_heard(request: HttpRequest) -> HttpResponse:
    """A lead writes down what was heard, with the themes that may be shown beside it."""
    home = home_chapter(request.user)
    chapters = sorted(chapters_led(request.user), key=lambda chapter: (chapter != home, chapter.path))
    today = clock.local_day(clock.now(), chapters[0].zone)
    days = {"since_on": today - USUAL_DAYS, "until_on": today}
    form = HeardForm(request.POST or None, chapters=chapters, initial=days)
    if request.method == "POST" and form.is_valid():
        try:
            page = back.write_heard(
                chapter=form.chapter_chosen, said=form.said, id=entry_id(request), by=request.user, at=clock.now()
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return redirect("desk:heard", page.pk)
    return _show_form(request, form, chapters[0], None)


@require_http_methods(["GET", "POST"])
@for_leads
def edit_heard(request: HttpRequest, page_id: UUID) -> HttpResponse:
    page = heard_page_led_or_404(request.user, page_id)
    if page.is_out:
        messages.warning(request, _("People can read this already. Take it back first, then change it."))
        return redirect("desk:heard", page.pk)
    form = HeardForm(request.POST or None, chapters=[page.chapter], page=page)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["seen"] != seen_of(page):
            show_anew(form, seen_of(page))
            form.add_error(None, _("This changed meanwhile. As it is now stands beside; save again to keep yours."))
            return _show_form(request, form, page.chapter, page, is_stale=True)
        try:
            back.rewrite_heard(page=page, said=form.said, by=request.user, at=clock.now())
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return redirect("desk:heard", page.pk)
    return _show_form(request, form, page.chapter, page)


def _show_form(
    request: HttpRequest, form: HeardForm, chapter: Chapter, page: HeardPage | None, *, is_stale: bool = False
) -> HttpResponse:
    hearing = what_we_hear(chapter, request.user, at=clock.now())
    context = {"form": form, "page": page, "chapter": chapter, "themes": hearing.themes, "is_stale": is_stale}
    return show(request, "desk/heard/edit.html", HERE, context, status=422 if form.errors else 200)


@require_GET
@for_people_workers
def heard(request: HttpRequest, page_id: UUID) -> HttpResponse:
    """The page as it would be read, and who of those one knows was told."""
    page = heard_page_or_404(request.user, page_id)
    context: dict[str, Any] = {
        "page": page,
        "line": looked_over(page.words, by=request.user, region=page.chapter.region),
        "may_change": scope_of(request.user).leads(page.chapter),
        "count": told_count(page),
        "asked": list(asked_of(page, request.user)[:ASKED_SHOWN]) if page.is_out else [],
        "would_ask": 0 if page.is_out else len(back.people_asked(page.chapter, page.since_on, page.until_on)),
        "seen": seen_of(page),
        "zone": saying.zone_of(request.user, page.chapter),
    }
    return show(request, "desk/heard/page.html", HERE, context)


@require_POST
@for_leads
def publish_heard(request: HttpRequest, page_id: UUID) -> HttpResponse:
    """What was changed in another window meanwhile is looked at first."""
    page = heard_page_led_or_404(request.user, page_id)
    if request.POST.get("seen") != seen_of(page):
        messages.warning(request, _("This changed meanwhile. Look at it once more."))
        return redirect("desk:heard", page.pk)
    try:
        back.publish_heard(page=page, by=request.user, at=clock.now())
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("It is out. Everyone you asked finds it on their own page."))
    return redirect("desk:heard", page.pk)


@require_POST
@for_leads
def take_heard_back(request: HttpRequest, page_id: UUID) -> HttpResponse:
    page = heard_page_led_or_404(request.user, page_id)
    back.take_heard_back(page=page, by=request.user, at=clock.now())
    messages.success(request, _("Nobody reads it any more. You can change it and publish it again."))
    return redirect("desk:heard", page.pk)


@require_POST
@for_people_workers
def told(request: HttpRequest, told_id: UUID) -> HttpResponse:
    """Mark somebody as told, or take the mark back."""
    row = told_or_404(request.user, told_id)
    if "not" in request.POST:
        back.not_told(told=row, by=request.user, at=clock.now())
    else:
        back.tell(told=row, by=request.user, at=clock.now())
    return redirect("desk:heard", row.page_id)


@require_http_methods(["GET", "POST"])
@for_people_workers
def wall_page(request: HttpRequest) -> HttpResponse:
    """The wall as everybody reads it; what waits for a lead; and bringing a line by a recorded permission."""
    chapter = home_chapter(request.user)
    people = may_be_quoted_by(request.user)
    form = BringLineForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            wall.bring_line(
                person=form.person_chosen,
                chapter=chapter,
                words=given["words"],
                is_named=given["is_named"],
                id=entry_id(request),
                by=request.user,
                at=clock.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Brought. It stands on the wall once a lead has looked at it."))
            return redirect("desk:wall")
    leads = scope_of(request.user).leads(chapter)
    waiting = wall_waiting(chapter) if leads else []
    context = {
        "chapter": chapter,
        "form": form if people else None,
        "lines": wall_of(chapter),
        "waiting": [(row, looked_over(row.words, by=request.user, region=chapter.region)) for row in waiting],
        "may_change": leads,
    }
    return show(request, "desk/heard/wall.html", HERE, context, status=422 if form.errors else 200)


@require_POST
@for_leads
def show_line(request: HttpRequest, line_id: UUID) -> HttpResponse:
    line = wall_line_led_or_404(request.user, line_id)
    try:
        wall.show_line(line=line, by=request.user, at=clock.now())
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("It is on the wall."))
    return redirect("desk:wall")


@require_POST
@for_leads
def take_line_off(request: HttpRequest, line_id: UUID) -> HttpResponse:
    line = wall_line_led_or_404(request.user, line_id)
    wall.take_line_off(line=line, by=request.user, at=clock.now())
    messages.success(request, _("It is off the wall, and its words are not kept."))
    return redirect("desk:wall")
