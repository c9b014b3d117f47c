"""Coming in: the first visit, signing in and out, the one-time link, the demo."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from letstalk import __version__
from letstalk.accounts.domain import first_visit
from letstalk.accounts.domain.limits import attempt, take_back
from letstalk.accounts.domain.links import LinkSpent, use_sign_in_link
from letstalk.accounts.domain.sign_in import MOST_FROM_A_PEER, WITHIN, TooManyTries, check_sign_in
from letstalk.accounts.models import User
from letstalk.accounts.words import AttemptKind
from letstalk.desk.came_by_link import note_link
from letstalk.desk.forms.start import CodeForm, SignInForm, WelcomeForm
from letstalk.desk.signed_in_lately import note_sign_in
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import peer
from letstalk.people.access import roles
from letstalk.people.queries import organization, organization_exists
from letstalk.stewardship.domain.demo.make import make_demo
from letstalk.stewardship.domain.first_visit import set_up

BACKEND = settings.AUTHENTICATION_BACKENDS[0]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The way in for everybody: the first visit, the sign-in, or Today."""
    if not organization_exists():
        return redirect("desk:welcome")
    if not request.user.is_authenticated:
        return redirect("desk:sign_in")
    if not roles(request.user, clock.now()).exists():
        return render(request, "desk/start/no_role.html", {"is_demo": organization().is_demo})
    return redirect("desk:today")


@require_safe
def source(request: HttpRequest) -> HttpResponse:
    """What this is, under which licence, and how to get its source (AGPL, section 13)."""
    return render(request, "desk/start/source.html", {"version": __version__})


@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """The first visit. From elsewhere than this very machine it begins with the code on the console."""
    _only_before_there_is_an_organization()
    code = request.POST.get("code", "")
    if not _may_begin(request, code):
        return _ask_code(request)
    if "chapter_name" not in request.POST:
        return _show_welcome(request, WelcomeForm(initial={"code": code}))
    form = WelcomeForm(request.POST)
    if not form.is_valid():
        return _show_welcome(request, form, status=422)
    try:
        user = _set_up(form.cleaned_data)
    except Refused as refused:
        add_refusal(form, refused)
    except ValidationError as wrong:
        form.add_error(None, wrong)
    else:
        return _come_in(request, user)
    return _show_welcome(request, form, status=422)


@require_POST
def welcome_demo(request: HttpRequest) -> HttpResponse:
    """Look around first: made-up people, and the password to sign in with again, shown once."""
    _only_before_there_is_an_organization()
    if not _may_begin(request, request.POST.get("code", "")):
        return _ask_code(request)
    try:
        made = make_demo(at=clock.now())
    except Refused:
        return redirect("desk:home")
    first_visit.spend(settings.LETSTALK_DATA)
    login(request, made.user, backend=BACKEND)
    note_sign_in(request, at=clock.now())
    context = {"email": made.email, "password": made.password, "is_demo": True}
    return render(request, "desk/start/demo.html", context)


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if not organization_exists():
        return redirect("desk:welcome")
    if request.user.is_authenticated and request.method == "GET":
        return redirect("desk:home")
    form = SignInForm(request.POST or None, initial={"next": request.GET.get("next", "")})
    status = 200
    if request.method == "POST":
        status = 422
        user = _checked(request, form) if form.is_valid() else None
        if user is not None:
            login(request, user, backend=BACKEND)
            note_sign_in(request, at=clock.now())
            return HttpResponseRedirect(_own_address(request, form.cleaned_data["next"]))
    return render(request, "desk/start/sign_in.html", {"form": form, "is_demo": organization().is_demo}, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("desk:home")


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """The one-time link. Looking at it changes nothing, so that a preview of the link does not spend it."""
    if request.method == "GET":
        return render(request, "desk/start/enter.html")
    if not attempt(AttemptKind.SIGN_IN_PEER, peer(request), at=clock.now(), most=MOST_FROM_A_PEER, within=WITHIN):
        refusal = _("Too many links were tried. Please wait a quarter of an hour and open yours again.")
        return render(request, "desk/start/enter.html", {"is_spent": True, "refusal": refusal}, status=429)
    try:
        user = use_sign_in_link(token=token, at=clock.now())
    except LinkSpent as refused:
        return render(request, "desk/start/enter.html", {"is_spent": True, "refusal": str(refused)}, status=410)
    login(request, user, backend=BACKEND)
    note_link(request, at=clock.now())
    return redirect("desk:change_password" if roles(user, clock.now()).exists() else "desk:home")


def _only_before_there_is_an_organization() -> None:
    if organization_exists():
        raise Http404


def _may_begin(request: HttpRequest, code: str) -> bool:
    """Whether the visitor sits at this machine or brought the code; only wrong codes count as tries."""
    if not first_visit.needs_code(request):
        return True
    if not code:
        return False
    at = clock.now()
    if not attempt(AttemptKind.FIRST_VISIT, peer(request), at=at, most=MOST_FROM_A_PEER, within=WITHIN):
        return False
    is_right = first_visit.is_right(code, data=settings.LETSTALK_DATA)
    if is_right:
        take_back(AttemptKind.FIRST_VISIT, peer(request), at=at)
    return is_right


def _ask_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST if "code" in request.POST else None)
    if form.is_valid():
        form.add_error("code", CodeForm.WRONG)
    return render(request, "desk/start/code.html", {"form": form}, status=422 if form.errors else 200)


def _show_welcome(request: HttpRequest, form: WelcomeForm, status: int = 200) -> HttpResponse:
    return render(request, "desk/start/welcome.html", {"form": form}, status=status)


def _set_up(wanted: dict[str, Any]) -> User:
    return set_up(
        chapter_name=wanted["chapter_name"],
        email=wanted["email"],
        password=wanted["password"],
        zone=wanted["zone"] or "UTC",
        at=clock.now(),
    )


def _come_in(request: HttpRequest, user: User) -> HttpResponse:
    first_visit.spend(settings.LETSTALK_DATA)
    login(request, user, backend=BACKEND)
    note_sign_in(request, at=clock.now())
    return redirect("desk:today")


def _checked(request: HttpRequest, form: SignInForm) -> User | None:
    """The user, or None with the reason on the form; the peer is counted so that many emails cannot be tried."""
    typed = form.cleaned_data
    try:
        return check_sign_in(
            request=request, email=typed["email"], password=typed["password"], peer=peer(request), at=clock.now()
        )
    except TooManyTries as refused:
        form.add_error(None, str(refused))
    except Refused as refused:
        form.add_error("password", str(refused))
    return None


def _own_address(request: HttpRequest, wanted: str) -> str:
    """Where they wanted to go, if that is a page of ours."""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and is_ours else reverse("desk:home")
