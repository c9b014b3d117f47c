"""A one-on-one on paper, as PDF: the prepare page, a card for the pocket, and a sheet to fill in afterwards (R-067)."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from letstalk.field.forms.paper import PaperForm
from letstalk.field.frame import for_its_organizer
from letstalk.field.on_paper import debrief_sheet, pocket_card, prepare_sheet
from letstalk.field.preparing import usual_paper
from letstalk.followups.write_up import write_up_page
from letstalk.graphics import print_sheets
from letstalk.graphics.print_sheets import PAPERS, Look
from letstalk.kit import clock
from letstalk.meetings.models import Meeting


@require_GET
@never_cache
@for_its_organizer
def prepare_pdf(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    sheet = prepare_sheet(meeting, at=clock.now())
    return _answer(print_sheets.prepare_pdf(sheet, _look(request, meeting)))


@require_GET
@never_cache
@for_its_organizer
def card_pdf(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    card = pocket_card(meeting, at=clock.now())
    return _answer(print_sheets.pocket_pdf(card, _look(request, meeting)))


@require_GET
@never_cache
@for_its_organizer
def debrief_pdf(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    at = clock.now()
    page = write_up_page(meeting, at=at)
    form = PaperForm(page=page, at=at)
    today = clock.local_day(at, meeting.chapter.zone)
    sheet = debrief_sheet(form, meeting, slot=page.slot, today=today)
    return _answer(print_sheets.debrief_pdf(sheet, _look(request, meeting)))


def _look(request: HttpRequest, meeting: Meeting) -> Look:
    """What was asked for; where that is nothing we know, the usual."""
    paper = request.GET.get("paper", "")
    return Look(
        paper=paper if paper in PAPERS else usual_paper(meeting),
        large=request.GET.get("type") == "large",
        language=(get_language() or "en").partition("-")[0],
    )


def _answer(pdf: bytes) -> HttpResponse:
    """A name that says nothing of anyone: files lie about on phones."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="sheet.pdf"'
    response["Cache-Control"] = "no-store, private"
    return response
