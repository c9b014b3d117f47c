"""One's own settings, and for administrators the mail of this installation."""

from urllib.parse import quote

from django.conf import settings as environment
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from letstalk.accounts.domain.users import change_user, set_password
from letstalk.desk.forms.settings import MailForm, OwnForm, PasswordForm, TestMailForm
from letstalk.desk.frame import for_administrators, for_everyone_here, show
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.outbox.domain.routes import send_test, set_route
from letstalk.outbox.queries import current_route, route_problem
from letstalk.outbox.words import RouteKind
from letstalk.people.access import is_administrator


@require_http_methods(["GET", "POST"])
@for_everyone_here
def settings(request: HttpRequest) -> HttpResponse:
    user = request.user
    form = OwnForm(request.POST or None, initial={"name": user.name, "zone": user.zone, "language": user.language})
    if request.method == "POST" and form.is_valid():
        change_user(user=user, at=clock.now(), **form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("desk:settings")
    return _show(request, form=form, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_everyone_here
def change_password(request: HttpRequest) -> HttpResponse:
    form = PasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        user = set_password(user=request.user, password=form.cleaned_data["new"], by=request.user, at=clock.now())
        update_session_auth_hash(request, user)
        messages.success(request, _("Your new password holds from now on. Other devices are signed out."))
        return redirect("desk:settings")
    return show(request, "desk/settings/password.html", "settings", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_administrators
def mail_settings(request: HttpRequest) -> HttpResponse:
    form = MailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_route(url=_as_url(form), sender=form.cleaned_data["sender"], by=request.user, at=clock.now())
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Kept. Send yourself a test, so that you have seen it work."))
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
    return _show_mail(request, form=MailForm(), test=test, status=422)


def _show(request: HttpRequest, *, form: OwnForm, status: int) -> HttpResponse:
    context = {"form": form, "email": request.user.email, "may_set_mail": is_administrator(request.user)}
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


def _as_url(form: MailForm) -> str:
    typed = form.cleaned_data
    who = f"{quote(typed['user'], safe='')}:{quote(typed['password'], safe='')}@" if typed["user"] else ""
    return f"{typed['kind']}://{who}{typed['host']}:{typed['port']}"
