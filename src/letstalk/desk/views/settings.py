"""One's own settings, and for administrators the mail of this installation."""

from typing import Any

from django.conf import settings as environment
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from letstalk.accounts.domain.users import change_user, set_own_day, set_password
from letstalk.desk.came_by_link import came_by_link, forget_link
from letstalk.desk.forms.settings import MailForm, OwnDayForm, OwnForm, PasswordForm, TestMailForm
from letstalk.desk.frame import for_administrators, for_everyone_here, for_organizers, show
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.outbox.domain.routes import send_test, set_route
from letstalk.outbox.queries import RouteNow, current_route, route_problem
from letstalk.outbox.words import RouteKind
from letstalk.people.access import is_administrator, is_lead, is_organizer


@require_http_methods(["GET", "POST"])
@for_everyone_here
def settings(request: HttpRequest) -> HttpResponse:
    user = request.user
    form = _own_form(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        change_user(user=user, at=clock.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("desk:settings")
    return _show(request, form=form, status=422 if form.errors else 200)


@require_POST
@for_organizers
def own_day(request: HttpRequest) -> HttpResponse:
    """When one's day is told by email, and when one is away (b.5)."""
    form = OwnDayForm(request.POST)
    if form.is_valid():
        try:
            set_own_day(user=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refused:
            request.user.refresh_from_db()
            add_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("desk:settings")
    return _show(request, form=_own_form(request), day=form, status=422)


@require_http_methods(["GET", "POST"])
@for_everyone_here
def change_password(request: HttpRequest) -> HttpResponse:
    """Choose another password: with the old one, or without it for whoever came in by a one-time link."""
    by_link = came_by_link(request, at=clock.now())
    form = PasswordForm(request.POST or None, user=request.user, by_link=by_link)
    if request.method == "POST" and form.is_valid():
        user = set_password(user=request.user, password=form.cleaned_data["new"], by=request.user, at=clock.now())
        forget_link(request)
        update_session_auth_hash(request, user)
        messages.success(request, _("Your new password holds from now on. Other devices are signed out."))
        return redirect("desk:today" if by_link else "desk:settings")
    context = {"form": form, "by_link": by_link}
    return show(request, "desk/settings/password.html", "settings", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_administrators
def mail_settings(request: HttpRequest) -> HttpResponse:
    """The mail server all messages leave by, unless the environment or a demo has decided."""
    if request.method == "POST" and environment.LETSTALK_SMTP_URL:
        return redirect("desk:mail_settings")
    form = _mail_form(request)
    if request.method == "POST" and form.is_valid():
        try:
            set_route(url=form.url, sender=form.cleaned_data["sender"], by=request.user, at=clock.now())
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Saved. Send yourself a test, so that you have seen it work."))
            return redirect("desk:mail_settings")
    return _show_mail(request, form=form, status=422 if form.errors else 200)


@require_POST
@for_administrators
def test_mail(request: HttpRequest) -> HttpResponse:
    """Send one message now and show what the server really said."""
    test = TestMailForm(request.POST)
    if test.is_valid():
        try:
            send_test(to=test.cleaned_data["to"], by=request.user, at=clock.now())
        except Refused as refused:
            test.add_error("to", str(refused))
        else:
            messages.success(request, _("The mail server took it. Look whether it arrived."))
            return redirect("desk:mail_settings")
    return _show_mail(request, form=_mail_form(), test=test, status=422)


def _mail_form(request: HttpRequest | None = None) -> MailForm:
    """What was typed, else what holds now; the password is kept and never shown again."""
    route = current_route()
    typed = request.POST if request and request.method == "POST" else None
    return MailForm(typed, kept=route.server if route else None, initial=_as_typed(route))


def _as_typed(route: RouteNow | None) -> dict[str, str | int]:
    if route is None or route.server is None:
        return {}
    server = route.server
    kind = "smtps" if server.implicit_tls else "smtp"
    return {"host": server.host, "port": server.port, "kind": kind, "user": server.user, "sender": route.sender}


def _own_form(request: HttpRequest, typed: Any = None) -> OwnForm:
    user = request.user
    return OwnForm(typed, initial={"name": user.name, "zone": user.zone, "language": user.language})


def _show(request: HttpRequest, *, form: OwnForm, status: int, day: OwnDayForm | None = None) -> HttpResponse:
    user = request.user
    kept = {"digest_hour": user.digest_hour, "away_from": user.away_from, "away_until": user.away_until}
    context = {
        "day": day or OwnDayForm(initial=kept),
        "is_mail_set_up": current_route() is not None,
        "form": form,
        "email": request.user.email,
        "may_set_mail": is_administrator(request.user),
        "has_shelf": is_organizer(request.user),
        "may_ask": is_lead(request.user) or is_administrator(request.user),
    }
    return show(request, "desk/settings/page.html", "settings", context, status=status)


def _show_mail(request: HttpRequest, *, form: MailForm, status: int, test: TestMailForm | None = None) -> HttpResponse:
    route = current_route()
    context = {
        "form": form,
        "test": test or TestMailForm(initial={"to": request.user.email}),
        "route": route,
        "goes_to_folder": route is not None and route.kind == RouteKind.FOLDER,
        "is_fixed": bool(environment.LETSTALK_SMTP_URL),
        "problem": route_problem(),
    }
    return show(request, "desk/settings/mail.html", "settings", context, status=status)
