"""After a one-on-one: ninety seconds to set it down before it fades."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from letstalk.field.debriefing import TEMPLATE, WRITTEN_UP, debrief_context
from letstalk.field.forms.debrief import DebriefForm
from letstalk.field.frame import for_its_organizer, show
from letstalk.followups.domain.debrief import debrief as write_it_up
from letstalk.followups.write_up import write_up_page
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.meetings.domain.moves import where_it_stands
from letstalk.meetings.models import Meeting


@require_http_methods(["GET", "POST"])
@for_its_organizer
def debrief(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    at = clock.now()
    page = write_up_page(meeting, at=at)
    if request.method == "GET" and meeting.state in WRITTEN_UP:
        messages.info(request, where_it_stands(meeting, meeting.state))
        return redirect(meeting.desk_url)
    if request.method == "GET":
        return show(request, TEMPLATE, debrief_context(DebriefForm(page=page, at=at, promises=_tally(request))))

    form = DebriefForm(request.POST, page=page, at=at, promises=_tally(request))
    if "open" in request.POST:
        # Without scripts: the questions of the report that come next, for what is answered by now. Nothing is kept.
        return show(request, TEMPLATE, debrief_context(form))
    if not form.is_valid():
        return show(request, TEMPLATE, debrief_context(form), status=422)
    try:
        write_it_up(meeting=meeting, entry=form.entry(id=entry_id(request)), by=request.user, at=at)
    except Refused as refused:
        add_refusal(form, refused)
        return show(request, TEMPLATE, debrief_context(form), status=422)
    messages.success(request, _("Written up. What comes next is below."))
    return redirect(meeting.desk_url)


def _tally(request: HttpRequest) -> int:
    """How many promises were counted during the talk; it came along in the address, and nothing else did."""
    counted = request.GET.get("promises", "")
    return int(counted) if counted.isascii() and counted.isdigit() and len(counted) <= 2 else 0
