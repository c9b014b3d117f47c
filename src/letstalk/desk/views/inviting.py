"""Whom to invite next: a short list of one's own people, with reasons."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from letstalk.desk import whom
from letstalk.desk.frame import for_organizers, show
from letstalk.desk.saying import zone_of
from letstalk.followups.inviting import whom_next as read
from letstalk.followups.pairing_pages import proposed_to
from letstalk.kit import clock


@require_GET
@for_organizers
def whom_next(request: HttpRequest) -> HttpResponse:
    """As many as there is room for in the week, and why the others are not on it."""
    at = clock.now()
    found = read(request.user, at=at)
    context = {
        "lines": whom.lines_of(found),
        "more": found.ranking.more,
        "held": whom.held_back(found),
        "carried": found.carried,
        "has_people": bool(found.rows),
        "proposed": proposed_to(request.user, at=at),
        "today": clock.local_day(at, zone_of(request.user)),
    }
    return show(request, "desk/inviting/whom_next.html", "people", context)
