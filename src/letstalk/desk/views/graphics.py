"""Graphics to share, made at the desk: the same page as the public one, for whoever is signed in (R-051)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from letstalk.campaigns.making import Ground, answer, ground_or_404
from letstalk.campaigns.queries import current_campaign
from letstalk.desk.frame import for_everyone_here, show
from letstalk.kit import clock
from letstalk.people.access import home_chapter


@require_http_methods(["GET", "POST"])
@for_everyone_here
def graphics(request: HttpRequest) -> HttpResponse:
    """Fill in, look, and take the file along; nothing of it stays here."""

    def framed(context: dict[str, Any], status: int) -> HttpResponse:
        return show(
            request,
            "desk/campaign/graphics.html",
            "campaign",
            context | {"with_token": True},
            status=status,
        )

    return answer(request, ground=_ground(request), show=framed)


def _ground(request: HttpRequest) -> Ground:
    chapter = home_chapter(request.user)
    return ground_or_404(chapter, current_campaign(chapter, clock.now()))
