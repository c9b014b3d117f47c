"""A sheet filled in by pen, typed in afterwards: the same debrief, by its codes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from letstalk.field.debriefing import CAN_BE_HELD, WRITTEN_UP
from letstalk.field.forms.paper import PaperForm
from letstalk.field.frame import for_its_organizer, show
from letstalk.followups.domain.debrief import debrief
from letstalk.followups.write_up import write_up_page
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.meetings.domain.moves import where_it_stands
from letstalk.meetings.models import Meeting


@require_http_methods(["GET", "POST"])
@for_its_organizer
def paper(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Codes in, a debrief out, by the same form, checks and verb as on its own page."""
    at = clock.now()
    page = write_up_page(meeting, at=at)
    if request.method == "GET":
        if meeting.state in WRITTEN_UP:
            messages.info(request, where_it_stands(meeting, meeting.state))
            return redirect(meeting.desk_url)
        return _show(request, meeting, PaperForm(page=page, at=at))

    form = PaperForm(request.POST, page=page, at=at)
    if not form.is_valid():
        return _show(request, meeting, form, status=422)
    written = form.debrief()
    if not written.is_valid():
        form.take_errors(written)
        return _show(request, meeting, form, status=422)
    try:
        debrief(meeting=meeting, entry=written.entry(id=entry_id(request)), by=request.user, at=at)
    except Refused as refused:
        add_refusal(written, refused)
        form.take_errors(written)
        return _show(request, meeting, form, status=422)
    messages.success(request, _("Written up. What comes next is below. Tear up the sheet now."))
    return redirect(meeting.desk_url)


def _show(request: HttpRequest, meeting: Meeting, form: PaperForm, status: int = 200) -> HttpResponse:
    context = {
        "meeting": meeting,
        "person": meeting.person,
        "form": form,
        "can_be_held": meeting.state in CAN_BE_HELD or meeting.is_spontaneous or meeting.state in WRITTEN_UP,
        "stands": where_it_stands(meeting, meeting.state),
    }
    return show(request, "field/paper/page.html", context, status=status)
