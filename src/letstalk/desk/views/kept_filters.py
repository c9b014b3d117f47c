"""Searches of the list of people that are kept under a name: made, opened, called otherwise, shared, removed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from letstalk.desk.forms.kept_filters import KeepFilterForm
from letstalk.desk.forms.people import looking
from letstalk.desk.frame import for_people_workers, show
from letstalk.desk.offered import gone
from letstalk.desk.seen import show_anew, version
from letstalk.desk.views.people import address_of
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.people.access import chapters_filled, home_chapter, scope_of
from letstalk.people.domain import keeping_filters
from letstalk.people.filters import TITLES, Filter, read_filter, sentence
from letstalk.people.models import SavedFilter
from letstalk.people.queries.filtering import names_for
from letstalk.people.queries.kept_filters import filter_or_404, filter_to_change_or_404, may_change_filter


@require_http_methods(["GET", "POST"])
@for_people_workers
def keep_filter(request: HttpRequest) -> HttpResponse:
    """What the address asks for, under a name."""
    wanted = looking(request.GET).wanted
    if not wanted.clauses:
        messages.info(request, _("Say first whom you look for: this is everybody."))
        return redirect("desk:people")
    chapters = chapters_filled(request.user)
    if request.method == "GET":
        home = home_chapter(request.user)
        return _show_new(request, wanted, KeepFilterForm(chapters=chapters, initial={"chapter": home.pk}))
    form = KeepFilterForm(request.POST, chapters=chapters)
    if not form.is_valid():
        return _show_new(request, wanted, form, status=422)
    try:
        keeping_filters.keep_filter(
            id=entry_id(request),
            name=form.cleaned_data["name"],
            wanted=wanted,
            chapter=form.chosen,
            is_shared=form.cleaned_data["is_shared"],
            by=request.user,
            at=clock.now(),
        )
    except Refused as refused:
        add_refusal(form, refused)
        return _show_new(request, wanted, form, status=422)
    messages.success(request, _("Kept. It stands above the list."))
    return redirect(reverse("desk:people") + address_of(wanted.clauses))


def _show_new(request: HttpRequest, wanted: Filter, form: KeepFilterForm, *, status: int = 200) -> HttpResponse:
    back = reverse("desk:people") + address_of(wanted.clauses)
    context = {"form": form, "sentence": sentence(wanted, names_for(scope_of(request.user), wanted)), "back": back}
    return show(request, "desk/people/keep_filter.html", "people", context, status=status)


@require_http_methods(["GET", "POST"])
@for_people_workers
def kept_filter(request: HttpRequest, filter_id: UUID) -> HttpResponse:
    """What a kept search asks for, what of it is there no more; called otherwise or shared by whose it is."""
    if request.method == "GET":
        saved = filter_or_404(request.user, filter_id)
        return _show_kept(request, saved, _form_of(saved))
    saved = filter_to_change_or_404(request.user, filter_id)
    form = _form_of(saved, request.POST)
    if not form.is_valid():
        return _show_kept(request, saved, form, status=422)
    if form.cleaned_data["seen"] not in ("", _seen(saved)):
        show_anew(form, _seen(saved))
        return _show_kept(request, saved, form, is_stale=True, status=422)
    try:
        keeping_filters.change_filter(
            saved=saved,
            name=form.cleaned_data["name"],
            is_shared=form.cleaned_data["is_shared"],
            by=request.user,
            at=clock.now(),
        )
    except Refused as refused:
        saved.refresh_from_db()
        add_refusal(form, refused)
        return _show_kept(request, saved, form, status=422)
    return redirect("desk:kept_filter", saved.pk)


def _form_of(saved: SavedFilter, told: object = None) -> KeepFilterForm:
    initial = {"name": saved.name, "is_shared": saved.is_shared, "seen": _seen(saved)}
    return KeepFilterForm(told, chapters=type(saved.chapter).objects.filter(pk=saved.chapter_id), initial=initial)


def _seen(saved: SavedFilter) -> str:
    return version(saved.name, saved.is_shared)


def _show_kept(
    request: HttpRequest, saved: SavedFilter, form: KeepFilterForm, *, is_stale: bool = False, status: int = 200
) -> HttpResponse:
    wanted, unknown = read_filter(saved.clauses)
    named = names_for(scope_of(request.user), wanted)
    context = {
        "saved": saved,
        "form": form,
        "is_stale": is_stale,
        "may_change": may_change_filter(request.user, saved),
        "is_own": saved.owner_id == request.user.pk,
        "sentence": sentence(wanted, named),
        "unknown": [str(TITLES.get(name, name)) for name in unknown],
        "gone": gone(wanted, named),
        "find": reverse("desk:people") + address_of(wanted.clauses),
    }
    return show(request, "desk/people/kept_filter.html", "people", context, status=status)


@require_POST
@for_people_workers
def remove_filter(request: HttpRequest, filter_id: UUID) -> HttpResponse:
    """Whom it found stays as they are."""
    saved = filter_to_change_or_404(request.user, filter_id)
    keeping_filters.remove_filter(saved=saved, by=request.user, at=clock.now())
    messages.success(request, _("“%(name)s” is removed.") % {"name": saved.name})
    return redirect("desk:people")
