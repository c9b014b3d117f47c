"""A question guide as a spreadsheet: taken out for the ODK tools, or brought in from them (R-084)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from letstalk.desk.forms.spreadsheets import SpreadsheetForm
from letstalk.desk.frame import for_everyone_here, show
from letstalk.desk.views.library import for_editors
from letstalk.guides import access
from letstalk.guides.cards import words_of_taps
from letstalk.guides.domain.spreadsheets import NotAForm, bring_in
from letstalk.guides.queries import variables_of
from letstalk.guides.taps import SAID
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.requests import entry_id
from letstalk.people.access import home_chapter
from letstalk.people.models import Chapter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHOWN = 200


@require_safe
@for_everyone_here
def guide_form(request: HttpRequest, guide_id: UUID) -> HttpResponse:
    """The newest version as an XLSForm; a sheet in it says what ODK cannot do of it."""
    from letstalk.guides.xlsform_out import write_xlsform

    guide = access.guide_or_404(request.user, guide_id)
    version = guide.versions.select_related("guide__campaign").order_by("-number").first()
    if version is None:
        raise Http404
    form = write_xlsform(version.body, variables=variables_of(version), words=_words())
    answer = HttpResponse(form.workbook, content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="questions.xlsx"'
    return answer


@require_http_methods(["GET", "POST"])
@for_editors
def bring_in_guide(request: HttpRequest) -> HttpResponse:
    """A guide of one's own out of a spreadsheet; what was not carried is shown row by row."""
    chapters: QuerySet[Chapter] = access.chapters_edited(request.user)
    if request.method == "GET":
        own = {"chapter": getattr(home_chapter(request.user), "pk", None)}
        return _show_form(request, SpreadsheetForm(chapters=chapters, initial=own))
    form = SpreadsheetForm(request.POST, request.FILES, chapters=chapters)
    if not form.is_valid():
        return _show_form(request, form, status=422)
    try:
        brought = bring_in(
            id=entry_id(request),
            source=form.cleaned_data["file"],
            chapter=form.chosen,
            title=form.cleaned_data["title"],
            by=request.user,
            at=clock.now(),
        )
    except NotAForm as refused:
        add_refusal(form, refused)
        return _show_form(request, form, status=422)
    if not brought.refused:
        messages.success(request, _("All of it is here. Look it over, then publish it."))
        return redirect("desk:edit_guide", brought.guide.pk)
    shown = {"guide": brought.guide, "refused": brought.refused[:MOST_SHOWN]}
    return show(request, "desk/guides/brought_in.html", "method", shown)


def _show_form(request: HttpRequest, form: SpreadsheetForm, *, status: int = 200) -> HttpResponse:
    return show(request, "desk/guides/bring_in.html", "method", {"form": form}, status=status)


def _words() -> dict[str, str]:
    """What a form says of its own, in the reader's language."""
    return {code: words for code, words in words_of_taps().items() if code != SAID} | {
        "facts": _("Before you begin"),
        "first_meeting": _("Is this the first one-on-one with this person?"),
        "meeting_kind": _("Which kind of one-on-one is it?"),
        "mode": _("How do you meet?"),
        "stage": _("Where does this person stand?"),
        "partisan": _("May this conversation take sides between parties?"),
        "language": _("In which language do you talk?"),
        "on": pgettext("part of a date", "Day"),
        "at": pgettext("part of a date", "Time"),
        "place": _("Place"),
    }
