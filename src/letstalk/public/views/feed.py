"""An organizer's one-on-ones for their calendar program: whoever holds the address reads it, and it names nobody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from letstalk.accounts.domain.limits import attempt
from letstalk.kit import clock
from letstalk.kit.requests import peer
from letstalk.meetings.access import feed_or_404
from letstalk.meetings.queries import feed_at
from letstalk.public.door import MOST_WRONG, WITHIN, WRONG_LINK

# Kept by nobody on the way, and asked about each time: the answer to "is it still so?" is cheap.
HEADERS = {
    "Cache-Control": "private, no-cache",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar, or a 304 when the program has it already; a wrong or revoked address is a 404."""
    at = clock.now()
    try:
        row = feed_or_404(token)
    except Http404:
        if not attempt(WRONG_LINK, peer(request), at=at, most=MOST_WRONG, within=WITHIN):
            return _quietly(render(request, "public/too_many.html", status=429))
        raise
    with translation.override(row.organizer.language or None):
        found = feed_at(row, at=at)
        if found.etag in _known(request):
            response = HttpResponse(status=304)
        else:
            response = HttpResponse(found.text, content_type="text/calendar; charset=utf-8")
            response.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    response.headers["ETag"] = found.etag
    return _quietly(response)


def _known(request: HttpRequest) -> set[str]:
    """What the program says it has; a gateway that packed the answer may have made its mark a weak one."""
    said = request.headers.get("If-None-Match", "")
    return {one.strip().removeprefix("W/") for one in said.split(",")}


def _quietly(response: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response
