"""What we're hearing: one's own reports, looked at before they leave, and the themes of a chapter (R-095 to R-098)."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from letstalk.desk import saying
from letstalk.desk.forms.hearing import ReportForm
from letstalk.desk.frame import for_everyone_here, for_organizers, show
from letstalk.desk.seen import show_anew, version
from letstalk.guides.queries import answers_of, report_guide_version
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.meetings.access import own_meeting_or_404
from letstalk.meetings.models import Meeting
from letstalk.people.access import chapters_led, chapters_organized, home_chapter, scope_of
from letstalk.people.models import Chapter
from letstalk.reports.access import chapter_heard_or_404, heard_pages_of, own_report_or_404, own_reports_of
from letstalk.reports.domain import send
from letstalk.reports.domain.draft import rewrite_report, write_report
from letstalk.reports.models import Report
from letstalk.reports.queries import Preview, own_reports, preview, what_we_hear
from letstalk.reports.surveys import surveys_heard

REPORTS_SHOWN = 50
PAGES_SHOWN = 10


@require_GET
@for_everyone_here
def hearing(request: HttpRequest) -> HttpResponse:
    """One's own reports, drafts first, and what the chapter hears where enough conversations say so (R-096, R-097)."""
    user, at = request.user, clock.now()
    heard = _chapters_heard(request)
    chapter = _chosen(request, heard)
    leads = chapter is not None and scope_of(user).leads(chapter)
    context = {
        "chapter": chapter,
        "chapters": heard,
        "hearing": what_we_hear(chapter, user, at=at) if chapter else None,
        "surveys": surveys_heard(chapter, at=at, month=_month(request)) if chapter and leads else None,
        "reports": list(own_reports(user)[:REPORTS_SHOWN]),
        "told_back": list(heard_pages_of(user)[:PAGES_SHOWN]),
        "is_lead": bool(scope_of(user).led),
        "is_organizer": chapters_organized(user).exists(),
        "zone": saying.zone_of(user, home_chapter(user)),
    }
    return show(request, "desk/hearing/page.html", "hearing", context)


def _month(request: HttpRequest) -> date | None:
    """The month named in the address, such as 2026-10-01."""
    try:
        return date.fromisoformat(request.GET.get("month", ""))
    except ValueError:
        return None


def _chapters_heard(request: HttpRequest) -> list[Chapter]:
    """Where one organizes and what one leads; below a node that is led, it is read with that node."""
    scope = scope_of(request.user)
    return list({chapter.pk: chapter for chapter in (*scope.led, *scope.organized)}.values())


def _chosen(request: HttpRequest, heard: list[Chapter]) -> Chapter | None:
    asked = request.GET.get("chapter", "")
    chosen = next((chapter for chapter in heard if str(chapter.pk) == asked), None) or _led(request, asked)
    home = home_chapter(request.user)
    chapter = chosen or (home if home in heard else next(iter(heard), None))
    return chapter_heard_or_404(request.user, chapter.pk) if chapter else None


def _led(request: HttpRequest, asked: str) -> Chapter | None:
    """One below a node that is led; what comes in there by itself is read by its leads only there."""
    try:
        return chapters_led(request.user).filter(pk=UUID(asked)).first()
    except ValueError:
        return None


@require_http_methods(["GET", "POST"])
@for_organizers
def report_back(request: HttpRequest) -> HttpResponse:
    """A report of one one-on-one or of several together (R-095); it is looked at before it leaves."""
    meeting = _meeting(request)
    drafted = own_reports_of(request.user).filter(meeting=meeting).first() if meeting else None
    if drafted is not None and request.method == "GET":
        return redirect("desk:report", drafted.pk)
    chapter = meeting.chapter if meeting else home_chapter(request.user)
    form_version = report_guide_version(chapter)
    if form_version is None:
        return show(request, "desk/hearing/no_form.html", "hearing", {"chapter": chapter})
    if request.method == "GET":
        return _show_new(request, meeting, ReportForm(version=form_version))
    form = ReportForm(request.POST, version=form_version)
    if not form.is_valid():
        return _show_new(request, meeting, form, status=422)
    try:
        written = write_report(
            id=entry_id(request),
            chapter=chapter,
            author=request.user,
            version=form_version,
            answers=form.answers,
            issues=form.named_issues,
            meeting=meeting,
            at=clock.now(),
        )
    except Refused as refused:
        add_refusal(form, refused)
        return _show_new(request, meeting, form, status=422)
    return redirect("desk:report", written.pk)


def _meeting(request: HttpRequest) -> Meeting | None:
    """The one-on-one named in the address, if it is one's own."""
    asked = request.GET.get("meeting", "")
    if not asked:
        return None
    try:
        return own_meeting_or_404(request.user, UUID(asked))
    except ValueError:
        return None


def _show_new(request: HttpRequest, meeting: Meeting | None, form: ReportForm, status: int = 200) -> HttpResponse:
    return show(request, "desk/hearing/new.html", "hearing", {"form": form, "meeting": meeting}, status=status)


@require_http_methods(["GET", "POST"])
@for_organizers
def report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Exactly what leaves, with what might tell who was talked with marked in it; changed here as often as wanted."""
    found = own_report_or_404(request.user, report_id)
    looked_at = preview(found)
    if request.method == "GET":
        return _show_report(request, found, looked_at, _form_of(found, looked_at))
    form = _form_of(found, looked_at, request)
    if not form.is_valid():
        return _show_report(request, found, looked_at, form, status=422)
    if form.cleaned_data["seen"] != _version(looked_at):
        show_anew(form, _version(looked_at))
        return _show_report(request, found, looked_at, form, is_stale=True, status=422)
    try:
        rewrite_report(report=found, answers=form.answers, issues=form.named_issues, by=request.user, at=clock.now())
    except Refused as refused:
        add_refusal(form, refused)
        return _show_report(request, found, looked_at, form, status=422)
    messages.success(request, _("Changed. This is how it would leave now."))
    return redirect("desk:report", found.pk)


def _form_of(found: Report, looked_at: Preview, request: HttpRequest | None = None) -> ReportForm:
    return ReportForm(
        request.POST if request else None,
        version=found.sheet.version,
        answers=answers_of(found.sheet),
        report=found,
        initial={"seen": _version(looked_at)},
    )


def _version(looked_at: Preview) -> str:
    lines = (*looked_at.issues, *looked_at.leaves, *looked_at.stays)
    return version(*(part for line in lines for part in (line.question, line.words)))


def _is_sent(found: Report) -> bool:
    return hasattr(found, "sent")


def _show_report(
    request: HttpRequest,
    found: Report,
    looked_at: Preview,
    form: ReportForm,
    *,
    is_stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "report": found,
        "preview": looked_at,
        "form": form,
        "seen": _version(looked_at),
        "is_sent": _is_sent(found),
        "is_stale": is_stale,
        "is_empty": not looked_at.issues and not looked_at.leaves,
        "zone": saying.zone_of(request.user, found.chapter),
    }
    return show(request, "desk/hearing/report.html", "hearing", context, status=status)


@require_POST
@for_organizers
def send_report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Send exactly what was looked at; what changed in another window meanwhile is shown first (R-096)."""
    found = own_report_or_404(request.user, report_id)
    looked_at = preview(found)
    if _is_sent(found):
        return redirect("desk:hearing")
    if request.POST.get("seen") != _version(looked_at):
        messages.warning(request, _("This changed meanwhile. Look once more at what would leave."))
        return redirect("desk:report", found.pk)
    try:
        send.send_report(report=found, by=request.user, at=clock.now())
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("desk:report", found.pk)
    messages.success(request, _("On its way to %(chapter)s. Thank you for passing it on.") % {"chapter": found.chapter})
    return redirect("desk:hearing")
