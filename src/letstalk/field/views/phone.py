"""What a phone asks for: its packet, who is signed in, a place for its entries, and the shell that opens offline."""

import hashlib
import json

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST, require_safe

from letstalk.field.frame import for_its_organizer
from letstalk.field.packet import no_longer_to_carry, packet_of
from letstalk.field.phones import lock_of
from letstalk.field.shell import FILES, ICON_SIZES
from letstalk.field.sync import Unreadable, read_entry, take
from letstalk.kit import clock
from letstalk.kit.requests import uuids_in
from letstalk.meetings.models import Meeting

MOST_PACKETS = 100


@require_GET
@for_its_organizer
def packet(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Take it with you: the one-on-one as it is now. Nobody but the phone that asked keeps it."""
    return JsonResponse(packet_of(meeting, at=clock.now()))


@require_GET
@ensure_csrf_cookie
def me(request: HttpRequest) -> HttpResponse:
    """Who is signed in, the server's half of the phone's lock, and which packets have had their time."""
    if not request.user.is_authenticated:
        return _signed_out()
    held = [str(id) for id in uuids_in(request.GET.get("packets", ""))[:MOST_PACKETS]]
    return JsonResponse(
        {"user": str(request.user.pk), "lock": lock_of(request.user), "gone": no_longer_to_carry(request.user, held)}
    )


@require_POST
def entries(request: HttpRequest) -> HttpResponse:
    """One entry, and the receipt for it. A phone sends again until it has one."""
    if not request.user.is_authenticated:
        return _signed_out()
    try:
        sent = read_entry(request.body)
        receipt = take(sent, by=request.user, at=clock.now())
    except (Unreadable, RequestDataTooBig):
        sentence = _("The server could not read this; perhaps it is too long. Shorten it, or copy the words elsewhere.")
        return JsonResponse({"receipt": "unreadable", "sentence": sentence}, status=400)
    return JsonResponse(receipt.as_plain(sent))


@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """The page a phone keeps: the same for everybody, with nothing about anybody in it."""
    return render(request, "field/shell/page.html")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    files = [static(name) for name in FILES]
    context = {
        "files": json.dumps(files, indent=2),
        "shell": reverse("field:shell"),
        "version": hashlib.blake2b("\n".join(files).encode(), digest_size=6).hexdigest(),
    }
    return render(request, "field/shell/service_worker.js", context, content_type="text/javascript; charset=utf-8")


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """So that a phone can put it among its apps; its name there is neutral on purpose (h.5)."""
    icons = [
        {"src": staticfiles_storage.url(f"field/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in ICON_SIZES
    ]
    maskable = icons[-1] | {"purpose": "maskable"}
    about = {
        "id": reverse("field:shell"),
        "name": "Let’s Talk",
        "short_name": "Let’s Talk",
        "description": _("Conversations, with or without a network."),
        "start_url": reverse("field:shell"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbf7f2",
        "theme_color": "#fbf7f2",
        "icons": [*icons, maskable],
    }
    return JsonResponse(about, content_type="application/manifest+json")


def _signed_out() -> HttpResponse:
    return JsonResponse({"signed_out": True}, status=401)
