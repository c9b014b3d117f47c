"""The chapter: the tree as far as one may see, its settings and roles for administrators, its rhythm for leads."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from letstalk.campaigns.access import chapters_shared_with
from letstalk.desk.forms.chapter import ChapterSettingsForm, NamedForm, RhythmForm, RoleForm, rhythm_of
from letstalk.desk.frame import for_administrators, for_everyone_here, for_leads, show
from letstalk.desk.seen import show_anew, version
from letstalk.followups.counts import Counted, counted_at_or_below, counted_in
from letstalk.followups.domain.rhythm import set_rhythm
from letstalk.kit import clock
from letstalk.kit.form_errors import add_refusal
from letstalk.kit.refusal import Refused
from letstalk.kit.requests import entry_id
from letstalk.people.access import (
    chapter_administered_or_404,
    chapter_led_or_404,
    is_lead,
    is_organizer,
    scope_of,
)
from letstalk.people.domain import organization
from letstalk.people.models import Chapter
from letstalk.people.words import RoleKind
from letstalk.stewardship.access import role_administered_or_404, roles_in
from letstalk.stewardship.domain.roles import LetIn, let_in


@dataclass
class Node:
    """A chapter in the tree as one user sees it. `counted` is by itself, `together` with all below; for leads only."""

    chapter: Chapter
    is_administered: bool
    is_led: bool
    own: list[str]
    counted: Counted | None
    together: Counted | None
    below: list["Node"] = field(default_factory=list)


@require_GET
@for_everyone_here
def chapter(request: HttpRequest) -> HttpResponse:
    """One's own chapters with their settings, and the tree they stand in (R-012)."""
    nodes = _nodes(request)
    context = {
        "own": [node for node in nodes if node.own],
        "roots": _as_tree(nodes),
        "has_more": any(not node.own for node in nodes),
        "keeps_places": is_organizer(request.user) or is_lead(request.user),
        "has_lists": is_lead(request.user),
    }
    return show(request, "desk/chapter/page.html", "chapter", context)


def _nodes(request: HttpRequest) -> list[Node]:
    """What this user may see of the tree: their chapters, those above, and all below what they lead or administer."""
    scope = scope_of(request.user)
    seen = list(chapters_shared_with(request.user).order_by("name", "pk"))
    led = {one.pk for one in seen if scope.leads(one)}
    counted = counted_in(led)
    held = {
        RoleKind.ORGANIZER: scope.organized,
        RoleKind.LEAD: scope.led,
        RoleKind.ADMINISTRATOR: scope.administered,
    }
    return [
        Node(
            chapter=one,
            is_administered=any(node.holds(one) for node in scope.administered),
            is_led=one.pk in led,
            own=[str(kind.label) for kind, chapters in held.items() if one in chapters],
            counted=counted.get(one.pk),
            together=counted_at_or_below(one) if one in scope.led else None,
        )
        for one in seen
    ]


def _as_tree(nodes: list[Node]) -> list[Node]:
    by_id = {node.chapter.pk: node for node in nodes}
    roots: list[Node] = []
    for node in nodes:
        above = by_id.get(node.chapter.parent_id)
        (above.below if above else roots).append(node)
    return roots


@require_http_methods(["GET", "POST"])
@for_administrators
def edit_chapter(request: HttpRequest, chapter_id: UUID) -> HttpResponse:
    """Its name, word, zone, country and language, and the list of who may do what here."""
    found = chapter_administered_or_404(request.user, chapter_id)
    if request.method == "GET":
        return _show_edit(request, found, ChapterSettingsForm(chapter=found, initial=_shown(found)))
    form = ChapterSettingsForm(request.POST, chapter=found)
    if not form.is_valid():
        return _show_edit(request, found, form, status=422)
    if form.cleaned_data["seen"] not in (_version(found), _version_told(form)):
        return _show_edit(request, found, form, is_stale=True, status=422)
    _change(request, found, form)
    messages.success(request, _("Saved."))
    return redirect("desk:edit_chapter", found.pk)


def _change(request: HttpRequest, found: Chapter, form: ChapterSettingsForm) -> None:
    at, told = clock.now(), form.cleaned_data
    with transaction.atomic():
        if told["name"] != found.name:
            organization.rename(chapter=found, name=told["name"], by=request.user, at=at)
        organization.change_settings(
            chapter=found,
            word=told["word"],
            zone=told["zone"],
            region=told["region"],
            language=told["language"],
            by=request.user,
            at=at,
        )


def _shown(found: Chapter) -> dict[str, str]:
    shown = {name: getattr(found, name) for name in ("name", "word", "zone", "region", "language")}
    return {**shown, "seen": _version(found)}


def _version(found: Chapter) -> str:
    return version(found.name, found.word, found.zone, found.region, found.language)


def _version_told(form: ChapterSettingsForm) -> str:
    return version(*(form.cleaned_data[name] for name in ("name", "word", "zone", "region", "language")))


def _show_edit(
    request: HttpRequest,
    found: Chapter,
    form: ChapterSettingsForm,
    *,
    is_stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    if is_stale:
        show_anew(form, _version(found))
    context = {"chapter": found, "form": form, "is_stale": is_stale, "roles": roles_in(found)}
    return show(request, "desk/chapter/edit.html", "chapter", context, status=status)


@require_http_methods(["GET", "POST"])
@for_administrators
def add_chapter(request: HttpRequest, chapter_id: UUID) -> HttpResponse:
    """One more chapter, team or circle below this one (R-012)."""
    parent = chapter_administered_or_404(request.user, chapter_id)
    if request.method == "GET":
        return _show_below(request, parent, NamedForm(chapter=parent, initial={"zone": parent.zone}))
    form = NamedForm(request.POST, chapter=parent)
    if not form.is_valid():
        return _show_below(request, parent, form, status=422)
    try:
        made = organization.add_chapter(
            id=entry_id(request),
            parent=parent,
            name=form.cleaned_data["name"],
            word=form.cleaned_data["word"],
            zone=form.cleaned_data["zone"],
            by=request.user,
            at=clock.now(),
        )
    except Refused as refused:
        add_refusal(form, refused)
        return _show_below(request, parent, form, status=422)
    messages.success(request, _("%(chapter)s is there. Who organizes in it?") % {"chapter": made.name})
    return redirect("desk:edit_chapter", made.pk)


def _show_below(request: HttpRequest, parent: Chapter, form: NamedForm, status: int = 200) -> HttpResponse:
    context = {"parent": parent, "form": form}
    return show(request, "desk/chapter/below.html", "chapter", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@for_administrators
def give_role(request: HttpRequest, chapter_id: UUID) -> HttpResponse:
    """Let somebody do something here, by their email. Whoever is new gets a one-time link, shown this once."""
    found = chapter_administered_or_404(request.user, chapter_id)
    if request.method == "GET":
        return _show_role(request, found, RoleForm())
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _show_role(request, found, form, status=422)
    told = form.cleaned_data
    try:
        entered = let_in(
            email=told["email"],
            name=told["name"],
            chapter=found,
            kind=told["kind"],
            by=request.user,
            at=clock.now(),
        )
    except Refused as refused:
        add_refusal(form, refused)
        return _show_role(request, found, form, status=422)
    if entered.token:
        return _show_link(request, found, entered)
    who = {"name": str(entered.role.user), "role": entered.role.get_kind_display(), "chapter": found.name}
    messages.success(request, _("%(name)s is now %(role)s in %(chapter)s.") % who)
    return redirect("desk:edit_chapter", found.pk)


def _show_role(request: HttpRequest, found: Chapter, form: RoleForm, status: int = 200) -> HttpResponse:
    context = {"chapter": found, "form": form}
    return show(request, "desk/chapter/give_role.html", "chapter", context, status=status)


def _show_link(request: HttpRequest, found: Chapter, entered: LetIn) -> HttpResponse:
    # Only its hash is kept, so this answer is the one place where it can be read.
    address = settings.LETSTALK_URL + reverse("desk:enter", args=[entered.token])
    context: dict[str, Any] = {"chapter": found, "role": entered.role, "link": address}
    return show(request, "desk/chapter/link.html", "chapter", context)


@require_http_methods(["GET", "POST"])
@for_administrators
def end_role(request: HttpRequest, role_id: UUID) -> HttpResponse:
    """They may no longer do this here; whom they met and what they wrote stays as it is."""
    role = role_administered_or_404(request.user, role_id)
    if request.method == "GET":
        return show(request, "desk/chapter/end_role.html", "chapter", {"role": role})
    back = role.chapter_id
    try:
        organization.end_role(role=role, by=request.user, at=clock.now())
        who = {"name": str(role.user), "role": role.get_kind_display()}
        messages.success(request, _("%(name)s is no longer %(role)s here.") % who)
    except Refused as refused:
        messages.warning(request, str(refused))
    if any(node.holds(role.chapter) for node in scope_of(request.user).administered):
        return redirect("desk:edit_chapter", back)
    return redirect("desk:chapter")


@require_http_methods(["GET", "POST"])
@for_leads
def edit_timings(request: HttpRequest, chapter_id: UUID) -> HttpResponse:
    """When each follow-up is due, and how often people are spoken with (b.4, b.5)."""
    found = chapter_led_or_404(request.user, chapter_id)
    hours, every = rhythm_of(found)
    now = version(*hours.values(), *every.values())
    if request.method == "GET":
        form = RhythmForm(hours=hours, every_days=every)
        form.initial["seen"] = now
        return _show_timings(request, found, form)
    form = RhythmForm(request.POST, hours=hours, every_days=every)
    if not form.is_valid():
        return _show_timings(request, found, form, status=422)
    if form.cleaned_data["seen"] != now and (form.hours_chosen or form.days_chosen != every):
        show_anew(form, now)
        return _show_timings(request, found, form, is_stale=True, status=422)
    try:
        set_rhythm(
            chapter=found,
            hours=form.hours_chosen,
            every_days=form.days_chosen,
            by=request.user,
            at=clock.now(),
        )
    except Refused as refused:
        add_refusal(form, refused)
        return _show_timings(request, found, form, status=422)
    messages.success(request, _("Saved. It holds for the one-on-ones from now on."))
    return redirect("desk:chapter")


def _show_timings(
    request: HttpRequest, found: Chapter, form: RhythmForm, *, is_stale: bool = False, status: int = 200
) -> HttpResponse:
    context = {"chapter": found, "form": form, "is_stale": is_stale}
    return show(request, "desk/chapter/timings.html", "chapter", context, status=status)
