"""What the service for texts tells: an answer, or what became of a text. Only its own signature is believed."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from letstalk.followups.domain.inbound import hear_text, text_came_back, text_left
from letstalk.kit import clock
from letstalk.outbox.gateways import current_gateway
from letstalk.public.door import quietly

SIGNATURE = "X-Twilio-Signature"
# The service answers nobody for us; what there is to say, an organizer says.
NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
FAILED = {"failed", "undelivered"}
LEFT = {"sent", "delivered"}
View = Callable[..., HttpResponse]


def signed(view: View) -> View:
    """The door: a call that the gateway did not sign, or that comes while there is none, is a 404 and writes nothing.

    Without a CSRF token, since it rides on no cookie: the signature covers the address and every value.
    """

    @csrf_exempt
    @require_POST
    @wraps(view)
    def enter(request: HttpRequest, **more: UUID) -> HttpResponse:
        gateway = current_gateway()
        values = [(name, value) for name, said in request.POST.lists() for value in said]
        address = settings.LETSTALK_URL.rstrip("/") + request.get_full_path()
        if gateway is None or not gateway.has_signed(request.headers.get(SIGNATURE, ""), address, values):
            raise Http404
        return quietly(view(request, **more))

    return enter


@signed
def text_came_in(request: HttpRequest) -> HttpResponse:
    """An answer: a word such as STOP takes effect at once, all else is put before their organizers."""
    told = request.POST
    hear_text(
        address=told.get("From", ""),
        words=told.get("Body", ""),
        reply=told.get("MessageSid", ""),
        was_told_to_stop=told.get("OptOutType", "").upper() == "STOP",
        at=clock.now(),
    )
    return HttpResponse(NOTHING_TO_SAY, content_type="text/xml; charset=utf-8")


@signed
def text_status(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """What became of a text; that it arrived is news only of one that may not have left."""
    status = request.POST.get("MessageStatus", "")
    if status in LEFT:
        text_left(message=message_id, at=clock.now())
    elif status in FAILED:
        code = request.POST.get("ErrorCode", "")
        text_came_back(message=message_id, code=int(code) if code.isdecimal() else 0, at=clock.now())
    return HttpResponse(NOTHING_TO_SAY, content_type="text/xml; charset=utf-8")
