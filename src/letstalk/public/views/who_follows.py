"""Who keeps in touch from now on? Asked by a person's own link; nothing moves without their word (L-4)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from letstalk.followups.access import linked_handover_or_404
from letstalk.followups.domain import handovers
from letstalk.followups.domain.handovers import Said
from letstalk.followups.handover_pages import asked_who_follows
from letstalk.followups.words import HandoverStep, SaidHow
from letstalk.kit import clock
from letstalk.kit.refusal import Refused
from letstalk.public.door import Visit, by_link, show
from letstalk.public.saying import what_happened


@require_safe
@by_link
def who_follows(request: HttpRequest, visit: Visit) -> HttpResponse:
    found = asked_who_follows(visit.link).select_related("to_organizer").first()
    said = request.GET.get("said", "")
    context = {
        "handover": found,
        "has_said_yes": found is not None and found.steps.filter(kind=HandoverStep.YES).exists(),
        "said": what_happened(said, visit.organizer),
        "said_code": said,
    }
    return show(request, visit, "public/who_follows.html", context)


@require_POST
@by_link
def answer_who_follows(request: HttpRequest, visit: Visit, handover_id: UUID) -> HttpResponse:
    """Yes, or rather not; a yes can be taken back until it is done."""
    found = linked_handover_or_404(visit.link, handover_id)
    at = clock.now()
    try:
        if "no" in request.POST:
            handovers.say_no(handover=found, by=None, at=at)
            return visit.back("stays", to="who_follows")
        said = Said(SaidHow.OWN_PAGE, clock.local_day(at, found.chapter.zone))
        handovers.say_yes(handover=found, said=said, by=None, at=at)
    except Refused:
        return visit.back("changed", to="who_follows")
    return visit.back("goes_on", to="who_follows")
