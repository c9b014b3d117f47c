"""Would you like to meet somebody? Asked by a person's own link, of their own side alone (R-089)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from letstalk.followups.access import linked_side_or_404
from letstalk.followups.domain import introductions as introducing
from letstalk.followups.introduction_pages import asked_of, ways_to_choose
from letstalk.kit import clock
from letstalk.kit.refusal import Refused
from letstalk.people.words import OWN_PAGE
from letstalk.public.door import Visit, by_link, show
from letstalk.public.saying import what_happened


@require_safe
@by_link
def introductions(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _page(request, visit)


@require_POST
@by_link
def answer_introduction(request: HttpRequest, visit: Visit, side_id: UUID) -> HttpResponse:
    """Yes, and how they would like to be reached; or rather not, which nobody else learns."""
    side = linked_side_or_404(visit.link, side_id)
    try:
        if "no" in request.POST:
            introducing.say_no(side=side, by=None, at=clock.now())
            return visit.back("rather_not", to="introductions")
        introducing.say_yes(side=side, way=request.POST.get("way", ""), how=OWN_PAGE, by=None, at=clock.now())
    except introducing.NotOpen:
        return visit.back("changed", to="introductions")
    except Refused as refused:
        return _page(request, visit, trouble=str(refused))
    return visit.back("would_meet", to="introductions")


def _page(request: HttpRequest, visit: Visit, *, trouble: str = "") -> HttpResponse:
    code = request.GET.get("said", "")
    context = {
        "sides": [(side, ways_to_choose(side)) for side in asked_of(visit.link)],
        "said": what_happened(code, visit.organizer),
        "said_code": code,
        "trouble": trouble,
    }
    return show(request, visit, "public/introductions.html", context, status=422 if trouble else 200)
