"""What is kept no longer than it is needed: the organizer's review, in which they keep or let go (h.2)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from letstalk.desk import saying
from letstalk.desk.frame import for_organizers, show
from letstalk.kit import clock, days
from letstalk.kit.refusal import Refused
from letstalk.people.access import home_chapter
from letstalk.reports.going import CLOSED_KEPT, INVITATIONS_KEPT, WORDS_KEPT, going_for
from letstalk.stewardship.domain.retention import keep_some, let_some_go

KEEP, LET_GO = "keep", "let_go"


@require_http_methods(["GET", "POST"])
@for_organizers
def going(request: HttpRequest) -> HttpResponse:
    """What goes within the month of one's own people, each to be kept for another period or let go now."""
    if request.method == "GET":
        return _show(request, going_for(request.user, at=clock.now()))
    ticked, at = request.POST.getlist("which"), clock.now()
    try:
        if request.POST.get("do") == LET_GO:
            let_some_go(ids=ticked, by=request.user, at=at)
            messages.success(request, _("It is gone."))
        else:
            keep_some(ids=ticked, by=request.user, at=at)
            messages.success(request, _("It is kept for another while, and comes back here before it goes."))
    except Refused as refused:
        return _show(request, going_for(request.user, at=at), told=str(refused))
    return redirect("desk:going")


def _show(request: HttpRequest, found: list, *, told: str = "") -> HttpResponse:
    zone = saying.zone_of(request.user, home_chapter(request.user))
    today = clock.local_day(clock.now(), zone)
    context = {
        "going": [(one, days.day_said(clock.local_day(one.goes_at, zone), today)) for one in found],
        "told": told,
        "which": "going",
        "words_days": WORDS_KEPT.days,
        "invitation_days": INVITATIONS_KEPT.days,
        "closed_months": CLOSED_KEPT.days // 30,
    }
    return show(request, "desk/measures/going.html", "hearing", context, status=422 if told else 200)
