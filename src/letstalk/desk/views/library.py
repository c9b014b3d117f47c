"""The library: the types of one-on-one a chapter can choose from, and the questions they draw on (R-033, R-036)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from letstalk.desk.forms.agendas import CopyForm, NewAgendaForm
from letstalk.desk.forms.guides import NewGuideForm
from letstalk.desk.forms.people import ChapterForm
from letstalk.desk.frame import for_everyone_here, for_role, show
from letstalk.desk.views.editing import back_to_list
from letstalk.guides import access
from letstalk.guides.domain import templates
from letstalk.guides.models import AgendaTemplate, Guide, GuideVersion
from letstalk.guides.queries import (
    guides_of,
    is_of_the_past,
    library_of,
    questions_of,
)
from letstalk.guides.words import MeetingKind
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.people.access import home_chapter, is_organizer
from letstalk.people.models import Chapter
from letstalk.people.words import RoleKind

MOST_TABS = 8
Begun = TypeVar("Begun", bound=ChapterForm)
for_editors = for_role(RoleKind.LEAD, RoleKind.ADMINISTRATOR)


@dataclass(frozen=True)
class Line:
    """One agenda or guide of the list, and what this user may do with it."""

    row: AgendaTemplate | Guide
    is_past: bool
    may_edit: bool
    is_from_here: bool


@dataclass(frozen=True)
class Group:
    """The agendas of one kind of one-on-one."""

    kind: str
    words: str
    lines: list[Line]


@require_safe
@for_everyone_here
def library(request: HttpRequest) -> HttpResponse:
    """All types of one-on-one by kind, and the question guides, of one's own chapter or of one that one edits."""
    edited = list(access.chapters_edited(request.user).order_by("path"))
    chapter = _chosen(request, edited)
    today = clock.local_day(clock.now(), chapter.zone)
    own = {one.pk for one in edited}
    lines = [_line(row, chapter, own, today) for row in library_of(chapter)]
    by_kind = {kind: [line for line in lines if line.row.meeting_kind == kind] for kind in MeetingKind.values}
    context = {
        "chapter": chapter,
        "chapters": edited if chapter.pk in own else [],
        "has_many": len(edited) > MOST_TABS,
        "groups": [Group(kind, MeetingKind(kind).label, found) for kind, found in by_kind.items() if found],
        "guides": [_line(row, chapter, own, today) for row in guides_of(chapter)],
        "may_add": bool(edited),
    }
    return show(request, "desk/guides/library.html", "method", context)


def _chosen(request: HttpRequest, edited: list[Chapter]) -> Chapter:
    wanted = request.GET.get("chapter", "")
    return next((chapter for chapter in edited if str(chapter.pk) == wanted), None) or home_chapter(request.user)


def _line(row: Any, chapter: Chapter, own: set[UUID], today: date) -> Line:
    return Line(
        row=row,
        is_past=is_of_the_past(row, today),
        may_edit=row.chapter_id in own,
        is_from_here=row.chapter_id == chapter.pk,
    )


def may_edit(request: HttpRequest, row: AgendaTemplate | Guide) -> bool:
    """Whether this user leads or administers the chapter that owns it."""
    return access.chapters_edited(request.user).filter(pk=row.chapter_id).exists()


def origins_of(row: Any) -> list[Any]:
    """What it was copied from, step by step up to the original (R-036)."""
    found: list[Any] = []
    while row.copied_from_id and len(found) < 10:
        row = type(row).objects.select_related("chapter").get(pk=row.copied_from_id)
        found.append(row)
    return found


@require_safe
@for_everyone_here
def agenda(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """One agenda to read: its parts, what counts as success, where it comes from."""
    found = access.template_or_404(request.user, template_id)
    version = found.guide.versions.order_by("-number").first() if found.guide else None
    texts = {line.id: line.text for line in questions_of(version)} if version else {}
    context = {
        "agenda": found,
        "sections": [
            {**section, "asked": [texts[id] for id in section.get("questions", []) if id in texts]}
            for section in found.sections
        ],
        "is_past": is_of_the_past(found, _today(request)),
        "origins": origins_of(found),
        "may_edit": may_edit(request, found),
        "may_copy": access.chapters_edited(request.user).exists(),
        "may_plan": is_organizer(request.user) and found.retired_at is None,
    }
    return show(request, "desk/guides/agenda.html", "method", context)


@require_safe
@for_everyone_here
def guide(request: HttpRequest, guide_id: UUID) -> HttpResponse:
    """One question guide to read, in its newest version or an earlier one (R-085, R-086)."""
    found = access.guide_or_404(request.user, guide_id)
    versions = list(found.versions.select_related("guide__campaign").order_by("-number"))
    version = _version(request, versions)
    context = {
        "guide": found,
        "version": version,
        "versions": versions,
        "questions": questions_of(version) if version else [],
        "is_past": is_of_the_past(found, _today(request)),
        "origins": origins_of(found),
        "may_edit": may_edit(request, found),
        "may_copy": access.chapters_edited(request.user).exists(),
    }
    return show(request, "desk/guides/guide.html", "method", context)


def _version(request: HttpRequest, versions: list[GuideVersion]) -> GuideVersion | None:
    wanted = request.GET.get("version", "")
    newest = versions[0] if versions else None
    return next((version for version in versions if str(version.number) == wanted), newest)


def _today(request: HttpRequest) -> date:
    return clock.local_day(clock.now(), home_chapter(request.user).zone)


@require_http_methods(["GET", "POST"])
@for_editors
def copy_agenda(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Make a copy for one's own chapter, to adapt (R-036)."""
    found = access.template_or_404(request.user, template_id)
    chapters = access.chapters_edited(request.user)
    if request.method == "GET":
        shown = {"name": found.name, "with_questions": found.guide is not None, "chapter": _own(request)}
        return _show_copy(request, found, CopyForm(chapters=chapters, initial=shown))
    form = CopyForm(request.POST, chapters=chapters)
    if not form.is_valid():
        return _show_copy(request, found, form, status=422)
    try:
        copied = templates.copy_with_questions(
            id=entry_id(request),
            template=found,
            chapter=form.chosen,
            name=form.cleaned_data["name"],
            with_questions=form.cleaned_data["with_questions"],
            by=request.user,
            at=clock.now(),
        )
    except Refused as refused:
        add_refusal(form, refused)
        return _show_copy(request, found, form, status=422)
    messages.success(request, _("“%(name)s” is yours to adapt.") % {"name": copied.name})
    return redirect("desk:edit_agenda", copied.pk)


def _show_copy(request: HttpRequest, found: AgendaTemplate, form: CopyForm, status: int = 200) -> HttpResponse:
    context = {"agenda": found, "form": form}
    return show(request, "desk/guides/copy_agenda.html", "method", context, status=status)


def _own(request: HttpRequest) -> Chapter | None:
    """One's own chapter where one may edit in it, else the first one may edit."""
    edited = list(access.chapters_edited(request.user).order_by("path"))
    home = home_chapter(request.user)
    return home if home in edited else (edited[0] if edited else None)


@require_http_methods(["GET", "POST"])
@for_editors
def new_agenda(request: HttpRequest) -> HttpResponse:
    """A type of one-on-one of one's own, from nothing (R-033)."""
    return _begin(
        request,
        NewAgendaForm,
        lambda form: templates.add_template(
            id=entry_id(request),
            chapter=form.chosen,
            name=form.cleaned_data["name"],
            meeting_kind=MeetingKind(form.cleaned_data["meeting_kind"]),
            by=request.user,
            at=clock.now(),
        ),
        template="desk/guides/new_agenda.html",
    )


@require_http_methods(["GET", "POST"])
@for_editors
def new_guide(request: HttpRequest) -> HttpResponse:
    """A question guide of one's own, from nothing."""
    return _begin(
        request,
        NewGuideForm,
        lambda form: templates.add_guide(
            id=entry_id(request),
            chapter=form.chosen,
            title=form.cleaned_data["title"],
            by=request.user,
            at=clock.now(),
        ),
        template="desk/guides/new_guide.html",
    )


def _begin(
    request: HttpRequest, make: type[Begun], add: Callable[[Begun], AgendaTemplate | Guide], *, template: str
) -> HttpResponse:
    """Begun, it opens in its editor."""
    chapters: QuerySet[Chapter] = access.chapters_edited(request.user)
    if request.method == "GET":
        form = make(chapters=chapters, initial={"chapter": _own(request)})
        return show(request, template, "method", {"form": form})
    form = make(request.POST, chapters=chapters)
    if form.is_valid():
        try:
            return redirect(back_to_list(add(form)))
        except Refused as refused:
            add_refusal(form, refused)
    return show(request, template, "method", {"form": form}, status=422)


@require_http_methods(["GET", "POST"])
@for_editors
def copy_guide(request: HttpRequest, guide_id: UUID) -> HttpResponse:
    """The questions alone, copied for one's own chapter."""
    found = access.guide_or_404(request.user, guide_id)
    chapters: QuerySet[Chapter] = access.chapters_edited(request.user)
    context: dict[str, Any] = {"guide": found}
    if request.method == "GET":
        shown = {"title": found.title, "chapter": _own(request)}
        form = NewGuideForm(chapters=chapters, initial=shown)
        return show(request, "desk/guides/copy_guide.html", "method", context | {"form": form})
    form = NewGuideForm(request.POST, chapters=chapters)
    if not form.is_valid():
        return show(request, "desk/guides/copy_guide.html", "method", context | {"form": form}, status=422)
    copied = templates.copy_guide(
        id=entry_id(request),
        guide=found,
        chapter=form.chosen,
        title=form.cleaned_data["title"],
        by=request.user,
        at=clock.now(),
    )
    messages.success(request, _("“%(name)s” is yours to adapt.") % {"name": copied.title})
    return redirect("desk:edit_guide", copied.pk)


@require_POST
@for_editors
def retire_agenda(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Off the list; what is planned with it keeps its own copy."""
    found = access.template_to_change_or_404(request.user, template_id)
    templates.retire_template(template=found, by=request.user, at=clock.now())
    messages.success(request, _("“%(name)s” is off the list. What is planned with it stays.") % {"name": found.name})
    return redirect("desk:agenda", found.pk)


@require_POST
@for_editors
def restore_agenda(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Back on the list."""
    found = access.template_to_change_or_404(request.user, template_id)
    try:
        templates.restore_template(template=found, by=request.user, at=clock.now())
        messages.success(request, _("“%(name)s” is on the list again.") % {"name": found.name})
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("desk:agenda", found.pk)


@require_POST
@for_editors
def retire_guide(request: HttpRequest, guide_id: UUID) -> HttpResponse:
    """Off the list; agendas that draw on it keep it."""
    found = access.guide_to_change_or_404(request.user, guide_id)
    templates.retire_guide(guide=found, by=request.user, at=clock.now())
    messages.success(request, _("“%(name)s” is off the list. Agendas that draw on it keep it.") % {"name": found.title})
    return redirect("desk:guide", found.pk)


@require_POST
@for_editors
def restore_guide(request: HttpRequest, guide_id: UUID) -> HttpResponse:
    """Back on the list."""
    found = access.guide_to_change_or_404(request.user, guide_id)
    templates.restore_guide(guide=found, by=request.user, at=clock.now())
    messages.success(request, _("“%(name)s” is on the list again.") % {"name": found.title})
    return redirect("desk:guide", found.pk)
