"""Graphics to share, made at the desk: the same page as the public one, for whoever is signed in (R-051)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from letstalk.campaigns.making import Ground, answer, ground_or_404, sample
from letstalk.campaigns.queries import current_campaign
from letstalk.desk.frame import for_everyone_here, show
from letstalk.kit import clock
from letstalk.people.access import home_chapter


@require_http_methods(["GET", "POST"])
@for_everyone_here
def graphics(request: HttpRequest) -> HttpResponse:
    """Fill in, look, and take the file along; nothing of it stays here."""
    thumbs = reverse("desk:design_picture", args=["KEY"]).removesuffix("KEY.png")

    def framed(context: dict[str, Any], status: int) -> HttpResponse:
        return show(
            request,
            "desk/campaign/graphics.html",
            "campaign",
            context | {"thumbs": thumbs, "with_token": True},
            status=status,
        )

    return answer(request, ground=_ground(request), show=framed)


@require_GET
@for_everyone_here
def design_picture(request: HttpRequest, key: str) -> HttpResponse:
    """How a design looks."""
    try:
        picture = sample(_ground(request), key)
    except KeyError:
        raise Http404 from None
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": "private, max-age=86400"})


def _ground(request: HttpRequest) -> Ground:
    chapter = home_chapter(request.user)
    return ground_or_404(chapter, current_campaign(chapter, clock.now()))
