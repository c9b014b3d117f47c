"""One change to several people from the list: ticked or all that were found, looked at first, taken back (issue 8)."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from letstalk.desk.forms.changing_several import ChangeSeveralForm
from letstalk.desk.forms.people import looking
from letstalk.desk.frame import for_people_workers, show
from letstalk.desk.seen import version
from letstalk.desk.views.people import found_by
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id, uuids_in
from letstalk.people.access import home_chapter, people_visible_to, scope_of
from letstalk.people.domain.changing_several import (
    MOST_AT_ONCE,
    UNDO_FOR,
    Line,
    change_several,
    look,
    take_several_back,
)
from letstalk.people.queries.changing_several import change_or_404, changes_of, chapters_changed_in
from letstalk.people.queries.fields import fields_to_look_by


@require_http_methods(["GET", "POST"])
@for_people_workers
def change_people(request: HttpRequest) -> HttpResponse:
    """Chosen, looked over, done. Nothing is written before it was looked over."""
    chapters = chapters_changed_in(request.user)
    asked = fields_to_look_by(scope_of(request.user))
    if request.method == "GET":
        ids, is_more = _all_found(request) if "all" in request.GET else (_ticked(request.GET.getlist("person")), False)
        if not ids:
            messages.info(request, _("Tick the people first whom you would like to change."))
            return redirect("desk:people")
        return _show(
            request,
            ids,
            ChangeSeveralForm(chapters=chapters, fields=asked, initial={"chapter": home_chapter(request.user)}),
            is_more=is_more,
        )
    ids = _ticked(request.POST.getlist("person"))
    form = ChangeSeveralForm(request.POST, chapters=chapters, fields=asked)
    if not form.is_valid():
        return _show(request, ids, form, status=422)
    # What was typed after looking is looked at first, too.
    if request.POST.get("do", "") != _looked_at(form):
        return _show(request, ids, form, lines=look(wish=form.wish, people=ids, by=request.user))
    try:
        edit = change_several(id=entry_id(request), wish=form.wish, people=ids, by=request.user, at=clock.now())
    except Refused as refused:
        add_refusal(form, refused)
        return _show(request, ids, form, lines=look(wish=form.wish, people=ids, by=request.user), status=422)
    return redirect("desk:change", edit.pk)


def _looked_at(form: ChangeSeveralForm) -> str:
    wish = form.wish
    return version(str(wish.chapter.pk), wish.kind, wish.tag_kind, wish.name, str(wish.every_days), wish.field)


def _ticked(texts: list[str]) -> list[UUID]:
    return list(dict.fromkeys(uuids_in(",".join(texts))))[:MOST_AT_ONCE]


def _all_found(request: HttpRequest) -> tuple[list[UUID], bool]:
    """Whom the same search finds, page by page, so that nobody else is among them; the first two hundred by name."""
    look = replace(looking(request.GET), after=None)
    ids: list[UUID] = []
    while len(ids) < MOST_AT_ONCE:
        page = found_by(request.user, look, at=clock.now())
        ids += [row.id for row in page.rows]
        if page.next is None:
            return ids[:MOST_AT_ONCE], len(ids) > MOST_AT_ONCE
        look = replace(look, after=page.next)
    return ids[:MOST_AT_ONCE], True


def _show(
    request: HttpRequest,
    ids: list[UUID],
    form: ChangeSeveralForm,
    *,
    lines: list[Line] | None = None,
    is_more: bool = False,
    status: int = 200,
) -> HttpResponse:
    people = list(people_visible_to(request.user).filter(pk__in=ids).order_by("name_folded", "pk"))
    context = {
        "form": form,
        "people": people,
        "lines": lines,
        "looked": _looked_at(form) if lines is not None else "",
        "changing": sum(line.changes for line in lines or []),
        "is_more": is_more,
        "most": MOST_AT_ONCE,
    }
    return show(request, "desk/changing/choose.html", "people", context, status=status)


@require_GET
@for_people_workers
def changes(request: HttpRequest) -> HttpResponse:
    """What one changed of several in the last 30 days."""
    return show(request, "desk/changing/list.html", "people", {"changes": list(changes_of(request.user))})


@require_GET
@for_people_workers
def change(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """One change, with those it changed whom one still sees."""
    edit = change_or_404(request.user, change_id)
    seen = people_visible_to(request.user).values("pk")
    rows = list(edit.rows.filter(person__in=seen).select_related("person").order_by("person__name_folded", "pk"))
    context = {
        "edit": edit,
        "rows": rows,
        "open": sum(row.undone_at is None for row in rows),
        "until": clock.local_day(edit.at + UNDO_FOR, edit.chapter.zone),
    }
    return show(request, "desk/changing/one.html", "people", context)


@require_POST
@for_people_workers
def take_change_back(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """With each where nobody changed it since; who is left is told by name, with the reason."""
    edit = change_or_404(request.user, change_id)
    try:
        undone = take_several_back(edit=edit, by=request.user, at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("desk:change", edit.pk)
    said = ngettext("%(count)d person is as before.", "%(count)d people are as before.", undone.back)
    messages.success(request, said % {"count": undone.back})
    for person, why in undone.left:
        messages.info(request, _("%(name)s stays so: %(why)s.") % {"name": person.name, "why": why})
    return redirect("desk:change", edit.pk)
