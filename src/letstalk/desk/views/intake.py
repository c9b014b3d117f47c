"""People come in from a file: chosen, its columns understood, looked over, brought in, taken back (issue 8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from letstalk.desk.forms.intake import BringInForm, ColumnsForm, FileForm
from letstalk.desk.frame import for_people_workers, show
from letstalk.kit import clock
from letstalk.kit.cells import csv_lines
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.people.access import chapters_filled, chapters_organized, home_chapter, import_or_404, imports_of
from letstalk.people.domain import importing as steps
from letstalk.people.domain.importing_steps import GOING, go_on_for
from letstalk.people.domain.importing_undo import counts_of_undo, may_undo, settle, undo
from letstalk.people.domain.importing_writing import commit
from letstalk.people.intake.layouts import layout_called
from letstalk.people.intake.targets import Target
from letstalk.people.models import Import, ImportRow
from letstalk.people.queries.fields import own_columns_in
from letstalk.people.queries.importing import RowSeen, asked_rows, every_row, left_out_rows, rows_of
from letstalk.people.words import ImportState, RowState, Verdict

# Within this long a few thousand rows are done before the page answers; the rest is the sweep's.
SECONDS = 1.5
SHOWN = 10
ASKED_SHOWN = 50
PAST_SHOWN = 20
FIELDS_SAID = {"name": gettext_lazy("Name"), "pronouns": gettext_lazy("Pronouns"), "language": gettext_lazy("Language")}


@require_http_methods(["GET", "POST"])
@for_people_workers
def files(request: HttpRequest) -> HttpResponse:
    """Choose a file, or go on with one that is on its way."""
    chapters = chapters_filled(request.user)
    if request.method == "GET":
        own = {"chapter": home_chapter(request.user).pk}
        return _show_files(request, FileForm(chapters=chapters, initial=own))
    form = FileForm(request.POST, request.FILES, chapters=chapters)
    if not form.is_valid():
        return _show_files(request, form, status=422)
    chosen = form.cleaned_data["file"]
    try:
        importing = steps.begin(
            id=entry_id(request),
            chapter=form.chosen,
            file=chosen,
            text=form.cleaned_data["text"],
            name=chosen.name if chosen else "",
            by=request.user,
            at=clock.now(),
        )
    except Refused as refused:
        add_refusal(form, refused)
        return _show_files(request, form, status=422)
    return redirect("desk:file", importing.pk)


def _show_files(request: HttpRequest, form: FileForm, *, status: int = 200) -> HttpResponse:
    past = list(imports_of(request.user).order_by("-made_at", "pk")[:PAST_SHOWN])
    return show(request, "desk/intake/files.html", "people", {"form": form, "past": past}, status=status)


@require_safe
@for_people_workers
def file(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Where a file stands: its columns, how far it is, what would happen, or what came of it."""
    importing = import_or_404(request.user, import_id)
    if importing.state == ImportState.MAPPING or ("columns" in request.GET and importing.state == ImportState.CHECKED):
        return _show_columns(request, importing)
    if importing.state in GOING:
        return show(request, "desk/intake/going.html", "people", _going(importing))
    if importing.state == ImportState.CHECKED:
        return _show_preview(request, importing, BringInForm())
    return show(request, "desk/intake/came.html", "people", _came(importing))


def _columns_form(request: HttpRequest, importing: Import, *args: Any) -> ColumnsForm:
    mapping = importing.mapping
    yes = mapping.get("yes") or {}
    return ColumnsForm(
        *args,
        columns=importing.columns,
        targets=mapping["targets"],
        dates=steps.dated_columns(importing),
        samples=[row.cells for row in steps.first_rows(importing)],
        own_fields=[(target, own.name) for target, own in own_columns_in(importing.chapter).items()],
        may_own=chapters_organized(request.user).filter(pk=importing.chapter_id).exists(),
        initial={
            "own": importing.own or importing.state == ImportState.MAPPING,
            "yes_source": yes.get("source", ""),
            "yes_on": yes.get("on", ""),
            "yes_words": yes.get("words", ""),
        },
    )


def _show_columns(
    request: HttpRequest, importing: Import, form: ColumnsForm | None = None, *, status: int = 200
) -> HttpResponse:
    try:
        form = form or _columns_form(request, importing)
        first = steps.first_rows(importing)
    except Refused as gone:
        messages.error(request, str(gone))
        return redirect("desk:files")
    context = {
        "importing": importing,
        "form": form,
        "layout": layout_called(importing.layout).title,
        "first": first,
        "asks_yes": Target.EMAIL_YES in importing.mapping["targets"],
    }
    return show(request, "desk/intake/columns.html", "people", context, status=status)


@require_POST
@for_people_workers
def understand_columns(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The columns are said; the rows are looked over."""
    importing = import_or_404(request.user, import_id)
    try:
        form = _columns_form(request, importing, request.POST)
        if not form.is_valid():
            return _show_columns(request, importing, form, status=422)
        understood = steps.understand(
            importing=importing,
            targets=form.targets,
            dates=form.dates,
            own=form.cleaned_data.get("own", False),
            yes=form.yes,
            by=request.user,
            at=clock.now(),
        )
        go_on_for(importing=understood, seconds=SECONDS)
    except steps.NotNow as refused:
        messages.error(request, str(refused))
    except Refused as refused:
        add_refusal(form, refused)
        return _show_columns(request, importing, form, status=422)
    return redirect("desk:file", importing.pk)


def _going(importing: Import) -> dict[str, Any]:
    done = importing.rows - importing.place if importing.state == ImportState.UNDOING else importing.place
    return {"importing": importing, "done": done, "is_checking": importing.state == ImportState.CHECKING}


def _show_preview(request: HttpRequest, importing: Import, form: BringInForm, *, status: int = 200) -> HttpResponse:
    counts = importing.counts
    groups = [
        (verdict, counts.get(verdict, 0), rows_of(importing, verdict, most=SHOWN) if counts.get(verdict) else [])
        for verdict in (Verdict.REFUSED, Verdict.PROBABLE, Verdict.NEW, Verdict.UPDATED, Verdict.UNCHANGED)
    ]
    context = {
        "importing": importing,
        "form": form,
        "counts": [(verdict.label, counts.get(verdict, 0)) for verdict in Verdict],
        "groups": [group for group in groups if group[1]],
        "doubtful": counts.get(Verdict.PROBABLE, 0),
        "comes": counts.get(Verdict.NEW, 0) + counts.get(Verdict.UPDATED, 0),
    }
    return show(request, "desk/intake/preview.html", "people", context, status=status)


@require_POST
@for_people_workers
def bring_in(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The preview is right: now it is written."""
    importing = import_or_404(request.user, import_id)
    form = BringInForm(request.POST)
    if not form.is_valid():
        return _show_preview(request, importing, form, status=422)
    return _do(
        request,
        importing,
        lambda: go_on_for(
            importing=commit(
                importing=importing, doubtful=form.cleaned_data["doubtful"], by=request.user, at=clock.now()
            ),
            seconds=SECONDS,
        ),
    )


def _do(request: HttpRequest, importing: Import, act: Any, said: str = "") -> HttpResponse:
    """Do one thing with a file and show where it stands; a refusal says why not."""
    try:
        act()
        if said:
            messages.success(request, said)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("desk:file", importing.pk)


@require_POST
@for_people_workers
def pause_file(request: HttpRequest, import_id: UUID) -> HttpResponse:
    importing = import_or_404(request.user, import_id)
    return _do(request, importing, lambda: steps.pause(importing=importing, by=request.user, at=clock.now()))


@require_POST
@for_people_workers
def go_on_with_file(request: HttpRequest, import_id: UUID) -> HttpResponse:
    importing = import_or_404(request.user, import_id)
    return _do(request, importing, lambda: steps.go_on(importing=importing, by=request.user, at=clock.now()))


@require_POST
@for_people_workers
def put_file_away(request: HttpRequest, import_id: UUID) -> HttpResponse:
    importing = import_or_404(request.user, import_id)
    said = _("Put away. Nobody was added.")
    return _do(request, importing, lambda: steps.discard(importing=importing, by=request.user, at=clock.now()), said)


@require_POST
@for_people_workers
def take_file_back(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Everything that came in with it goes again, and what it changed is as it was."""
    importing = import_or_404(request.user, import_id)
    return _do(
        request,
        importing,
        lambda: go_on_for(importing=undo(importing=importing, by=request.user, at=clock.now()), seconds=SECONDS),
    )


def _came(importing: Import) -> dict[str, Any]:
    counts = importing.counts
    is_undone = importing.state == ImportState.UNDONE
    undone = counts_of_undo(importing) if is_undone else {}
    return {
        "importing": importing,
        "came_new": counts.get("came_new", 0),
        "came_updated": counts.get("came_updated", 0),
        "unchanged": counts.get(Verdict.UNCHANGED, 0),
        "probable": counts.get(Verdict.PROBABLE, 0),
        "refused": counts.get(Verdict.REFUSED, 0),
        "left_out": left_out_rows(importing, most=SHOWN) if counts.get("came_out") else [],
        "may_undo": may_undo(importing, at=clock.now()),
        "is_undone": is_undone,
        "taken_back": undone.get(RowState.BACK, 0),
        "asked": [_asked(row) for row in asked_rows(importing, most=ASKED_SHOWN)] if is_undone else [],
    }


def _asked(row: ImportRow) -> dict[str, Any]:
    before = row.before or {}
    return {
        "row": row,
        "person": row.person,
        "met": "met" in before,
        "is_new": "person" in before,
        "fields": [
            (name, label, before[name][0], getattr(row.person, name))
            for name, label in FIELDS_SAID.items()
            if name in before
        ],
    }


@require_POST
@for_people_workers
def settle_row(request: HttpRequest, import_id: UUID, place: int) -> HttpResponse:
    """Of somebody changed since: which fields go back, or that they stay as they are."""
    importing = import_or_404(request.user, import_id)
    row = ImportRow.objects.filter(importing=importing, place=place).first()
    if row is None:
        raise Http404
    back = [name for name in request.POST.getlist("back") if name in {*FIELDS_SAID, "person"}]
    return _do(request, importing, lambda: settle(row=row, back=back, by=request.user, at=clock.now()))


@require_safe
@for_people_workers
def rows_file(request: HttpRequest, import_id: UUID, verdict: str) -> HttpResponse | StreamingHttpResponse:
    """Every row of one kind with its reason, as a file."""
    importing = import_or_404(request.user, import_id)
    if verdict not in Verdict.values:
        raise Http404
    answer = StreamingHttpResponse(csv_lines(_lines(importing, verdict)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{verdict}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _lines(importing: Import, verdict: str) -> Iterator[list[str | int]]:
    names = importing.columns if verdict == Verdict.REFUSED else _columns_said()
    yield [_("Row"), _("Reason"), *names]
    for row in every_row(importing, verdict):
        cells = row.cells if verdict == Verdict.REFUSED else _cells(row)
        yield [row.number, " ".join(row.said), *cells]


def _columns_said() -> list[str]:
    return [_("Name"), _("Emails"), _("Phones"), _("Address"), _("Pronouns"), _("Tags")]


def _cells(row: RowSeen) -> list[str]:
    values = row.values
    several = (values.get("emails", ()), values.get("phones", ()))
    emails, phones = (" ::: ".join(one) for one in several)
    words = (values.get("address", ""), values.get("pronouns", ""))
    return [row.name, emails, phones, *words, " ::: ".join(values.get("tags", ()))]
