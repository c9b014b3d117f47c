"""What every screen of the field is set in, and who may open it: the organizer who holds the one-on-one."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from letstalk.meetings.access import own_meeting_or_404
from letstalk.people.access import is_organizer, scope_of
from letstalk.people.queries import organization
from letstalk.people.words import RoleKind


def for_its_organizer(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The door: the view is given the meeting itself, and only for an organizer whose own it is; else a 404."""

    @login_required
    @wraps(view)
    def enter(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
        if not is_organizer(request.user):
            raise Http404
        return view(request, own_meeting_or_404(request.user, meeting_id))

    return enter


def for_everyone_here(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The door to what is about nobody: whoever has a role here; else a 404."""

    @login_required
    @wraps(view)
    def enter(request: HttpRequest) -> HttpResponse:
        if not any(scope_of(request.user).of_kind(kind) for kind in RoleKind):
            raise Http404
        return view(request)

    return enter


def show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, template, {"is_demo": organization().is_demo} | context, status=status)


def viewer_zone(request: HttpRequest, zone: str) -> str:
    """The zone the organizer lives by, so that a time agreed in another is named."""
    return getattr(request.user, "zone", "") or zone
