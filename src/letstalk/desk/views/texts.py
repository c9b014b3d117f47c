"""For administrators: the service by which texts leave, off until one is set up."""

from django.conf import settings as environment
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from letstalk.desk.forms.texts import GatewayForm
from letstalk.desk.frame import for_administrators, show
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.outbox.domain.gateways import set_gateway, turn_off
from letstalk.outbox.gateways import TextGateway, current_gateway
from letstalk.outbox.queries import current_route, problem_sentence, standing_trouble
from letstalk.outbox.words import Channel, RouteKind


@require_http_methods(["GET", "POST"])
@for_administrators
def text_settings(request: HttpRequest) -> HttpResponse:
    """The account texts leave by. Its token is kept sealed, and never shown again."""
    gateway = current_gateway()
    if request.method == "GET":
        return _show(request, gateway, GatewayForm(kept=gateway, initial=_as_typed(gateway)))
    form = GatewayForm(request.POST, kept=gateway)
    if not form.is_valid():
        return _show(request, gateway, form, status=422)
    try:
        set_gateway(form.gateway, by=request.user, at=clock.now())
    except Refused as refused:
        add_refusal(form, refused)
        return _show(request, gateway, form, status=422)
    messages.success(request, _("Saved. Reminders go out as texts to those who said yes to that."))
    return redirect("desk:text_settings")


@require_POST
@for_administrators
def texts_off(request: HttpRequest) -> HttpResponse:
    turn_off(by=request.user, at=clock.now())
    messages.success(request, _("Texts are off, and the token is forgotten."))
    return redirect("desk:text_settings")


def _as_typed(gateway: TextGateway | None) -> dict[str, str]:
    return {"api": gateway.api, "account": gateway.account, "sender": gateway.sender} if gateway else {}


def _show(request: HttpRequest, gateway: TextGateway | None, form: GatewayForm, status: int = 200) -> HttpResponse:
    route = current_route()
    trouble = standing_trouble(gateway, channel=Channel.TEXT) if gateway else None
    context = {
        "form": form,
        "gateway": gateway,
        "is_demo": route is not None and route.kind == RouteKind.FOLDER,
        "problem": problem_sentence(trouble.code) if trouble else "",
        "answers_to": environment.LETSTALK_URL.rstrip("/") + reverse("public:text_came_in"),
    }
    return show(request, "desk/settings/texts.html", "settings", context, status=status)
