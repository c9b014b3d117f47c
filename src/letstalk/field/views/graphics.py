"""A graphic made where there is no network: drawn by the phone with its own faces; exact files come from the desk."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from letstalk.campaigns.making import MakeForm, ground_or_404
from letstalk.campaigns.queries import current_campaign
from letstalk.field.frame import for_everyone_here, show
from letstalk.graphics.formats import FORMATS
from letstalk.graphics.pictures import ground_of
from letstalk.kit import clock
from letstalk.people.access import home_chapter

TEMPLATE = "field/graphics/page.html"
PACKET = "graphics"
# It is about nobody, and taken anew whenever it is opened with a network.
KEPT_FOR = timedelta(days=60)


@require_safe
@for_everyone_here
def graphics(request: HttpRequest) -> HttpResponse:
    """Fill in, and look. Nothing of it leaves the phone but for a file, and none of it is kept."""
    return show(request, TEMPLATE, _context(request))


@require_GET
@for_everyone_here
def packet(request: HttpRequest) -> HttpResponse:
    """Take it with you: the same page, for the phone's own store."""
    at = clock.now()
    return JsonResponse(
        {
            "format": 1,
            "meeting": PACKET,
            "owner": str(request.user.pk),
            "taken_at": at.isoformat(),
            "keep_until": (at + KEPT_FOR).isoformat(),
            "pages": {PACKET: render_to_string(TEMPLATE, _context(request) | {"is_packet": True})},
        }
    )


def _context(request: HttpRequest) -> dict[str, Any]:
    chapter = home_chapter(request.user)
    ground = ground_or_404(chapter, current_campaign(chapter, clock.now()))
    graphic = ground.graphic(request.GET.get("graphic", "")[:60])
    form = MakeForm(ground=ground, graphic=graphic)
    return {
        "heading": _("Say why"),
        "form": form,
        "graphic": graphic,
        "drawn": {
            "prompt": form.prompt,
            "hashtag": ground.campaign.hashtag,
            "designs": [ground_of(one) for one in ground.materials.designs],
            "formats": [_plain(key) for key in FORMATS],
        },
    }


def _plain(key: str) -> dict[str, Any]:
    """A size as the phone draws it; of a sheet of stickers one sticker."""
    one = FORMATS[key]
    is_sheet = one.copies != (1, 1)
    wide, high = (1, 1) if is_sheet else (one.wide, one.high)
    return {"key": key, "wide": wide, "high": high, "above": one.above, "below": one.below}
